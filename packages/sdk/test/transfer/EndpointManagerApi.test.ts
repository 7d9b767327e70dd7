import { describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { Authorization } from "../../src/Authorization.js"
import { EndpointManagerApi } from "../../src/transfer/EndpointManagerApi.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import { answersOf } from "../internal/wire/answers.js"
import { eachOnTheWire, type Row } from "../operationTable.js"
import type { Script } from "../script.js"
import { failure, json, script, tokens } from "../script.js"

const endpoint = { DATA_TYPE: "endpoint", id: "e", display_name: "Lab", host_path: null, later: {} }

const task = {
  DATA_TYPE: "task",
  task_id: "t",
  status: "ACTIVE",
  owner_string: "ada@example.org",
  source_local_user: null,
  source_local_user_status: "NO_PERMISSION",
  destination_endpoint_id: null,
  is_paused: true,
  later: 1
}

const rule = {
  DATA_TYPE: "pause_rule",
  id: "p",
  message: "disks are moved",
  endpoint_id: "e",
  identity_id: null,
  pause_task_transfer_write: true,
  modified_by_id: "i",
  editable: true,
  later: null
}

const result = { DATA_TYPE: "result", code: "PauseAccepted", message: "so be it", request_id: "r", later: 1 }

const rows: Readonly<Record<string, Row<TransferClient.TransferClient.Service>>> = {
  endpointManagerMonitoredEndpoints: {
    call: (client) => client.endpointManagerMonitoredEndpoints(),
    request: "GET /v0.10/endpoint_manager/monitored_endpoints",
    answer: { DATA_TYPE: "monitored_endpoints", DATA: [endpoint] }
  },
  endpointManagerGetEndpoint: {
    call: (client) => client.endpointManagerGetEndpoint({ endpoint_id: "e" }),
    request: "GET /v0.10/endpoint_manager/endpoint/e",
    answer: endpoint
  },
  endpointManagerHostedEndpointList: {
    call: (client) => client.endpointManagerHostedEndpointList({ endpoint_id: "e" }),
    request: "GET /v0.10/endpoint_manager/endpoint/e/hosted_endpoint_list",
    answer: { DATA: [endpoint] }
  },
  endpointManagerAclList: {
    call: (client) => client.endpointManagerAclList({ endpoint_id: "e" }),
    request: "GET /v0.10/endpoint_manager/endpoint/e/access_list",
    answer: {
      DATA_TYPE: "access_list",
      DATA: [{ id: "a", principal_type: "identity", principal: "i", path: "/in/", permissions: "rw", later: 1 }]
    }
  },
  endpointManagerTaskList: {
    call: (client) =>
      client.endpointManagerTaskList({
        filter_status: ["ACTIVE", "INACTIVE"],
        filter_task_id: "t",
        filter_owner_id: "i",
        filter_endpoint: "e",
        filter_endpoint_use: "destination",
        filter_is_paused: true,
        filter_completion_time: ["", "2027-01-01T00:00:00"],
        filter_min_faults: 0,
        filter_local_user: "ada",
        limit: 5,
        last_key: "complete,2027"
      }),
    request:
      "GET /v0.10/endpoint_manager/task_list?filter_status=ACTIVE%2CINACTIVE&filter_task_id=t&filter_owner_id=i&filter_is_paused=true&filter_completion_time=%2C2027-01-01T00%3A00%3A00&filter_min_faults=0&filter_local_user=ada&limit=5&last_key=complete%2C2027&filter_endpoint=e&filter_endpoint_use=destination",
    answer: { DATA: [task], last_key: "k", has_next_page: false, limit: 5 }
  },
  endpointManagerGetTask: {
    call: (client) => client.endpointManagerGetTask({ task_id: "t" }),
    request: "GET /v0.10/endpoint_manager/task/t",
    answer: task
  },
  endpointManagerTaskEventList: {
    call: (client) => client.endpointManagerTaskEventList({ task_id: "t", filter_is_error: true, limit: 2, offset: 4 }),
    request: "GET /v0.10/endpoint_manager/task/t/event_list?limit=2&offset=4&filter_is_error=1",
    answer: { DATA: [{ code: "TIMEOUT", is_error: true, details: null }], total: 5 }
  },
  endpointManagerTaskPauseInfo: {
    call: (client) => client.endpointManagerTaskPauseInfo({ task_id: "t" }),
    request: "GET /v0.10/endpoint_manager/task/t/pause_info",
    answer: { pause_rules: [rule], source_pause_message: "until noon", source_pause_message_share: null }
  },
  endpointManagerTaskSuccessfulTransfers: {
    call: (client) => client.endpointManagerTaskSuccessfulTransfers({ task_id: "t" }),
    request: "GET /v0.10/endpoint_manager/task/t/successful_transfers",
    answer: { marker: 0, next_marker: 93979, DATA: [{ source_path: "/a", destination_path: null }] }
  },
  endpointManagerTaskSkippedErrors: {
    call: (client) => client.endpointManagerTaskSkippedErrors({ task_id: "t", marker: 7 }),
    request: "GET /v0.10/endpoint_manager/task/t/skipped_errors?marker=7",
    answer: { next_marker: null, DATA: [{ error_code: "PERMISSION_DENIED" }] }
  },
  endpointManagerCancelTasks: {
    call: (client) => client.endpointManagerCancelTasks({ task_id_list: ["t", "u"], message: "power cut" }),
    request: "POST /v0.10/endpoint_manager/admin_cancel",
    body: { task_id_list: ["t", "u"], message: "power cut" },
    answer: { DATA_TYPE: "admin_cancel", id: 12, done: false }
  },
  endpointManagerCancelStatus: {
    // As in the answer before.
    call: (client) => client.endpointManagerCancelStatus({ admin_cancel_id: 12 }),
    request: "GET /v0.10/endpoint_manager/admin_cancel/12",
    answer: { id: 12, done: true, task_id_list: ["t", "u"], message: "power cut", later: 1 }
  },
  endpointManagerPauseTasks: {
    call: (client) => client.endpointManagerPauseTasks({ task_id_list: ["t"], message: "until noon" }),
    request: "POST /v0.10/endpoint_manager/admin_pause",
    body: { task_id_list: ["t"], message: "until noon" },
    answer: result
  },
  endpointManagerResumeTasks: {
    call: (client) => client.endpointManagerResumeTasks({ task_id_list: ["t"] }),
    request: "POST /v0.10/endpoint_manager/admin_resume",
    body: { task_id_list: ["t"] },
    answer: { ...result, code: "ResumeAccepted" }
  },
  endpointManagerPauseRuleList: {
    call: (client) => client.endpointManagerPauseRuleList({ filter_endpoint: "e" }),
    request: "GET /v0.10/endpoint_manager/pause_rule_list?filter_endpoint=e",
    answer: { DATA: [rule] }
  },
  endpointManagerCreatePauseRule: {
    call: (client) =>
      client.endpointManagerCreatePauseRule({ endpoint_id: "e", message: "disks are moved", pause_ls: true }),
    request: "POST /v0.10/endpoint_manager/pause_rule",
    body: { DATA_TYPE: "pause_rule", endpoint_id: "e", message: "disks are moved", pause_ls: true },
    answer: rule
  },
  endpointManagerGetPauseRule: {
    call: (client) => client.endpointManagerGetPauseRule({ pause_rule_id: "p" }),
    request: "GET /v0.10/endpoint_manager/pause_rule/p",
    answer: rule
  },
  endpointManagerUpdatePauseRule: {
    call: (client) => client.endpointManagerUpdatePauseRule({ pause_rule_id: "p", start_time: null }),
    request: "PUT /v0.10/endpoint_manager/pause_rule/p",
    body: { DATA_TYPE: "pause_rule", start_time: null },
    answer: rule
  },
  endpointManagerDeletePauseRule: {
    call: (client) => client.endpointManagerDeletePauseRule({ pause_rule_id: "p" }),
    request: "DELETE /v0.10/endpoint_manager/pause_rule/p",
    answer: { ...result, code: "Deleted" }
  }
}

describe("on the wire", () => {
  eachOnTheWire(rows, (baseUrl) => TransferClient.make({ baseUrl }))

  it("is tested for every declared operation", () => {
    expect(new Set(answersOf(EndpointManagerApi).map(([name]) => name))).toEqual(new Set(Object.keys(rows)))
  })
})

const client = (service: Script) =>
  Effect.provide(
    TransferClient.TransferClient,
    TransferClient.layer({ baseUrl: "https://transfer.example.org" }).pipe(
      Layer.provide(Layer.succeed(Authorization, tokens("Bearer t").service)),
      Layer.provide(service.layer)
    )
  )

describe("the tasks of an endpoint", () => {
  it.effect("are paged by last_key, to the last page", () =>
    Effect.gen(function* () {
      const service = script(
        json({ DATA: [task], last_key: "complete,1", has_next_page: true }),
        json({ DATA: [{ ...task, task_id: "u" }], last_key: "complete,2", has_next_page: false })
      )
      const { endpointManagerTaskListStream } = yield* client(service)
      const tasks = yield* Stream.runCollect(endpointManagerTaskListStream({ filter_endpoint: "e" }))
      expect(Chunk.toReadonlyArray(tasks).map(({ task_id }) => task_id)).toEqual(["t", "u"])
      expect(service.requests.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual([
        { filter_endpoint: "e" },
        { filter_endpoint: "e", last_key: "complete,1" }
      ])
    })
  )

  it.effect("have an id and a status, like all tasks", () =>
    Effect.gen(function* () {
      const { endpointManagerTaskList } = yield* client(script(json({ DATA: [{ task_id: "t" }] })))
      expect(yield* Effect.flip(endpointManagerTaskList())).toMatchObject({ _tag: "GlobusDecodeError" })
    })
  )

  it.effect("need filter_endpoint for filter_endpoint_use", () =>
    Effect.gen(function* () {
      const service = script(json({ DATA: [] }))
      const { endpointManagerTaskList } = yield* client(service)
      // @ts-expect-error the types forbid it
      const refused = endpointManagerTaskList({ filter_endpoint_use: "source" })
      expect(yield* Effect.flip(refused)).toMatchObject({ _tag: "GlobusUsageError" })
      expect(service.requests).toEqual([])
    })
  )
})

describe("a change by a manager", () => {
  const task_id_list = ["t"]
  const message = "power cut"

  it.effect("is repeated if the outcome is unknown, since the second time changes nothing", () =>
    Effect.gen(function* () {
      const calls: ReadonlyArray<Row<TransferClient.TransferClient.Service>["call"]> = [
        ({ endpointManagerCancelTasks }) => endpointManagerCancelTasks({ task_id_list, message }),
        ({ endpointManagerPauseTasks }) => endpointManagerPauseTasks({ task_id_list, message }),
        ({ endpointManagerResumeTasks }) => endpointManagerResumeTasks({ task_id_list })
      ]
      for (const call of calls) {
        const service = script(json({}, 502), json({ code: "PermissionDenied" }, 403))
        expect(yield* failure(Effect.flatMap(client(service), call))).toMatchObject({ code: "PermissionDenied" })
        expect(service.requests).toHaveLength(2)
      }
    })
  )

  it.effect("is not repeated if it creates a rule", () =>
    Effect.gen(function* () {
      const service = script(json({}, 502))
      const { endpointManagerCreatePauseRule } = yield* client(service)
      yield* failure(endpointManagerCreatePauseRule({ endpoint_id: "e" }))
      expect(service.requests).toHaveLength(1)
    })
  )
})
