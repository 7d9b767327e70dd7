import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as oauth from "oauth4webapi"
import * as ForeignClient from "./ForeignClient.js"
import { loopback, options, portal, sandbox } from "./localGlobus.js"

const confidential = Effect.flatMap(Sandbox.Sandbox, ({ confidentialClient }) => ForeignClient.make(confidentialClient))
const native = Effect.flatMap(Sandbox.Sandbox, ({ nativeClient }) => ForeignClient.make(nativeClient))

type Client = Effect.Effect.Success<typeof native>

/** RFC 6749, section 5.2. */
const refused = (error: string) => ({ code: oauth.RESPONSE_BODY_ERROR, status: 400, error })

/** RFC 6749, section 5.2: only for `invalid_client`, with the scheme that the client must use. */
const unknownClient = {
  code: oauth.WWW_AUTHENTICATE_CHALLENGE,
  status: 401,
  error: "invalid_client",
  challenges: [{ scheme: "basic", parameters: { realm: expect.any(String) } }]
}

/** RFC 6749, section 4.1.2.1. */
const turnedAway = (error: string) => ({ code: oauth.AUTHORIZATION_RESPONSE_ERROR, error })

/** Runs a login up to its code, and then the test. */
const withCode = <A>(
  client: Client,
  redirectUri: string,
  use: (code: URLSearchParams, verifier: string) => Effect.Effect<A, ForeignClient.Refused>
) =>
  Effect.gen(function* () {
    const visit = yield* client.authorize(redirectUri, { scope: "profile", nonce: undefined })
    return yield* use(yield* client.validate(visit), visit.verifier)
  })

const exchange = (client: Client, code: URLSearchParams, redirectUri: string, verifier: string | typeof oauth.nopkce) =>
  Effect.flatMap(client.requestTokens(code, redirectUri, verifier), (response) => client.processTokens(response, {}))

sandbox()("oauth4webapi is refused at the token endpoint", (it) => {
  it.effect("invalid_grant: a wrong verifier, a missing one, an unannounced one", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      const plain = yield* client.authorize(portal, {
        scope: "profile",
        nonce: undefined,
        code_challenge: undefined,
        code_challenge_method: undefined
      })
      for (const attempt of [
        withCode(client, portal, (code) => exchange(client, code, portal, oauth.generateRandomCodeVerifier())),
        withCode(client, portal, (code) => exchange(client, code, portal, oauth.nopkce)),
        Effect.flatMap(client.validate(plain), (code) => exchange(client, code, portal, plain.verifier))
      ]) {
        expect(yield* Effect.flip(attempt)).toMatchObject(refused("invalid_grant"))
      }
    })
  )

  it.effect("invalid_grant: an unknown code, a used one, another client's, another redirect URI", () =>
    Effect.gen(function* () {
      const client = yield* native
      const other = yield* confidential
      const invented = yield* client.validate({ back: new URL(`${loopback}?code=invented&state=s`), state: "s" })
      for (const attempt of [
        exchange(client, invented, loopback, oauth.generateRandomCodeVerifier()),
        withCode(client, loopback, (code, verifier) => {
          const once = exchange(client, code, loopback, verifier)
          return Effect.zipRight(once, once)
        }),
        withCode(client, loopback, (code, verifier) => exchange(other, code, loopback, verifier)),
        withCode(client, loopback, (code, verifier) => exchange(client, code, `${loopback}/else`, verifier))
      ]) {
        expect(yield* Effect.flip(attempt)).toMatchObject(refused("invalid_grant"))
      }
    })
  )

  it.effect("invalid_client with a challenge: a wrong secret at every endpoint that needs one", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox.Sandbox
      const client = yield* ForeignClient.make({ ...confidentialClient, secret: Redacted.make("wrong") })
      for (const attempt of [
        Effect.asVoid(client.clientCredentials({ scope: "profile" })),
        Effect.asVoid(client.refresh("any")),
        Effect.asVoid(client.introspect("any")),
        Effect.asVoid(client.revoke("any"))
      ]) {
        expect(yield* Effect.flip(attempt)).toMatchObject(unknownClient)
      }
    })
  )

  it.effect("invalid_client: an unknown id, and a client that does not send its secret", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox.Sandbox
      for (const client of [
        yield* ForeignClient.make({ id: "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f", secret: undefined }),
        yield* ForeignClient.make(confidentialClient, oauth.None())
      ]) {
        expect(yield* Effect.flip(client.refresh("any"))).toMatchObject(unknownClient)
      }
    })
  )

  it.effect(
    "invalid_client: a form-encoded id is unknown (its ClientSecretBasic encodes the dashes of a UUID as %2D)",
    () =>
      Effect.gen(function* () {
        const { confidentialClient } = yield* Sandbox.Sandbox
        const encoded = oauth.ClientSecretBasic(Redacted.value(confidentialClient.secret))
        const client = yield* ForeignClient.make(confidentialClient, encoded)
        const error = yield* Effect.flip(client.clientCredentials({ scope: "profile" }))
        expect(error).toMatchObject(unknownClient)
      })
  )

  it.effect("invalid_scope: an unknown scope, and no scope", () =>
    Effect.gen(function* () {
      const client = yield* confidential
      for (const parameters of [{ scope: "profile and more" }, {}]) {
        const error = yield* Effect.flip(client.clientCredentials(parameters))
        expect(error).toMatchObject(refused("invalid_scope"))
      }
    })
  )

  it.effect("unauthorized_client: client credentials for a client without a secret", () =>
    Effect.gen(function* () {
      const client = yield* native
      const error = yield* Effect.flip(client.clientCredentials({ scope: "profile" }))
      expect(error).toMatchObject(refused("unauthorized_client"))
    })
  )

  it.effect("unsupported_grant_type: an unknown grant", () =>
    Effect.gen(function* () {
      const { client, server } = yield* native
      const device = "urn:ietf:params:oauth:grant-type:device_code"
      const attempt = ForeignClient.step(async () => {
        const insecure = { [oauth.allowInsecureRequests]: true }
        const response = await oauth.genericTokenEndpointRequest(server, client, oauth.None(), device, {}, insecure)
        return oauth.processGenericTokenEndpointResponse(server, client, response)
      })
      expect(yield* Effect.flip(attempt)).toMatchObject(refused("unsupported_grant_type"))
    })
  )
})

sandbox()("oauth4webapi gets no code from the authorize page", (it) => {
  for (const [why, error, changes] of [
    [
      "a public client without PKCE",
      "invalid_request",
      { code_challenge: undefined, code_challenge_method: undefined }
    ],
    ["a plain challenge, by name", "invalid_request", { code_challenge_method: "plain" }],
    ["a plain challenge, by default", "invalid_request", { code_challenge_method: undefined }],
    ["no response type", "invalid_request", { response_type: undefined }],
    ["a response type that Globus does not have for it", "unsupported_response_type", { response_type: "id_token" }]
  ] as const) {
    it.effect(`${error}: ${why}`, () =>
      Effect.gen(function* () {
        const client = yield* native
        const visit = yield* client.authorize(loopback, changes)
        expect(yield* Effect.flip(client.validate(visit))).toMatchObject(turnedAway(error))
      })
    )
  }

  it.effect("the state of another login: the answer is refused without reading it", () =>
    Effect.gen(function* () {
      const client = yield* native
      const visit = yield* client.authorize(loopback)
      const error = yield* Effect.flip(client.validate({ ...visit, state: oauth.generateRandomState() }))
      expect(error).toMatchObject({ code: oauth.INVALID_RESPONSE, message: expect.stringContaining("state") })
    })
  )

  it.effect("no redirect to an unregistered URI, for an unknown application, or with an unknown scope", () =>
    Effect.gen(function* () {
      const registered = yield* confidential
      const nobody = yield* ForeignClient.make({ id: "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f", secret: undefined })
      for (const visit of [
        registered.authorize(`${portal}/else`),
        registered.authorize("https://else.example.org/callback"),
        nobody.authorize(loopback),
        registered.authorize(portal, { scope: "openid more" })
      ]) {
        expect(yield* Effect.flip(visit)).toMatchObject({ _tag: "Stayed", status: 400 })
      }
    })
  )
})

describe("oauth4webapi and a user who refuses", () => {
  it.live("access_denied, with the state of the login", () =>
    Effect.gen(function* () {
      const { refuseAuthorization } = yield* Sandbox.Sandbox
      yield* refuseAuthorization()
      const client = yield* native
      const visit = yield* client.authorize(loopback)
      expect(yield* Effect.flip(client.validate(visit))).toMatchObject({
        ...turnedAway("access_denied"),
        error_description: expect.any(String)
      })
    }).pipe(Effect.provide(Sandbox.layer(options)))
  )
})
