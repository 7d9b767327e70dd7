import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { jsonSchema, OptionsFile, parse, read } from "../src/OptionsFile.js"
import type { Options } from "../src/Options.js"

const uuid = "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f"

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "sandbox-options-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true }))
)

const whole = {
  $schema: "./node_modules/@effect-globus/sandbox/sandbox.schema.json",
  port: 8080,
  users: [{ username: "ada@example.org", sub: uuid, name: "Ada", email: "a@example.org", organization: "Engines" }],
  clients: [
    {
      id: uuid,
      name: "Portal",
      secret: "s",
      redirectUris: ["https://localhost/callback"],
      native: false,
      scopes: ["run"]
    }
  ],
  knownClients: true,
  collections: [{ displayName: "Data", root: "data", id: uuid, dataAccess: true, keywords: ["a"] }],
  accessTokenLife: "48 hours",
  rotateRefreshTokens: true,
  authorize: "refuse",
  cors: false,
  searchTaskTime: 5,
  computeTaskTime: "1 second",
  keyIds: true,
  bytesPerSecond: 1e6,
  retryInterval: "2.5 seconds",
  concurrentTasks: 2,
  allowedHosts: ["globus.test:8080"],
  maxBodySize: 1_000_000
}

describe("the JSON schema of the package", () => {
  it.effect("is the one that the schema makes", () =>
    Effect.gen(function* () {
      const shipped = yield* Effect.promise(() => readFile(new URL("../sandbox.schema.json", import.meta.url), "utf8"))
      expect(JSON.parse(shipped)).toStrictEqual(JSON.parse(JSON.stringify(jsonSchema)))
    })
  )

  it("has a member for each option of a layer, and no other", () => {
    // A member that is missing here, or one too many, is an error of its type.
    const members: Record<keyof Options, true> & Record<Exclude<keyof OptionsFile, "$schema">, true> = {
      port: true,
      allowedHosts: true,
      maxBodySize: true,
      users: true,
      clients: true,
      knownClients: true,
      collections: true,
      accessTokenLife: true,
      rotateRefreshTokens: true,
      authorize: true,
      cors: true,
      searchTaskTime: true,
      computeTaskTime: true,
      keyIds: true,
      bytesPerSecond: true,
      retryInterval: true,
      concurrentTasks: true
    }
    expect(Object.keys(OptionsFile.fields).sort()).toStrictEqual(["$schema", ...Object.keys(members)].sort())
  })
})

describe("a file", () => {
  it.scoped("is the options of a sandbox, with directories that are relative to it", () =>
    Effect.gen(function* () {
      const folder = yield* directory
      const path = join(folder, "sandbox.json")
      yield* Effect.promise(() => writeFile(path, `\uFEFF${JSON.stringify(whole)}`))
      const { $schema, ...options } = whole
      expect(yield* read(path)).toStrictEqual({
        ...options,
        collections: [{ ...options.collections[0], root: join(folder, "data") }]
      })
    })
  )

  it.effect("is shown in the README as one that is taken", () =>
    Effect.gen(function* () {
      const readme = yield* Effect.promise(() => readFile(new URL("../README.md", import.meta.url), "utf8"))
      const [, json = ""] = /^```json\n([\s\S]*?)^```$/m.exec(readme) ?? []
      expect((yield* parse(OptionsFile, json, "--config")).clients).toHaveLength(1)
    })
  )

  for (const [option, advice, document] of [
    ["clients[0].redirectUris", "write a list of URLs", { clients: [{ redirectUris: "https://example.org/" }] }],
    ["clients[0].redirectUris[1]", "write a URL as text", { clients: [{ redirectUris: ["https://a/", 5] }] }],
    ["clients[0].id", "write a UUID", { clients: [{ id: "portal" }] }],
    ["clients[1].secret", "write a secret as text", { clients: [{}, { secret: 123456 }] }],
    ["clients[0].redirect_uris", "there is no such member", { clients: [{ redirect_uris: [] }] }],
    ["clients", "write a list of clients", { clients: {} }],
    ["clients[0]", "write an object", { clients: ["portal"] }],
    ["users[0].username", "it is missing", { users: [{ name: "Ada" }] }],
    ["users[0].username", "write a name and a domain", { users: [{ username: null }] }],
    ["collections[0].root", "it is missing", { collections: [{ displayName: "Data" }] }],
    ["user", "there is no such member", { user: [] }],
    ["accessTokenLife", '"48 hours"', { accessTokenLife: "two days" }],
    ["authorize", '"approve" or "refuse"', { authorize: "ask" }],
    ["port", "whole number", { port: "8080" }],
    ["--config", "write an object", []]
  ] as const) {
    it.effect(`${JSON.stringify(document)} is refused, naming ${option} and what to write`, () =>
      Effect.map(Effect.flip(parse(OptionsFile, JSON.stringify(document), "--config")), (error) => {
        expect([error._tag, error.option]).toStrictEqual(["SandboxError", option])
        expect(error.message).toContain(advice)
        expect(error.message).not.toContain("123456")
      })
    )
  }

  it.effect("that is no JSON is refused without quoting it, since it may hold secrets", () =>
    Effect.gen(function* () {
      for (const text of [
        '{ "clients": [{ "secret": "hush", }] }',
        '{"secret": hush}',
        "hush",
        '{\n"secret": "hush"\n"id"'
      ]) {
        const error = yield* Effect.flip(parse(OptionsFile, text, "--config"))
        expect(error.option).toBe("--config")
        expect(error.message).not.toContain("hush")
      }
    })
  )

  it.effect("that is not there is refused, naming it", () =>
    Effect.map(Effect.flip(read("./no-such-file.json")), (error) => {
      expect(error.option).toBe("--config")
      expect(error.message).toContain("./no-such-file.json")
    })
  )
})
