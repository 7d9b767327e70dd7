/**
 * Token answers: one document a resource server, one on top and the others in `other_tokens`.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { Connection } from "../Connection.js"
import { claims } from "./Claims.js"
import { Directory } from "./Directory.js"
import type { AccessToken, Issued } from "./Grants.js"
import { atHash, IdToken } from "./IdToken.js"

/**
 * The token of one resource server.
 *
 * @since 0.1.0
 * @category documents
 */
export interface IssuedToken {
  readonly access_token: string
  readonly token_type: "Bearer"
  /** Seconds. */
  readonly expires_in: number
  /** Separated by blanks. */
  readonly scope: string
  readonly resource_server: string
  readonly refresh_token?: string
  readonly id_token?: string
  readonly state?: string
}

/**
 * The answer of the token endpoint.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TokenAnswer extends IssuedToken {
  readonly other_tokens: ReadonlyArray<IssuedToken>
}

interface Login {
  readonly state?: string | undefined
  readonly nonce?: string | undefined
  readonly idToken: boolean
}

const hasIdToken = ({ access }: Issued, login: Login): boolean => login.idToken && access.scopes.includes("openid")

const idToken = (access: AccessToken, nonce: string | undefined) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { origin } = yield* Connection
    const signer = yield* IdToken
    const user = yield* Effect.flatten(directory.identity(access.sub))
    return yield* signer.sign({
      iss: origin,
      aud: access.clientId,
      iat: Math.floor(access.issuedAt / 1000),
      exp: Math.floor(access.expiresAt / 1000),
      at_hash: atHash(access.token),
      ...(nonce === undefined ? {} : { nonce }),
      ...claims(user, access.scopes, access.session.authenticatedAt)
    })
  }).pipe(Effect.orDie)

const document = (issued: Issued, login: Login) =>
  Effect.gen(function* () {
    const { access, refresh } = issued
    const answer: IssuedToken = {
      access_token: access.token,
      token_type: "Bearer",
      expires_in: Math.floor((access.expiresAt - access.issuedAt) / 1000),
      scope: access.scopes.join(" "),
      resource_server: access.resourceServer,
      ...(refresh === undefined ? {} : { refresh_token: refresh.token }),
      ...(hasIdToken(issued, login) ? { id_token: yield* idToken(access, login.nonce) } : {}),
      ...(login.state === undefined ? {} : { state: login.state })
    }
    return answer
  })

/**
 * The answer to a service that asks for tokens downstream of one: the documents side by side.
 *
 * @since 0.1.0
 * @category constructors
 */
export const list = (
  issued: ReadonlyArray<Issued>
): Effect.Effect<ReadonlyArray<IssuedToken>, never, Connection | Directory | IdToken> =>
  Effect.forEach(issued, (issued) => document(issued, { idToken: false }))

/**
 * The answer that hands over these tokens. An id token comes with `openid` when a person has logged in: not on a
 * refresh, and not for a client by itself (a guess). Clients look for it in the answer itself (OpenID Connect Core, section
 * 3.1.3.3; the Python SDK's `decode_id_token`), so it and the token beside it are on top, whichever scope was first.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  issued: readonly [Issued, ...ReadonlyArray<Issued>],
  login: Login
): Effect.Effect<TokenAnswer, never, Connection | Directory | IdToken> =>
  Effect.gen(function* () {
    const first = issued.find((one) => hasIdToken(one, login)) ?? issued[0]
    const others = issued.filter((one) => one !== first)
    const top = yield* document(first, login)
    const other_tokens = yield* Effect.forEach(others, (issued) => document(issued, login))
    return { ...top, other_tokens }
  })
