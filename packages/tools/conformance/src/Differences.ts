/**
 * What we do otherwise than the Python SDK, on purpose. Each row excuses single mismatches, and only while our client does
 * what the row says: the rest of a recording holds. If a recording is red, the client is mended, not a row widened.
 */
import * as Predicate from "effect/Predicate"
import { isTokenRequest } from "./Authorizers.js"
import { at } from "./ErrorReading.js"
import { entries, isText, sentences } from "./ErrorWords.js"
import * as Held from "./Held.js"
import type { Mismatch } from "./Mismatch.js"
import { documentOf } from "./OutcomeComparison.js"

export interface Difference {
  readonly name: string
  readonly ours: string
  readonly why: string
  readonly excuses: (mismatch: Mismatch, held: Held.Held) => boolean
}

const isRedirect = (status: number | undefined): boolean => status !== undefined && status >= 300 && status < 400

const words: ReadonlyMap<unknown, string> = new Map([
  ["True", "true"],
  ["False", "false"]
])

/** What the model of a token has. */
const tokenMembers: ReadonlySet<string> = new Set([
  "access_token",
  "expires_in",
  "id_token",
  "other_tokens",
  "refresh_token",
  "resource_server",
  "scope",
  "token_type"
])

const isUuid = (value: unknown): boolean =>
  Predicate.isString(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)

/** Two values, of the same parameter say. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** For what is made on an endpoint: the parameter that is its document, and what this can not do without. */
const endpointDocuments: ReadonlyMap<unknown, readonly [string, ReadonlyArray<string>]> = new Map([
  ["add_endpoint_acl_rule", ["rule_data", ["principal_type", "path", "permissions"]]],
  ["add_endpoint_role", ["role_data", ["principal_type", "principal", "role"]]],
  ["create_bookmark", ["bookmark_data", ["name", "endpoint_id", "path"]]],
  ["create_shared_endpoint", ["data", ["display_name", "host_endpoint", "host_path"]]]
])

export const differences: ReadonlyArray<Difference> = [
  // --- Where a request goes -------------------------------------------------------------------------------------------
  {
    name: "redirects",
    ours: "A redirect is not followed: a 3xx is a GlobusApiError.",
    why: "A token would go where the answer says; Globus's APIs do not redirect.",
    excuses: (mismatch, held) => {
      const last = Held.lastMade(held)
      const answer = Held.answer(last)
      if (answer === undefined || Held.failure(held, "GlobusApiError")?.["status"] !== answer.status) return false
      return mismatch.place === "request missing"
        ? Held.redirected(last) === Held.missing(mismatch, held)?.request.url
        : isRedirect(answer.status) && Held.isOutcome(mismatch, held)
    }
  },
  {
    name: "URLs elsewhere",
    ours: "A URL that is not below the base URL is refused, unsent.",
    why: "A client's token goes nowhere else.",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) &&
      Held.refused(held)?.field === "path" &&
      /^([a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(String(held.vector.params["path"])) &&
      !String(held.vector.params["path"]).startsWith(held.vector.clientConfig.baseUrl)
  },
  {
    name: "dot segments",
    ours: "A path with a segment `.` or `..` is refused, unsent.",
    why: "URL parsers fold them, encoded or not: the call would be another one.",
    excuses: (mismatch, held) =>
      Held.isUnsent(mismatch, held) && /(^|\/)\.\.?(\/|$)/.test(String(Held.refused(held)?.value))
  },
  {
    name: "empty path parameters",
    ours: "A path parameter that is empty is refused, unsent.",
    why: "The call would be another one: a list for a thing, say.",
    excuses: (mismatch, held) => Held.isUnsent(mismatch, held) && Held.refused(held)?.value === ""
  },
  {
    name: "slashes in path parameters",
    ours: "A path parameter is one segment: a slash in it is encoded.",
    why: "The call would be another one. What is a path by itself is declared as one.",
    excuses: ({ ours, place, recorded }, { vector: { params } }) =>
      place === "path" &&
      Object.values(params).some((value) => Predicate.isString(value) && value.includes("/")) &&
      String(ours).replaceAll("%2F", "/") === String(recorded)
  },
  // --- What it holds --------------------------------------------------------------------------------------------------
  {
    name: "own authorization",
    ours: "A header `authorization` of the caller's is refused, unsent.",
    why: "The authorizer has the one that can be renewed, and that no error shows.",
    excuses: (mismatch, held) => {
      const { headers } = held.vector.params
      return (
        Held.isUnsent(mismatch, held) &&
        Held.refused(held)?.field === "headers" &&
        Predicate.isRecord(headers) &&
        Object.keys(headers).some((name) => name.toLowerCase() === "authorization")
      )
    }
  },
  {
    name: "client info",
    ours: "`X-Globus-Client-Info` is always sent; a product has a name and a version.",
    why: "It is how Globus support finds the calls of an SDK.",
    excuses: ({ name, ours, place, recorded }) =>
      place === "header" &&
      name === "x-globus-client-info" &&
      (recorded === undefined
        ? ours === ""
        : String(recorded)
            .split(";")
            .filter((product) => /^product=[^,=]+,version=[^,=]+$/.test(product))
            .join(";") === ours)
  },
  {
    name: "booleans",
    ours: "`true` and `false` in a query or a form, where Python sends `True` and `False`.",
    why: "JSON's words; Python's are an accident of its `str()`.",
    excuses: ({ ours, place, recorded }, { vector: { params } }) =>
      (place === "query" || place === "form") &&
      Array.isArray(recorded) &&
      same(
        recorded.map((value) => words.get(value) ?? value),
        ours
      ) &&
      // What a caller wrote as text goes as it was written.
      !/"(True|False)"/.test(JSON.stringify(params))
  },
  {
    name: "whole floats",
    ours: "A number that is whole is sent without a fraction, where Python sends `1.0`.",
    why: "JavaScript has one kind of numbers.",
    excuses: ({ ours, place, recorded }) =>
      (place === "query" || place === "form") &&
      Array.isArray(recorded) &&
      same(
        recorded.map((value) => String(value).replace(/^(-?\d+)\.0$/, "$1")),
        ours
      )
  },
  {
    name: "DATA_TYPE",
    ours: "`DATA_TYPE` of a document is filled in where the declaration has one for it.",
    why: "The service wants it, and it can be one thing only.",
    excuses: ({ name, ours, place, recorded }) =>
      place === "json" && name === "DATA_TYPE" && recorded === undefined && Predicate.isString(ours)
  },
  {
    name: "empty filters",
    ours: "A list that is joined by commas, and a filter by fields, is refused, unsent, when there is nothing in it.",
    why: "Who asks for none of them would get all of them.",
    excuses: (mismatch, held) => {
      const refused = Held.refused(held)
      return (
        Held.isUnsent(mismatch, held) &&
        /^(filter(_.*)?|ids|usernames)$/.test(refused?.field ?? "") &&
        ["", [""], [], {}].some((empty) => same(refused?.value, empty))
      )
    }
  },
  {
    name: "submissions of nothing",
    ours: "`submitTransfer` and `submitDelete` without their collections or without items are refused, unsent.",
    why: "There is nothing to be done, and Globus refuses them.",
    excuses: (mismatch, held) => {
      const { operation, params } = held.vector
      const field = Held.refused(held)?.field ?? ""
      return (
        /^submit_(transfer|delete)$/.test(operation) &&
        // Python asks for an id first.
        (Held.isUnsent(mismatch, held) ||
          (Held.isLeftOut(mismatch, held) &&
            /\/v0\.10\/(transfer|delete)$/.test(Held.missing(mismatch, held)?.request.url ?? ""))) &&
        (field.endsWith("endpoint") || field === "DATA") &&
        (Held.isAbsent(params["data"], [field]) ||
          (Predicate.isRecord(params["data"]) && same(params["data"][field], [])))
      )
    }
  },
  {
    name: "groups without a name",
    ours: "`createGroup` without a `name` is refused, unsent.",
    why: "There is no group without one; our types do not let such a call be written.",
    excuses: (mismatch, held) =>
      held.vector.operation === "create_group" &&
      Held.isUnsent(mismatch, held) &&
      Held.refused(held)?.field === "name" &&
      Held.isAbsent(held.vector.params["data"], ["name"])
  },
  {
    name: "roles and entries of Search",
    ours: "`createRole` without a role for somebody, and `ingest` without entries, are refused, unsent.",
    why: "There is nothing to be done; our types do not let such a call be written.",
    excuses: (mismatch, held) => {
      const { operation, params } = held.vector
      const field = Held.refused(held)?.field ?? ""
      return (
        Held.isUnsent(mismatch, held) &&
        ((operation === "create_role" && (field === "role_name" || field === "principal")) ||
          (operation === "ingest" && (field === "ingest_type" || field === "ingest_data"))) &&
        Held.isAbsent(params["data"], [field])
      )
    }
  },
  {
    name: "lone subjects",
    ours: "`batchDeleteBySubject` and `getTaskBatch` take a list: a text in its place is refused, unsent.",
    why: "The document has a list; Python makes one of the text.",
    excuses: (mismatch, held) => {
      const { operation } = held.vector
      const refused = Held.refused(held)
      return (
        Held.isUnsent(mismatch, held) &&
        ((operation === "batch_delete_by_subject" && refused?.field === "subjects") ||
          (operation === "get_task_batch" && refused?.field === "task_ids")) &&
        Predicate.isString(refused.value)
      )
    }
  },
  {
    name: "functions and tasks of Compute",
    ours: "`registerFunction` without a name or code, and `submit` without `tasks`, are refused, unsent.",
    why: "There is nothing to register or to run; our types do not let such a call be written.",
    excuses: (mismatch, held) => {
      const { client, operation, params } = held.vector
      const field = Held.refused(held)?.field ?? ""
      return (
        /^ComputeClientV[23]$/.test(client) &&
        Held.isUnsent(mismatch, held) &&
        ((operation === "register_function" && (field === "function_name" || field === "function_code")) ||
          (operation === "submit" && field === "tasks")) &&
        Held.isAbsent(params["data"], [field])
      )
    }
  },
  {
    name: "ends of tunnels and collections of bookmarks",
    ours: "`createTunnel` without its two stream access points, and `createBookmark` without its collection, are refused, unsent.",
    why: "There is nothing to be made or done; our types do not let such a call be written.",
    excuses: (mismatch, held) => {
      const { operation, params } = held.vector
      const field = Held.refused(held)?.field ?? ""
      return (
        Held.isUnsent(mismatch, held) &&
        ((operation === "create_tunnel" && /^data\.relationships(\.(listener|initiator))?$/.test(field)) ||
          (operation === "create_bookmark" && /^data\.relationships(\.collection)?$/.test(field))) &&
        Held.isAbsent(params["data"], field.split("."))
      )
    }
  },
  {
    name: "submission ids of tunnels",
    ours: "`createTunnel` gives a document that has no submission id a random one.",
    why: "With it a call that is retried makes one tunnel. Python's first client makes one too, the second leaves it to a helper class.",
    excuses: ({ name, ours, place, recorded }, { vector: { operation, params } }) =>
      operation === "create_tunnel" &&
      place === "json" &&
      name === "data.attributes.submission_id" &&
      isUuid(ours) &&
      (recorded === undefined || isUuid(recorded)) &&
      !JSON.stringify(params).includes('"submission_id"')
  },
  {
    name: "documents that lack what they are for",
    ours: "`createSharedEndpoint`, `addEndpointRole`, `addEndpointAclRule` and `createBookmark` are refused, unsent, without what the thing is: a host, a name, a path, a role or a right of somebody.",
    why: "There is nothing to be made; our types do not let such a call be written.",
    excuses: (mismatch, held) => {
      const { operation, params } = held.vector
      const field = Held.refused(held)?.field ?? ""
      const [parameter = "", needed = []] = endpointDocuments.get(operation) ?? []
      return Held.isUnsent(mismatch, held) && needed.includes(field) && Held.isAbsent(params[parameter], [field])
    }
  },
  {
    name: "collections that are verified or not",
    ours: "`setSubscriptionAdminVerified` of a collection takes true or false: null is refused, unsent.",
    why: "The service refuses it too.",
    excuses: (mismatch, held) => {
      const { client, operation } = held.vector
      const refused = Held.refused(held)
      return (
        client === "TransferClient" &&
        operation === "set_subscription_admin_verified" &&
        Held.isUnsent(mismatch, held) &&
        refused?.field === "subscription_admin_verified" &&
        refused.value === null
      )
    }
  },
  {
    name: "provision",
    ours: "`getIdentities` sends `provision` as it is given: none by itself, and also without usernames.",
    why: "False is the service's default; what makes no sense is for the service to say.",
    excuses: ({ name, ours, place, recorded }, { vector: { operation, params } }) =>
      operation === "get_identities" &&
      place === "query" &&
      name === "provision" &&
      (params["provision"] === undefined
        ? same(recorded, ["false"]) && ours === undefined
        : recorded === undefined && params["usernames"] === undefined && same(ours, [String(params["provision"])]))
  },
  {
    name: "all consents",
    ours: "`getConsents` sends `all` as it is given, and none by itself.",
    why: "False is the service's default.",
    excuses: ({ name, ours, place, recorded }, { vector: { operation, params } }) =>
      operation === "get_consents" &&
      place === "query" &&
      name === "all" &&
      params["all"] === undefined &&
      same(recorded, ["False"]) &&
      ours === undefined
  },
  {
    name: "AuthLoginClient",
    ours: "`AuthLoginClient` is what both kinds of applications supply; here a native one, which says its id in each form and has no other authorization.",
    why: "An application is confidential or native: Python's base class is neither.",
    excuses: ({ name, ours, place, recorded }, { vector }) =>
      vector.client === "AuthLoginClient" &&
      ((place === "form" && name === "client_id" && recorded === undefined) ||
        (place === "header" &&
          name === "authorization" &&
          ours === undefined &&
          recorded === "Bearer" &&
          vector.clientConfig.authorizer === "AccessTokenAuthorizer"))
  },
  {
    name: "getJwk",
    ours: "`getJwk` is the key set at `/jwk.json`, and takes no parameters.",
    why: "It is the declared endpoint. Verifying an id token does ask the discovery document where the keys are.",
    excuses: ({ ours, place, recorded }, { vector: { clientConfig, operation, params } }) => {
      const { openid_configuration } = params
      if (operation !== "get_jwk") return false
      return Predicate.isRecord(openid_configuration)
        ? place === "path" &&
            ours === "/jwk.json" &&
            String(openid_configuration["jwks_uri"]).endsWith(String(recorded))
        : place === "request missing" && recorded === `GET ${clientConfig.baseUrl}.well-known/openid-configuration`
    }
  },
  {
    name: "made-up timers",
    ours: "`createTimer` refuses a timer that does not say its kind, and `createJob` a job without its callback, unsent.",
    why: "These documents are made up (`foo`). Globus has no other timers; for the one in the other's place Python refuses too.",
    excuses: (mismatch, held) => {
      const { operation, params } = held.vector
      const field = operation === "create_timer" ? "timer_type" : "callback_url"
      const document = operation === "create_timer" ? params["timer"] : params["data"]
      return (
        (operation === "create_timer" || operation === "create_job") &&
        Held.isUnsent(mismatch, held) &&
        Held.refused(held)?.field.split(".").at(-1) === field &&
        Held.isAbsent(document, [field])
      )
    }
  },
  // --- How often ------------------------------------------------------------------------------------------------------
  {
    name: "unsafe repetition",
    ours: "A call that may not arrive twice is not sent again after a 5xx or a network error.",
    why: "It may have been done (RFC 9110, section 9.2.2). Globus makes some of them safe: these are repeated.",
    excuses: (mismatch, held) => {
      const last = Held.lastMade(held)
      if (last === undefined || !Held.isNotAgain(mismatch, held)) return false
      const repeat = Held.repeat(held, last)
      return (
        (repeat === "never" ||
          (repeat === "method" && /^(POST|PATCH)$/.test(last.request.method) && Held.answer(last)?.status !== 429)) &&
        Held.failure(
          held,
          "GlobusServiceUnavailable",
          "GlobusCollectionFailure",
          "GlobusRateLimited",
          "GlobusNetworkError",
          "GlobusTimeout"
        ) !== undefined
      )
    }
  },
  {
    name: "logins of apps",
    ours: "An answer that asks something of the user is a GlobusConsentRequired or an GlobusAuthorizationRequired, with what a login takes.",
    why: "Python's app logs the user in by itself and sends the call again; here the program knows whether there is a user to ask.",
    excuses: (mismatch, held) =>
      held.vector.clientConfig.app === "UserApp" &&
      Held.failure(held, "GlobusConsentRequired", "GlobusAuthorizationRequired") !== undefined &&
      Held.answer(Held.lastMade(held))?.status === 403 &&
      // Python sends it once more.
      held.exchanges.length === held.heard.length + 1 &&
      (Held.isOutcome(mismatch, held) || Held.isLeftOut(mismatch, held))
  },
  {
    name: "renewals",
    ours: "A token that cannot be renewed is GlobusLoginRequired (the grant is dead), GlobusClientRejected (the application is refused) or GlobusRefreshFailed (later, perhaps).",
    why: "The failure is the authorizer's, not the call's; the token cache has its own pace of trying again.",
    excuses: (mismatch, held) => {
      const last = Held.lastMade(held)
      return (
        (Held.isOutcome(mismatch, held) || Held.isNotAgain(mismatch, held)) &&
        !Held.isLoginClient(held) &&
        last !== undefined &&
        isTokenRequest(last) &&
        Held.answer(last)?.status !== 200 &&
        Held.failure(held, "GlobusLoginRequired", "GlobusClientRejected", "GlobusRefreshFailed") !== undefined
      )
    }
  },
  {
    name: "401 after a 5xx",
    ours: "A 401 that comes after a 5xx was retried is renewed like any other.",
    why: "Python looks at the first attempt only.",
    excuses: (mismatch, held) => {
      const [last, ...others] = [...held.exchanges].reverse()
      return (
        (mismatch.place === "request beyond" || Held.isOutcome(mismatch, held)) &&
        Held.answer(last)?.status === 401 &&
        others.some(Held.isTransient) &&
        held.heard.at(-1)?.exchange === undefined &&
        held.heard.at(-1)?.path.endsWith("/v2/oauth2/token") === true
      )
    }
  },
  {
    name: "waiting for a task",
    ours: "`taskWait` waits as long as it takes by default, and takes any timeout above zero.",
    why: "Python's default of 10 s ends the wait for nearly every task.",
    excuses: (mismatch, held) => {
      const timeout = Held.number(held, "timeout")
      return (
        held.vector.operation === "task_wait" &&
        (mismatch.place === "request beyond" || mismatch.place === "outcome" || mismatch.place === "sleeps") &&
        (timeout === undefined
          ? held.vector.outcome.returnValue === false
          : timeout > 0 && timeout < 1 && held.vector.outcome.error === "GlobusSDKUsageError")
      )
    }
  },
  {
    name: "findings",
    ours: "What a validator found says its place too; where the error has a message of its own, that is the message.",
    why: "A finding is of use with what it is about, and the service sums several up itself. Python does so for Timers alone.",
    excuses: ({ ours, place, recorded }, held) => {
      const document = documentOf(Held.lastMade(held))
      const summary = at(document, "error", "message")
      return (
        place === "message" &&
        recorded ===
          entries(document)
            .map((entry) => at(entry, "msg"))
            .join("; ") &&
        ours === (isText(summary) ? summary : sentences(document))
      )
    }
  },
  {
    name: "empty messages",
    ours: "Where the service's message is empty, it is a phrase.",
    why: "An error that is printed says what happened.",
    excuses: ({ ours, place, recorded }) =>
      place === "message" && recorded === "" && isText(ours) && /^[a-z ]+$/.test(ours)
  },
  {
    name: "words beside secrets",
    ours: "Of calls with a gateway's policies, which hold secrets, an error has a phrase instead of the manager's words.",
    why: "A manager may repeat what it was sent, and an error is printed.",
    excuses: ({ ours, place }, held) =>
      place === "message" &&
      held.vector.client === "GCSClient" &&
      /^(create|update)_(storage_gateway|user_credential)$/.test(held.vector.operation) &&
      isText(ours) &&
      /^[a-z ]+$/.test(ours)
  },
  // --- Lists ----------------------------------------------------------------------------------------------------------
  {
    name: "page sizes",
    ours: "A list is asked for with the caller's `limit`, or none; Python's sends its own, and counts it down.",
    why: "The service's default is a page; there is no ceiling to count to.",
    excuses: ({ name, ours, place }, held) => {
      const limit = Held.number(held, "limit")
      return (
        Held.isList(held) &&
        name === "limit" &&
        (place === "query"
          ? same(ours, limit === undefined ? undefined : [String(limit)])
          : place === "json" && ours === limit)
      )
    }
  },
  {
    name: "offsets",
    ours: "A list that begins at the caller's `offset` goes on from there.",
    why: "Python's counts from 0 after the first page, and gives items twice.",
    excuses: (mismatch, held) => {
      const { exchange, name, ours, place, recorded } = mismatch
      const offset = Held.number(held, "offset")
      if (!Held.isList(held) || offset === undefined || offset === 0) return false
      if (place === "pages" || Held.isLeftOut(mismatch, held)) return Held.isBeyondTotal(held, offset)
      const reached = Held.itemsBefore(held, exchange ?? 0)
      return (
        name === "offset" &&
        (place === "query"
          ? same(recorded, [String(reached)]) && same(ours, [String(offset + reached)])
          : place === "json" && recorded === reached && ours === offset + reached)
      )
    }
  },
  {
    name: "links",
    ours: "Of a link to the next page, `page[marker]` and `page[limit]` are taken; the rest of the query stays the caller's.",
    why: "Which list it is that is read, and what is filtered out of it, is for the caller to say.",
    excuses: ({ exchange = 0, name = "", ours, place, recorded }, held) => {
      const { query_params } = held.vector.params
      const given: unknown = Predicate.isRecord(query_params) ? query_params[name] : undefined
      const link = at(documentOf(held.exchanges[exchange - 1]), "links", "next")
      if (!Held.isList(held) || place !== "query" || !isText(link) || /^page\[(marker|limit)\]$/.test(name))
        return false
      const linked = new URLSearchParams(link.replace(/^[^?]*/, "")).getAll(name)
      return (
        same(recorded, linked.length === 0 ? undefined : linked) &&
        same(ours, Predicate.isNullable(given) ? undefined : [given].flat().map(String))
      )
    }
  },
  {
    name: "ceilings",
    ours: "A list is read to its end; Python's stops at a number of items.",
    why: "A service that has a ceiling says so itself.",
    excuses: ({ place }, held) => {
      const most = held.vector.paging?.maxTotalResults
      return (
        Held.isList(held) &&
        (place === "request beyond" || place === "outcome" || place === "pages") &&
        Predicate.isNumber(most) &&
        Held.itemsBefore(held, held.exchanges.length) >= most &&
        held.heard.at(-1)?.exchange === undefined
      )
    }
  },
  {
    name: "empty pages",
    ours: "A page of a counted list that has no items is the last one, whatever it says of a further one.",
    why: "It is the number of items that leads to the next page: a service could be asked for the same for ever.",
    excuses: (mismatch, held) =>
      Held.isEndedByEmptyPage(held) &&
      (Held.isLeftOut(mismatch, held) || (mismatch.place === "pages" && mismatch.ours === held.heard.length))
  },
  {
    name: "the last page",
    ours: "A page without the members that say whether there are more is the last one.",
    why: "Python raises a KeyError.",
    excuses: ({ place }, held) =>
      place === "outcome" && Held.isList(held) && Held.isOfPython(held) && held.made.outcome._tag === "Value"
  },
  // --- Answers --------------------------------------------------------------------------------------------------------
  {
    name: "made-up answers",
    ours: "An answer without a member that a program can not do without is a GlobusDecodeError: a list's items, a task's id and status, a token.",
    why: "The recordings' answers are made up, many of them `{}`. Those of the fixtures are not, and pass.",
    excuses: (mismatch, held) => {
      const found = Held.undeclared(held)
      return Held.isEnd(mismatch, held) && found !== undefined && Held.isAbsent(found.document, found.path)
    }
  },
  {
    name: "endpoints in no list",
    ours: "`getEndpoints` with `{}` for an answer is a GlobusDecodeError.",
    why: "The answer is made up: endpoints are a list.",
    excuses: (mismatch, held) => {
      const found = Held.undeclared(held)
      return (
        held.vector.operation === "get_endpoints" &&
        Held.isEnd(mismatch, held) &&
        found?.path.length === 0 &&
        same(found.document, {})
      )
    }
  },
  {
    name: "versions that are no JSON",
    ours: "`getVersion` with plain text for an answer is a GlobusDecodeError.",
    why: "The answer is made up: where it is not, in the fixtures, the version is a text of JSON.",
    excuses: (mismatch, held) =>
      held.vector.operation === "get_version" &&
      Held.isEnd(mismatch, held) &&
      Held.failure(held, "GlobusDecodeError") !== undefined &&
      Held.answer(Held.lastMade(held))?.bodyKind === "text"
  },
  {
    name: "made-up items",
    ours: "Items that are numbers, where documents are declared, are a GlobusDecodeError.",
    why: "The recordings of long lists have zeros for items.",
    excuses: (mismatch, held) => {
      const found = Held.undeclared(held)
      if (!Held.isEnd(mismatch, held) || !Held.isList(held) || found === undefined) return false
      const item = found.path.reduce<unknown>(
        (value, key) => (Predicate.isRecord(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
        found.document
      )
      return found.path.length === 2 && Predicate.isNumber(item)
    }
  },
  {
    name: "answers that Python can not read",
    ours: "An answer that is not as declared is a GlobusDecodeError; Python raises whatever it stumbles over.",
    why: "A program can catch it, and it names the place.",
    excuses: ({ place }, held) =>
      place === "outcome" &&
      held.exchanges.length > 0 &&
      Held.isOfPython(held) &&
      Held.failure(held, "GlobusDecodeError") !== undefined
  },
  {
    name: "token answers",
    ours: "A token answer becomes a model: secrets redacted, moments of expiry, lists that are always there.",
    why: "A document of tokens must not be printed. Members that no program needs are not in it.",
    excuses: ({ name, ours, place, recorded }, { made: { outcome } }) =>
      place === "value" &&
      outcome._tag === "Value" &&
      Predicate.hasProperty(outcome.value, "by_resource_server") &&
      (tokenMembers.has(name?.split(".").at(-1) ?? "")
        ? (recorded === undefined && (ours === "" || (Array.isArray(ours) && ours.length === 0))) ||
          (recorded === null && ours === undefined)
        : ours === undefined)
  }
]
