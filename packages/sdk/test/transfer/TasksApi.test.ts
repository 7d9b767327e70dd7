import { describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { Authorization } from "../../src/Authorization.js"
import { TasksApi } from "../../src/transfer/TasksApi.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import { answersOf } from "../internal/wire/answers.js"
import { eachOnTheWire, type Row } from "../operationTable.js"
import { json, script, tokens } from "../script.js"

const rows: Readonly<Record<string, Row<TransferClient.TransferClient.Service>>> = {
  updateTask: {
    call: ({ updateTask }) => updateTask({ task_id: "t/1", label: null, deadline: "2027-03-01T00:00:00+00:00" }),
    request: "PUT /v0.10/task/t%2F1",
    body: { DATA_TYPE: "task", label: null, deadline: "2027-03-01T00:00:00+00:00" },
    answer: { DATA_TYPE: "result", code: "Updated", request_id: "r", later: 1 }
  },
  taskPauseInfo: {
    call: ({ taskPauseInfo }) => taskPauseInfo({ task_id: "t" }),
    request: "GET /v0.10/task/t/pause_info",
    answer: {
      DATA_TYPE: "pause_info_limited",
      pause_rules: [{ id: "p", message: "disks are moved", identity_id: null, pause_ls: false, later: [] }],
      source_pause_message: null,
      destination_pause_message: "until noon"
    }
  },
  taskSuccessfulTransfers: {
    call: ({ taskSuccessfulTransfers }) => taskSuccessfulTransfers({ task_id: "t", marker: "m==" }),
    request: "GET /v0.10/task/t/successful_transfers?marker=m%3D%3D",
    answer: {
      marker: "m==",
      next_marker: null,
      DATA: [{ source_path: "/a", destination_path: null, size: 7, checksum: null, later: 1 }, {}]
    }
  },
  taskSkippedErrors: {
    // As in the page before.
    call: ({ taskSkippedErrors }) => taskSkippedErrors({ task_id: "t", marker: 93979 }),
    request: "GET /v0.10/task/t/skipped_errors?marker=93979",
    answer: {
      marker: 93979,
      next_marker: 93980,
      DATA: [{ error_code: "FILE_NOT_FOUND", source_path: "/a", external_checksum: null, is_directory: false }, {}]
    }
  }
}

describe("on the wire", () => {
  eachOnTheWire(rows, (baseUrl) => TransferClient.make({ baseUrl }))

  it("is tested for every declared operation", () => {
    expect(new Set(answersOf(TasksApi).map(([name]) => name))).toEqual(new Set(Object.keys(rows)))
  })
})

describe("a list that is paged by markers", () => {
  it.effect("is read until the next marker is null, with markers as numbers or text", () =>
    Effect.gen(function* () {
      const service = script(
        json({ marker: 0, next_marker: 41, DATA: [{ source_path: "/1" }, { source_path: "/2" }] }),
        json({ marker: 41, next_marker: "x", DATA: [] }),
        json({ marker: "x", next_marker: null, DATA: [{ source_path: "/3" }] })
      )
      const { taskSuccessfulTransfersStream } = yield* Effect.provide(
        TransferClient.TransferClient,
        TransferClient.layer({ baseUrl: "https://transfer.example.org" }).pipe(
          Layer.provide(Layer.succeed(Authorization, tokens("Bearer t").service)),
          Layer.provide(service.layer)
        )
      )
      const files = yield* Stream.runCollect(taskSuccessfulTransfersStream({ task_id: "t" }))
      expect(Chunk.toReadonlyArray(files).map((file) => file.source_path)).toEqual(["/1", "/2", "/3"])
      expect(service.requests.map(({ url }) => url.search)).toEqual(["", "?marker=41", "?marker=x"])
    })
  )
})
