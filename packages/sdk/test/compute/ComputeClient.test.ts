import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Authorization } from "../../src/Authorization.js"
import { ComputeApiV2, ComputeApiV3, resourceServer } from "../../src/compute/ComputeApi.js"
import * as ComputeClientV2 from "../../src/compute/ComputeClientV2.js"
import * as ComputeClientV3 from "../../src/compute/ComputeClientV3.js"
import { answersOf } from "../internal/wire/answers.js"
import { eachOnTheWire, type Row } from "../operationTable.js"
import { failure, json, script, tokens, type Script } from "../script.js"

const authorizer = () => tokens("Bearer token-of-compute")

type V2 = ComputeClientV2.ComputeClientV2.Service
type V3 = ComputeClientV3.ComputeClientV3.Service

const v2 = (service: Script, { service: authorization } = authorizer()) =>
  ComputeClientV2.make().pipe(Effect.provideService(Authorization, authorization), Effect.provide(service.layer))

const endpoint_id = "6f1c2a7e-0000-4000-8000-0000000000e1"
const function_id = "6f1c2a7e-0000-4000-8000-0000000000e2"
const task_id = "6f1c2a7e-0000-4000-8000-0000000000e3"
const task_group_id = "6f1c2a7e-0000-4000-8000-0000000000e4"

const endpoint = { endpoint_name: "beamline", multi_user: false, metadata: { hostname: "p07" } }
const queues = { endpoint_id, task_queue_info: { connection_url: "amqps://u:p@mq.example.org" }, later: 1 }
const lock = { endpoint_id, lock_expiration_timestamp: "2026-07-01T00:00:00.000000" }
const fit = { function_name: "fit", function_code: "04\n:gAS=" }
const task = { task_id, status: "success", result: "10000", completion_t: "1677183605.212898" }

type Rows<Service> = Readonly<Record<Exclude<keyof Service, "withResponse" | "request">, Row<Service>>>

const rowsV2: Rows<V2> = {
  getVersion: {
    call: ({ getVersion }) => getVersion({ service: "all" }),
    request: `GET /v2/version?service=all`,
    answer: { api: "1.30.0", min_endpoint_version: "1.0.0a0" }
  },
  registerEndpoint: {
    call: ({ registerEndpoint }) => registerEndpoint({ ...endpoint, endpoint_uuid: endpoint_id }),
    request: `POST /v2/endpoints`,
    body: { ...endpoint, endpoint_uuid: endpoint_id },
    answer: queues
  },
  getEndpoint: {
    call: ({ getEndpoint }) => getEndpoint({ endpoint_id }),
    request: `GET /v2/endpoints/${endpoint_id}`,
    answer: { uuid: endpoint_id, name: "beamline", public: null }
  },
  getEndpointStatus: {
    call: ({ getEndpointStatus }) => getEndpointStatus({ endpoint_id }),
    request: `GET /v2/endpoints/${endpoint_id}/status`,
    answer: { status: "resting", details: { managers: 0 } }
  },
  getEndpoints: {
    call: ({ getEndpoints }) => getEndpoints({ role: "any" }),
    request: `GET /v2/endpoints?role=any`,
    answer: [{ uuid: endpoint_id, owner: null }]
  },
  deleteEndpoint: {
    call: ({ deleteEndpoint }) => deleteEndpoint({ endpoint_id }),
    request: `DELETE /v2/endpoints/${endpoint_id}`,
    answer: { result: 302 }
  },
  lockEndpoint: {
    call: ({ lockEndpoint }) => lockEndpoint({ endpoint_id }),
    request: `POST /v2/endpoints/${endpoint_id}/lock`,
    answer: lock
  },
  registerFunction: {
    call: ({ registerFunction }) => registerFunction(fit),
    request: `POST /v2/functions`,
    body: fit,
    answer: { function_uuid: function_id }
  },
  getFunction: {
    call: ({ getFunction }) => getFunction({ function_id }),
    request: `GET /v2/functions/${function_id}`,
    answer: { function_uuid: function_id, ...fit }
  },
  deleteFunction: {
    call: ({ deleteFunction }) => deleteFunction({ function_id }),
    request: `DELETE /v2/functions/${function_id}`,
    answer: { result: 302 }
  },
  submit: {
    call: ({ submit }) => submit({ tasks: [[function_id, endpoint_id, "12"]], create_queue: true }),
    request: `POST /v2/submit`,
    body: { tasks: [[function_id, endpoint_id, "12"]], create_queue: true },
    answer: { task_group_id, results: [{ status: "success", task_uuid: task_id, reason: null }] }
  },
  getTask: {
    call: ({ getTask }) => getTask({ task_id }),
    request: `GET /v2/tasks/${task_id}`,
    answer: task
  },
  getTaskBatch: {
    call: ({ getTaskBatch }) => getTaskBatch({ task_ids: [task_id] }),
    request: `POST /v2/batch_status`,
    body: { task_ids: [task_id] },
    answer: { response: "batch", results: { [task_id]: task } }
  },
  getTaskGroup: {
    call: ({ getTaskGroup }) => getTaskGroup({ task_group_id }),
    request: `GET /v2/taskgroup/${task_group_id}`,
    answer: { taskgroup_id: task_group_id, tasks: [{ id: task_id }] }
  },
  getResultAmqpUrl: {
    call: ({ getResultAmqpUrl }) => getResultAmqpUrl(),
    request: `GET /v2/get_amqp_result_connection_url`,
    answer: { queue_prefix: "p", connection_url: "amqps://u:p@mq.example.org" }
  }
}

const rowsV3: Rows<V3> = {
  registerEndpoint: {
    call: ({ registerEndpoint }) => registerEndpoint(endpoint),
    request: `POST /v3/endpoints`,
    body: endpoint,
    answer: queues
  },
  updateEndpoint: {
    call: ({ updateEndpoint }) => updateEndpoint({ ...endpoint, endpoint_id }),
    request: `PUT /v3/endpoints/${endpoint_id}`,
    body: endpoint,
    answer: queues
  },
  lockEndpoint: {
    call: ({ lockEndpoint }) => lockEndpoint({ endpoint_id }),
    request: `POST /v3/endpoints/${endpoint_id}/lock`,
    answer: lock
  },
  getEndpointAllowlist: {
    call: ({ getEndpointAllowlist }) => getEndpointAllowlist({ endpoint_id }),
    request: `GET /v3/endpoints/${endpoint_id}/allowed_functions`,
    answer: { endpoint_id, restricted: true, functions: [function_id] }
  },
  registerFunction: {
    call: ({ registerFunction }) => registerFunction(fit),
    request: `POST /v3/functions`,
    body: fit,
    answer: { function_uuid: function_id }
  },
  submit: {
    call: ({ submit }) => submit({ endpoint_id, tasks: { [function_id]: ["12", "13"] }, task_group_id }),
    request: `POST /v3/endpoints/${endpoint_id}/submit`,
    body: { tasks: { [function_id]: ["12", "13"] }, task_group_id },
    answer: { task_group_id, tasks: { [function_id]: [task_id] } }
  }
}

describe("each operation of version 2", () => {
  eachOnTheWire(rowsV2, (baseUrl) => ComputeClientV2.make({ baseUrl }))

  it("is here", () => {
    expect(new Set(Object.keys(rowsV2))).toEqual(new Set(answersOf(ComputeApiV2).map(([name]) => name)))
  })
})

describe("each operation of version 3", () => {
  eachOnTheWire(rowsV3, (baseUrl) => ComputeClientV3.make({ baseUrl }))

  it("is here", () => {
    expect(new Set(Object.keys(rowsV3))).toEqual(new Set(answersOf(ComputeApiV3).map(([name]) => name)))
  })
})

describe("Globus Compute", () => {
  it.effect("is called with its own token; a version may be text", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json("1.30.0"))
      const { getVersion } = yield* v2(service, own)
      expect(yield* getVersion()).toBe("1.30.0")
      expect(service.requests[0]?.url.href).toBe("https://compute.api.globus.org/v2/version")
      expect(own.asked).toEqual([resourceServer])
    })
  )

  it.effect("does not repeat a submission that may have arrived", () =>
    Effect.gen(function* () {
      const service = script(json({ code: "UNAVAILABLE", detail: "later" }, 503), json({ results: [] }))
      const { submit } = yield* v2(service)
      expect(yield* failure(submit({ tasks: [] }))).toMatchObject({ _tag: "GlobusServiceUnavailable" })
      expect(service.requests).toHaveLength(1)
    })
  )

  it.effect("may leave out members of an unfinished task, and send numbers as numbers or text", () =>
    Effect.gen(function* () {
      const answers = [
        { task_id },
        { task_id, status: null, completion_t: 1677183605.2, reason: null, details: null },
        { task_id, details: { task_transitions: { received: "1677183605.2", running: null } } }
      ]
      for (const answer of answers) {
        const { getTask } = yield* v2(script(json(answer)))
        expect(yield* getTask({ task_id })).toEqual(answer)
        const { getTaskBatch } = yield* v2(script(json({ results: { [task_id]: answer } })))
        expect(yield* getTaskBatch({ task_ids: [task_id] })).toEqual({ results: { [task_id]: answer } })
      }
    })
  )

  it.effect("may answer a submitted task with text", () =>
    Effect.gen(function* () {
      const answer = { response: "success", task_group_id, results: ["queued", { task_uuid: task_id }] }
      const { submit } = yield* v2(script(json(answer)))
      expect(yield* submit({ tasks: [[function_id, endpoint_id, "12"]] })).toEqual(answer)
    })
  )

  it.effect("sends the end of a lock as a number in version 3", () =>
    Effect.gen(function* () {
      const answer = { endpoint_id, lock_expiration_timestamp: 1687531403.04 }
      const service = script(json(answer))
      const { lockEndpoint } = yield* ComputeClientV3.make().pipe(
        Effect.provideService(Authorization, authorizer().service),
        Effect.provide(service.layer)
      )
      expect(yield* lockEndpoint({ endpoint_id })).toEqual(answer)
    })
  )

  it.effect("accepts source code and a high-assurance endpoint for a function in version 3, and warns", () =>
    Effect.gen(function* () {
      const registration = {
        function_name: "fit",
        function_code: "def fit(): pass",
        serialized: false,
        meta: { python_version: "3.13.3", sdk_version: "3.1.1", serde_identifier: "01" },
        ha_endpoint_id: endpoint_id
      }
      const answer = { function_uuid: function_id, ha_warning: "only there" }
      const service = script(json(answer))
      const { registerFunction } = yield* ComputeClientV3.make().pipe(
        Effect.provideService(Authorization, authorizer().service),
        Effect.provide(service.layer)
      )
      expect(yield* registerFunction(registration)).toEqual(answer)
      expect(JSON.parse(service.requests[0]?.text ?? "")).toEqual(registration)
      // @ts-expect-error a boolean
      expect(yield* failure(registerFunction({ ...registration, serialized: "no" }))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "serialized"
      })
    })
  )

  it.effect("refuses a function without its code", () =>
    Effect.gen(function* () {
      const service = script(json({ function_uuid: function_id }))
      const { registerFunction } = yield* v2(service)
      // @ts-expect-error the code is missing
      expect(yield* Effect.flip(registerFunction({ function_name: "fit" }))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "function_code"
      })
      expect(service.requests).toHaveLength(0)
    })
  )
})
