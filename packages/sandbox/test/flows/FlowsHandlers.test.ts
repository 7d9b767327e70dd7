/** Globus Flows over a real socket, asked by the SDK's own clients; runs that take time in process, where the test has the clock. */
import { describe, expect, it } from "@effect/vitest"
import type { FlowDefinition, FlowState } from "@effect-globus/sdk/flows/Flow"
import * as FlowsClient from "@effect-globus/sdk/flows/FlowsClient"
import * as Run from "@effect-globus/sdk/flows/Run"
import * as SpecificFlowClient from "@effect-globus/sdk/flows/SpecificFlowClient"
import { FlowsScopes, specificFlowScopes } from "@effect-globus/sdk/Scopes"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import { layer, layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"
import { pause, plant, temporaryDirectory, text } from "../transfer/TransferFixture.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const here = "6f1c2a7e-0000-4000-8000-0000000000c1"
const nowhere = "6f1c2a7e-0000-4000-8000-0000000000d1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]
const principal = (sub: string) => `urn:globus:auth:identity:${sub}`

const overSocket = Effect.provide(Layer.merge(layer({ users }), FetchHttpClient.layer))

const client = (user: string, scopes: string = FlowsScopes.all) => as(FlowsClient.make, scopes, user)

const runner = (flowId: string, user: string, scopes: string = specificFlowScopes(flowId).user) =>
  as(({ baseUrl }) => SpecificFlowClient.make({ baseUrl, flowId }), scopes, user)

const said = <E, R>(call: Effect.Effect<unknown, E, R>) => Effect.flip(call)

/** A definition whose states come one after the other, unless one says otherwise. */
const definition = (states: Readonly<Record<string, FlowState>>): FlowDefinition => {
  const names = Object.keys(states)
  return {
    StartAt: names[0] ?? "",
    States: Object.fromEntries(
      Object.entries(states).map(([name, state], index) => {
        const next = names[index + 1]
        const goesOn = state.Type === "Choice" || state.Type === "Fail" || state.Next != null || state.End != null
        return [name, goesOn ? state : { ...state, ...(next === undefined ? { End: true } : { Next: next }) }]
      })
    )
  }
}

const pass = definition({ Pass: { Type: "Pass" } })

const hello = "https://actions.globus.org/hello_world"

const create = (
  title: string,
  states: FlowDefinition = pass,
  more: Omit<Parameters<FlowsClient.FlowsClient.Service["createFlow"]>[0], "title" | "definition" | "input_schema"> & {
    readonly input_schema?: Readonly<Record<string, unknown>>
  } = {}
) => Effect.flatMap(client(ada), (flows) => flows.createFlow({ title, definition: states, input_schema: {}, ...more }))

/** The run, once it has come to rest. */
const rested = (run_id: string) =>
  Effect.flatMap(client(ada), (flows) =>
    Effect.repeat(Effect.zipRight(pause, flows.getRun({ run_id })), {
      until: (run) => Run.isFinal(run) || run.status === "INACTIVE",
      times: 2_000
    })
  )

/** Creates a flow and runs it as its owner to its end. */
const outcome = (states: Readonly<Record<string, FlowState>>, body: Readonly<Record<string, unknown>> = {}) =>
  Effect.gen(function* () {
    const { id } = yield* create("A flow", definition(states))
    const { run_id } = yield* (yield* runner(id, ada)).runFlow({ body })
    return yield* rested(run_id)
  })

describe("a flow", () => {
  it.live("is made, seen, changed and deleted", () =>
    Effect.gen(function* () {
      const flows = yield* client(ada)
      const made = yield* create("Copy", pass, { subtitle: "of beams", keywords: ["beam"] })
      const flow_id = made.id
      expect(made).toMatchObject({
        title: "Copy",
        subtitle: "of beams",
        description: null,
        keywords: ["beam"],
        definition: pass,
        input_schema: {},
        globus_auth_scope: specificFlowScopes(flow_id).user,
        globus_auth_username: `${flow_id}@clients.auth.globus.org`,
        flow_owner: principal(ada),
        flow_starters: [],
        user_roles: ["flow_owner"]
      })
      expect(yield* flows.getFlow({ flow_id })).toStrictEqual(made)
      const changed = yield* flows.updateFlow({ flow_id, title: "Move", flow_viewers: ["public"] })
      expect(changed).toMatchObject({ title: "Move", subtitle: "of beams", flow_viewers: ["public"] })
      const others = yield* client(bob)
      expect(yield* others.getFlow({ flow_id })).toMatchObject({ title: "Move", user_roles: ["flow_viewer"] })
      expect(yield* said(others.updateFlow({ flow_id, title: "Mine" }))).toMatchObject({
        status: 403,
        code: "FORBIDDEN"
      })
      yield* flows.updateFlow({ flow_id, flow_owner: principal(bob) })
      expect(yield* said(flows.deleteFlow({ flow_id }))).toMatchObject({ status: 403 })
      expect(yield* others.deleteFlow({ flow_id })).toMatchObject({ id: flow_id, DELETED: true })
      expect(yield* said(others.getFlow({ flow_id }))).toMatchObject({ _tag: "GlobusNotFound", code: "NOT_FOUND" })
    }).pipe(overSocket)
  )

  it.live("is its owner's alone unless others have a role", () =>
    Effect.gen(function* () {
      const others = yield* client(bob)
      const { id: flow_id } = yield* create("Own")
      expect(yield* said(others.getFlow({ flow_id }))).toMatchObject({ _tag: "GlobusNotFound" })
      expect(yield* said(others.deleteFlow({ flow_id }))).toMatchObject({ _tag: "GlobusNotFound" })
      expect((yield* others.listFlows()).flows).toStrictEqual([])
    }).pipe(overSocket)
  )

  it.live("that no run could follow is refused, flaw by flaw", () =>
    Effect.gen(function* () {
      const flows = yield* client(ada)
      const broken: FlowDefinition = {
        StartAt: "Nowhere",
        States: {
          One: { Type: "Pass" },
          Two: { Type: "Pass", Next: "Three" },
          Four: { Type: "Parallel", End: true },
          Five: { Type: "Action", ActionUrl: hello, End: true },
          Six: { Type: "Choice", Choices: [{ Variable: "$.n", IsNull: true, Next: "Seven" }] }
        }
      }
      const error = yield* said(flows.validateFlow({ definition: broken }))
      expect(error).toMatchObject({ status: 422, code: "UNPROCESSABLE_ENTITY" })
      const places: ReadonlyArray<{ readonly loc: ReadonlyArray<unknown> }> = JSON.parse(
        "body" in error && typeof error.body === "string" ? error.body : ""
      ).error.detail
      expect(places.map(({ loc }) => loc)).toStrictEqual([
        ["definition", "StartAt"],
        ["definition", "States", "One"],
        ["definition", "States", "Two", "Next"],
        ["definition", "States", "Four"],
        ["definition", "States", "Five"],
        ["definition", "States", "Six", "Choices", 0, "Next"]
      ])
      expect(yield* said(create("Broken", broken))).toMatchObject({
        status: 422,
        message: expect.stringContaining("$.definition.StartAt: There is no state 'Nowhere' to start at; ")
      })
      expect(yield* said(create("Names", pass, { flow_starters: ["bob"] }))).toMatchObject({ status: 422 })
      expect(yield* said(create("Everybody", pass, { flow_administrators: ["public"] }))).toMatchObject({ status: 422 })
      const valid = definition({ A: { Type: "Action", ActionUrl: hello, Parameters: {} } })
      expect(yield* flows.validateFlow({ definition: valid })).toStrictEqual({
        scopes: { User: ["https://auth.globus.org/scopes/actions.globus.org/hello_world"] }
      })
    }).pipe(overSocket)
  )

  it.live("is found among others by role, text and order, page by page", () =>
    Effect.gen(function* () {
      const flows = yield* client(ada)
      yield* Effect.forEach(["b", "A", "c", "d", "e"], (title) =>
        create(title, pass, { flow_starters: [principal(bob)] })
      )
      const titles = (query: Parameters<typeof flows.listFlows>[0]) =>
        Effect.map(flows.listFlows(query), ({ flows }) => flows.map(({ title }) => title))
      expect(yield* titles({ orderby: "title ASC" })).toStrictEqual(["A", "b", "c", "d", "e"])
      yield* create("Another", pass, { description: "of beamline 7", keywords: ["xray"] })
      expect(yield* titles({ filter_fulltext: "BEAMLINE" })).toStrictEqual(["Another"])
      expect(yield* titles({ filter_fulltext: "xray" })).toStrictEqual([])
      expect(yield* titles({ filter_roles: "flow_starter" })).toStrictEqual([])
      const all = yield* Stream.runCollect(flows.listFlowsStream({ per_page: 2, orderby: "title DESC" }))
      expect([...all].map(({ title }) => title)).toStrictEqual(["e", "d", "c", "b", "Another", "A"])
      expect((yield* (yield* client(bob)).listFlows({ filter_roles: ["flow_starter"] })).flows).toHaveLength(5)
      const first = yield* flows.listFlows({ per_page: 2 })
      expect(first).toMatchObject({ limit: 2, has_next_page: true })
      expect(yield* said(flows.listFlows({ marker: "elsewhere" }))).toMatchObject({ status: 422 })
      expect(yield* said(flows.request({ method: "GET", path: "/flows", query: { filter_roles: "" } }))).toMatchObject({
        status: 422
      })
      expect(yield* said(flows.listFlows({ orderby: "colour" }))).toMatchObject({ status: 422 })
    }).pipe(overSocket)
  )
})

describe("the right to run a flow", () => {
  it.live("is a token for that flow and the role of a starter", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Sandbox
      const states = definition({ A: { Type: "Action", ActionUrl: hello, Parameters: { echo_string: "hi" } } })
      const [flow, other] = [yield* create("One", states), yield* create("Other", states)]
      const start = (user: string, scopes?: string) =>
        Effect.flatMap(runner(flow.id, user, scopes), (client) => client.runFlow({ body: {} }))
      // As a stranger to our clients would, with a token of the wrong kind.
      const asked = (scopes: string) =>
        Effect.gen(function* () {
          const { issueTokens } = yield* Sandbox
          const { access_token } = yield* issueTokens({ scopes, user: ada })
          return yield* Effect.promise(async () => {
            const response = await fetch(`${baseUrl}flows/${flow.id}/run`, {
              method: "POST",
              headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
              body: JSON.stringify({ body: {} })
            })
            return { status: response.status, body: Ask.parse(await response.text()) }
          })
        })
      expect(yield* start(ada)).toMatchObject({ flow_id: flow.id, flow_title: "One", run_owner: principal(ada) })
      expect(yield* said(start(bob))).toMatchObject({ status: 403, code: "FORBIDDEN" })
      expect(yield* asked(specificFlowScopes(other.id).user)).toMatchObject({
        status: 401,
        body: { error: { code: "AUTHENTICATION_ERROR" } }
      })
      expect(yield* asked(Ask.transferAll)).toMatchObject({ status: 401 })
      expect(yield* asked(FlowsScopes.all)).toMatchObject({ status: 403, body: { error: { code: "MISSING_SCOPE" } } })
      expect(yield* asked(FlowsScopes.run)).toMatchObject({ status: 403, body: { error: { code: "MISSING_SCOPE" } } })
      const anonymous = yield* Effect.promise(() =>
        fetch(`${baseUrl}flows/${flow.id}/run`, { method: "POST", body: "{}" })
      )
      expect(anonymous.status).toBe(401)
      yield* (yield* client(ada)).updateFlow({ flow_id: flow.id, flow_starters: ["all_authenticated_users"] })
      expect(yield* start(bob)).toMatchObject({ run_owner: principal(bob), user_roles: ["run_owner"] })
    }).pipe(overSocket)
  )

  it.live("is Flows' own scope where a flow calls no action", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { id } = yield* create("Still")
      const { access_token } = yield* issueTokens({ scopes: FlowsScopes.run, user: ada })
      const { baseUrl } = yield* Sandbox
      const response = yield* Effect.promise(() =>
        fetch(`${baseUrl}flows/${id}/run`, {
          method: "POST",
          headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
          body: JSON.stringify({ body: {} })
        })
      )
      expect(response.status).toBe(201)
    }).pipe(overSocket)
  )

  it.live("does not help an input that does not fit the flow's schema", () =>
    Effect.gen(function* () {
      const { id } = yield* create("Strict", pass, {
        input_schema: {
          type: "object",
          required: ["path"],
          properties: { path: { type: "string", pattern: "^/" }, depth: { type: "integer", minimum: 1 } },
          additionalProperties: false
        }
      })
      const flow = yield* runner(id, ada)
      expect(yield* flow.validateRun({ body: { path: "/raw", depth: 2 } })).toStrictEqual({
        message: "validation successful"
      })
      const error = yield* said(flow.runFlow({ body: { path: "raw", depth: 0, more: true } }))
      expect(error).toMatchObject({ status: 400, code: "FLOW_INPUT_ERROR" })
      expect("body" in error ? String(error.body) : "").toContain(`{"loc":["$.depth"]`)
      expect(yield* said(flow.validateRun({ body: {} }))).toMatchObject({ status: 400, code: "FLOW_INPUT_ERROR" })
      expect((yield* (yield* client(ada)).listRuns()).runs).toStrictEqual([])
    }).pipe(overSocket)
  )
})

describe("a run", () => {
  it.live("goes through its states and tells of each", () =>
    Effect.gen(function* () {
      const flows = yield* client(ada)
      const { id } = yield* create(
        "Greeting",
        definition({
          Prepare: {
            Type: "Pass",
            Parameters: { "name.$": "$.name", fixed: [1, { "n.$": "$.list[1]" }] },
            ResultPath: "$.made"
          },
          Greet: {
            Type: "Action",
            ActionUrl: hello,
            Parameters: { "echo_string.$": "$.made.name" },
            ResultPath: "$.greeted"
          },
          Which: {
            Type: "Choice",
            Choices: [{ Variable: "$.greeted.details.hello", StringEquals: "Ada", Next: "Last" }],
            Default: "Wrong"
          },
          Wrong: { Type: "Fail", Error: "Unknown", Cause: "Somebody else" },
          Last: { Type: "Pass", Parameters: { "by.$": "$._context.username" }, ResultPath: "$.last" }
        })
      )
      const started = yield* (yield* runner(id, ada)).runFlow({
        body: { name: "Ada", list: [1, 2] },
        label: "first",
        tags: ["t"],
        run_monitors: [principal(bob)]
      })
      expect(started).toMatchObject({
        status: "ACTIVE",
        label: "first",
        tags: ["t"],
        completion_time: null,
        user_role: "run_owner"
      })
      const { run_id } = started
      const run = yield* rested(run_id)
      expect(run).toMatchObject({
        status: "SUCCEEDED",
        display_status: "SUCCEEDED",
        completion_time: expect.any(String)
      })
      expect(run.details).toMatchObject({
        code: "FlowSucceeded",
        output: {
          name: "Ada",
          made: { name: "Ada", fixed: [1, { n: 2 }] },
          greeted: {
            status: "SUCCEEDED",
            state_name: "Greet",
            label: "first",
            details: { Hello: "World", hello: "Ada" }
          },
          last: { by: "ada@example.org" }
        }
      })
      const log = yield* Stream.runCollect(flows.getRunLogsStream({ run_id, limit: 3 }))
      expect([...log].map(({ code, details }) => `${code} ${details?.state_name ?? ""}`.trim())).toStrictEqual([
        "FlowStarted",
        "PassStarted Prepare",
        "PassCompleted Prepare",
        "ActionStarted Greet",
        "ActionCompleted Greet",
        "ChoiceStarted Which",
        "ChoiceCompleted Which",
        "PassStarted Last",
        "PassCompleted Last",
        "FlowSucceeded"
      ])
      expect((yield* flows.getRunLogs({ run_id, reverse_order: true })).entries[0]?.code).toBe("FlowSucceeded")
      yield* flows.updateFlow({ flow_id: id, definition: pass })
      expect((yield* flows.getRunDefinition({ run_id })).definition.StartAt).toBe("Prepare")
      expect((yield* flows.getRun({ run_id, include_flow_description: true })).flow_description).toMatchObject({
        id,
        title: "Greeting"
      })
      // Who may only watch.
      const others = yield* client(bob)
      expect(yield* others.getRun({ run_id })).toMatchObject({ user_roles: ["run_monitor"] })
      expect(yield* said(others.updateRun({ run_id, label: "mine" }))).toMatchObject({ status: 403 })
      expect(yield* said(others.deleteRun({ run_id }))).toMatchObject({ status: 403 })
      expect(yield* flows.updateRun({ run_id, label: "second", run_monitors: [] })).toMatchObject({
        label: "second",
        tags: ["t"],
        run_monitors: []
      })
      expect(yield* said(others.getRun({ run_id }))).toMatchObject({ _tag: "GlobusNotFound" })
      expect(yield* said(flows.cancelRun({ run_id }))).toMatchObject({ status: 409, code: "STATE_CONFLICT" })
      expect(yield* flows.deleteRun({ run_id })).toMatchObject({ run_id })
      expect(yield* said(flows.getRun({ run_id }))).toMatchObject({ _tag: "GlobusNotFound" })
    }).pipe(overSocket)
  )

  it.live.each([
    ["a state that fails", { A: { Type: "Fail", Error: "E", Cause: "because" } }, "E: because"],
    ["a path to nothing", { A: { Type: "Pass", Parameters: { "a.$": "$.none" } } }, "There is nothing at $.none"],
    ["an expression", { A: { Type: "Pass", Parameters: { "a.=": "1 + 1" } } }, "evaluates no expressions"],
    [
      "no choice",
      { A: { Type: "Choice", Choices: [{ Variable: "$.n", NumericEquals: 1, Next: "A" }] } },
      "None of the"
    ],
    [
      "an unknown provider",
      { A: { Type: "Action", ActionUrl: "https://example.org/a", Parameters: {} } },
      "not imitate"
    ],
    ["a wrong action", { A: { Type: "Action", ActionUrl: hello, Parameters: { sleep_time: -1 } } }, "sleep_time"],
    ["a circle", { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } }, "10000 states"]
  ] as const)("fails by %s, and says so", ([, states, description]) =>
    Effect.gen(function* () {
      const run = yield* outcome(states, { n: 2 })
      expect(run).toMatchObject({ status: "FAILED", details: { code: "FlowFailed" } })
      expect(run.details?.description).toContain(description)
    }).pipe(overSocket)
  )

  it.live("goes where an exception is caught", () =>
    Effect.gen(function* () {
      const run = yield* outcome({
        Try: {
          Type: "Action",
          ActionUrl: "https://example.org/nothing",
          Parameters: {},
          Next: "Never",
          Catch: [
            { ErrorEquals: ["ActionTimeout"], Next: "Never" },
            { ErrorEquals: ["ActionUnableToRun"], Next: "Caught", ResultPath: "$.error" }
          ]
        },
        Never: { Type: "Fail" },
        Caught: { Type: "Pass" }
      })
      expect(run).toMatchObject({
        status: "SUCCEEDED",
        details: { output: { error: { code: "NotImplemented" } } }
      })
    }).pipe(overSocket)
  )

  it.live("that waits for a consent goes on when it is resumed", () =>
    Effect.gen(function* () {
      const flows = yield* client(ada)
      const { id } = yield* create(
        "Consent",
        definition({
          A: { Type: "Action", ActionUrl: hello, Parameters: { required_dependent_scope: Ask.transferAll } }
        })
      )
      const flow = yield* runner(id, ada)
      const { run_id } = yield* flow.runFlow({ body: {} })
      expect(yield* rested(run_id)).toMatchObject({
        status: "INACTIVE",
        completion_time: null,
        details: { code: "ConsentRequired", authorization_parameters: { required_scopes: [Ask.transferAll] } }
      })
      expect(yield* said(flows.deleteRun({ run_id }))).toMatchObject({ status: 409 })
      expect(yield* flow.resumeRun({ run_id })).toMatchObject({ run_id, status: "ACTIVE" })
      expect(yield* rested(run_id)).toMatchObject({ status: "SUCCEEDED" })
      expect(yield* said(flow.resumeRun({ run_id }))).toMatchObject({ status: 409, code: "STATE_CONFLICT" })
      // Another one is canceled while it waits.
      const second = yield* flow.runFlow({ body: {} })
      yield* rested(second.run_id)
      expect(yield* flows.cancelRun({ run_id: second.run_id })).toMatchObject({
        status: "ENDED",
        details: { code: "FlowCanceled" }
      })
      expect((yield* flows.listRuns({ filter_flow_id: id })).runs.map(({ run_id }) => run_id).sort()).toStrictEqual(
        [run_id, second.run_id].sort()
      )
      // The Globus CLI sends empty ones, and means all.
      const empty = { filter_roles: "", filter_flow_id: "" }
      const all = yield* flows.request({ method: "GET", path: "/runs", query: empty })
      expect(yield* all.json).toMatchObject({ runs: [{}, {}] })
      expect((yield* flows.listRuns({ filter_flow_id: nowhere })).runs).toStrictEqual([])
      expect((yield* flows.listRuns({ filter_roles: "run_monitor" })).runs).toStrictEqual([])
    }).pipe(overSocket)
  )

  it.effect("waits by the clock, and can be ended while it does", () =>
    Effect.gen(function* () {
      const flows = yield* client(ada)
      const { id } = yield* create(
        "Slow",
        definition({
          Long: { Type: "Wait", SecondsPath: "$.seconds" },
          Until: { Type: "Wait", Timestamp: "1970-01-03T00:00:00Z" }
        })
      )
      const flow = yield* runner(id, ada)
      const [one, other] = [
        yield* flow.runFlow({ body: { seconds: 90_000 } }),
        yield* flow.runFlow({ body: { seconds: 10 } })
      ]
      yield* TestClock.adjust("24 hours")
      expect((yield* flows.getRun({ run_id: one.run_id })).status).toBe("ACTIVE")
      expect((yield* flows.getRunLogs({ run_id: one.run_id })).entries.at(-1)?.code).toBe("WaitStarted")
      expect(yield* flows.cancelRun({ run_id: other.run_id })).toMatchObject({ status: "ENDED" })
      yield* TestClock.adjust("24 hours")
      expect(yield* rested(one.run_id)).toMatchObject({
        status: "SUCCEEDED",
        completion_time: "1970-01-03T00:00:00.000000+00:00"
      })
      expect(yield* rested(other.run_id)).toMatchObject({ status: "ENDED" })
      const slow = yield* create(
        "Slower",
        definition({ A: { Type: "Action", ActionUrl: hello, Parameters: { sleep_time: 60 }, WaitTime: 30 } })
      )
      const third = yield* (yield* runner(slow.id, ada)).runFlow({ body: {} })
      yield* TestClock.adjust("31 seconds")
      const late = yield* rested(third.run_id)
      expect(late.status).toBe("FAILED")
      expect(late.details?.description).toContain("ActionTimeout")
    }).pipe(Effect.provide(layerInProcess({ users })))
  )

  it.effect("transfers files as its owner, in the old words of the provider and in the new", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const root = yield* temporaryDirectory
        plant(root, { raw: "photons" })
        yield* Effect.gen(function* () {
          const { tasks } = yield* Sandbox
          const old = yield* outcome({
            Move: {
              Type: "Action",
              ActionUrl: "https://actions.globus.org/transfer/transfer/",
              Parameters: {
                source_endpoint_id: here,
                destination_endpoint_id: here,
                transfer_items: [{ source_path: "/raw", destination_path: "/copy" }]
              }
            }
          })
          const [task] = yield* tasks
          expect(task).toMatchObject({ ownerId: ada, type: "TRANSFER", status: "SUCCEEDED" })
          expect(old).toMatchObject({
            status: "SUCCEEDED",
            details: { output: { action_id: task?.id, details: { task_id: task?.id, status: "SUCCEEDED" } } }
          })
          expect(text(root, "copy")).toBe("photons")
          const move = (collection: string): Readonly<Record<string, FlowState>> => ({
            Move: {
              Type: "Action",
              ActionUrl: "https://transfer.actions.globus.org/transfer",
              Parameters: {
                source_endpoint: collection,
                destination_endpoint: collection,
                DATA: [{ source_path: "/raw", destination_path: "/second" }]
              }
            }
          })
          expect(yield* outcome(move(here))).toMatchObject({ status: "SUCCEEDED" })
          expect(text(root, "second")).toBe("photons")
          expect(yield* outcome(move(nowhere))).toMatchObject({ status: "FAILED" })
          expect(yield* tasks).toHaveLength(2)
        }).pipe(Effect.provide(layerInProcess({ users, collections: [{ id: here, displayName: "Here", root }] })))
      })
    )
  )
})

describe("a canceled run", () => {
  it.effect("takes the transfer that it has started with it", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const root = yield* temporaryDirectory
        plant(root, { raw: "photons, and more of them" })
        yield* Effect.gen(function* () {
          const { tasks } = yield* Sandbox
          const { id } = yield* create(
            "Slow transfer",
            definition({
              Move: {
                Type: "Action",
                ActionUrl: "https://transfer.actions.globus.org/transfer",
                Parameters: {
                  source_endpoint: here,
                  destination_endpoint: here,
                  DATA: [{ source_path: "/raw", destination_path: "/copy" }]
                }
              }
            })
          )
          const { run_id } = yield* (yield* runner(id, ada)).runFlow({ body: {} })
          yield* Effect.repeat(Effect.zipRight(pause, tasks), { until: (all) => all.length === 1, times: 2_000 })
          const flows = yield* client(ada)
          expect(yield* flows.cancelRun({ run_id })).toMatchObject({ status: "ENDED" })
          expect(yield* tasks).toMatchObject([{ status: "FAILED" }])
        }).pipe(
          Effect.provide(
            layerInProcess({ users, bytesPerSecond: 1, collections: [{ id: here, displayName: "Here", root }] })
          )
        )
      })
    )
  )
})

describe("what a sandbox has none of", () => {
  it.live("is not found, in Flows' words", () =>
    Effect.gen(function* () {
      const flows = yield* client(ada)
      const registered_api_id = nowhere
      expect(yield* said(flows.getRegisteredApi({ registered_api_id }))).toMatchObject({
        status: 404,
        code: "NOT_FOUND"
      })
      expect((yield* flows.listRegisteredApis()).registered_apis).toStrictEqual([])
      expect(yield* said(flows.getWebInput({ web_input_id: nowhere }))).toMatchObject({ status: 404 })
      expect((yield* flows.listWebInputs()).web_input_summaries).toStrictEqual([])
    }).pipe(overSocket)
  )
})
