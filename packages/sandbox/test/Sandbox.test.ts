import { describe, expect, it } from "@effect/vitest"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import type { Options } from "../src/Options.js"
import { layer, layerInProcess, make, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

const uuid = "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f"

describe("a sandbox without options", () => {
  it.effect("has a user, a confidential client and a native one, and the variables that point there", () =>
    Effect.gen(function* () {
      const { baseUrl, clients, confidentialClient, environment, nativeClient, users } = yield* Sandbox
      expect(users).toHaveLength(1)
      expect(clients).toStrictEqual([confidentialClient, nativeClient])
      expect(Redacted.value(confidentialClient.secret)).toMatch(/^[A-Za-z0-9+/]{43}=$/)
      expect(nativeClient.secret).toBeUndefined()
      const names = ["AUTH", "APP", "TRANSFER", "GROUPS", "SEARCH", "FLOWS", "TIMER", "TIMERS", "COMPUTE"]
      expect(environment).toStrictEqual(
        Object.fromEntries(names.map((name) => [`GLOBUS_SDK_SERVICE_URL_${name}`, baseUrl]))
      )
      expect(baseUrl).toBe("http://localhost/")
    }).pipe(Effect.provide(layerInProcess()))
  )
})

describe("options", () => {
  it.effect("seed users and clients as they are given, and make up the kind of client that is missing", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      expect(sandbox.users).toMatchObject([
        { sub: uuid, username: "ada@example.org", name: "Ada", email: "ada@example.org", organization: null }
      ])
      expect(sandbox.clients[0]).toMatchObject({ name: "Portal", redirectUris: ["https://example.org/"] })
      expect(sandbox.confidentialClient).toBe(sandbox.clients[0])
      expect(sandbox.clients[1]).toBe(sandbox.nativeClient)
    }).pipe(
      Effect.provide(
        layerInProcess({
          users: [{ sub: uuid, username: "ada@example.org", name: "Ada" }],
          clients: [{ name: "Portal", secret: "s", redirectUris: ["https://example.org/"] }]
        })
      )
    )
  )

  it.effect("known clients log in as they are, beside those that are given, which come first", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const { target } = yield* Ask.visit(Ask.authorization("4cf29807-cf21-49ec-9443-ff9a3fb9f81c"))
      expect(target.searchParams.get("code")).not.toBeNull()
      expect(sandbox.clients[0]).toMatchObject({ id: "95fdeba8-fac2-42bd-a357-e068d82ff78e", name: "My own CLI" })
      const ids = sandbox.clients.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(sandbox.clients.at(-1)?.native).toBe(true)
    }).pipe(
      Effect.provide(
        layerInProcess({
          knownClients: true,
          clients: [{ id: "95FDEBA8-fac2-42bd-a357-e068d82ff78e", name: "My own CLI" }]
        })
      )
    )
  )

  it.effect("collections are found by Transfer, and their scopes by Auth", () =>
    Effect.gen(function* () {
      const { addCollection, collections, issueTokens } = yield* Sandbox
      const added = yield* addCollection({ displayName: "Second", root: "." })
      expect(collections).toStrictEqual([{ id: uuid, displayName: "First" }])
      const { access_token } = yield* issueTokens({ scopes: Ask.transferAll })
      for (const { displayName, id } of [...collections, added]) {
        const endpoint = yield* Ask.get(`/v0.10/endpoint/${id}`, access_token)
        expect([endpoint.status, endpoint.body["display_name"]]).toStrictEqual([200, displayName])
        const scope = `https://auth.globus.org/scopes/${id}/https`
        expect(yield* issueTokens({ scopes: scope })).toMatchObject({ resource_server: id, scope })
      }
    }).pipe(Effect.provide(layerInProcess({ collections: [{ id: uuid, displayName: "First", root: "." }] })))
  )

  const life: Options = JSON.parse('{ "accessTokenLife": "for ever" }')
  const decision: Options = JSON.parse('{ "authorize": "perhaps" }')

  for (const [option, options] of [
    ["port", { port: -1 }],
    ["port", { port: 1.5 }],
    ["port", { port: 65_536 }],
    ["allowedHosts", { allowedHosts: ["http://sandbox/"] }],
    ["maxBodySize", { maxBodySize: 0 }],
    ["maxBodySize", { maxBodySize: 1.5 }],
    ["accessTokenLife", { accessTokenLife: "1999 millis" }],
    ["accessTokenLife", { accessTokenLife: Infinity }],
    ["accessTokenLife", life],
    ["searchTaskTime", { searchTaskTime: Infinity }],
    ["computeTaskTime", { computeTaskTime: Infinity }],
    ["authorize", decision],
    ["bytesPerSecond", { bytesPerSecond: 0 }],
    ["concurrentTasks", { concurrentTasks: 0 }],
    ["users", { users: [] }],
    ["users[0].sub", { users: [{ sub: "1", username: "a@b" }] }],
    ["users[0].username", { users: [{ username: "ada" }] }],
    [
      "users[1].sub",
      {
        users: [
          { sub: uuid, username: "a@b" },
          { sub: uuid.toUpperCase(), username: "c@d" }
        ]
      }
    ],
    ["users[1].username", { users: [{ username: "a@b" }, { username: "A@b" }] }],
    ["clients[0].id", { clients: [{ id: "1" }] }],
    ["clients[1].id", { clients: [{ id: uuid }, { id: uuid }] }],
    ["clients[0].secret", { clients: [{ secret: "" }] }],
    ["clients[0].redirectUris", { clients: [{ redirectUris: ["/callback"] }] }],
    ["clients[0].scopes", { clients: [{ scopes: ["a scope"] }] }],
    ["clients[0].redirectUris", { clients: [{ redirectUris: ["https://example.org/#here"] }] }],
    ["collections[0].root", { collections: [{ displayName: "None", root: "./no-such-directory" }] }],
    ["collections[0].id", { collections: [{ id: "1", displayName: "None", root: "." }] }]
  ] satisfies ReadonlyArray<readonly [string, Options]>) {
    it.effect(`${JSON.stringify(options)} is refused before anything starts, naming ${option}`, () =>
      Effect.gen(function* () {
        for (const sandbox of [layer(options), layerInProcess(options)]) {
          const error = yield* Effect.flip(Effect.scoped(Layer.build(sandbox)))
          expect([error._tag, error.option]).toStrictEqual(["SandboxError", option])
          expect(error.message.length).toBeGreaterThan(option.length + 10)
        }
      })
    )
  }

  it.scoped("a port that is taken is refused, naming it", () =>
    Effect.gen(function* () {
      const first = yield* make()
      const error = yield* Effect.flip(make({ port: Number(new URL(first.baseUrl).port) }))
      expect([error._tag, error.option]).toStrictEqual(["SandboxError", "port"])
    })
  )
})

describe("issueTokens", () => {
  it.effect("answers as the token endpoint would, for any user, client, scopes and life", () =>
    Effect.gen(function* () {
      const { addClient, addUser, confidentialClient, issueTokens } = yield* Sandbox
      const client = yield* addClient({ name: "Another" })
      const user = yield* addUser({ username: "ada@example.org" })
      const tokens = yield* issueTokens({
        user: "ada@example.org",
        clientId: client.id,
        scopes: ["email", Ask.groupsAll],
        refreshTokens: true,
        accessTokenLife: "1 minute"
      })
      expect(tokens).toStrictEqual({
        access_token: expect.any(String),
        refresh_token: expect.any(String),
        token_type: "Bearer",
        expires_in: 60,
        scope: "email",
        resource_server: "auth.globus.org",
        other_tokens: [
          {
            access_token: expect.any(String),
            refresh_token: expect.any(String),
            token_type: "Bearer",
            expires_in: 60,
            scope: Ask.groupsAll,
            resource_server: "groups.api.globus.org"
          }
        ]
      })
      const says = yield* Ask.post("/v2/oauth2/token/introspect", { token: tokens.access_token }, confidentialClient)
      expect(says.body).toMatchObject({ sub: user.sub, client_id: client.id })
      const refreshed = yield* Ask.token(
        { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" },
        client
      )
      expect(refreshed.body).toMatchObject({ expires_in: 3_600, scope: "email" })
    }).pipe(Effect.provide(layerInProcess({ accessTokenLife: "1 hour" })))
  )

  for (const [option, tokens] of [
    ["user", { scopes: "openid", user: "nobody@example.org" }],
    ["clientId", { scopes: "openid", clientId: uuid }],
    ["scopes", { scopes: "nothing" }],
    ["accessTokenLife", { scopes: "openid", accessTokenLife: "1 second" }]
  ] as const) {
    it.effect(`${JSON.stringify(tokens)} is refused, naming ${option}`, () =>
      Effect.gen(function* () {
        const { issueTokens } = yield* Sandbox
        const error = yield* Effect.flip(issueTokens(tokens))
        expect([error._tag, error.option]).toStrictEqual(["SandboxError", option])
      }).pipe(Effect.provide(layerInProcess()))
    )
  }
})

describe("tasks", () => {
  const submit = (kind: "transfer" | "delete", document: Readonly<Record<string, unknown>>, token: string) =>
    Ask.send(
      HttpClientRequest.post(`/v0.10/${kind}`).pipe(
        HttpClientRequest.bearerToken(token),
        HttpClientRequest.bodyUnsafeJson({ DATA_TYPE: kind, ...document })
      )
    )

  it.effect("are known by their submission, whoever's they are and whatever became of them", () =>
    Effect.gen(function* () {
      const { collections, confidentialClient, issueTokens, tasks, users } = yield* Sandbox
      const endpoint = collections[0]?.id
      const user = yield* issueTokens({ scopes: Ask.transferAll })
      const app = yield* issueTokens({ scopes: Ask.transferAll, user: confidentialClient.id })
      const [one, two] = [globalThis.crypto.randomUUID(), globalThis.crypto.randomUUID()]
      const DATA = [{ DATA_TYPE: "delete_item", path: "/no/such" }]
      const deletion = { endpoint, DATA, submission_id: one, label: "one" }
      const first = yield* submit("delete", deletion, user.access_token)
      expect((yield* submit("delete", deletion, user.access_token)).body["task_id"]).toBe(first.body["task_id"])
      yield* TestClock.adjust("1 second")
      yield* submit(
        "transfer",
        {
          source_endpoint: endpoint,
          destination_endpoint: endpoint,
          DATA: [{ DATA_TYPE: "transfer_item", source_path: "/no/such", destination_path: "/copy" }],
          submission_id: two
        },
        app.access_token
      )
      const ended = Effect.repeat(TestServices.provideLive(Effect.zipRight(Effect.sleep("2 millis"), tasks)), {
        until: ([first]) => first?.status === "FAILED"
      })
      expect(yield* ended).toStrictEqual([
        {
          id: first.body["task_id"],
          submissionId: one,
          ownerId: users[0].sub,
          type: "DELETE",
          label: "one",
          status: "FAILED",
          requestTime: 0,
          completionTime: expect.any(Number)
        },
        {
          id: expect.any(String),
          submissionId: two,
          ownerId: confidentialClient.id,
          type: "TRANSFER",
          label: undefined,
          status: "ACTIVE",
          requestTime: 1_000,
          completionTime: undefined
        }
      ])
    }).pipe(Effect.provide(layerInProcess({ collections: [{ displayName: "Here", root: "." }] })))
  )
})

describe("layers", () => {
  class One extends Context.Tag("One")<One, Context.Context<Sandbox | HttpClient.HttpClient>>() {}
  class Two extends Context.Tag("Two")<Two, Context.Context<Sandbox | HttpClient.HttpClient>>() {}

  it.effect("two of them in one application are two sandboxes", () => {
    const both = Layer.merge(
      Layer.map(layerInProcess(), (context) => Context.make(One, context)),
      Layer.map(layerInProcess(), (context) => Context.make(Two, context))
    )
    return Effect.gen(function* () {
      const [one, two] = [yield* One, yield* Two]
      const { access_token } = yield* Context.get(one, Sandbox).issueTokens({ scopes: "openid" })
      const userinfo = Ask.get("/v2/oauth2/userinfo", access_token)
      expect((yield* Effect.provide(userinfo, one)).status).toBe(200)
      expect((yield* Effect.provide(userinfo, two)).status).toBe(401)
      expect(yield* Context.get(two, Sandbox).journal).toHaveLength(1)
    }).pipe(Effect.provide(both))
  })
})
