/** The details of tasks, asked by the SDK's own client; deadlines that move in process, where the test has the clock. */
import { describe, expect, it } from "@effect/vitest"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as TransferData from "@effect-globus/sdk/transfer/TransferData"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import type { Options } from "../../src/Options.js"
import { layer, layerInProcess } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"
import { pause, plant, temporaryDirectory } from "./TransferFixture.js"

const here = "6f1c2a7e-0000-4000-8000-0000000000c1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"

/** A sandbox's options, with a collection of these files. */
const options = (files: Readonly<Record<string, string>>, more: Options = {}) =>
  Effect.map(temporaryDirectory, (root): Options => {
    plant(root, files)
    return {
      collections: [{ id: here, displayName: "Here", root }],
      users: [{ username: "ada@example.org" }, { sub: bob, username: "bob@example.org" }],
      ...more
    }
  })

const data = (more: Partial<Parameters<typeof TransferData.make>[0]> = {}) =>
  TransferData.make({ source_endpoint: here, destination_endpoint: here, ...more })

const until = (transfer: TransferClient.TransferClient.Service, task_id: string, status: string) =>
  transfer.getTask({ task_id }).pipe(
    Effect.tap((task) => (task.status === status ? Effect.void : pause)),
    Effect.repeat({ until: (task) => task.status === status })
  )

describe("what a transfer did", () => {
  it.live("is listed file by file, and what it left out", () =>
    Effect.gen(function* () {
      const files = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`raw/${index}.txt`, `${index}`]))
      yield* Effect.gen(function* () {
        const transfer = yield* as(TransferClient.make, Ask.transferAll)
        const { task_id } = yield* transfer.submitTransfer(
          pipe(
            data({ skip_source_errors: true }),
            TransferData.addItem("/raw/", "/copy/", { recursive: true }),
            TransferData.addItem("/none.txt", "/some.txt")
          )
        )
        expect(yield* transfer.taskPauseInfo({ task_id })).toMatchObject({ pause_rules: [] })
        yield* until(transfer, task_id, "SUCCEEDED")
        const page = yield* transfer.taskSuccessfulTransfers({ task_id })
        expect([page.DATA.length, page.next_marker]).toStrictEqual([100, "100"])
        const all = yield* Stream.runCollect(transfer.taskSuccessfulTransfersStream({ task_id }))
        const rows = [...all].sort((one, other) => (one.source_path ?? "").localeCompare(other.source_path ?? ""))
        expect(new Set(rows.map(({ source_path }) => source_path)).size).toBe(120)
        expect(rows[0]).toStrictEqual({
          DATA_TYPE: "successful_transfer",
          source_path: "/raw/0.txt",
          destination_path: "/copy/0.txt",
          size: 1,
          checksum: null,
          checksum_algorithm: null,
          dynamic: false
        })
        expect(yield* transfer.taskSkippedErrors({ task_id })).toMatchObject({
          DATA_TYPE: "skipped_errors",
          next_marker: null,
          DATA: [
            {
              error_code: "FILE_NOT_FOUND",
              source_path: "/none.txt",
              destination_path: "/some.txt",
              is_directory: false
            }
          ]
        })
      }).pipe(Effect.provide(Layer.merge(layer(yield* options(files)), FetchHttpClient.layer)))
    }).pipe(Effect.scoped)
  )
})

describe("a task under way", () => {
  it.effect("takes another label and another deadline, and ends by it", () =>
    Effect.gen(function* () {
      yield* Effect.gen(function* () {
        const transfer = yield* as(TransferClient.make, Ask.transferAll)
        const bobs = yield* as(TransferClient.make, Ask.transferAll, bob)
        // What is not there is tried again until the deadline.
        const { task_id } = yield* transfer.submitTransfer(
          pipe(data({ label: "first" }), TransferData.addItem("/none", "/copy"))
        )
        const failure = <E>(call: Effect.Effect<unknown, E>) => Effect.flip(call)
        expect(yield* failure(transfer.taskSuccessfulTransfers({ task_id }))).toMatchObject({ status: 400 })
        expect(yield* failure(transfer.updateTask({ task_id, label: "x".repeat(129) }))).toMatchObject({ status: 400 })
        expect(yield* failure(transfer.updateTask({ task_id, deadline: "1969-01-01T00:00:00Z" }))).toMatchObject({
          status: 400
        })
        for (const call of [
          bobs.updateTask({ task_id, label: "mine" }),
          bobs.taskPauseInfo({ task_id }),
          bobs.taskSkippedErrors({ task_id })
        ]) {
          expect(yield* failure(call)).toMatchObject({ status: 404, code: "ClientError.NotFound" })
        }
        const updated = yield* transfer.updateTask({ task_id, label: "second", deadline: "1970-01-01T01:00:00Z" })
        expect(updated).toMatchObject({ code: "Updated", resource: `/task/${task_id}` })
        expect(yield* transfer.getTask({ task_id })).toMatchObject({
          label: "second",
          deadline: "1970-01-01T01:00:00+00:00",
          status: "ACTIVE"
        })
        yield* TestClock.adjust("59 minutes")
        expect((yield* transfer.getTask({ task_id })).status).toBe("ACTIVE")
        yield* TestClock.adjust("1 minute")
        expect(yield* until(transfer, task_id, "FAILED")).toMatchObject({
          fatal_error: { code: "EXPIRED" },
          completion_time: "1970-01-01T01:00:00+00:00"
        })
        yield* transfer.updateTask({ task_id, label: "third" })
        expect((yield* transfer.getTask({ task_id })).label).toBe("third")
        const late = transfer.updateTask({ task_id, deadline: "1970-01-02T00:00:00Z" })
        expect(yield* failure(late)).toMatchObject({ status: 400 })
        expect((yield* transfer.taskSuccessfulTransfers({ task_id })).DATA).toStrictEqual([])
      }).pipe(Effect.provide(layerInProcess(yield* options({}))))
    }).pipe(Effect.scoped)
  )
})
