/**
 * What Globus Auth has handed out: authorization codes, access tokens and refresh tokens, each with its time to live on
 * Effect's `Clock`. All that may happen once only (a code, a refresh token that rotates) is one step of one `Ref`.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import type { Basis } from "./Consents.js"
import { Consents } from "./Consents.js"
import type { Granted } from "./ScopeTable.js"

/** What every token knows of the login it came from. */
interface Origin {
  readonly token: string
  /** UUID of the identity it acts for. */
  readonly sub: string
  readonly clientId: string
  readonly resourceServer: string
  readonly scopes: ReadonlyArray<string>
  readonly session: Session
  /** Undefined: the client was given the consents itself. */
  readonly basis: Basis | undefined
  /** Epoch milliseconds. */
  readonly issuedAt: number
  /** False from its revocation on. */
  readonly live: boolean
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Session {
  readonly id: string
  /** Epoch milliseconds. */
  readonly authenticatedAt: number
}

/**
 * @since 0.1.0
 * @category models
 */
export interface AccessToken extends Origin {
  readonly kind: "access"
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/**
 * @since 0.1.0
 * @category models
 */
export interface RefreshToken extends Origin {
  readonly kind: "refresh"
  /** Epoch milliseconds of the last refresh with it. */
  readonly usedAt: number
}

/**
 * @since 0.1.0
 * @category models
 */
export type Token = AccessToken | RefreshToken

/**
 * What a user approved, for the client to fetch its tokens by.
 *
 * @since 0.1.0
 * @category models
 */
export interface Approval {
  readonly sub: string
  readonly clientId: string
  readonly redirectUri: string
  readonly granted: readonly [Granted, ...ReadonlyArray<Granted>]
  readonly refreshTokens: boolean
  /** PKCE's S256 challenge (RFC 7636, section 4.2). */
  readonly challenge: string | undefined
  readonly nonce: string | undefined
  readonly state: string
}

/**
 * The tokens of one resource server.
 *
 * @since 0.1.0
 * @category models
 */
export interface Issued {
  readonly access: AccessToken
  readonly refresh: RefreshToken | undefined
}

/**
 * @since 0.1.0
 * @category services
 */
export class Grants extends Context.Tag("@effect-globus/sandbox/auth/Grants")<Grants, Grants.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Grants {
  /**
   * @since 0.1.0
   * @category options
   */
  export interface Options {
    readonly accessTokenLife: Duration.Duration
    readonly rotateRefreshTokens: boolean
  }

  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    /** A code for what was approved. It lives ten minutes and works once. */
    readonly approve: (approval: Approval) => Effect.Effect<string>
    /** What was approved, once, within the code's life. A code that was shown is spent, whatever comes of it. */
    readonly redeem: (code: string) => Effect.Effect<Option.Option<Approval>>
    /** Keeps the consents that the tokens stand on, too. */
    readonly issue: (options: {
      readonly sub: string
      readonly clientId: string
      readonly granted: readonly [Granted, ...ReadonlyArray<Granted>]
      readonly refreshTokens: boolean
      readonly accessTokenLife?: Duration.Duration | undefined
      /** For tokens downstream of another one, which no new consent is for. */
      readonly basis?: Basis | undefined
    }) => Effect.Effect<readonly [Issued, ...ReadonlyArray<Issued>]>
    /** A new access token for a refresh token of this client; with rotation a new refresh token too, the old one dead. */
    readonly refresh: (refreshToken: string, clientId: string) => Effect.Effect<Option.Option<Issued>>
    /** A token that was issued, live or not. */
    readonly find: (token: string) => Effect.Effect<Option.Option<Token>>
    /** A token that works now. */
    readonly findLive: (token: string) => Effect.Effect<Option.Option<Token>>
    readonly revoke: (which: (token: Token) => boolean) => Effect.Effect<void>
  }
}

const codeLife = Duration.minutes(10)

/** A refresh token that was not used for six months is dead. */
const refreshTokenIdle = Duration.days(183)

const unguessable = (prefix: string): string =>
  prefix + Encoding.encodeBase64Url(globalThis.crypto.getRandomValues(new Uint8Array(36)))

/**
 * Whether a token works at a moment, in epoch milliseconds.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isLive = (token: Token, now: number): boolean =>
  token.live &&
  (token.kind === "access" ? now < token.expiresAt : now < token.usedAt + Duration.toMillis(refreshTokenIdle))

type Tokens = HashMap.HashMap<string, Token>

const keep =
  (tokens: Tokens) =>
  (...added: ReadonlyArray<Token>): Tokens =>
    added.reduce((kept, token) => HashMap.set(kept, token.token, token), tokens)

/**
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Grants.Options): Effect.Effect<Grants.Service, never, Consents> =>
  Effect.gen(function* () {
    const consents = yield* Consents
    const codes = yield* Ref.make(HashMap.empty<string, { readonly approval: Approval; readonly expiresAt: number }>())
    const tokens = yield* Ref.make<Tokens>(HashMap.empty())

    const accessToken = (
      login: Pick<Token, "basis" | "sub" | "clientId" | "resourceServer" | "scopes" | "session">,
      now: number,
      life: Duration.Duration
    ): AccessToken => ({
      kind: "access",
      token: unguessable("Ag"),
      sub: login.sub,
      clientId: login.clientId,
      resourceServer: login.resourceServer,
      scopes: login.scopes,
      session: login.session,
      basis: login.basis,
      issuedAt: now,
      expiresAt: now + Duration.toMillis(life),
      live: true
    })

    return {
      approve: (approval) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const code = unguessable("")
          yield* Ref.update(codes, HashMap.set(code, { approval, expiresAt: now + Duration.toMillis(codeLife) }))
          return code
        }),

      redeem: (code) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Ref.modify(codes, (codes) => [
            HashMap.get(codes, code).pipe(
              Option.filter(({ expiresAt }) => now < expiresAt),
              Option.map(({ approval }) => approval)
            ),
            HashMap.remove(codes, code)
          ])
        ),

      issue: ({ accessTokenLife, basis, clientId, granted, refreshTokens, sub }) =>
        Effect.gen(function* () {
          const now = yield* Clock.currentTimeMillis
          const requested = granted.flatMap(({ requested }) => requested)
          if (basis === undefined) yield* consents.give({ sub, clientId, requested, refreshTokens })
          const session: Session = { id: globalThis.crypto.randomUUID(), authenticatedAt: now }
          const issueOne = ({ resourceServer, scopes }: Granted): Issued => {
            const login = { sub, clientId, resourceServer, scopes, session, basis }
            return {
              access: accessToken(login, now, accessTokenLife ?? options.accessTokenLife),
              refresh: refreshTokens
                ? { kind: "refresh", token: unguessable("Rg"), ...login, issuedAt: now, usedAt: now, live: true }
                : undefined
            }
          }
          const [first, ...others] = granted
          const issued = [issueOne(first), ...others.map(issueOne)] as const
          yield* Ref.update(tokens, (tokens) =>
            keep(tokens)(
              ...issued.flatMap(({ access, refresh }) => (refresh === undefined ? [access] : [access, refresh]))
            )
          )
          return issued
        }),

      refresh: (refreshToken, clientId) =>
        Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Ref.modify(tokens, (tokens): [Option.Option<Issued>, Tokens] => {
            const old = Option.getOrUndefined(HashMap.get(tokens, refreshToken))
            if (old?.kind !== "refresh" || old.clientId !== clientId || !isLive(old, now))
              return [Option.none(), tokens]
            const access = accessToken(old, now, options.accessTokenLife)
            if (!options.rotateRefreshTokens) {
              return [Option.some({ access, refresh: undefined }), keep(tokens)(access, { ...old, usedAt: now })]
            }
            const refresh: RefreshToken = { ...old, token: unguessable("Rg"), issuedAt: now, usedAt: now }
            return [Option.some({ access, refresh }), keep(tokens)(access, refresh, { ...old, live: false })]
          })
        ),

      find: (token) => Effect.map(Ref.get(tokens), HashMap.get(token)),

      findLive: (token) =>
        Effect.zipWith(Ref.get(tokens), Clock.currentTimeMillis, (tokens, now) =>
          Option.filter(HashMap.get(tokens, token), (found) => isLive(found, now))
        ),

      revoke: (which) =>
        Ref.update(
          tokens,
          HashMap.map((token): Token => (which(token) ? { ...token, live: false } : token))
        )
    }
  })

/**
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Grants.Options): Layer.Layer<Grants, never, Consents> =>
  Layer.effect(Grants, make(options))
