/**
 * `oidc-provider`, an OpenID server by others, on loopback, for our clients. It has the routes of Globus, and its
 * refresh tokens work once. Everything else has its default. A test decides whether a login is approved or refused.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Runtime from "effect/Runtime"
import type * as Scope from "effect/Scope"
import { generateKeyPairSync } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:http"
import type * as oidc from "oidc-provider"
import * as providerStore from "./providerStore.js"

/** The server, as its tests see it. */
export class ForeignServer extends Context.Tag("@effect-globus/interop/ForeignServer")<
  ForeignServer,
  ForeignServer.Service
>() {}

export declare namespace ForeignServer {
  interface Service {
    /** It is also the issuer. */
    readonly baseUrl: string
    /** The number of requests of a kind, such as `GET /jwk.json`. */
    readonly count: (request: string) => Effect.Effect<number>
    /** From now on the user refuses logins. */
    readonly refuse: Effect.Effect<void>
    /** Ends all access tokens, so that the next call with one gets a 401. */
    readonly endAccessTokens: Effect.Effect<void>
  }

  interface Options {
    /** The signature algorithm of id tokens. Default: ES256, whose keys are made quickly. */
    readonly algorithm?: "RS256" | "PS256" | "ES256" | "EdDSA"
    /** In whole seconds. Default: one hour. */
    readonly accessTokenLife?: number
  }
}

/** The user who logs in. */
export const account = {
  sub: "marie",
  name: "Marie",
  preferred_username: "marie@example.org",
  email: "marie@lab.example.org"
}

/** The server form-decodes Basic credentials (RFC 6749, section 2.3.1), so a `%` or `+` in the secret would change. */
export const confidential = {
  id: "e9b7d0a5-3f0e-4f3c-9a51-2f6f1d6b7c11",
  secret: Redacted.make("Zm9yZWlnbi1zZXJ2ZXItc2VjcmV0_-~.!*'()")
}

export const native = { id: "0c4f1c53-7f0b-4a7b-8f0e-5f4b9f6a2d22" }

/** The redirect URI. Nothing listens there: the browser stops before it. */
export const portal = "https://portal.example.org/callback"
/** On another port than the registered one, as RFC 8252, section 7.3, allows. */
export const loopback = "http://127.0.0.1:4711/callback"

const clients: ReadonlyArray<oidc.ClientMetadata> = [
  {
    client_id: confidential.id,
    client_secret: Redacted.value(confidential.secret),
    redirect_uris: [portal],
    grant_types: ["authorization_code", "refresh_token"]
  },
  {
    client_id: native.id,
    application_type: "native",
    token_endpoint_auth_method: "none",
    redirect_uris: ["http://127.0.0.1/callback"],
    grant_types: ["authorization_code", "refresh_token"]
  }
]

const signingKey = (algorithm: NonNullable<ForeignServer.Options["algorithm"]>) => {
  const { privateKey } =
    algorithm === "ES256"
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : algorithm === "EdDSA"
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("rsa", { modulusLength: 2048 })
  return { ...privateKey.export({ format: "jwk" }), kid: "the-only-one", alg: algorithm, use: "sig" }
}

const hour = 3600

const configuration = (
  { accessTokenLife = hour, algorithm = "ES256" }: ForeignServer.Options,
  adapter: oidc.AdapterFactory
): oidc.Configuration => ({
  adapter,
  clients,
  clientDefaults: { id_token_signed_response_alg: algorithm },
  jwks: { keys: [signingKey(algorithm)] },
  cookies: { keys: ["nobody's secret"] },
  claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email"] },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...account, sub }) }),
  rotateRefreshToken: true,
  routes: {
    authorization: "/v2/oauth2/authorize",
    token: "/v2/oauth2/token",
    userinfo: "/v2/oauth2/userinfo",
    jwks: "/jwk.json"
  },
  features: { devInteractions: { enabled: false } },
  // All of them, since the server prints a notice about missing ones.
  ttl: {
    AccessToken: accessTokenLife,
    AuthorizationCode: 60,
    Grant: hour,
    IdToken: hour,
    Interaction: hour,
    RefreshToken: hour,
    Session: hour
  }
})

/** On Node 20 it prints a warning when it is loaded, but works. */
const load = Effect.acquireUseRelease(
  Effect.sync(() => {
    const { warn } = console
    console.warn = () => {}
    return warn
  }),
  () => Effect.promise(() => import("oidc-provider")),
  (warn) =>
    Effect.sync(() => {
      console.warn = warn
    })
).pipe(Effect.cached, Effect.runSync)

/** Answers the login and consent pages for the user. */
const interact = async (
  provider: oidc.Provider,
  request: IncomingMessage,
  response: ServerResponse,
  refuses: boolean
): Promise<void> => {
  if (refuses) {
    const error = { error: "access_denied", error_description: "The user says no" }
    return provider.interactionFinished(request, response, error)
  }
  const { params } = await provider.interactionDetails(request, response)
  const grant = new provider.Grant({ accountId: account.sub, clientId: String(params["client_id"]) })
  grant.addOIDCScope(String(params["scope"]))
  const answer = { login: { accountId: account.sub }, consent: { grantId: await grant.save() } }
  return provider.interactionFinished(request, response, answer)
}

/** Starts a server on a free port. It runs until the scope closes. */
const make = (options: ForeignServer.Options): Effect.Effect<ForeignServer.Service, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { Provider } = yield* load
    const requests = yield* Ref.make<ReadonlyArray<string>>([])
    const refuses = yield* Ref.make(false)
    const run = Runtime.runPromise(yield* Effect.runtime<never>())
    const server = createServer()
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      }),
      () =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const address = server.address()
    if (address === null || typeof address === "string") return yield* Effect.dieMessage("The server has no port")
    const baseUrl = `http://127.0.0.1:${address.port}`
    const store = providerStore.make()
    const provider = new Provider(baseUrl, configuration(options, store.adapter))
    const handle = provider.callback()

    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      const [path = ""] = (request.url ?? "").split("?")
      const answer = Effect.gen(function* () {
        yield* Ref.update(requests, (seen) => [...seen, `${request.method ?? ""} ${path}`])
        const no = yield* Ref.get(refuses)
        yield* Effect.promise(() =>
          path.startsWith("/interaction/") ? interact(provider, request, response, no) : handle(request, response)
        )
      })
      void run(answer)
    })

    return {
      baseUrl,
      count: (request) => Effect.map(Ref.get(requests), (all) => all.filter((one) => one === request).length),
      refuse: Ref.set(refuses, true),
      endAccessTokens: Effect.sync(() => store.clear("AccessToken"))
    }
  })

/** The number of token requests. */
export const tokenRequests = Effect.flatMap(ForeignServer, ({ count }) => count("POST /v2/oauth2/token"))

export const layer = (options: ForeignServer.Options = {}): Layer.Layer<ForeignServer> =>
  Layer.scoped(ForeignServer, make(options))
