import { describe, expect, it } from "@effect/vitest"
import { Chunk, Effect, Layer, Stream } from "effect"
import { Authorization } from "../../src/Authorization.js"
import { resourceServer } from "../../src/flows/FlowsApi.js"
import * as FlowsClient from "../../src/flows/FlowsClient.js"
import * as Run from "../../src/flows/Run.js"
import type { GlobusError } from "../../src/GlobusError.js"
import type { Script } from "../script.js"
import { failure, json, script, settle, tokens } from "../script.js"

const client = (service: Script, authorizer = tokens("Bearer secret")) =>
  FlowsClient.FlowsClient.pipe(
    Effect.provide(
      FlowsClient.layer().pipe(
        Layer.provide(Layer.succeed(Authorization, authorizer.service)),
        Layer.provide(service.layer)
      )
    )
  )

const definition = { StartAt: "A", States: { A: { Type: "Pass", End: true } } }

describe("FlowsClient", () => {
  it.effect("asks Globus Flows, with the token of Globus Flows", () =>
    Effect.gen(function* () {
      const service = script(json({ id: "f" }))
      const authorizer = tokens("Bearer secret")
      const { getFlow, request } = yield* client(service, authorizer)
      yield* getFlow({ flow_id: "f" })
      yield* request({ method: "GET", path: "/flows/f" })
      expect(service.requests.map(({ url }) => url.href)).toEqual([
        "https://flows.automate.globus.org/flows/f",
        "https://flows.automate.globus.org/flows/f"
      ])
      expect(authorizer.asked).toEqual([resourceServer, resourceServer])
    })
  )

  it.effect("cannot run a flow, since its token is not for the flow", () =>
    Effect.gen(function* () {
      const flows = yield* client(script(json({})))
      const names = [...Object.keys(flows), ...Object.keys(flows.withResponse)]
      expect(names).toContain("getRun")
      expect(names.filter((name) => /^(runFlow|validateRun|resumeRun)/.test(name))).toEqual([])
    })
  )

  it.effect("refuses an invalid document, and names the field", () =>
    Effect.gen(function* () {
      const service = script(json({}))
      const { createFlow, getRun, listFlows } = yield* client(service)
      const state = { ...definition, States: { A: { Type: "Wait", WaitTime: "long" } } }
      const refused: ReadonlyArray<readonly [Effect.Effect<unknown, GlobusError>, string]> = [
        [getRun({ run_id: ".." }), "run_id"],
        [listFlows({ per_page: -1 }), "per_page"],
        // @ts-expect-error: a wait is counted in seconds
        [createFlow({ title: "t", definition: state, input_schema: {} }), "definition.States.A.WaitTime"],
        // @ts-expect-error: there is no flow without a definition
        [createFlow({ title: "t", input_schema: {} }), "definition"]
      ]
      for (const [call, field] of refused) {
        expect(yield* failure(call)).toMatchObject({ _tag: "GlobusUsageError", field })
      }
      expect(service.requests).toEqual([])
    })
  )

  it.effect("names the place where an answer does not match its declaration", () =>
    Effect.gen(function* () {
      const states = { A: { Type: "Pass", End: "yes" } }
      const { getFlow, listRuns } = yield* client(
        script(json({ runs: [{ run_id: "r" }] }), json({ id: "f", definition: { StartAt: "A", States: states } }))
      )
      expect(yield* failure(listRuns())).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["runs", 0, "status"]
      })
      expect(yield* failure(getFlow({ flow_id: "f" }))).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: ["definition", "States", "A", "End"]
      })
    })
  )

  it.effect("reads the errors of Flows: a code, a message, and the findings of the validator", () =>
    Effect.gen(function* () {
      const { createFlow, deleteRun, getFlow } = yield* client(
        script(
          json({ error: { code: "STATE_CONFLICT", detail: "Run r has status 'ACTIVE'" }, debug_id: "d" }, 409),
          json(
            {
              error: { code: "UNPROCESSABLE_ENTITY", detail: [{ loc: ["definition", "StartAt"], msg: "no state B" }] }
            },
            422
          ),
          json({ error: { code: "MISSING_SCOPE", detail: "needs a scope" } }, 403),
          json({ error: { code: "NOT_FOUND", detail: "no such flow" } }, 404)
        )
      )
      expect(yield* failure(deleteRun({ run_id: "r" }))).toMatchObject({
        _tag: "GlobusConflict",
        code: "STATE_CONFLICT",
        description: "Run r has status 'ACTIVE'"
      })
      expect(yield* failure(createFlow({ title: "t", definition, input_schema: {} }))).toMatchObject({
        _tag: "GlobusInvalidRequest",
        code: "UNPROCESSABLE_ENTITY",
        description: "no state B: definition.StartAt"
      })
      expect(yield* failure(getFlow({ flow_id: "f" }))).toMatchObject({
        _tag: "GlobusPermissionDenied",
        code: "MISSING_SCOPE"
      })
      expect(yield* failure(getFlow({ flow_id: "f" }))).toMatchObject({
        _tag: "GlobusNotFound",
        description: "no such flow"
      })
    })
  )

  it.effect("repeats calls that change nothing or the same, not those that create or end something", () =>
    Effect.gen(function* () {
      const sent = (call: (flows: FlowsClient.FlowsClient.Service) => Effect.Effect<unknown, unknown>) =>
        Effect.gen(function* () {
          const service = script(json({}, 502), json({ id: "f", run_id: "r", status: "ACTIVE" }))
          yield* Effect.exit(yield* settle(call(yield* client(service))))
          return service.requests.length
        })
      expect(yield* sent(({ validateFlow }) => validateFlow({ definition }))).toBe(2)
      expect(yield* sent(({ updateRun }) => updateRun({ run_id: "r", label: "l" }))).toBe(2)
      expect(yield* sent(({ createFlow }) => createFlow({ title: "t", definition, input_schema: {} }))).toBe(1)
      expect(yield* sent(({ cancelRun }) => cancelRun({ run_id: "r" }))).toBe(1)
      expect(
        yield* sent(({ respondToWebInput }) => respondToWebInput({ web_input_id: "w", response: { value: 1 } }))
      ).toBe(1)
    })
  )
})

describe("a list of Flows", () => {
  const runs = (...ids: ReadonlyArray<string>) => ids.map((run_id) => ({ run_id, status: "ACTIVE" }))

  it.effect("uses markers until there is no next page, although the last page has a marker", () =>
    Effect.gen(function* () {
      const service = script(
        json({ runs: runs("1", "2"), has_next_page: true, marker: "m 1" }),
        json({ runs: [], has_next_page: true, marker: "m2" }),
        json({ runs: runs("3"), has_next_page: false, marker: "m3" })
      )
      const { listRunsStream } = yield* client(service)
      const found = yield* Stream.runCollect(listRunsStream({ filter_roles: "run_owner" }, { query: { extra: "v" } }))
      expect(Chunk.toReadonlyArray(found).map(({ run_id }) => run_id)).toEqual(["1", "2", "3"])
      expect(service.requests.map(({ url }) => url.search)).toEqual([
        "?filter_roles=run_owner&extra=v",
        "?filter_roles=run_owner&marker=m%201&extra=v",
        "?filter_roles=run_owner&marker=m2&extra=v"
      ])
    })
  )

  it.effect("of each other kind also ends at the page that says so", () =>
    Effect.gen(function* () {
      const ends = { has_next_page: false, marker: "beyond" }
      for (const [name, list] of [
        ["flows", (flows: FlowsClient.FlowsClient.Service) => flows.listFlowsStream()],
        ["entries", (flows: FlowsClient.FlowsClient.Service) => flows.getRunLogsStream({ run_id: "r" })],
        ["registered_apis", (flows: FlowsClient.FlowsClient.Service) => flows.listRegisteredApisStream()]
      ] as const) {
        const service = script(
          json({ [name]: [{ id: "1" }], has_next_page: true, marker: "m" }),
          json({ [name]: [{ id: "2" }], ...ends })
        )
        const flows = yield* client(service)
        const found: Stream.Stream<unknown, unknown> = list(flows)
        expect(Chunk.toReadonlyArray(yield* Stream.runCollect(found))).toEqual([{ id: "1" }, { id: "2" }])
        expect(service.requests.map(({ url }) => url.search)).toEqual(["", "?marker=m"])
      }
    })
  )

  it.effect("of web inputs ends when the marker is null", () =>
    Effect.gen(function* () {
      const service = script(
        json({ web_input_summaries: [{ id: "1" }], marker: "m1" }),
        json({ web_input_summaries: [{ id: "2" }], marker: null })
      )
      const { listWebInputsPages } = yield* client(service)
      const pages = Chunk.toReadonlyArray(yield* Stream.runCollect(listWebInputsPages({ per_page: 1 })))
      expect(pages.map(({ next }) => next)).toEqual([{ marker: "m1" }, undefined])
      expect(service.requests.map(({ url }) => url.search)).toEqual(["?per_page=1", "?per_page=1&marker=m1"])
    })
  )

  it.effect("fails at a failed page, after the items before it", () =>
    Effect.gen(function* () {
      const service = script(
        json({ runs: runs("1"), has_next_page: true, marker: "m" }),
        json({ error: { code: "FORBIDDEN", detail: "no" } }, 403)
      )
      const { listRunsStream } = yield* client(service)
      const seen: Array<string> = []
      const stream = Stream.tap(listRunsStream(), ({ run_id }) => Effect.sync(() => void seen.push(run_id)))
      expect(yield* failure(Stream.runDrain(stream))).toMatchObject({
        _tag: "GlobusPermissionDenied",
        code: "FORBIDDEN"
      })
      expect(seen).toEqual(["1"])
    })
  )
})

describe("a run", () => {
  it.each([
    ["ACTIVE", false],
    ["INACTIVE", false],
    ["SUCCEEDED", true],
    ["FAILED", true],
    ["ENDED", true]
  ])("that is %s is final: %s", (status, final) => {
    expect(Run.isFinal({ run_id: "r", status })).toBe(final)
  })
})
