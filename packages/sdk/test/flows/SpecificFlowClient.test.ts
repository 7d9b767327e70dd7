import { describe, expect, it } from "@effect/vitest"
import { Config, ConfigProvider, Effect, Layer, Redacted } from "effect"
import * as AccessTokenAuthorizer from "../../src/AccessTokenAuthorizer.js"
import { Authorization } from "../../src/Authorization.js"
import * as SpecificFlowClient from "../../src/flows/SpecificFlowClient.js"
import type { Script } from "../script.js"
import { failure, json, script, settle, tokens } from "../script.js"

const flowId = "24bc4997-b483-4c25-a19c-64b0afc00743"
const otherId = "11111111-0000-4000-8000-000000000001"

const run = json({ run_id: "r", status: "ACTIVE" }, 201)

const client = (
  service: Script,
  options: SpecificFlowClient.Options = { flowId },
  authorizer = tokens("Bearer secret")
) =>
  SpecificFlowClient.SpecificFlowClient.pipe(
    Effect.provide(
      SpecificFlowClient.layer(options).pipe(
        Layer.provide(Layer.succeed(Authorization, authorizer.service)),
        Layer.provide(service.layer)
      )
    )
  )

describe("SpecificFlowClient", () => {
  it.effect("uses the flow's own token in every call", () =>
    Effect.gen(function* () {
      const service = script(run)
      const authorizer = tokens("Bearer secret")
      const { request, resumeRun, runFlow, validateRun, withResponse } = yield* client(service, { flowId }, authorizer)
      yield* runFlow({ body: {} })
      yield* validateRun({ body: {} })
      yield* resumeRun({ run_id: "r" })
      yield* withResponse.runFlow({ body: {} })
      yield* request({ method: "GET", path: `/flows/${flowId}` })
      expect(authorizer.asked).toEqual([flowId, flowId, flowId, flowId, flowId])
      expect(service.requests[0]?.url.href).toBe(`https://flows.automate.globus.org/flows/${flowId}/run`)
    })
  )

  it.effect("for two flows needs two tokens: the token of another flow is not sent", () =>
    Effect.gen(function* () {
      const service = script(run)
      const authorization = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make("an-access-token-0001") })
      const make = (flowId: string) =>
        SpecificFlowClient.make({ flowId }).pipe(
          Effect.provideService(Authorization, authorization),
          Effect.provide(service.layer)
        )
      const [mine, other] = [yield* make(flowId), yield* make(otherId)]
      yield* mine.runFlow({ body: {} })
      expect(yield* failure(other.runFlow({ body: {} }))).toMatchObject({ _tag: "GlobusWrongResourceServer" })
      expect(service.requests).toHaveLength(1)
    })
  )

  it.effect("runs its own flow, whatever the argument says", () =>
    Effect.gen(function* () {
      const service = script(run)
      const { runFlow, validateRun } = yield* client(service)
      const argument = { body: {}, flow_id: otherId }
      yield* runFlow(argument)
      yield* validateRun(argument)
      expect(service.requests.map(({ url }) => url.pathname)).toEqual([
        `/flows/${flowId}/run`,
        `/flows/${flowId}/validate_run`
      ])
      expect(service.requests.map(({ text }) => JSON.parse(text))).toEqual([{ body: {} }, { body: {} }])
    })
  )

  it.effect("accepts further query parameters, and returns the whole answer", () =>
    Effect.gen(function* () {
      const service = script(json({ run_id: "r", status: "ACTIVE" }, 201, { "x-request-id": "i" }))
      const { withResponse } = yield* client(service)
      expect(yield* withResponse.runFlow({ body: {} }, { query: { later: 1 } })).toMatchObject({
        status: 201,
        headers: { "x-request-id": "i" },
        value: { run_id: "r" }
      })
      expect(service.requests[0]?.url.search).toBe("?later=1")
    })
  )

  it.effect("does not retry starting a run, but retries its validation", () =>
    Effect.gen(function* () {
      const broken = script(json({}, 502), run)
      const { runFlow } = yield* client(broken)
      expect(yield* failure(yield* settle(runFlow({ body: {} })))).toMatchObject({ _tag: "GlobusServiceUnavailable" })
      expect(broken.requests).toHaveLength(1)
      const again = script(json({}, 502), json({ message: "validation successful" }))
      const { validateRun } = yield* client(again)
      expect(yield* yield* settle(validateRun({ body: {} }))).toEqual({ message: "validation successful" })
      expect(again.requests).toHaveLength(2)
    })
  )

  it.effect("reports what is wrong with an input", () =>
    Effect.gen(function* () {
      const detail = [{ loc: ["$.bool"], type: "InvalidActionInput", msg: "'x' is not of type 'boolean'" }]
      const message = "Input failed schema validation with 1 error."
      const { runFlow, validateRun } = yield* client(
        script(json({ error: { code: "FLOW_INPUT_ERROR", detail, message } }, 400))
      )
      expect(yield* failure(validateRun({ body: { bool: "x" } }))).toMatchObject({
        _tag: "GlobusInvalidRequest",
        code: "FLOW_INPUT_ERROR",
        description: message,
        errors: [{ message: "'x' is not of type 'boolean': $.bool" }]
      })
      // @ts-expect-error: a run needs an input, even if empty
      expect(yield* failure(runFlow({ label: "l" }))).toMatchObject({ _tag: "GlobusUsageError", field: "body" })
    })
  )

  it.effect("needs the id of a flow", () =>
    Effect.gen(function* () {
      for (const flowId of ["", "..", "flow", `${otherId}/..`]) {
        expect(yield* failure(client(script(run), { flowId }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "flowId"
        })
      }
    })
  )

  it.effect("reads its flow and its address from Config", () =>
    Effect.gen(function* () {
      const service = script(run)
      const { runFlow } = yield* SpecificFlowClient.SpecificFlowClient.pipe(
        Effect.provide(
          SpecificFlowClient.layerConfig({ flowId: Config.string("FLOW"), baseUrl: Config.string("URL") }).pipe(
            Layer.provide(Layer.succeed(Authorization, tokens("Bearer secret").service)),
            Layer.provide(service.layer)
          )
        ),
        Effect.withConfigProvider(
          ConfigProvider.fromMap(
            new Map([
              ["FLOW", flowId],
              ["URL", "https://flows.example.org"]
            ])
          )
        )
      )
      yield* runFlow({ body: {} })
      expect(service.requests[0]?.url.href).toBe(`https://flows.example.org/flows/${flowId}/run`)
    })
  )

  it.effect("can be made from handlers of a test", () =>
    Effect.gen(function* () {
      const handlers = { runFlow: () => Effect.succeed({ run_id: "mine", status: "ACTIVE" }) }
      const { runFlow } = yield* Effect.provide(
        SpecificFlowClient.SpecificFlowClient,
        SpecificFlowClient.layerNoop(handlers)
      )
      expect(yield* runFlow({ body: {} })).toEqual({ run_id: "mine", status: "ACTIVE" })
    })
  )
})
