/** The addresses of services and clients. */
import { isOpenHttp } from "../OpenHttp.js"
import { rule } from "./Difference.js"

export const environments = [
  rule("base URL", {
    name: "empty environments",
    ours: "An empty environment argument is refused.",
    why: "Our types have no such environment, and it is better to tell a mistake than to call another deployment.",
    excuses: (_, { environment, ours }) => environment === "" && ours === undefined
  }),
  rule("base URL", {
    name: "open base URLs",
    ours: "A base URL with http is refused, unless it is on this machine.",
    why: "Tokens are sent to it.",
    excuses: (_, { ours, value }) => isOpenHttp(value) && ours === undefined
  }),
  rule("base URL", {
    name: "clients without a service",
    ours: "Every client is one service's, and has its address.",
    why: "Python's BaseClient is made to be inherited from. Here `request` of a client is for what is not declared.",
    excuses: (_, { env, message, ours }) =>
      Object.keys(env).length === 0 &&
      message?.startsWith("Unable to resolve base_url") === true &&
      ours === "https://transfer.api.globus.org"
  }),
  rule("address", {
    name: "open addresses",
    ours: "An address with http is refused, unless it is on this machine.",
    why: "Tokens are sent to it. Python puts https:// before it, and there is no host of the name http.",
    excuses: (_, { given, ours }) => isOpenHttp(given) && ours === undefined
  }),
  rule("address", {
    name: "addresses with /api",
    ours: "A manager's DNS name with /api behind it gets no second /api.",
    why: "There is nothing at the other address.",
    excuses: (_, { given, of, ours }) =>
      of === "manager" && /^[^:]+\/api\/?$/.test(given) && ours === `https://${given.replace(/\/$/, "")}`
  }),
  rule("service", {
    name: "services without clients",
    ours: "The addresses of nexus and actions are not known.",
    why: "No client calls them, in Python neither. Groups replaced Nexus, and each action provider has its own address.",
    excuses: (_, { name }) => name === "nexus" || name === "actions"
  })
]
