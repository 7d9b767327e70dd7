/**
 * `oauth4webapi`, a client by others, against the sandbox, with its own requests and checks. Two settings are changed:
 * plain http is allowed, since the sandbox is on loopback, and Basic authorization follows RFC 7617.
 */
import { Sandbox } from "@effect-globus/sandbox/Sandbox"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Struct from "effect/Struct"
import * as oauth from "oauth4webapi"
import * as Browser from "./Browser.js"

/** The foreign client refused an answer: it is an error, or fails a check. */
export class Refused extends Data.TaggedError("Refused")<{
  /** The error code of the foreign client. */
  readonly code: string | undefined
  readonly message: string
  readonly status?: number
  /** The OAuth error code (RFC 6749, sections 4.1.2.1 and 5.2). */
  readonly error?: unknown
  readonly error_description?: unknown
  /** The challenges in the header `WWW-Authenticate`. */
  readonly challenges?: ReadonlyArray<oauth.WWWAuthenticateChallenge>
  /** The wrong claim of the id token. */
  readonly claim?: unknown
}> {}

/** Its errors contain whole responses, and a failed test would print them with their tokens. */
const toRefused = async (cause: unknown): Promise<Refused> => {
  if (cause instanceof oauth.WWWAuthenticateChallengeError) {
    const document: unknown = await cause.response.json()
    const { code, message, status } = cause
    return new Refused({ code, message, status, challenges: cause.cause, ...pickError(document) })
  }
  if (cause instanceof oauth.ResponseBodyError) {
    const { code, message, status } = cause
    return new Refused({ code, message, status, ...pickError(cause.cause) })
  }
  if (cause instanceof oauth.AuthorizationResponseError) {
    const { code, message } = cause
    return new Refused({ code, message, ...pickError(Object.fromEntries(cause.cause)) })
  }
  if (!(cause instanceof oauth.OperationProcessingError)) throw cause
  const { code, message } = cause
  const claim = Predicate.hasProperty(cause.cause, "claim") ? { claim: cause.cause.claim } : {}
  return new Refused({ code, message, ...claim })
}

const pickError = (document: unknown) =>
  Predicate.isRecord(document) ? Struct.pick(document, "error", "error_description") : {}

/** Runs a function of the foreign client. */
export const step = <A>(run: () => A | Promise<A>): Effect.Effect<A, Refused> =>
  Effect.tryPromise({ try: async () => run(), catch: toRefused }).pipe(
    Effect.catchAll((refused) =>
      Effect.flatMap(
        Effect.promise(() => refused),
        Effect.fail
      )
    )
  )

const loopback = { [oauth.allowInsecureRequests]: true } as const

/** RFC 7617, section 2. `oauth.ClientSecretBasic` form-encodes both halves first (RFC 6749, section 2.3.1). */
export const basic =
  (secret: string): oauth.ClientAuth =>
  (_server, { client_id }, _body, headers) => {
    headers.set("authorization", `Basic ${Buffer.from(`${client_id}:${secret}`, "utf8").toString("base64")}`)
  }

/** OpenID Connect Discovery, section 4. */
export const discover = Effect.flatMap(Sandbox, ({ baseUrl }) =>
  step(async () => {
    const issuer = new URL(baseUrl)
    return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, loopback))
  })
)

/** A login on its way back from the authorize page. */
interface Return {
  readonly back: URL
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Makes an application of the sandbox with the foreign client. `undefined` leaves a parameter out. */
export const make = (
  app: { readonly id: string; readonly secret: Redacted.Redacted | undefined },
  authentication = app.secret === undefined ? oauth.None() : basic(Redacted.value(app.secret))
) =>
  Effect.gen(function* () {
    const server = yield* discover
    const client: oauth.Client = { client_id: app.id }

    const authorize = (redirectUri: string, changes: Readonly<Record<string, string | undefined>> = {}) =>
      Effect.gen(function* () {
        const verifier = oauth.generateRandomCodeVerifier()
        const state = oauth.generateRandomState()
        const nonce = oauth.generateRandomNonce()
        const query = {
          client_id: client.client_id,
          redirect_uri: redirectUri,
          response_type: "code",
          scope: "openid profile email",
          state,
          nonce,
          code_challenge: yield* step(() => oauth.calculatePKCECodeChallenge(verifier)),
          code_challenge_method: "S256",
          ...changes
        }
        const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
        const url = `${server.authorization_endpoint ?? ""}?${new URLSearchParams(given)}`
        const back = yield* Browser.visit(url, redirectUri)
        return { back, redirectUri, state, nonce, verifier } satisfies Return
      })

    /** RFC 6749, section 4.1.2: the parameters of the redirect, or why there is no code. */
    const validate = ({ back, state }: Pick<Return, "back" | "state">) =>
      step(() => oauth.validateAuthResponse(server, client, back, state))

    const requestTokens = (
      parameters: URLSearchParams,
      redirectUri: string,
      verifier: Parameters<typeof oauth.authorizationCodeGrantRequest>[5]
    ) =>
      step(() =>
        oauth.authorizationCodeGrantRequest(server, client, authentication, parameters, redirectUri, verifier, loopback)
      )

    const processTokens = (response: Response, options: oauth.ProcessAuthorizationCodeResponseOptions) =>
      step(() => oauth.processAuthorizationCodeResponse(server, client, response, options))

    const checkSignature = (response: Response, keys: Partial<oauth.JWKSCacheOptions> = {}) =>
      step(() => oauth.validateApplicationLevelSignature(server, response, { ...loopback, ...keys }))

    return {
      server,
      client,
      authorize,
      validate,
      requestTokens,
      processTokens,
      checkSignature,

      /** A whole login: tokens, and an id token whose claims and signature are verified. */
      login: (redirectUri: string, changes: Readonly<Record<string, string | undefined>> = {}) =>
        Effect.gen(function* () {
          const visit = yield* authorize(redirectUri, changes)
          const response = yield* requestTokens(yield* validate(visit), redirectUri, visit.verifier)
          const tokens = yield* processTokens(response, { expectedNonce: visit.nonce, requireIdToken: true })
          yield* checkSignature(response)
          return { tokens, response, claims: oauth.getValidatedIdTokenClaims(tokens) }
        }),

      userinfo: (accessToken: string, subject: string) =>
        step(async () =>
          oauth.processUserInfoResponse(
            server,
            client,
            subject,
            await oauth.userInfoRequest(server, client, accessToken, loopback)
          )
        ),

      refresh: (refreshToken: string) =>
        step(async () =>
          oauth.processRefreshTokenResponse(
            server,
            client,
            await oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, loopback)
          )
        ),

      clientCredentials: (parameters: Readonly<Record<string, string>>) =>
        step(async () =>
          oauth.processClientCredentialsResponse(
            server,
            client,
            await oauth.clientCredentialsGrantRequest(server, client, authentication, { ...parameters }, loopback)
          )
        ),

      introspect: (token: string) =>
        step(async () =>
          oauth.processIntrospectionResponse(
            server,
            client,
            await oauth.introspectionRequest(server, client, authentication, token, loopback)
          )
        ),

      revoke: (token: string) =>
        step(async () =>
          oauth.processRevocationResponse(
            await oauth.revocationRequest(server, client, authentication, token, loopback)
          )
        ),

      /** A call to a service with a bearer token (RFC 6750). */
      call: (accessToken: string, url: string) =>
        step(() => oauth.protectedResourceRequest(accessToken, "GET", new URL(url), undefined, null, loopback))
    }
  })
