/** Addresses, variables, and what our client says of itself. */
import { isOpenHttp } from "../OpenHttp.js"
import { rule } from "./Difference.js"

const ownAgent = /^effect-globus\/\d+\.\d+\.\d+/
const ownProduct = /^product=effect-globus,version=\d+\.\d+\.\d+/
const pythonProduct = /^product=python-sdk,version=[^;]+/

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
  }),
  rule("variable", {
    name: "timeouts of zero",
    ours: "A timeout of zero is refused.",
    why: "A deadline of zero lets no answer through.",
    excuses: (_, { name, ours, value }) => name === "GLOBUS_SDK_HTTP_TIMEOUT" && value === 0 && ours === "refused"
  }),
  rule("variable", {
    name: "empty variables",
    ours: "An empty variable counts as unset, and certificates are checked.",
    why: "It is so for every other variable.",
    excuses: (_, { env, name, ours, value }) =>
      name === "GLOBUS_SDK_VERIFY_SSL" && env === "" && value === undefined && ours === true
  }),
  rule("variable", {
    name: "certificates",
    ours: "A client is refused if the variable turns the check of certificates off, or names a file of certificates.",
    why: "TLS is set in the HttpClient layer. A client fails rather than silently ignore the setting.",
    excuses: (_, { name, ours, value }) =>
      name === "GLOBUS_SDK_VERIFY_SSL" && (value === false || typeof value === "string") && ours === "refused"
  }),
  rule("header", {
    name: "names of the SDK",
    ours: "User-Agent and X-Globus-Client-Info name effect-globus and its version.",
    why: "Globus can tell who calls.",
    excuses: (_, { name, ours = "" }) =>
      (name === "User-Agent" && ownAgent.test(ours)) || (name === "X-Globus-Client-Info" && ownProduct.test(ours))
  }),
  rule("agent", {
    name: "names of applications",
    ours: "An application's name stands with its version in X-Globus-Client-Info, not in User-Agent.",
    why: "One option for both headers would say everything twice.",
    excuses: (_, { agent = "", info, product, recorded }) =>
      /^globus-sdk-py-[^/]+\/./.test(recorded) &&
      ownAgent.test(agent) &&
      info?.endsWith(`;product=${product},version=1`) === true
  }),
  rule("client info", {
    name: "products",
    ours: "The first product is effect-globus, and the others follow.",
    why: "Globus can tell who calls.",
    excuses: ({ place }, { header, ours }) =>
      place === "header" &&
      header !== null &&
      typeof ours === "string" &&
      pythonProduct.test(header) &&
      ownProduct.test(ours) &&
      header.replace(pythonProduct, "") === ours.replace(ownProduct, "")
  }),
  rule("client info", {
    name: "empty products",
    ours: "effect-globus is always named, and no product is empty.",
    why: "A product has a name and a version.",
    excuses: ({ place }, { header, ours }) =>
      place === "header" &&
      (header === null || /^product=python-sdk,version=[^;]+;$/.test(header)) &&
      typeof ours === "string" &&
      ours.replace(ownProduct, "") === ""
  }),
  rule("client info", {
    name: "other keys of products",
    ours: "A product has no other keys than product and version.",
    why: "Our types say so. Python refuses a key that the header cannot have.",
    excuses: ({ place }, { message, ours }) =>
      place === "refused" &&
      /'[^']*: .*'$/.test(message ?? "") &&
      !/'(product|version): /.test(message ?? "") &&
      typeof ours === "string" &&
      ours.replace(ownProduct, "") === ""
  })
]
