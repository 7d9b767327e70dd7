import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, Layer, pipe, Redacted, Stream } from "effect"
import * as AccessTokenAuthorizer from "../../src/AccessTokenAuthorizer.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import * as DeleteData from "../../src/transfer/DeleteData.js"
import * as TransferData from "../../src/transfer/TransferData.js"

const [from, to] = ["ddb59aef-6d04-11e5-ba46-22000b92c6ec", "ddb59af0-6d04-11e5-ba46-22000b92c6ec"]

/** Two collections with a directory each, and a client of their sandbox. */
const world = Effect.gen(function* () {
  const root = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "transfer-"))),
    (root) => Effect.promise(() => rm(root, { recursive: true }))
  )
  yield* Effect.promise(async () => {
    await mkdir(join(root, "from", "logs"), { recursive: true })
    await mkdir(join(root, "to"))
    await writeFile(join(root, "from", "scan.h5"), "scan")
    await writeFile(join(root, "from", "logs", "a.log"), "log")
  })
  const context = yield* Layer.build(
    Sandbox.layerInProcess({
      collections: [
        { id: from, displayName: "From", root: join(root, "from") },
        { id: to, displayName: "To", root: join(root, "to") }
      ]
    })
  )
  return yield* Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const { access_token } = yield* sandbox.issueTokens({
      scopes: "urn:globus:auth:scope:transfer.api.globus.org:all"
    })
    const client = yield* TransferClient.make({ baseUrl: sandbox.baseUrl }).pipe(
      Effect.provide(yield* Layer.build(AccessTokenAuthorizer.layer({ accessToken: Redacted.make(access_token) })))
    )
    return { root, sandbox, client }
  }).pipe(Effect.provide(context))
})

describe("against the sandbox", () => {
  it.scopedLive("a transfer whose first answer is lost copies the files and makes one task", () =>
    Effect.gen(function* () {
      const { client, root, sandbox } = yield* world
      yield* sandbox.fault({ path: "/v0.10/transfer", status: 503, times: 1 })
      const { task_id } = yield* client.submitTransfer(
        pipe(
          TransferData.make({ source_endpoint: from, destination_endpoint: to, label: "scan 12" }),
          TransferData.addItem("/scan.h5", "/scan.h5"),
          TransferData.addItem("/logs/", "/logs/", { recursive: true })
        )
      )
      expect(yield* client.taskWait({ task_id: task_id ?? "" }, { pollingInterval: "1 second" })).toMatchObject({
        status: "SUCCEEDED",
        label: "scan 12",
        files: 2
      })
      expect(yield* Effect.promise(() => readFile(join(root, "to", "logs", "a.log"), "utf8"))).toBe("log")
      const tasks = Chunk.toReadonlyArray(yield* Stream.runCollect(client.taskListStream()))
      expect(tasks.map((task) => task.task_id)).toEqual([task_id])
      expect((yield* sandbox.journal).filter(({ path }) => path === "/v0.10/transfer")).toHaveLength(2)
    })
  )

  it.scopedLive("directories are listed in pages, made, renamed and deleted", () =>
    Effect.gen(function* () {
      const { client } = yield* world
      const names = Effect.map(
        Stream.runCollect(client.operationLsStream({ endpoint_id: from, path: "/", limit: 1 })),
        (files) => Chunk.toReadonlyArray(files).map(({ name }) => name)
      )
      expect(yield* names).toEqual(["logs", "scan.h5"])
      yield* client.operationMkdir({ endpoint_id: from, path: "/new?#%2e" })
      yield* client.operationRename({ endpoint_id: from, old_path: "/scan.h5", new_path: "/new?#%2e/scan.h5" })
      expect(yield* names).toEqual(["logs", "new?#%2e"])
      const { task_id } = yield* client.submitDelete(
        pipe(DeleteData.make({ endpoint: from, recursive: true }), DeleteData.addItem("/logs/"))
      )
      yield* client.taskWait({ task_id: task_id ?? "" }, { pollingInterval: "1 second" })
      expect(yield* names).toEqual(["new?#%2e"])
    })
  )

  it.scopedLive("a failure has its tag, code and request id", () =>
    Effect.gen(function* () {
      const { client, sandbox } = yield* world
      expect(yield* Effect.flip(client.getEndpoint({ endpoint_id: "a/../b" }))).toMatchObject({
        _tag: "GlobusNotFound",
        operation: "getEndpoint",
        code: expect.any(String),
        requestId: expect.any(String)
      })
      expect(yield* Effect.flip(client.operationLs({ endpoint_id: from, path: "/nowhere" }))).toMatchObject({
        status: 404,
        code: expect.stringContaining("NotFound")
      })
      yield* sandbox.expireAccessTokens()
      expect(yield* Effect.flip(client.taskList())).toMatchObject({ _tag: "GlobusUnauthenticated", status: 401 })
    })
  )
})
