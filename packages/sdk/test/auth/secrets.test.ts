import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Fiber from "effect/Fiber"
import { format, inspect } from "node:util"
import * as ConfidentialAppAuthClient from "../../src/auth/ConfidentialAppAuthClient.js"
import * as NativeAppAuthClient from "../../src/auth/NativeAppAuthClient.js"
import { recorder } from "../spans.js"
import { claims, clientId, issuer, sign, signingKey, tokenDocument, type Issuer } from "./issuer.js"
import { onlyLogger } from "../onlyLogger.js"

const key = await signingKey()

/** Each has characters that encodings change, so that a secret might appear in another form. */
const secrets = {
  clientSecret: "canary-secret+/=%ü",
  code: "canary-code+/=%",
  verifier: "canary-verifier-".padEnd(43, "v"),
  refreshToken: "canary-refresh+/=%",
  accessToken: "canary-access+/=%",
  token: "canary-token+/=%"
}

const forms = Object.values(secrets).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams({ secret }).toString().slice(7),
  Buffer.from(`${clientId}:${secret}`).toString("base64"),
  Buffer.from(secret).toString("base64")
])

const leaks = (text: string): ReadonlyArray<string> => forms.filter((form) => text.includes(form))

/** A failure, printed in all ways, as one text. */
const shown = (cause: Cause.Cause<unknown>, squashed: unknown): Effect.Effect<string> =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const printer = (logger: Logger.Logger<unknown, unknown>) =>
      Logger.map(
        logger,
        (output) => void lines.push(typeof output === "string" ? output : inspect(output, { depth: 9 }))
      )
    const loggers = [Logger.stringLogger, Logger.logfmtLogger, Logger.jsonLogger, Logger.structuredLogger]
    for (const logger of loggers) {
      yield* Effect.logError("It failed", cause, squashed).pipe(Effect.provide(onlyLogger(printer(logger))))
    }
    return [
      ...lines,
      Cause.pretty(cause, { renderErrorCause: true }),
      format("%s %o %O %j", cause, squashed, squashed, squashed),
      inspect(squashed, { depth: 20, showHidden: true, getters: true }),
      JSON.stringify(cause),
      String(squashed),
      squashed instanceof Error ? String(squashed.stack) : ""
    ].join("\n")
  })

/** Runs an effect that must fail, through all pauses, and looks for secrets in all its output. */
const failing = <E>(
  name: string,
  run: (server: Issuer) => Effect.Effect<unknown, E>,
  prepare: (server: Issuer) => void
) =>
  it.effect(name, () =>
    Effect.gen(function* () {
      const server = issuer(key)
      prepare(server)
      const { spans, tracer } = recorder()
      const fiber = yield* Effect.fork(Effect.exit(Effect.withTracer(run(server), tracer)))
      yield* TestClock.adjust("1 hour")
      const exit = yield* Fiber.join(fiber)
      if (Exit.isSuccess(exit)) return expect.fail("It did not fail")
      const text = yield* shown(exit.cause, Cause.squash(exit.cause))
      expect(leaks(text)).toEqual([])
      expect(Cause.isDie(exit.cause)).toBe(false)
      expect(leaks(inspect(spans, { depth: 20, getters: true }))).toEqual([])
    })
  )

const redirect_uri = "https://portal.example.org/back"

const confidential = (server: Issuer) =>
  ConfidentialAppAuthClient.make({ clientId, clientSecret: Redacted.make(secrets.clientSecret) }).pipe(
    Effect.provide(server.layer)
  )

const native = (server: Issuer) => NativeAppAuthClient.make({ clientId }).pipe(Effect.provide(server.layer))

const login = (server: Issuer) =>
  Effect.gen(function* () {
    const client = yield* confidential(server)
    const flow = yield* client.oauth2StartFlow({
      requested_scopes: "openid",
      redirect_uri,
      state: "s",
      verifier: Redacted.make(secrets.verifier)
    })
    return yield* flow.handleRedirect(`${redirect_uri}?code=${encodeURIComponent(secrets.code)}&state=s`)
  })

const calls: Readonly<Record<string, (server: Issuer) => Effect.Effect<unknown, unknown>>> = {
  "a login": login,
  "a refresh": (server) =>
    Effect.flatMap(native(server), (client) =>
      client.oauth2RefreshToken({ refresh_token: Redacted.make(secrets.refreshToken) })
    ),
  "client credentials": (server) =>
    Effect.flatMap(confidential(server), (client) =>
      client.oauth2ClientCredentialsTokens({ requested_scopes: "openid" })
    ),
  "an open grant": (server) =>
    Effect.flatMap(confidential(server), (client) =>
      client.oauth2Token({ grant_type: "other", token: Redacted.make(secrets.token) })
    ),
  "dependent tokens": (server) =>
    Effect.flatMap(confidential(server), (client) =>
      client.oauth2GetDependentTokens({ token: Redacted.make(secrets.token) })
    ),
  "an introspection": (server) =>
    Effect.flatMap(confidential(server), (client) =>
      client.oauth2TokenIntrospect({ token: Redacted.make(secrets.token) })
    ),
  "a revocation": (server) =>
    Effect.flatMap(native(server), (client) => client.oauth2RevokeToken({ token: Redacted.make(secrets.token) }))
}

const failures: Readonly<Record<string, (form: Readonly<Record<string, string>>) => Response>> = {
  "is refused by a server that echoes its form": (form) =>
    new Response(JSON.stringify({ error: "invalid_grant", error_description: JSON.stringify(Object.values(form)) }), {
      status: 400,
      headers: { "content-type": "application/json" }
    }),
  "is answered with a proxy's page": () => new Response("<html><title>Bad gateway</title></html>", { status: 502 }),
  "has a broken connection": (form) => {
    throw new TypeError(`socket hang up after ${new URLSearchParams(form).toString()}`)
  },
  "is answered with an invalid token": () =>
    Response.json(tokenDocument({ access_token: 1, active: "canary", refresh_token: secrets.refreshToken })),
  "is answered with half a document": () => new Response(`{"access_token": "${secrets.accessToken}", "refresh_tok`)
}

describe("No secret shows", () => {
  for (const [what, call] of Object.entries(calls)) {
    for (const [how, answer] of Object.entries(failures)) {
      failing(`when ${what} ${how}`, call, (server) => {
        server.answer = answer
      })
    }
  }

  failing("when a login returns an invalid id token", login, (server) => {
    server.answer = async () =>
      Response.json(
        tokenDocument({
          access_token: secrets.accessToken,
          refresh_token: secrets.refreshToken,
          id_token: await sign(key, claims({ nonce: secrets.token, name: secrets.code }))
        })
      )
  })

  failing("when a login returns a token of another type", login, (server) => {
    server.answer = () => Response.json(tokenDocument({ token_type: "mac", access_token: secrets.accessToken }))
  })

  failing(
    "when a user returns from another login",
    (server) =>
      Effect.flatMap(confidential(server), (client) =>
        client.oauth2StartFlow({ requested_scopes: "openid", redirect_uri })
      ).pipe(
        Effect.flatMap((flow) =>
          flow.handleRedirect(`${redirect_uri}?code=${encodeURIComponent(secrets.code)}&state=s`)
        )
      ),
    () => {}
  )

  failing(
    "when an option is wrong",
    (server) =>
      Effect.flatMap(confidential(server), (client) =>
        client.oauth2StartFlow({ requested_scopes: "", redirect_uri, verifier: Redacted.make(secrets.verifier) })
      ),
    () => {}
  )

  it.effect("in a client, a flow or the tokens of a login", () =>
    Effect.gen(function* () {
      const server = issuer(key)
      server.answer = async () =>
        Response.json(tokenDocument({ access_token: secrets.accessToken, refresh_token: secrets.refreshToken }))
      const client = yield* confidential(server)
      const flow = yield* client.oauth2StartFlow({
        requested_scopes: "email",
        redirect_uri,
        verifier: Redacted.make(secrets.verifier)
      })
      const tokens = yield* flow.exchange({ code: Redacted.make(secrets.code) })
      for (const value of [client, flow, tokens]) {
        expect(leaks(inspect(value, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(value))).toEqual(
          []
        )
      }
      expect(leaks(flow.authorizeUrl())).toEqual([])
    })
  )

  it("except in the test of the search itself", () => {
    expect(leaks(`a ${secrets.code} b`)).toEqual([secrets.code])
    expect(leaks(`a ${Buffer.from(`${clientId}:${secrets.clientSecret}`).toString("base64")} b`)).toHaveLength(1)
  })
})
