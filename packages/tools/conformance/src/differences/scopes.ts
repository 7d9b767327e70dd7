/** Scopes: those that clients ask for, those that are built or joined, and the URLs that ask a user for them. */
import { isDeepStrictEqual } from "node:util"
import { someId } from "../Clients.js"
import { isOpenHttp } from "../OpenHttp.js"
import { rule } from "./Difference.js"
import { isNoApplication } from "./refusals.js"

const isBlank = (text: string): boolean => text.trim() === ""

const blankScopes = {
  name: "blank scopes",
  ours: "A text without a scope in it is refused where scopes are asked for.",
  why: "It asks for nothing, and Globus Auth would refuse the login."
}

export const scopes = [
  rule("client's scopes", {
    name: "clients without a service",
    ours: "Every client is one service's, and asks for a token for that service.",
    why: "Python's BaseClient is made to be inherited from. Here `request` of a client is for what is not declared.",
    excuses: ({ place }, { name, ours }) =>
      place === "resource server" && name === "BaseClient" && ours.resourceServer === "transfer.api.globus.org"
  }),
  rule("client's scopes", {
    name: "ids of endpoints",
    ours: "The id of a manager's endpoint is an option, and `getGcsInfo` tells it. Python's client asks the manager for it.",
    why: "Nothing is sent to make a client.",
    excuses: ({ place }, { name, ours }) =>
      place === "resource server" && name === "GCSClient" && ours.resourceServer === someId
  }),
  rule("scopes of ids", {
    name: "ids in capitals",
    ours: "A UUID in a scope is in lower case.",
    why: "Its digits have no case (RFC 9562, section 4), and Globus compares scopes as texts.",
    excuses: ({ ours, recorded }, { ids }) =>
      JSON.stringify(ours) ===
      ids.reduce((text, id) => text.replaceAll(id, (found) => found.toLowerCase()), JSON.stringify(recorded))
  }),
  rule("scopes of ids", {
    name: "ids in other writings",
    ours: "An id without hyphens, in braces or with `urn:uuid:` is refused.",
    why: "Globus writes UUIDs with hyphens, and compares scopes as texts.",
    excuses: (_, { ids, isRefused }) =>
      isRefused && ids.every((id) => /^[0-9a-f]{32}$/i.test(id.replace(/^urn:|uuid:|[{}-]/g, "")))
  }),
  rule("joined scopes", {
    ...blankScopes,
    excuses: (_, { list, ours }) => ours === undefined && (list.length === 0 || list.some(isBlank))
  }),
  rule("authorization URL", {
    ...blankScopes,
    excuses: ({ place }, { recorded, refused, startFlow: { requested_scopes = [] } }) => {
      const list = [requested_scopes].flat()
      return (
        place === "refused" &&
        refused === "requested_scopes" &&
        (list.length === 0 || list.some(isBlank)) &&
        recorded.some(([name, value]) => name === "scope" && value === list.join(" "))
      )
    }
  }),
  rule("authorization URL", {
    name: "lists and None in a query",
    ours: "A parameter of the query is a text, a number or a boolean, and our types refuse the rest.",
    why: "Python sends what it prints, such as `['a', 'b']` or `None`, which means nothing to Globus Auth.",
    excuses: ({ place }, { ours, parameters, recorded }) => {
      const printed = Object.keys(parameters).filter((name) => typeof parameters[name] === "object")
      return (
        place === "query" &&
        printed.length > 0 &&
        isDeepStrictEqual(
          recorded.filter(([name = ""]) => !printed.includes(name)),
          ours
        )
      )
    }
  }),
  rule("authorization URL", {
    name: "ids in capitals",
    ours: "A client id that is a UUID is sent in lower case.",
    why: "Its digits have no case (RFC 9562, section 4), and services compare ids as texts.",
    excuses: ({ place }, { ours, recorded }) =>
      place === "query" &&
      isDeepStrictEqual(
        recorded.map(([name, value]) => [name, name === "client_id" ? value.toLowerCase() : value]),
        ours
      )
  }),
  rule("authorization URL", {
    name: "ids of applications",
    ours: "A client id that is blank, or has a colon or a control character, is refused.",
    why: "No application has such an id, and Basic credentials cannot hold it (RFC 7617, section 2).",
    excuses: ({ place }, { client: { client_id }, ok, refused }) =>
      place === "refused" && ok && refused === "clientId" && isNoApplication(client_id)
  }),
  rule("authorization URL", {
    name: "redirect URIs",
    ours: "A redirect URI with a fragment, or that is no absolute URL, is refused.",
    why: "RFC 6749, section 3.1.2, allows neither.",
    excuses: ({ place }, { refused, startFlow: { redirect_uri = "" } }) =>
      place === "refused" && refused === "redirect_uri" && (redirect_uri.includes("#") || !URL.canParse(redirect_uri))
  }),
  rule("authorization URL", {
    name: "open base URLs",
    ours: "A base URL with http is refused, unless it is on this machine.",
    why: "Codes and secrets are sent to it.",
    excuses: ({ place }, { client, refused }) =>
      place === "refused" && isOpenHttp(client.base_url) && refused === "baseUrl"
  })
]
