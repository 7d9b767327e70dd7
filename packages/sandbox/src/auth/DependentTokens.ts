/**
 * The grant by which a service that was shown a token gets tokens of its own downstream of it: for what the user has
 * consented to below the token's scopes.
 *
 * @since 0.1.0
 */
import type { OtherGrant } from "@effect-globus/sdk/auth/AuthApi"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { oauthRefusal } from "../Envelope.js"
import { Failure } from "../Failure.js"
import * as ClientAuthentication from "./ClientAuthentication.js"
import { Consents } from "./Consents.js"
import { Grants } from "./Grants.js"
import type { Requested } from "./ScopeTable.js"
import * as ScopeTable from "./ScopeTable.js"
import * as TokenAnswer from "./TokenAnswer.js"

/**
 * @since 0.1.0
 * @category constants
 */
export const grantType = "urn:globus:auth:grant_type:dependent_token"

const text = (member: string | Redacted.Redacted | undefined): string =>
  member === undefined ? "" : Redacted.isRedacted(member) ? Redacted.value(member) : member

/** Every scope of a tree with the way to it. */
const waysIn = (requested: ReadonlyArray<Requested>): ReadonlyArray<ReadonlyArray<string>> =>
  requested.flatMap(({ dependencies, scope }) => [[scope], ...waysIn(dependencies).map((way) => [scope, ...way])])

/** `a[b[c]]` of a way. */
const print = ([first = "", ...rest]: ReadonlyArray<string>): string =>
  rest.length === 0 ? first : `${first}[${print(rest)}]`

/** A guess: all but the name of the error and `unapproved_scopes`. */
const consentRequired = (unapproved_scopes: ReadonlyArray<string>): Failure => {
  const detail = "The user has not consented to these scopes below the token's own"
  return new Failure({
    status: 403,
    body: {
      error: "dependent_consent_required",
      error_description: detail,
      errors: [
        {
          status: "403",
          id: globalThis.crypto.randomUUID(),
          code: "DEPENDENT_CONSENT_REQUIRED",
          title: "Dependent consent required",
          detail,
          unapproved_scopes
        }
      ]
    }
  })
}

/**
 * Tokens for the scopes asked for, or for all that there are consents for, one a resource server.
 *
 * @since 0.1.0
 * @category operations
 */
export const grant = (request: HttpServerRequest.HttpServerRequest, payload: typeof OtherGrant.Type) =>
  Effect.gen(function* () {
    const client = yield* ClientAuthentication.confidential(request)
    const grants = yield* Grants
    const consents = yield* Consents
    const table = yield* ScopeTable.ScopeTable
    const token = Option.getOrUndefined(yield* grants.findLive(text(payload.token)))
    if (token?.kind !== "access" || token.resourceServer !== client.id) {
      return yield* oauthRefusal("invalid_grant", "The token is not known, has ended, or is not for this service")
    }
    const { sub } = token
    const above = token.basis ?? { clientId: token.clientId, ways: [[]] }
    const ways = above.ways.flatMap((way) => token.scopes.map((scope) => [...way, scope]))
    const given = (yield* consents.list(sub)).filter(({ clientId }) => clientId === above.clientId)
    const has = (way: ReadonlyArray<string>) => given.some((consent) => consent.way.join(" ") === way.join(" "))

    const scope = text(payload["scope"])
    const parsed = yield* Effect.mapError(ScopeTable.parse(scope), (flaw) => oauthRefusal("invalid_scope", flaw))
    const asked = parsed.filter(({ scope }) => scope !== ScopeTable.offlineAccess)
    const missing = waysIn(asked).filter((below) => !ways.some((way) => has([...way, ...below])))
    if (missing.length > 0) {
      return yield* consentRequired(missing.flatMap((below) => ways.map((way) => print([...way, ...below]))))
    }
    const existing = yield* table.scopes
    const consented = given
      .flatMap(({ way }) =>
        ways.some((above) => way.length === above.length + 1 && way.slice(0, -1).join(" ") === above.join(" "))
          ? way.slice(-1)
          : []
      )
      .filter((scope) => existing.has(scope))
    const scopes = asked.length > 0 ? asked.map(({ scope }) => scope) : consented
    if (scopes.length === 0) return []
    const granted = yield* Effect.mapError(table.read(scopes.join(" ")), (flaw) => oauthRefusal("invalid_scope", flaw))
    const issued = yield* grants.issue({
      sub,
      clientId: client.id,
      granted,
      refreshTokens: text(payload["access_type"]) === "offline" || ScopeTable.asksForRefreshTokens(scope),
      basis: { clientId: above.clientId, ways }
    })
    return yield* TokenAnswer.list(issued)
  })
