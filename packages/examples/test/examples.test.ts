import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { TransferClient } from "@effect-globus/sdk"
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { rootCertificates } from "node:tls"
import { fileURLToPath } from "node:url"
import { accessTokens } from "../src/accessTokens.js"
import { basicAuthorization } from "../src/basicAuthorization.js"
import { OwnAuthority, Proxied } from "../src/httpClients.js"
import { refreshTokens } from "../src/refreshTokens.js"
import { Handlers, LocalGlobus, names } from "../src/swapLayers.js"

const scopes = ["openid", "profile", "email", "urn:globus:auth:scope:transfer.api.globus.org:all"]

/** A directory with these files, until the scope closes. */
const directory = (...files: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const path = mkdtempSync(join(tmpdir(), "globus-example-"))
      for (const file of files) writeFileSync(join(path, file), file)
      return path
    }),
    (path) => Effect.sync(() => rmSync(path, { recursive: true }))
  )

/** The variables that the examples read. */
const withSettings = <A, E, R>(example: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const auth = yield* sandbox.issueTokens({ scopes, refreshTokens: true })
    const variables = {
      ...sandbox.environment,
      AUTH_TOKEN: auth.access_token,
      AUTH_REFRESH_TOKEN: auth.refresh_token ?? "",
      TRANSFER_TOKEN: auth.other_tokens[0]?.access_token ?? "",
      TRANSFER_REFRESH_TOKEN: auth.other_tokens[0]?.refresh_token ?? "",
      CLIENT_ID: sandbox.confidentialClient.id,
      CLIENT_SECRET: Redacted.value(sandbox.confidentialClient.secret)
    }
    return yield* Effect.withConfigProvider(example, ConfigProvider.fromMap(new Map(Object.entries(variables))))
  })

const local = Effect.provide(Sandbox.layerInProcess({ users: [{ username: "ada@example.org" }] }))

const grants = Effect.map(
  Effect.flatMap(Sandbox.Sandbox, ({ journal }) => journal),
  (entries) => entries.flatMap(({ grantType }) => (grantType === undefined ? [] : [grantType]))
)

describe("the examples", () => {
  for (const name of ["firstProgram", "firstProgramOverFetch"]) {
    it.scopedLive(`${name} lists the collections, in a separate process`, () =>
      Effect.gen(function* () {
        const root = yield* directory("one.txt")
        const { confidentialClient, environment } = yield* Sandbox.make({
          collections: [{ displayName: "Data", root }]
        })
        const env = {
          ...environment,
          PATH: process.env["PATH"],
          CLIENT_ID: confidentialClient.id,
          CLIENT_SECRET: Redacted.value(confidentialClient.secret)
        }
        const printed = yield* Effect.async<string, Error>((resume) => {
          const program = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))
          const node = ["--conditions=@effect-globus/source", "--import", "tsx", program]
          execFile(process.execPath, node, { env, timeout: 25_000 }, (error, stdout) =>
            resume(error === null ? Effect.succeed(stdout) : Effect.fail(error))
          )
        })
        expect(printed).toMatch(/^[0-9a-f-]{36} {2}Data\n$/)
      })
    )
  }

  it.effect("access tokens for two services", () =>
    Effect.gen(function* () {
      expect(yield* withSettings(accessTokens)).toBe("ada@example.org has 0 collections")
      expect(yield* grants).toEqual([])
    }).pipe(local)
  )

  it.effect("refresh tokens for two services through one confidential app", () =>
    Effect.gen(function* () {
      expect(yield* withSettings(refreshTokens)).toBe("ada@example.org has 0 tasks so far")
      expect(yield* grants).toEqual(["refresh_token", "refresh_token"])
    }).pipe(local)
  )

  it.effect("basic authorization of an app", () =>
    Effect.gen(function* () {
      const { confidentialClient } = yield* Sandbox.Sandbox
      expect(yield* withSettings(basicAuthorization)).toBe(
        `${confidentialClient.id}@clients.auth.globus.org holds a token for transfer.api.globus.org`
      )
      expect(yield* grants).toEqual(["client_credentials"])
    }).pipe(local)
  )

  it.effect("handlers of a test replace Globus, and a missing handler is reported", () =>
    Effect.gen(function* () {
      expect(yield* names("any")).toEqual(["a.txt", "b.txt"])
      const transfer = yield* TransferClient.TransferClient
      const exit = yield* Effect.exit(transfer.taskList())
      expect(String(exit)).toContain("taskList was called, and this layer has no handler for it")
    }).pipe(Effect.provide(Handlers))
  )

  it.scoped("the sandbox in the same process replaces Globus, with real files", () =>
    Effect.gen(function* () {
      const root = yield* directory("one.txt", "two.txt")
      const listed = yield* Effect.gen(function* () {
        const { collections } = yield* Sandbox.Sandbox
        return yield* names(collections[0]?.id ?? "")
      }).pipe(Effect.provide(LocalGlobus({ collections: [{ displayName: "Data", root }] })))
      expect(listed).toEqual(["one.txt", "two.txt"])
    })
  )

  it.scopedLive("a client with its own certificate authority and one behind a proxy reach a server", () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.async<ReturnType<typeof createServer>>((resume) => {
          const server = createServer((_, response) => response.end("hello"))
          server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => (server.closeAllConnections(), server.close()))
      )
      const { port } = server.address() as AddressInfo
      const hello = Effect.flatMap(HttpClient.HttpClient, (client) => client.get(`http://127.0.0.1:${port}/`)).pipe(
        Effect.flatMap((response) => response.text)
      )
      const root = yield* directory("authority.pem")
      const file = join(root, "authority.pem")
      writeFileSync(file, rootCertificates[0] ?? "")
      expect(yield* Effect.provide(hello, OwnAuthority(file))).toBe("hello")
      expect(yield* Effect.provide(hello, Proxied())).toBe("hello")
    })
  )
})
