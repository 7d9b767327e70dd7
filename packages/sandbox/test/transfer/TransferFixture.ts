/**
 * What these tests stand on: two collections in temporary directories, beside a directory that no collection may reach,
 * and Transfer's handlers called in process. Everything runs in the test's own fiber, so that its clock rules.
 */
import { Task, TaskEventList } from "@effect-globus/sdk/transfer/Task"
import { SubmissionResult, FilesApi } from "@effect-globus/sdk/transfer/TransferApi"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import * as TestServices from "effect/TestServices"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as Consents from "../../src/auth/Consents.js"
import { Caller } from "../../src/Caller.js"
import * as Connection from "../../src/Connection.js"
import * as Collections from "../../src/transfer/Collections.js"
import * as TransferHandlers from "../../src/transfer/TransferHandlers.js"
import type { TransferOptions } from "../../src/transfer/TransferOptions.js"

export const alice = "11111111-1111-4111-8111-111111111111"
export const bob = "22222222-2222-4222-8222-222222222222"

/** A directory that goes with the test. */
export const temporaryDirectory = FileSystem.FileSystem.pipe(
  Effect.flatMap((fs) => fs.makeTempDirectoryScoped({ prefix: "transfer-" })),
  Effect.orDie,
  Effect.provide(NodeContext.layer)
)

/** Writes files, with their directories. A path that ends with `/` is a directory. */
export const plant = (root: string, files: Readonly<Record<string, string | Uint8Array>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(path.endsWith("/") ? join(root, path) : dirname(join(root, path)), { recursive: true })
    if (!path.endsWith("/")) writeFileSync(join(root, path), content)
  }
}

/** What a directory holds, by path. A link is not followed, as the `recursive` option of Node 22's `readdir` would. */
const entries = (root: string, below: string): ReadonlyArray<readonly [string, string]> =>
  readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name)
    if (entry.isDirectory()) return [[`${path}/`, ""] as const, ...entries(root, path)]
    return [[path, entry.isSymbolicLink() ? "->" : readFileSync(join(root, path), "utf8")] as const]
  })

/** Every file below a directory by path, links as `->`, directories with a `/`. */
export const tree = (root: string): Readonly<Record<string, string>> =>
  Object.fromEntries([...entries(root, "")].sort())

export const text = (root: string, path: string): string => readFileSync(join(root, path), "utf8")

const api = HttpApi.make("globus").addHttpApi(FilesApi)

export interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Two collections, their roots on the disk, and the fixture. */
export const makeFixture = (options?: TransferOptions, directory?: string) =>
  Effect.gen(function* () {
    const home = directory ?? (yield* temporaryDirectory)
    const roots = {
      source: join(home, "source"),
      destination: join(home, "destination"),
      outside: join(home, "outside")
    }
    plant(home, { "source/": "", "destination/": "", "outside/secret": "SECRET" })

    const collections = yield* Collections.make
    const source = yield* collections.add({ displayName: "Beamline", root: roots.source, ownerId: alice })
    const destination = yield* collections.add({
      displayName: "Archive",
      root: roots.destination,
      ownerId: bob,
      keywords: ["tape"]
    })

    const context = yield* Layer.build(
      Layer.mergeAll(
        HttpApiBuilder.api(api),
        HttpApiBuilder.Router.Live,
        HttpApiBuilder.Middleware.layer,
        NodeHttpServer.layerContext
      ).pipe(
        Layer.provide(TransferHandlers.layer(options)),
        Layer.provide(Connection.layerInProcess("http://globus.test")),
        Layer.provide(Consents.layer()),
        Layer.provide(Layer.succeed(Collections.Collections, collections))
      )
    )
    const app = yield* Effect.provide(HttpApiBuilder.httpApp, context)

    const send = (method: string, path: string, body?: unknown, sub = alice): Effect.Effect<Answer> =>
      Effect.gen(function* () {
        const request = HttpServerRequest.fromWeb(
          new Request(`http://globus.test/v0.10/${path}`, {
            method,
            ...(body === undefined
              ? {}
              : { body: JSON.stringify(body), headers: { "content-type": "application/json" } })
          })
        )
        const response = yield* app.pipe(
          Effect.provideService(HttpServerRequest.HttpServerRequest, request),
          Effect.provideService(Caller, {
            sub,
            username: "someone@globus.test",
            clientId: "client",
            resourceServer: "transfer.api.globus.org",
            scopes: []
          }),
          Effect.provide(context),
          Effect.scoped,
          Effect.orDie
        )
        const web = HttpServerResponse.toWeb(response)
        const document = yield* Effect.promise(async () => (web.body === null ? {} : web.json()))
        return { status: web.status, body: document }
      })

    const get = (path: string, query: Readonly<Record<string, string>> = {}, sub = alice) => {
      const search = new URLSearchParams(query).toString()
      return send("GET", search === "" ? path : `${path}?${search}`, undefined, sub)
    }
    const post = (path: string, body: unknown, sub = alice) => send("POST", path, body, sub)

    const taskId = ({ body }: Answer): Effect.Effect<string> =>
      Effect.orDie(
        Effect.flatMap(Schema.decodeUnknown(SubmissionResult)(body), ({ task_id }) => Effect.fromNullable(task_id))
      )

    /** The id of a new task. */
    const transfer = (
      items: ReadonlyArray<readonly [from: string, to: string, more?: Readonly<Record<string, unknown>>]>,
      more: Readonly<Record<string, unknown>> = {},
      sub = alice
    ) =>
      Effect.flatMap(
        post(
          "transfer",
          {
            DATA_TYPE: "transfer",
            submission_id: globalThis.crypto.randomUUID(),
            source_endpoint: source.id,
            destination_endpoint: destination.id,
            DATA: items.map(([source_path, destination_path, item]) => ({
              DATA_TYPE: "transfer_item",
              source_path,
              destination_path,
              ...item
            })),
            ...more
          },
          sub
        ),
        taskId
      )

    /** The id of a new task on the source collection. */
    const remove = (paths: ReadonlyArray<string>, more: Readonly<Record<string, unknown>> = {}) =>
      Effect.flatMap(
        post("delete", {
          DATA_TYPE: "delete",
          submission_id: globalThis.crypto.randomUUID(),
          endpoint: source.id,
          DATA: paths.map((path) => ({ DATA_TYPE: "delete_item", path })),
          ...more
        }),
        taskId
      )

    const task = (id: string): Effect.Effect<Task> =>
      Effect.flatMap(get(`task/${id}`), ({ body }) => Effect.orDie(Schema.decodeUnknown(Task)(body)))

    /** Gives the disk real time, and the clock a step at a time, until the task is as wanted. */
    const until = (id: string, wanted: (task: Task) => boolean, step = 0) =>
      Effect.gen(function* () {
        for (let i = 0; i < 2000; i++) {
          const now = yield* task(id)
          if (wanted(now)) return now
          yield* pause
          if (step > 0) yield* TestClock.adjust(step)
        }
        return yield* Effect.dieMessage(`The task never got there: ${JSON.stringify(yield* task(id))}`)
      })
    const ended = (id: string) => until(id, ({ status }) => status !== "ACTIVE")
    /** Codes, the newest first. */
    const events = (id: string, query: Readonly<Record<string, string>> = { limit: "1000" }) =>
      Effect.flatMap(get(`task/${id}/event_list`, query), ({ body }) =>
        Effect.map(Effect.orDie(Schema.decodeUnknown(TaskEventList)(body)), ({ DATA }) => DATA.map(({ code }) => code))
      )

    return { collections, source, destination, roots, get, post, transfer, remove, task, until, ended, events }
  })

/** Real time, whatever clock the test has. */
export const pause = TestServices.provideLive(Effect.sleep("2 millis"))
