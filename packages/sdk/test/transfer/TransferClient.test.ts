import { describe, expect, it } from "@effect/vitest"
import { Chunk, Duration, Effect, Fiber, Layer, Option, Schedule, Stream, TestClock } from "effect"
import { unsafeCoerce } from "effect/Function"
import { Authorization } from "../../src/Authorization.js"
import type { ClientOptions } from "../../src/ClientOptions.js"
import * as DeleteData from "../../src/transfer/DeleteData.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import * as TransferData from "../../src/transfer/TransferData.js"
import type { Answer, Script } from "../script.js"
import { broken, failure, json, script, settle, tokens } from "../script.js"

const client = (service: Script, options: ClientOptions = {}) =>
  TransferClient.TransferClient.pipe(
    Effect.provide(
      TransferClient.layer({ baseUrl: "https://transfer.example.org", ...options }).pipe(
        Layer.provide(Layer.succeed(Authorization, tokens("Bearer t").service)),
        Layer.provide(service.layer)
      )
    )
  )

const ends = { source_endpoint: "a", destination_endpoint: "b" }
const item = { DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" } as const
const doomed = { DATA_TYPE: "delete_item", path: "/a" } as const

const accepted = json({ code: "Accepted", task_id: "t-1" }, 202)

describe("a submission", () => {
  const paths = (service: Script) => service.requests.map(({ url }) => url.pathname)
  const ids = (service: Script) =>
    service.requests.flatMap(({ text }): ReadonlyArray<unknown> =>
      text === "" ? [] : [JSON.parse(text).submission_id]
    )

  it.effect("gets a submission id itself, and adds its DATA_TYPE", () =>
    Effect.gen(function* () {
      const service = script(json({ value: "s-1" }), accepted, json({ value: "s-2" }), accepted)
      const { submitDelete, submitTransfer } = yield* client(service)
      expect(yield* submitTransfer({ ...ends, DATA: [item] })).toMatchObject({
        task_id: "t-1"
      })
      yield* submitDelete({ endpoint: "a", DATA: [doomed] })
      expect(paths(service)).toEqual([
        "/v0.10/submission_id",
        "/v0.10/transfer",
        "/v0.10/submission_id",
        "/v0.10/delete"
      ])
      expect(JSON.parse(service.requests[1]?.text ?? "")).toEqual({
        DATA_TYPE: "transfer",
        submission_id: "s-1",
        source_endpoint: "a",
        destination_endpoint: "b",
        DATA: [item]
      })
      expect(JSON.parse(service.requests[3]?.text ?? "")).toEqual({
        DATA_TYPE: "delete",
        submission_id: "s-2",
        endpoint: "a",
        DATA: [doomed]
      })
    })
  )

  it.effect("keeps the id of the document, and asks for none", () =>
    Effect.gen(function* () {
      const service = script(accepted)
      const { submitDelete, submitTransfer, withResponse } = yield* client(service)
      yield* submitTransfer({ ...ends, DATA: [item], submission_id: "mine" })
      yield* submitDelete({ endpoint: "a", DATA: [doomed], submission_id: "mine" })
      yield* withResponse.submitTransfer({ ...ends, DATA: [item], submission_id: "mine" })
      expect(paths(service)).toEqual(["/v0.10/transfer", "/v0.10/delete", "/v0.10/transfer"])
      expect(ids(service)).toEqual(["mine", "mine", "mine"])
    })
  )

  it.effect("is repeated with the same id, so that it never becomes two tasks", () =>
    Effect.gen(function* () {
      const service = script(json({ value: "s-1" }), json({}, 502), broken(), accepted)
      const { submitTransfer } = yield* client(service)
      expect(yield* yield* settle(submitTransfer({ ...ends, DATA: [item] }))).toMatchObject({ task_id: "t-1" })
      expect(ids(service)).toEqual(["s-1", "s-1", "s-1"])
      expect(new Set(service.requests.slice(1).map(({ text }) => text)).size).toBe(1)
    })
  )

  it.effect("run again as an effect is a new one with a new id", () =>
    Effect.gen(function* () {
      const service = script(json({ value: "s-1" }), accepted, json({ value: "s-2" }), accepted)
      const { submitTransfer } = yield* client(service)
      yield* Effect.repeat(submitTransfer({ ...ends, DATA: [item] }), Schedule.recurs(1))
      expect(ids(service)).toEqual(["s-1", "s-2"])
    })
  )

  it("without a document, its collections or its items does not type-check", () => {
    type Service = TransferClient.TransferClient.Service
    const refused = ({ submitDelete, submitTransfer, withResponse }: Service) => [
      // @ts-expect-error no document
      submitTransfer(),
      // @ts-expect-error an empty document
      submitTransfer({}),
      // @ts-expect-error no destination
      submitTransfer({ source_endpoint: "a", DATA: [] }),
      // @ts-expect-error no source
      submitTransfer({ destination_endpoint: "b", DATA: [] }),
      // @ts-expect-error no items
      submitTransfer(ends),
      // @ts-expect-error no document, by withResponse
      withResponse.submitTransfer(),
      // @ts-expect-error no document
      submitDelete(),
      // @ts-expect-error no collection
      submitDelete({ DATA: [] }),
      // @ts-expect-error no items
      submitDelete({ endpoint: "a" }),
      // @ts-expect-error no destination
      TransferData.make({ source_endpoint: "a" }),
      // @ts-expect-error no collection
      DeleteData.make({})
    ]
    expect(refused).toBeTypeOf("function")
  })

  it.effect("without items or collections is refused before any request", () =>
    Effect.gen(function* () {
      const service = script(json({ value: "s-1" }), accepted)
      const { submitDelete, submitTransfer, withResponse } = yield* client(service)
      const rows: ReadonlyArray<readonly [unknown, unknown, string]> = [
        [submitTransfer, { ...ends, DATA: [] }, "DATA"],
        [withResponse.submitTransfer, { ...ends, DATA: [], submission_id: "mine" }, "DATA"],
        [submitTransfer, ends, "DATA"],
        [submitTransfer, { ...ends, source_endpoint: null, DATA: [item] }, "source_endpoint"],
        [submitTransfer, { ...ends, destination_endpoint: "", DATA: [item] }, "destination_endpoint"],
        [submitTransfer, undefined, "source_endpoint"],
        [submitTransfer, null, "source_endpoint"],
        [submitTransfer, "x", "source_endpoint"],
        [submitDelete, { endpoint: "a", DATA: [] }, "DATA"],
        [withResponse.submitDelete, { DATA: [doomed] }, "endpoint"]
      ]
      for (const [call, document, field] of rows) {
        const refused: ReturnType<typeof submitTransfer> = Reflect.apply(unsafeCoerce(call), undefined, [document])
        expect(yield* Effect.flip(refused)).toMatchObject({
          _tag: "GlobusUsageError",
          field,
          message: expect.stringMatching(/submit(Transfer|Delete)/)
        })
      }
      expect(service.requests).toEqual([])
    })
  )

  it.effect("has status and headers in withResponse", () =>
    Effect.gen(function* () {
      const { withResponse } = yield* client(script(json({ value: "s-1" }), accepted))
      expect(yield* withResponse.submitDelete({ endpoint: "a", DATA: [doomed] })).toMatchObject({
        status: 202,
        value: { code: "Accepted", task_id: "t-1" }
      })
    })
  )
})

describe("a document of Globus Transfer", () => {
  it.effect("has only the members in the query parameter `fields`, also in lists and streams", () =>
    Effect.gen(function* () {
      const some = { query: { fields: "label,name,role" } }
      const items = [{ label: "x", name: "a", role: "administrator" }, {}]
      const list = { DATA_TYPE: "list", DATA: items, has_next_page: false }
      const transfer = yield* client(script(json(list)))
      const lists = [
        transfer.taskList({}, some),
        transfer.endpointSearch({ filter_fulltext: "a" }, some),
        transfer.bookmarkList({}, some),
        transfer.endpointRoleList({ endpoint_id: "e" }, some),
        transfer.operationLs({ endpoint_id: "e" }, some),
        transfer.endpointManagerTaskList({}, some),
        transfer.taskEventList({ task_id: "t" }, some),
        transfer.endpointServerList({ endpoint_id: "e" }, some),
        transfer.endpointManagerPauseRuleList({}, some)
      ]
      for (const call of lists) expect(yield* call).toEqual(list)
      const streams = [
        transfer.taskListStream({}, some),
        transfer.endpointManagerTaskListStream({}, some),
        transfer.operationLsStream({ endpoint_id: "e" }, some)
      ]
      for (const stream of streams)
        expect(Chunk.toReadonlyArray(yield* Stream.runCollect<unknown, unknown, never>(stream))).toEqual(items)
      const { getBookmark, getTask } = yield* client(script(json({ status: "SUCCEEDED" })))
      expect(yield* getTask({ task_id: "t" }, some)).toEqual({ status: "SUCCEEDED" })
      expect(yield* getBookmark({ bookmark_id: "b" }, some)).toEqual({ status: "SUCCEEDED" })
      expect(yield* failure(getTask({ task_id: "t" }))).toMatchObject({ documentPath: ["task_id"] })
    })
  )

  it.effect("may have text for a number of seconds, and no description of an error", () =>
    Effect.gen(function* () {
      for (const more of [
        { nice_status_expires_in: "3600" },
        { nice_status_expires_in: 0 },
        { nice_status_expires_in: -1 },
        { fatal_error: { code: "EXPIRED", description: null } },
        { fatal_error: { code: null } },
        { type: null, DATA_TYPE: null }
      ]) {
        const document = { task_id: "t-1", status: "FAILED", ...more }
        const { getTask, taskWait } = yield* client(script(json(document)))
        expect(yield* getTask({ task_id: "t-1" })).toEqual(document)
        expect(yield* taskWait({ task_id: "t-1" })).toEqual(document)
      }
    })
  )

  it.effect("that lists a directory may lack its total: its pages are read until one is short", () =>
    Effect.gen(function* () {
      const page = (...names: ReadonlyArray<string>) => json({ DATA: names.map((name) => ({ name })) })
      const service = script(page("a", "b"), page("c", "d"), page("e"))
      const { operationLsStream } = yield* client(service)
      const found = yield* Stream.runCollect(operationLsStream({ endpoint_id: "e", limit: 2 }))
      expect(Chunk.toReadonlyArray(found).map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"])
      expect(service.requests.map(({ url }) => url.search)).toEqual([
        "?limit=2",
        "?limit=2&offset=2",
        "?limit=2&offset=4"
      ])
    })
  )
})

const task = (status: string, bytes = 0) => json({ task_id: "t-1", status, bytes_transferred: bytes })

const running = (times: number): [Answer, ...Array<Answer>] => [
  task("ACTIVE"),
  ...Array<Answer>(times - 1).fill(task("ACTIVE"))
]

describe("taskWait", () => {
  it.effect("looks at once and every 10 seconds, without a time limit", () =>
    Effect.gen(function* () {
      const service = script(...running(30), task("SUCCEEDED"))
      const { taskWait } = yield* client(service)
      const fiber = yield* Effect.fork(taskWait({ task_id: "t-1" }))
      yield* TestClock.adjust("10 seconds")
      expect(service.times).toEqual([0, 10_000])
      yield* TestClock.adjust("1 day")
      expect(yield* Fiber.join(fiber)).toMatchObject({ status: "SUCCEEDED" })
      expect(service.times).toHaveLength(31)
    })
  )

  it.effect("returns a failed task as a value, since it has ended", () =>
    Effect.gen(function* () {
      const { taskWait } = yield* client(script(task("ACTIVE"), task("FAILED")))
      expect(yield* yield* settle(taskWait({ task_id: "t-1" }))).toMatchObject({ status: "FAILED" })
    })
  )

  it.effect("looks at the given interval", () =>
    Effect.gen(function* () {
      const service = script(task("ACTIVE"), task("ACTIVE"), task("SUCCEEDED"))
      const { taskWait } = yield* client(service)
      yield* yield* settle(taskWait({ task_id: "t-1" }, { pollingInterval: "1 second" }))
      expect(service.times).toEqual([0, 1000, 2000])
    })
  )

  it.effect("fails after the timeout, with the last document of the task", () =>
    Effect.gen(function* () {
      const service = script(task("ACTIVE", 1), task("ACTIVE", 2), task("ACTIVE", 3), task("ACTIVE", 4))
      const { taskWait } = yield* client(service)
      const error = yield* failure(taskWait({ task_id: "t-1" }, { timeout: "25 seconds" }))
      expect(service.times).toEqual([0, 10_000, 20_000, 25_000])
      expect(error).toMatchObject({
        _tag: "GlobusTaskWaitTimeout",
        task: { task_id: "t-1", status: "ACTIVE", bytes_transferred: 4 },
        timeout: Duration.seconds(25),
        message: "Task t-1 is still ACTIVE after 25s"
      })
    })
  )

  it.effect("returns a task that ends at the last moment", () =>
    Effect.gen(function* () {
      const { taskWait } = yield* client(script(task("ACTIVE"), task("SUCCEEDED")))
      expect(yield* yield* settle(taskWait({ task_id: "t-1" }, { timeout: "3 seconds" }))).toMatchObject({
        status: "SUCCEEDED"
      })
    })
  )

  it.effect("looks at most once per second, and refuses invalid times", () =>
    Effect.gen(function* () {
      const service = script(task("SUCCEEDED"))
      const { taskProgress, taskWait } = yield* client(service)
      for (const pollingInterval of [0, 999, -1, NaN, Infinity] as const) {
        const refused = { _tag: "GlobusUsageError", field: "pollingInterval" }
        expect(yield* Effect.flip(taskWait({ task_id: "t-1" }, { pollingInterval }))).toMatchObject(refused)
        expect(
          yield* Effect.flip(Stream.runDrain(taskProgress({ task_id: "t-1" }, { pollingInterval })))
        ).toMatchObject(refused)
      }
      expect(yield* Effect.flip(taskWait({ task_id: "t-1" }, { timeout: 0 }))).toMatchObject({ field: "timeout" })
      expect(service.requests).toHaveLength(0)
    })
  )

  it.effect("fails with the error of the call", () =>
    Effect.gen(function* () {
      const { taskWait } = yield* client(script(task("ACTIVE"), json({ code: "TaskNotFound" }, 404)))
      expect(yield* failure(taskWait({ task_id: "t-1" }))).toMatchObject({
        _tag: "GlobusNotFound",
        operation: "getTask"
      })
    })
  )
})

describe("taskProgress", () => {
  it.effect("emits the document at each look, and ends with the final one", () =>
    Effect.gen(function* () {
      const service = script(task("ACTIVE", 1), task("ACTIVE", 2), task("FAILED", 2))
      const { taskProgress } = yield* client(service)
      const seen = yield* yield* settle(Stream.runCollect(taskProgress({ task_id: "t-1" })))
      expect(Chunk.toReadonlyArray(seen).map((task) => [task.status, task.bytes_transferred])).toEqual([
        ["ACTIVE", 1],
        ["ACTIVE", 2],
        ["FAILED", 2]
      ])
      expect(service.times).toEqual([0, 10_000, 20_000])
    })
  )

  it.effect("emits the document of a task that waits for a person, and then fails or continues", () =>
    Effect.gen(function* () {
      const service = script(task("ACTIVE", 1), task("INACTIVE", 1), task("SUCCEEDED", 2))
      const seen: Array<string> = []
      const statuses = (stream: Stream.Stream<{ readonly status: string }, unknown>) =>
        Stream.runDrain(Stream.tap(stream, ({ status }) => Effect.sync(() => seen.push(status))))
      const { taskProgress } = yield* client(service)
      expect(yield* failure(statuses(taskProgress({ task_id: "t-1" })))).toMatchObject({
        _tag: "GlobusTaskBlocked",
        reason: "credentials"
      })
      expect(seen).toEqual(["ACTIVE", "INACTIVE"])
      const patient = yield* client(script(task("INACTIVE"), task("SUCCEEDED")))
      yield* yield* settle(statuses(patient.taskProgress({ task_id: "t-1" }, { onInactive: "wait" })))
      expect(seen.slice(2)).toEqual(["INACTIVE", "SUCCEEDED"])
    })
  )

  it.effect("emits each document at once, and stops when nobody consumes", () =>
    Effect.gen(function* () {
      const service = script(task("ACTIVE", 1))
      const { taskProgress } = yield* client(service)
      const first = yield* Stream.runHead(taskProgress({ task_id: "t-1" }))
      expect(Option.map(first, (task) => task.bytes_transferred)).toEqual(Option.some(1))
      yield* TestClock.adjust("1 hour")
      expect(service.requests).toHaveLength(1)
    })
  )
})

describe("a list in pages", () => {
  /** A directory of `total` files. */
  const directory =
    (total: number): Answer =>
    (request) => {
      const query = new URL(request.url).searchParams
      const offset = Number(query.get("offset") ?? 0)
      const names = Array.from({ length: total }, (_, index) => ({ name: `${index}` }))
      return Response.json({ DATA: names.slice(offset, offset + Number(query.get("limit") ?? 100_000)), total })
    }

  const list = { endpoint_id: "e", path: "/", limit: 2 }

  it.effect("is a stream of items, with the same argument for each page", () =>
    Effect.gen(function* () {
      const service = script(directory(5))
      const { operationLsStream } = yield* client(service)
      const files = yield* Stream.runCollect(operationLsStream(list, { query: { extra: 1 } }))
      expect(Chunk.toReadonlyArray(files).map(({ name }) => name)).toEqual(["0", "1", "2", "3", "4"])
      expect(service.requests.map(({ url }) => url.search)).toEqual([
        "?path=%2F&limit=2&extra=1",
        "?path=%2F&limit=2&offset=2&extra=1",
        "?path=%2F&limit=2&offset=4&extra=1"
      ])
    })
  )

  it.effect("asks for a page only when its items are consumed", () =>
    Effect.gen(function* () {
      for (const [wanted, requests] of [
        [0, 0],
        [1, 1],
        [2, 1],
        [3, 2],
        [4, 2],
        [5, 3]
      ] as const) {
        const service = script(directory(100))
        const { operationLsStream } = yield* client(service)
        const files = yield* Stream.runCollect(Stream.take(operationLsStream(list), wanted))
        expect([files.length, service.requests.length]).toEqual([wanted, requests])
      }
    })
  )

  it.effect("continues from the `next` of a page, which the last page does not have", () =>
    Effect.gen(function* () {
      const service = script(directory(5))
      const { operationLsPages, operationLsStream } = yield* client(service)
      const pages = Chunk.toReadonlyArray(yield* Stream.runCollect(operationLsPages(list)))
      expect(pages.map(({ next }) => next)).toEqual([{ offset: 2 }, { offset: 4 }, undefined])
      expect(pages.map(({ page }) => page.DATA.length)).toEqual([2, 2, 1])
      const rest = yield* Stream.runCollect(operationLsStream({ ...list, ...pages[0]?.next }))
      expect(Chunk.toReadonlyArray(rest).map(({ name }) => name)).toEqual(["2", "3", "4"])
    })
  )

  it.effect("fails at a failed page, after the items before it", () =>
    Effect.gen(function* () {
      const service = script(json({ DATA: [{ task_id: "t", status: "ACTIVE" }], total: 2 }), json({}, 403))
      const { taskListStream } = yield* client(service)
      const seen: Array<string> = []
      const stream = Stream.tap(taskListStream(), ({ task_id }) => Effect.sync(() => void seen.push(task_id)))
      expect(yield* failure(Stream.runDrain(stream))).toMatchObject({ _tag: "GlobusPermissionDenied" })
      expect(seen).toEqual(["t"])
    })
  )

  it.effect("uses has_next_page if the service sends it", () =>
    Effect.gen(function* () {
      const service = script(
        json({ DATA: [{ id: "1" }], has_next_page: true }),
        json({ DATA: [{ id: "2" }], has_next_page: false })
      )
      const { endpointSearchStream } = yield* client(service)
      const found = yield* Stream.runCollect(endpointSearchStream({ filter_fulltext: "x" }))
      expect(Chunk.toReadonlyArray(found).map(({ id }) => id)).toEqual(["1", "2"])
      expect(service.requests[1]?.url.search).toBe("?filter_fulltext=x&offset=1")
    })
  )
})

describe("the wire", () => {
  it.effect("of operationLs spells flags, lists and filters as Transfer does", () =>
    Effect.gen(function* () {
      const service = script(json({ DATA: [] }))
      const { operationLs } = yield* client(service)
      yield* operationLs({
        endpoint_id: "ddb59aef-6d04-11e5-ba46-22000b92c6ec",
        path: "/~/a b",
        show_hidden: false,
        orderby: ["type", "name DESC"],
        filter: [{ name: "~*.h5", type: ["file", "dir"] }, "size:>10"]
      })
      const [request] = service.requests
      expect(request?.url.pathname).toBe("/v0.10/operation/endpoint/ddb59aef-6d04-11e5-ba46-22000b92c6ec/ls")
      expect([...(request?.url.searchParams ?? [])]).toEqual([
        ["path", "/~/a b"],
        ["show_hidden", "0"],
        ["orderby", "type,name DESC"],
        ["filter", "name:~*.h5/type:file,dir"],
        ["filter", "size:>10"]
      ])
      expect(request?.headers["authorization"]).toBe("Bearer t")
    })
  )

  it.effect("of mkdir and rename is a document with its DATA_TYPE", () =>
    Effect.gen(function* () {
      const service = script(json({ code: "DirectoryCreated" }, 202))
      const { operationMkdir, operationRename } = yield* client(service)
      yield* operationMkdir({ endpoint_id: "e", path: "/new" })
      yield* operationRename({ endpoint_id: "e", old_path: "/a", new_path: "/b" })
      expect(service.requests.map(({ text }) => JSON.parse(text))).toEqual([
        { DATA_TYPE: "mkdir", path: "/new" },
        { DATA_TYPE: "rename", old_path: "/a", new_path: "/b" }
      ])
    })
  )
})
