/** Globus Compute over a real socket, asked by the SDK's own clients of both versions. */
import { describe, expect, it } from "@effect/vitest"
import * as ComputeClientV2 from "@effect-globus/sdk/compute/ComputeClientV2"
import * as ComputeClientV3 from "@effect-globus/sdk/compute/ComputeClientV3"
import type { SubmittedV2 } from "@effect-globus/sdk/compute/ComputeTask"
import * as GroupsClient from "@effect-globus/sdk/groups/GroupsClient"
import { ComputeScopes } from "@effect-globus/sdk/Scopes"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import { layer, layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const nowhere = "6f1c2a7e-0000-4000-8000-0000000000d1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const overSocket = Effect.provide(Layer.merge(layer({ users }), FetchHttpClient.layer))

const v2 = (user: string) => as(ComputeClientV2.make, ComputeScopes.all, user)
const v3 = (user: string) => as(ComputeClientV3.make, ComputeScopes.all, user)

/** Of the first task. */
const idOf = ({ results: [first] }: SubmittedV2): string => (typeof first === "object" && first.task_uuid) || ""

const said = <E, R>(call: Effect.Effect<unknown, E, R>) => Effect.flip(call)

const code = { function_name: "hello", function_code: "04\ngASV" }

describe("an endpoint", () => {
  it.live("is registered, described, changed and deleted", () =>
    Effect.gen(function* () {
      const [compute, newer] = [yield* v2(ada), yield* v3(ada)]
      const { endpoint_id, task_queue_info, warnings } = yield* newer.registerEndpoint({
        endpoint_name: "cluster",
        display_name: "The cluster",
        version: "3.0.0",
        metadata: { hostname: "login1", description: "nodes" }
      })
      expect(task_queue_info).toBeNull()
      expect(warnings).toStrictEqual([expect.stringContaining("no message broker")])
      expect(yield* compute.getEndpoint({ endpoint_id })).toMatchObject({
        uuid: endpoint_id,
        name: "cluster",
        display_name: "The cluster",
        owner: ada,
        multi_user: false,
        hostname: "login1",
        description: "nodes",
        endpoint_version: "3.0.0"
      })
      expect(yield* compute.getEndpointStatus({ endpoint_id })).toMatchObject({
        status: "online",
        details: { total_workers: 1, idle_workers: 1, pending_tasks: 0 }
      })
      yield* newer.updateEndpoint({ endpoint_id, display_name: "Our cluster", allowed_functions: [nowhere] })
      expect(yield* compute.getEndpoints()).toStrictEqual([
        { uuid: endpoint_id, name: "Our cluster", display_name: "Our cluster", owner: ada }
      ])
      expect(yield* newer.getEndpointAllowlist({ endpoint_id })).toStrictEqual({
        endpoint_id,
        restricted: true,
        functions: [nowhere]
      })
      for (const lock of [compute.lockEndpoint({ endpoint_id }), newer.lockEndpoint({ endpoint_id })]) {
        expect(yield* lock).toMatchObject({ endpoint_id, lock_expiration_timestamp: expect.stringMatching(/\d$/) })
      }
      expect(yield* compute.deleteEndpoint({ endpoint_id })).toStrictEqual({ result: 302 })
      expect(yield* said(compute.getEndpoint({ endpoint_id }))).toMatchObject({
        _tag: "GlobusNotFound",
        code: "ENDPOINT_NOT_FOUND"
      })
    }).pipe(overSocket)
  )

  it.live("is its owner's, unless it is for many users", () =>
    Effect.gen(function* () {
      const [mine, others] = [yield* v2(ada), yield* v2(bob)]
      const first = yield* mine.registerEndpoint({ endpoint_uuid: nowhere, endpoint_name: "own" })
      expect(first.endpoint_id).toBe(nowhere)
      yield* mine.registerEndpoint({ endpoint_uuid: nowhere, endpoint_name: "again" })
      expect(yield* said(others.registerEndpoint({ endpoint_uuid: nowhere }))).toMatchObject({ status: 409 })
      expect(yield* said(others.getEndpoint({ endpoint_id: nowhere }))).toMatchObject({
        status: 403,
        code: "ENDPOINT_ACCESS_FORBIDDEN"
      })
      const { endpoint_id } = yield* mine.registerEndpoint({ endpoint_name: "open", multi_user: true })
      expect((yield* others.getEndpoint({ endpoint_id })).name).toBe("open")
      expect(yield* others.getEndpoints()).toStrictEqual([])
      expect(yield* others.getEndpoints({ role: "any" })).toMatchObject([{ name: "open" }])
      expect(yield* said(others.deleteEndpoint({ endpoint_id }))).toMatchObject({ status: 403 })
      expect(yield* said(mine.registerEndpoint({ endpoint_uuid: "no" }))).toMatchObject({ status: 400 })
    }).pipe(overSocket)
  )
})

describe("a function", () => {
  it.live("is kept as it came, for its owner, its group or everybody", () =>
    Effect.gen(function* () {
      const [mine, newer, others] = [yield* v2(ada), yield* v3(ada), yield* v2(bob)]
      const groups = yield* as(GroupsClient.make, Ask.groupsAll, ada)
      const { id: group } = yield* groups.createGroup({ name: "crew" })
      const metadata = { python_version: "3.12.6", sdk_version: "3.0.0" }
      const { function_uuid: function_id } = yield* newer.registerFunction({ ...code, metadata, group })
      expect(yield* mine.getFunction({ function_id })).toMatchObject({ function_uuid: function_id, ...code, metadata })
      expect(yield* said(others.getFunction({ function_id }))).toMatchObject({ status: 403 })
      yield* groups.batchMembershipAction({ group_id: group, add: [{ identity_id: bob, role: "member" }] })
      expect((yield* others.getFunction({ function_id })).function_name).toBe("hello")
      expect(yield* said(others.deleteFunction({ function_id }))).toMatchObject({ status: 403 })
      const open = yield* mine.registerFunction({ ...code, public: true })
      expect((yield* others.getFunction({ function_id: open.function_uuid })).function_name).toBe("hello")
      expect(yield* mine.deleteFunction({ function_id })).toStrictEqual({ result: 302 })
      expect(yield* said(mine.getFunction({ function_id }))).toMatchObject({
        _tag: "GlobusNotFound",
        code: "FUNCTION_NOT_FOUND"
      })
    }).pipe(overSocket)
  )
})

describe("a task", () => {
  const prepared = Effect.gen(function* () {
    const compute = yield* v2(ada)
    const { endpoint_id } = yield* compute.registerEndpoint({ endpoint_name: "cluster" })
    const { function_uuid } = yield* compute.registerFunction(code)
    return { compute, endpoint_id, function_uuid }
  })

  it.live("has a result that the Compute SDK reads back: the buffer of its positional arguments", () =>
    Effect.gen(function* () {
      const { compute, endpoint_id, function_uuid } = yield* prepared
      // Packed by globus-compute-sdk 4.19: (1, "é") and {"b": 5}, by dill and as JSON.
      for (const [payload, result] of [
        [
          "32\n00\ngASVCgAAAAAAAABLAYwCw6mUhpQu\n32\n00\ngASVCgAAAAAAAAB9lIwBYpRLBXMu\n",
          "00\ngASVCgAAAAAAAABLAYwCw6mUhpQu\n"
        ],
        ['16\n11\n[1, "\\u00e9"]11\n11\n{"b": 5}', '11\n[1, "\\u00e9"]']
      ] as const) {
        const task_id = idOf(yield* compute.submit({ tasks: [[function_uuid, endpoint_id, payload]] }))
        expect(yield* compute.getTask({ task_id })).toMatchObject({ status: "success", result })
        const batch = yield* compute.getTaskBatch({ task_ids: [task_id] })
        expect(batch.results).toMatchObject({ [task_id]: { result } })
      }
    }).pipe(overSocket)
  )

  it.live("of version 2 succeeds with its own arguments, each one for itself", () =>
    Effect.gen(function* () {
      const { compute, endpoint_id, function_uuid } = yield* prepared
      const submitted = yield* compute.submit({
        tasks: [
          [function_uuid, endpoint_id, "one"],
          [nowhere, endpoint_id, "two"],
          [function_uuid, nowhere, "three"]
        ],
        create_queue: true
      })
      expect(submitted).toMatchObject({
        response: "failed",
        results: [
          { status: "success", http_status_code: 200, reason: null },
          { status: "failed", task_uuid: null, http_status_code: 404, reason: `There is no function ${nowhere}` },
          { status: "failed", task_uuid: null, http_status_code: 404, reason: `There is no endpoint ${nowhere}` }
        ]
      })
      const task_id = idOf(submitted)
      expect(yield* compute.getTask({ task_id })).toMatchObject({ task_id, status: "success", result: "one" })
      expect(yield* compute.getTaskBatch({ task_ids: [task_id, nowhere] })).toMatchObject({
        response: "batch",
        results: { [task_id]: { status: "success" }, [nowhere]: { status: "failed" } }
      })
      const task_group_id = submitted.task_group_id ?? ""
      expect(yield* compute.getTaskGroup({ task_group_id })).toMatchObject({
        taskgroup_id: task_group_id,
        create_websockets_queue: true,
        tasks: [{ id: task_id }]
      })
      const others = yield* v2(bob)
      expect(yield* said(others.getTask({ task_id }))).toMatchObject({ _tag: "GlobusNotFound", code: "TASK_NOT_FOUND" })
      expect(yield* said(others.getTaskGroup({ task_group_id }))).toMatchObject({ _tag: "GlobusNotFound" })
    }).pipe(overSocket)
  )

  it.live("of version 3 joins a group, and is refused with all others where one may not run", () =>
    Effect.gen(function* () {
      const { compute, endpoint_id, function_uuid } = yield* prepared
      const newer = yield* v3(ada)
      const first = yield* newer.submit({ endpoint_id, tasks: { [function_uuid]: ["a", "b"] } })
      expect(first).toMatchObject({ endpoint_id, tasks: { [function_uuid]: [expect.any(String), expect.any(String)] } })
      const task_group_id = first.task_group_id ?? ""
      const more = yield* newer.submit({ endpoint_id, task_group_id, tasks: { [function_uuid]: ["c"] } })
      expect(more.task_group_id).toBe(task_group_id)
      expect((yield* compute.getTaskGroup({ task_group_id })).tasks).toHaveLength(3)
      const results = yield* compute.getTaskBatch({ task_ids: [...(first.tasks[function_uuid] ?? [])] })
      expect(Object.values(results.results).map(({ result }) => result)).toStrictEqual(["a", "b"])
      const tasks = { [function_uuid]: ["d"] }
      expect(yield* said(newer.submit({ endpoint_id, task_group_id: nowhere, tasks }))).toMatchObject({ status: 404 })
      expect(yield* said(newer.submit({ endpoint_id, tasks: { ...tasks, [nowhere]: [] } }))).toMatchObject({
        status: 404,
        code: "FUNCTION_NOT_FOUND"
      })
      yield* newer.updateEndpoint({ endpoint_id, allowed_functions: [nowhere] })
      expect(yield* said(newer.submit({ endpoint_id, tasks }))).toMatchObject({
        status: 403,
        code: "FUNCTION_NOT_PERMITTED"
      })
      expect((yield* compute.getTaskGroup({ task_group_id })).tasks).toHaveLength(3)
    }).pipe(overSocket)
  )

  it.effect("is pending for as long as the sandbox is told", () =>
    Effect.gen(function* () {
      const { compute, endpoint_id, function_uuid } = yield* prepared
      const task_id = idOf(yield* compute.submit({ tasks: [[function_uuid, endpoint_id, "args"]] }))
      yield* TestClock.adjust("9 seconds")
      expect(yield* compute.getTask({ task_id })).toStrictEqual({
        task_id,
        status: "pending",
        details: { task_transitions: { received: 0 } }
      })
      expect((yield* compute.getEndpointStatus({ endpoint_id })).details).toMatchObject({ pending_tasks: 1 })
      yield* TestClock.adjust("1 second")
      expect(yield* compute.getTask({ task_id })).toMatchObject({
        status: "success",
        completion_t: "10",
        details: { task_transitions: { received: 0, "execution-end": 10 } }
      })
    }).pipe(Effect.provide(layerInProcess({ users, computeTaskTime: "10 seconds" })))
  )
})

describe("the service", () => {
  it.live("tells its version, and what it cannot do, in its own words", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Sandbox
      const compute = yield* v2(ada)
      expect(yield* compute.getVersion()).toBe("1.0.0")
      expect(yield* compute.getVersion({ service: "all" })).toMatchObject({ api: "1.0.0" })
      expect(yield* said(compute.getResultAmqpUrl())).toMatchObject({ status: 501, code: "NOT_IMPLEMENTED" })
      const anonymous = yield* Effect.promise(async () => (await fetch(`${baseUrl}v2/endpoints`)).json())
      expect(anonymous).toStrictEqual({
        status: "Failed",
        code: "USER_UNAUTHENTICATED",
        error_args: [],
        http_status_code: 401,
        detail: "Call must be authenticated",
        reason: "Call must be authenticated"
      })
    }).pipe(overSocket)
  )
})
