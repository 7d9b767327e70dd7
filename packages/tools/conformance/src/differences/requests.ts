/** What our client sends otherwise than Python, or by itself. */
import * as Predicate from "effect/Predicate"
import type { Mismatch } from "../Mismatch.js"
import { rule } from "./Difference.js"

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

const isParameter = ({ place }: Mismatch): boolean => place === "query" || place === "form"

/** Whether the recorded values, each changed so, are ours. */
const areOurs = ({ ours, recorded }: Mismatch, change: (value: unknown) => unknown): boolean =>
  Array.isArray(recorded) ? same(recorded.map(change), ours) : change(recorded) === ours

const words: ReadonlyMap<unknown, string> = new Map([
  ["True", "true"],
  ["False", "false"]
])

const uuids = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

const isUuid = (value: unknown): boolean =>
  Predicate.isString(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)

const inLowerCase = (value: unknown): unknown =>
  Predicate.isString(value) ? value.replace(uuids, (id) => id.toLowerCase()) : value

export const requests = [
  rule("call", {
    name: "ids in capitals",
    ours: "A UUID is sent in lower case.",
    why: "Its digits have no case (RFC 9562, section 4), and services and scopes compare ids as texts.",
    excuses: (mismatch) =>
      /^(path|query|form|json)$/.test(mismatch.place) &&
      !same(mismatch.recorded, mismatch.ours) &&
      areOurs(mismatch, inLowerCase)
  }),
  rule("call", {
    name: "slashes in path parameters",
    ours: "A path parameter is one segment: a slash in it is encoded.",
    why: "Another call would be made. A parameter that is itself a path is declared as one.",
    excuses: ({ ours, place, recorded }, { vector: { params } }) =>
      place === "path" &&
      Object.values(params).some((value) => Predicate.isString(value) && value.includes("/")) &&
      String(ours).replaceAll("%2F", "/") === String(recorded)
  }),
  rule("call", {
    name: "spaces around headers",
    ours: "Spaces and tabs around the value of a header are not sent.",
    why: "They are no part of the value (RFC 9110, section 5.5).",
    excuses: ({ ours, place, recorded }) =>
      place === "header" && Predicate.isString(recorded) && recorded.replace(/^[ \t]+|[ \t]+$/g, "") === ours
  }),
  rule("call", {
    name: "client info",
    ours: "`X-Globus-Client-Info` is always sent, and each product in it has a name and a version.",
    why: "Globus support finds the calls of an SDK by it.",
    excuses: ({ name, ours, place, recorded }) =>
      place === "header" &&
      name === "x-globus-client-info" &&
      (recorded === undefined
        ? ours === ""
        : String(recorded)
            .split(";")
            .filter((product) => /^product=[^,=]+,version=[^,=]+$/.test(product))
            .join(";") === ours)
  }),
  rule("call", {
    name: "booleans",
    ours: "A query or a form has `true` and `false`, where Python sends `True` and `False`.",
    why: "These are the words of JSON. Python's are what its `str()` makes of a boolean.",
    excuses: (mismatch, { vector: { params } }) =>
      isParameter(mismatch) &&
      areOurs(mismatch, (value) => words.get(value) ?? value) &&
      // What a caller wrote as text goes as it was written.
      !/"(True|False)"/.test(JSON.stringify(params))
  }),
  rule("call", {
    name: "whole floats",
    ours: "A whole number is sent without a fraction, where Python sends `1.0`.",
    why: "JavaScript has one kind of number.",
    excuses: (mismatch) =>
      isParameter(mismatch) && areOurs(mismatch, (value) => String(value).replace(/^(-?\d+)\.0$/, "$1"))
  }),
  rule("call", {
    name: "DATA_TYPE",
    ours: "`DATA_TYPE` is filled in where the declaration has one for the document.",
    why: "The service requires it, and only one value is possible.",
    excuses: ({ name, ours, place, recorded }) =>
      place === "json" && name === "DATA_TYPE" && recorded === undefined && Predicate.isString(ours)
  }),
  rule("call", {
    name: "submission ids of tunnels",
    ours: "`createTunnel` sends a random submission id if the document has none.",
    why: "With it, a call that is retried makes one tunnel. Only one of Python's two clients does so.",
    excuses: ({ name, ours, place, recorded }, { vector: { operation, params } }) =>
      operation === "create_tunnel" &&
      place === "json" &&
      name === "data.attributes.submission_id" &&
      isUuid(ours) &&
      (recorded === undefined || isUuid(recorded)) &&
      !JSON.stringify(params).includes('"submission_id"')
  }),
  rule("call", {
    name: "provision",
    ours: "`getIdentities` sends `provision` only if the caller gives it, also without usernames.",
    why: "False is the service's default. Whether `provision` makes sense is for the service to say.",
    excuses: ({ name, ours, place, recorded }, { vector: { operation, params } }) =>
      operation === "get_identities" &&
      place === "query" &&
      name === "provision" &&
      (params["provision"] === undefined
        ? same(recorded, ["false"]) && ours === undefined
        : recorded === undefined && params["usernames"] === undefined && same(ours, [String(params["provision"])]))
  }),
  rule("call", {
    name: "all consents",
    ours: "`getConsents` sends `all` only if the caller gives it.",
    why: "False is the service's default.",
    excuses: ({ name, ours, place, recorded }, { vector: { operation, params } }) =>
      operation === "get_consents" &&
      place === "query" &&
      name === "all" &&
      params["all"] === undefined &&
      same(recorded, ["False"]) &&
      ours === undefined
  }),
  rule("call", {
    name: "AuthLoginClient",
    ours: "`AuthLoginClient` is a native application here: it sends its id in each form and has no other authorization.",
    why: "An application is confidential or native. Python's base class is neither.",
    excuses: ({ name, ours, place, recorded }, { vector }) =>
      vector.client === "AuthLoginClient" &&
      ((place === "form" && name === "client_id" && recorded === undefined) ||
        (place === "header" &&
          name === "authorization" &&
          ours === undefined &&
          recorded === "Bearer" &&
          vector.clientConfig.authorizer === "AccessTokenAuthorizer"))
  }),
  rule("call", {
    name: "getJwk",
    ours: "`getJwk` reads the key set at `/jwk.json` and takes no parameters.",
    why: "That is the declared endpoint. The check of an id token does ask the discovery document where the keys are.",
    excuses: ({ ours, place, recorded }, { vector: { clientConfig, operation, params } }) => {
      const { openid_configuration } = params
      if (operation !== "get_jwk") return false
      return Predicate.isRecord(openid_configuration)
        ? place === "path" &&
            ours === "/jwk.json" &&
            String(openid_configuration["jwks_uri"]).endsWith(String(recorded))
        : place === "request missing" && recorded === `GET ${clientConfig.baseUrl}.well-known/openid-configuration`
    }
  }),
  // --- Helpers --------------------------------------------------------------------------------------------------------
  rule("call", {
    name: "nulls of helpers",
    ours: "A member that is not given is not sent, where Python's helper sends null.",
    why: "A caller who does not mention a member leaves it to the service. Null can be given.",
    excuses: ({ name = "", ours, place, recorded }, { vector: { client, params } }) =>
      client === "GroupsManager" &&
      place === "json" &&
      (name === "parent_id" || name === "authentication_assurance_timeout") &&
      recorded === null &&
      ours === undefined &&
      !Object.hasOwn(params, name)
  }),
  rule("call", {
    name: "files of any kind",
    ours: "A file may have any media type, where Python's downloader asks for JSON.",
    why: "The caller wants the file as it is.",
    excuses: ({ name, ours, place, recorded }, { vector: { client } }) =>
      client === "GCSDownloader" &&
      place === "header" &&
      name === "accept" &&
      recorded === "application/json" &&
      ours === "*/*"
  }),
  rule("call", {
    name: "collections of files",
    ours: "The collection of a file and its scopes are given, not looked up.",
    why: "Which token goes where is for the program to say.",
    excuses: ({ place }, { vector: { client } }) => client === "GCSDownloader" && place === "requests left out"
  }),
  rule("helper", {
    name: "remembered identities",
    ours: "A call that sends nothing is not held.",
    why: "Python's map remembers the answer of another call, which is not in the recording.",
    excuses: ({ place }, { client, exchanges }) =>
      place === "the row" && client === "IdentityMap" && exchanges.length === 0
  })
]
