/** Who sends a request, as far as the request says, and what the journal shows of it. */
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ClientAuthentication from "../auth/ClientAuthentication.js"
import { Grants } from "../auth/Grants.js"
import { fingerprint } from "../Journal.js"
import type { Route } from "./Route.js"

/** Query parameters whose values are secrets; they appear where a client misplaces one, and at the code's page. */
const secretParameters: ReadonlySet<string> = new Set([
  "code",
  "token",
  "access_token",
  "refresh_token",
  "client_secret",
  "code_verifier"
])

/** A query as the journal shows it. */
export const shownQuery = (query: string): Readonly<Record<string, string | ReadonlyArray<string>>> => {
  const hide = (value: string | ReadonlyArray<string>): string | ReadonlyArray<string> =>
    typeof value === "string" ? fingerprint(value) : value.map(fingerprint)
  return Object.fromEntries(
    Object.entries(UrlParams.toRecord(UrlParams.fromInput(new URLSearchParams(query)))).map(([name, value]) => [
      name,
      secretParameters.has(name) ? hide(value) : value
    ])
  )
}

/** The client says in the form of the request who it is. */
export const asksByForm = (route: Option.Option<Route>): boolean =>
  Option.exists(route, ({ callers }) => callers.includes("form"))

/** Whether the caller is good enough is for `Admission`. */
export const identify = (request: HttpServerRequest.HttpServerRequest, route: Option.Option<Route>) =>
  Effect.gen(function* () {
    const grants = yield* Grants
    const credentials = Option.getOrUndefined(ClientAuthentication.credentials(request))
    const bearer = credentials?.scheme === "bearer" ? credentials.value : undefined
    const token = bearer === undefined ? undefined : Option.getOrUndefined(yield* grants.find(bearer))
    const isForm = asksByForm(route)
    const formClientId = isForm ? yield* ClientAuthentication.formClientId(request) : Option.none()
    const basic = credentials === undefined ? Option.none() : ClientAuthentication.basic(credentials)
    return {
      scheme: request.headers["authorization"]?.split(" ")[0],
      bearer,
      token: bearer === undefined ? undefined : fingerprint(bearer),
      tokenResourceServer: token?.resourceServer,
      clientId: token?.clientId ?? Option.getOrUndefined(basic)?.id ?? Option.getOrUndefined(formClientId),
      grantType: isForm ? Option.getOrUndefined(yield* ClientAuthentication.formGrantType(request)) : undefined
    }
  })
