/**
 * The authorize page, which asks nobody and answers as it was told, the page that shows a code, and the
 * page that a logout ends at.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/auth/AuthApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Connection } from "../Connection.js"
import * as Envelope from "../Envelope.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import type { Client } from "./Directory.js"
import { Directory } from "./Directory.js"
import { Grants } from "./Grants.js"
import { asksForRefreshTokens, ScopeTable } from "./ScopeTable.js"
import { Visitor } from "./Visitor.js"

const loopback: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"])

const authCodePath = "/v2/web/auth-code"

/** Globus's page that shows the code, by the address that programs have built in. */
const globusPage = `https://${resourceServer}${authCodePath}`

/** Exactly as registered; for a native application also the machine it runs on, and Globus's own page. */
const isRedirectUri = (client: Client, uri: string, origin: string): boolean => {
  if (client.redirectUris.includes(uri)) return true
  if (!client.native || !URL.canParse(uri)) return false
  const { hash, hostname, protocol } = new URL(uri)
  return (
    uri === globusPage ||
    uri === `${origin}${authCodePath}` ||
    (protocol === "http:" && loopback.has(hostname) && hash === "")
  )
}

const query = Effect.gen(function* () {
  const { url } = yield* HttpServerRequest.HttpServerRequest
  const { origin } = yield* Connection
  return new URL(url, origin).searchParams
})

/** Refused on the page itself: the browser must not be sent to an address that is in doubt. */
const refusePage = (detail: string) =>
  Envelope.refuse(resourceServer, { status: 400, detail, path: "/v2/oauth2/authorize" })

const authorize = Effect.gen(function* () {
  const asked = yield* query
  const { origin } = yield* Connection
  const directory = yield* Directory
  const scopes = yield* ScopeTable
  const client = Option.getOrUndefined(yield* directory.client(asked.get("client_id") ?? ""))
  if (client === undefined) return yield* refusePage("client_id: there is no such client")
  const redirectUri = asked.get("redirect_uri") ?? ""
  if (!isRedirectUri(client, redirectUri, origin)) {
    return yield* refusePage("redirect_uri: it is not registered for this client")
  }
  // Globus shows its own page for a scope that does not exist, and redirects for what comes after.
  const scope = asked.get("scope") ?? ""
  const granted = yield* Effect.mapError(scopes.read(scope), (flaw) => Envelope.oauthRefusal("invalid_scope", flaw))

  const state = asked.get("state") ?? undefined
  const redirect = (answer: Readonly<Record<string, string>>) => {
    // The sandbox has that page itself: a code of its own is of no use to Globus, and there may be no network.
    const target = new URL(redirectUri === globusPage ? `${origin}${authCodePath}` : redirectUri)
    for (const [name, value] of Object.entries({ ...answer, ...(state === undefined ? {} : { state }) })) {
      target.searchParams.append(name, value)
    }
    return HttpServerResponse.redirect(target, { status: 302, headers: { "cache-control": "no-store" } })
  }
  const refuse = (error: string, error_description: string) => redirect({ error, error_description })

  const responseType = asked.get("response_type") ?? ""
  if (responseType === "") return refuse("invalid_request", "response_type is missing")
  if (responseType !== "code") {
    return refuse("unsupported_response_type", "Only response_type=code is known")
  }
  const challenge = asked.get("code_challenge") ?? undefined
  if (challenge === undefined && client.isPublic) {
    return refuse("invalid_request", "A public client must use PKCE: code_challenge is missing")
  }
  // RFC 7636, section 4.3: without a method the challenge would be a plain one.
  if (challenge !== undefined && asked.get("code_challenge_method") !== "S256") {
    return refuse("invalid_request", "code_challenge_method must be S256")
  }
  if (challenge !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    return refuse("invalid_request", "code_challenge is no SHA-256 in base64url")
  }

  const visitor = yield* Visitor
  const decision = yield* visitor.decision
  if (decision._tag === "Refuse") return refuse(decision.error, decision.description)
  const grants = yield* Grants
  const code = yield* grants.approve({
    sub: decision.sub,
    clientId: client.id,
    redirectUri,
    granted,
    refreshTokens: asked.get("access_type") === "offline" || asksForRefreshTokens(scope),
    challenge,
    nonce: asked.get("nonce") ?? undefined,
    state: state ?? "_default"
  })
  return redirect({ code })
})

const authCode = Effect.map(query, (asked) =>
  HttpServerResponse.text(asked.get("code") ?? asked.get("error") ?? "", { headers: { "cache-control": "no-store" } })
)

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)

/**
 * There is no session to end, since nobody logs in here by a browser; tokens live on. A guess: the names of the parameters, and
 * that the way back is a link.
 */
const logout = Effect.map(query, (asked) => {
  const back = asked.get("redirect_uri") ?? ""
  const isWeb = URL.canParse(back) && /^https?:$/.test(new URL(back).protocol)
  const name = asked.get("redirect_name") ?? back
  const link = isWeb ? `<p><a href="${escaped(back)}">Continue to ${escaped(name)}</a></p>` : ""
  return HttpServerResponse.html(`<!doctype html><title>Logged out</title><p>You are logged out.</p>${link}`)
})

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.pages", (handlers) =>
    handlers
      .handle("authorize", () => answered(authorize))
      .handle("authCode", () => authCode)
      .handle("webLogout", () => logout)
  )
