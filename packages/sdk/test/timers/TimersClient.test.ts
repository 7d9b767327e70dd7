import * as Http from "node:http"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { Effect, Layer, pipe } from "effect"
import { Authorization } from "../../src/Authorization.js"
import type { GlobusError } from "../../src/GlobusError.js"
import * as FlowTimer from "../../src/timers/FlowTimer.js"
import * as Timer from "../../src/timers/Timer.js"
import { resourceServer } from "../../src/timers/TimersApi.js"
import * as TimersClient from "../../src/timers/TimersClient.js"
import * as TimerSchedule from "../../src/timers/TimerSchedule.js"
import * as TransferTimer from "../../src/timers/TransferTimer.js"
import * as TransferData from "../../src/transfer/TransferData.js"
import type { Answer, Script } from "../script.js"
import { broken, failure, json, script, settle, tokens } from "../script.js"

type Service = TimersClient.TimersClient.Service

const authorizer = tokens("Bearer token-of-timers")

const client = (service: Script) =>
  TimersClient.TimersClient.pipe(
    Effect.provide(
      TimersClient.layer().pipe(
        Layer.provide(Layer.succeed(Authorization, authorizer.service)),
        Layer.provide(service.layer)
      )
    )
  )

const job_id = "8f0c3a52-0000-4000-8000-000000000001"

const job = { job_id, status: "active", name: "nightly", later: { x: [1] } }

const transferTimer = TransferTimer.make({
  name: "nightly",
  schedule: TimerSchedule.recurring({ interval_seconds: "1 day", end: { condition: "iterations", count: 3 } }),
  body: pipe(
    TransferData.make({ source_endpoint: "a", destination_endpoint: "b" }),
    TransferData.addItem("/raw/", "/archive/", { recursive: true })
  )
})

const flowTimer = FlowTimer.make({ flow_id: "f", schedule: TimerSchedule.once(), body: { body: { run: 7 } } })

const callback = {
  callback_url: "https://actions.example.org/run",
  callback_body: { body: { sample: 12 } },
  start: "2027-01-01T00:00:00+00:00",
  interval: null
}

const made = { timer: { ...job, status: "new", timer_type: "transfer" } }

/** A call, its request, and its answer. */
const calls: ReadonlyArray<{
  readonly name: keyof TimersClient.TimersClient.Service
  readonly call: (timers: Service) => Effect.Effect<unknown, GlobusError>
  readonly request: string
  readonly body?: unknown
  readonly answer: readonly [status: number, document: unknown]
}> = [
  {
    name: "createTimer",
    call: ({ createTimer }) => createTimer({ timer: transferTimer }),
    request: "POST /v2/timer",
    body: {
      timer: {
        timer_type: "transfer",
        name: "nightly",
        schedule: { type: "recurring", interval_seconds: 86_400, end: { condition: "iterations", count: 3 } },
        body: {
          DATA_TYPE: "transfer",
          source_endpoint: "a",
          destination_endpoint: "b",
          DATA: [{ DATA_TYPE: "transfer_item", source_path: "/raw/", destination_path: "/archive/", recursive: true }]
        }
      }
    },
    answer: [201, made]
  },
  {
    name: "createTimer",
    call: ({ createTimer }) => createTimer({ timer: flowTimer }),
    request: "POST /v2/timer",
    body: { timer: { timer_type: "flow", flow_id: "f", schedule: { type: "once" }, body: { body: { run: 7 } } } },
    answer: [201, { timer: { ...job, timer_type: "flow", results: [], stop_after: { date: null, n_runs: 1 } } }]
  },
  {
    name: "listJobs",
    call: ({ listJobs }) => listJobs(),
    request: "GET /jobs/",
    answer: [200, { jobs: [] }]
  },
  {
    name: "listJobs",
    call: ({ listJobs }) =>
      listJobs({
        filter_name: "night ly",
        filter_status: ["active", "inactive"],
        submitted_after: "2027-01-01",
        submitted_before: "2028-01-01",
        order: "submitted_at desc",
        result_count: 1
      }),
    request:
      "GET /jobs/?filter_name=night%20ly&filter_status=active%2Cinactive&submitted_after=2027-01-01" +
      "&submitted_before=2028-01-01&order=submitted_at%20desc&result_count=1",
    answer: [200, { jobs: [job, { ...job, status: "ended" }] }]
  },
  {
    name: "createJob",
    call: ({ createJob }) => createJob(callback),
    request: "POST /jobs/",
    body: callback,
    answer: [201, job]
  },
  {
    name: "createJob",
    call: ({ createJob }) => createJob({ ...callback, interval: 60, stop_after: { n_runs: 2 } }),
    request: "POST /jobs/",
    body: { ...callback, interval: 60, stop_after: { n_runs: 2 } },
    answer: [201, job]
  },
  {
    name: "getJob",
    call: ({ getJob }) => getJob({ job_id }),
    request: `GET /jobs/${job_id}`,
    answer: [200, job]
  },
  {
    name: "getJob",
    call: ({ getJob }) => getJob({ job_id, results_pt: "p/2", page_size: 10 }),
    request: `GET /jobs/${job_id}?results_pt=p%2F2&page_size=10`,
    answer: [200, { ...job, results: { data: [{ run_status: "SUCCEEDED", errors: null }], page_next: null } }]
  },
  {
    name: "updateJob",
    call: ({ updateJob }) => updateJob({ job_id, name: "weekly" }),
    request: `PATCH /jobs/${job_id}`,
    body: { name: "weekly" },
    answer: [200, { ...job, name: "weekly" }]
  },
  {
    name: "deleteJob",
    call: ({ deleteJob }) => deleteJob({ job_id }),
    request: `DELETE /jobs/${job_id}`,
    answer: [200, { ...job, status: "delete_in_progress" }]
  },
  {
    name: "pauseJob",
    call: ({ pauseJob }) => pauseJob({ job_id }),
    request: `POST /jobs/${job_id}/pause`,
    answer: [200, { message: "paused" }]
  },
  {
    name: "resumeJob",
    call: ({ resumeJob }) => resumeJob({ job_id }),
    request: `POST /jobs/${job_id}/resume`,
    body: {},
    answer: [200, { message: "resumed" }]
  },
  {
    name: "resumeJob",
    call: ({ resumeJob }) => resumeJob({ job_id, update_credentials: true }),
    request: `POST /jobs/${job_id}/resume`,
    body: { update_credentials: true },
    answer: [200, { message: "resumed" }]
  }
]

/** A service on loopback with one answer. It records requests with their bodies. */
const listening = (status: number, document: unknown) =>
  Effect.gen(function* () {
    const heard: Array<{ readonly request: string; readonly authorization: string; readonly body: unknown }> = []
    const http = yield* Effect.acquireRelease(
      Effect.sync(() =>
        Http.createServer((request, response) => {
          let text = ""
          request.setEncoding("utf8")
          request.on("data", (chunk: string) => (text += chunk))
          request.on("end", () => {
            heard.push({
              request: `${request.method} ${request.url}`,
              authorization: request.headers.authorization ?? "",
              body: text === "" ? undefined : JSON.parse(text)
            })
            response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(document))
          })
        })
      ),
      (http) =>
        Effect.sync(() => {
          http.closeAllConnections()
          http.close()
        })
    )
    yield* Effect.async<void>((resume) => void http.listen(0, "127.0.0.1", () => resume(Effect.void)))
    const address = http.address()
    const timers = yield* TimersClient.make({
      baseUrl: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
    }).pipe(
      Effect.provideService(Authorization, tokens("Bearer token-of-timers").service),
      Effect.provide(FetchHttpClient.layer)
    )
    return { heard, timers }
  })

describe("each operation", () => {
  for (const { answer, body, call, name, request } of calls) {
    it.scopedLive(`${name} is ${request.slice(0, 60)}, and returns the document unchanged`, () =>
      Effect.gen(function* () {
        const { heard, timers } = yield* listening(...answer)
        expect(yield* call(timers)).toStrictEqual(answer[1])
        expect(heard).toStrictEqual([{ request, authorization: "Bearer token-of-timers", body }])
      })
    )
  }

  it.effect("is in this table", () =>
    Effect.gen(function* () {
      const timers = yield* client(script(json({})))
      const operations = Object.keys(timers).filter((name) => name !== "request" && name !== "withResponse")
      expect(new Set(operations)).toEqual(new Set(calls.map(({ name }) => name)))
      expect(new Set(Object.keys(timers.withResponse))).toEqual(new Set(operations))
    })
  )
})

describe("TimersClient", () => {
  it.effect("is sent to Globus Timers, with a token for its client id", () =>
    Effect.gen(function* () {
      const service = script(json({ jobs: [job] }))
      const { withResponse } = yield* client(service)
      expect(yield* withResponse.listJobs()).toMatchObject({ status: 200, value: { jobs: [job] } })
      expect(service.requests[0]?.url.href).toBe("https://timer.automate.globus.org/jobs/")
      expect(service.requests[0]?.headers["authorization"]).toBe("Bearer token-of-timers")
      expect(authorizer.asked).toContain(resourceServer)
      expect(resourceServer).toBe("524230d7-ea86-4a52-8312-86065a9e0417")
    })
  )

  it.effect("sends undeclared calls with the same token", () =>
    Effect.gen(function* () {
      const service = script(json({ later: true }))
      const own = tokens("Bearer token-of-timers")
      const { request } = yield* TimersClient.make().pipe(
        Effect.provideService(Authorization, own.service),
        Effect.provide(service.layer)
      )
      const { json: document } = yield* request({ method: "GET", path: "/v2/timer/later/" })
      expect(yield* document).toEqual({ later: true })
      expect(service.requests[0]?.url.href).toBe("https://timer.automate.globus.org/v2/timer/later/")
      expect(own.asked).toEqual([resourceServer])
    })
  )

  it.effect("sends further members of its documents unchanged", () =>
    Effect.gen(function* () {
      const service = script(json(made, 201), json(job))
      const { createTimer, updateJob } = yield* client(service)
      const further = { ...flowTimer, body: { ...flowTimer.body, later: [null] }, later: 1 }
      yield* createTimer({ timer: further })
      const renamed = { job_id, name: "n", later: { x: null } }
      yield* updateJob(renamed)
      expect(service.requests.map(({ text }): unknown => JSON.parse(text))).toEqual([
        { timer: further },
        { name: "n", later: { x: null } }
      ])
    })
  )

  it.effect("accepts the Python SDK's name for the end of a schedule", () =>
    Effect.gen(function* () {
      const service = script(json(made, 201))
      const { createTimer } = yield* client(service)
      const schedule = {
        type: "recurring",
        interval_seconds: 60,
        end: { condition: "iterations", iterations: 3 }
      } as const
      yield* createTimer({ timer: { ...flowTimer, schedule } })
      expect(JSON.parse(service.requests[0]?.text ?? "")).toMatchObject({ timer: { schedule } })
    })
  )

  it.effect("names a missing member of an answer", () =>
    Effect.gen(function* () {
      const { createTimer, getJob, listJobs } = yield* client(script(json({ jobs: [job, { status: "active" }] })))
      const refusal = { _tag: "GlobusDecodeError" }
      expect(yield* Effect.flip(listJobs())).toMatchObject({ ...refusal, documentPath: ["jobs", 1, "job_id"] })
      expect(yield* Effect.flip(getJob({ job_id }))).toMatchObject({ ...refusal, documentPath: ["job_id"] })
      expect(yield* Effect.flip(createTimer({ timer: flowTimer }))).toMatchObject({
        ...refusal,
        documentPath: ["timer"]
      })
    })
  )

  it.effect("can be made from handlers of a test: a missing handler dies", () =>
    Effect.gen(function* () {
      const timers = yield* TimersClient.TimersClient
      expect(yield* timers.pauseJob({ job_id })).toEqual({ message: "as told" })
      expect(yield* Effect.exit(timers.resumeJob({ job_id }))).toMatchObject({
        _tag: "Failure",
        cause: { _tag: "Die" }
      })
    }).pipe(Effect.provide(TimersClient.layerNoop({ pauseJob: () => Effect.succeed({ message: "as told" }) })))
  )
})

describe("an argument", () => {
  /** As from a JavaScript program, without types. */
  const untyped = (document: unknown) => JSON.parse(JSON.stringify(document))

  const refused = (call: (timers: Service) => Effect.Effect<unknown, GlobusError>) =>
    Effect.gen(function* () {
      const service = script(json(job))
      const error = yield* Effect.flip(Effect.flatMap(client(service), call))
      expect(service.requests).toHaveLength(0)
      return error._tag === "GlobusUsageError" ? error.field : error
    })

  it.effect("with an empty job id is not sent: it would be the list", () =>
    Effect.gen(function* () {
      for (const job_id of ["", ".", ".."]) {
        expect(yield* refused(({ getJob }) => getJob({ job_id }))).toBe("job_id")
        expect(yield* refused(({ deleteJob }) => deleteJob({ job_id }))).toBe("job_id")
      }
    })
  )

  it.effect("without a required member is not sent, and the error names the member", () =>
    Effect.gen(function* () {
      const { flow_id: _id, ...noFlow } = flowTimer
      const { schedule: _schedule, ...noSchedule } = transferTimer
      const { start: _start, ...noStart } = callback
      expect(yield* refused(({ createTimer }) => createTimer(untyped({ timer: noFlow })))).toBe("timer.flow_id")
      expect(yield* refused(({ createTimer }) => createTimer(untyped({ timer: noSchedule })))).toBe("timer.schedule")
      expect(yield* refused(({ createTimer }) => createTimer(untyped(transferTimer)))).toBe("timer")
      expect(yield* refused(({ createJob }) => createJob(untyped(noStart)))).toBe("start")
    })
  )

  it.effect("with the document of the other kind of timers is not sent", () =>
    Effect.gen(function* () {
      expect(yield* refused(({ createJob }) => createJob(untyped(transferTimer)))).toBe("callback_url")
      expect(yield* refused(({ createTimer }) => createTimer(untyped({ timer: callback })))).toBe("timer.timer_type")
    })
  )

  it.effect("with an interval that is not a JSON number is not sent as null", () =>
    Effect.gen(function* () {
      for (const interval_seconds of [NaN, Infinity, 0, -60, 1.5]) {
        const timer = { ...flowTimer, schedule: TimerSchedule.recurring({ interval_seconds }) }
        expect(yield* refused(({ createTimer }) => createTimer({ timer }))).toBe("timer.schedule.interval_seconds")
      }
      expect(yield* refused(({ createJob }) => createJob({ ...callback, interval: NaN }))).toBe("interval")
    })
  )

  it("is checked by the compiler", () => {
    type Timers = Parameters<Service["createTimer"]>[0]["timer"]
    expectTypeOf<typeof transferTimer>().toExtend<Timers>()
    expectTypeOf<typeof flowTimer>().toExtend<Timers>()
    expectTypeOf<typeof callback>().not.toExtend<Timers>()
    expectTypeOf<Omit<typeof flowTimer, "flow_id">>().not.toExtend<Timers>()
    expectTypeOf<Omit<typeof transferTimer, "schedule">>().not.toExtend<Timers>()
    expectTypeOf<[]>().toExtend<Parameters<Service["listJobs"]>>()
    expectTypeOf<[]>().not.toExtend<Parameters<Service["resumeJob"]>>()
  })
})

describe("a failure", () => {
  it.effect("is read in the form of Timers", () =>
    Effect.gen(function* () {
      const wrong = { loc: ["body", "start"], msg: "field required", type: "value_error.missing" }
      const service = script(
        json({ detail: [wrong] }, 422),
        json({ error: { code: "ERROR", detail: "no such timer", status: 404 } }, 404)
      )
      const { createJob, getJob } = yield* client(service)
      const invalid = yield* Effect.flip(createJob(callback))
      expect(invalid).toMatchObject({ _tag: "GlobusInvalidRequest", status: 422, operation: "createJob" })
      expect(invalid).toMatchObject({ description: "field required: body.start" })
      const missing = yield* Effect.flip(getJob({ job_id }))
      expect(missing).toMatchObject({ _tag: "GlobusNotFound", code: "ERROR" })
      expect(missing).toMatchObject({ description: "no such timer" })
    })
  )

  it.effect("after which a retry could make a second timer is not retried", () =>
    Effect.gen(function* () {
      const once: ReadonlyArray<(timers: Service) => Effect.Effect<unknown, GlobusError>> = [
        ({ createTimer }) => createTimer({ timer: flowTimer }),
        ({ createJob }) => createJob(callback),
        ({ pauseJob }) => pauseJob({ job_id }),
        ({ resumeJob }) => resumeJob({ job_id })
      ]
      for (const call of once) {
        const down = script(json({}, 502))
        expect(yield* failure(Effect.flatMap(client(down), call))).toMatchObject({ _tag: "GlobusServiceUnavailable" })
        expect(down.requests).toHaveLength(1)
      }
    })
  )

  it.effect("of a repeatable call is retried", () =>
    Effect.gen(function* () {
      const again: ReadonlyArray<readonly [(timers: Service) => Effect.Effect<unknown, GlobusError>, Answer]> = [
        [({ listJobs }) => listJobs(), json({ jobs: [] })],
        [({ getJob }) => getJob({ job_id }), json(job)],
        [({ updateJob }) => updateJob({ job_id, name: "n" }), json(job)],
        [({ deleteJob }) => deleteJob({ job_id }), json(job)]
      ]
      for (const [call, answer] of again) {
        const service = script(json({}, 502), broken(), answer)
        yield* yield* settle(Effect.flatMap(client(service), call))
        expect(service.requests).toHaveLength(3)
        expect(new Set(service.requests.map(({ method, text, url }) => `${method} ${url.href} ${text}`)).size).toBe(1)
      }
    })
  )
})

describe("an inactive timer", () => {
  const inactive = (inactive_reason: unknown) => json({ ...job, status: "inactive", inactive_reason })

  it.effect("has the requirements for an authorization URL", () =>
    Effect.gen(function* () {
      const authorization_parameters = { session_message: "Consent is missing", required_scopes: ["a[b[*c]]"] }
      const { getJob } = yield* client(
        script(
          inactive({
            cause: "globus_auth_requirements",
            detail: { code: "ConsentRequired", authorization_parameters }
          })
        )
      )
      const found = yield* getJob({ job_id })
      expect(found.inactive_reason?.cause).toBe("globus_auth_requirements")
      expect(Timer.requirements(found)).toEqual(authorization_parameters)
    })
  )

  it.effect("that was paused has no requirements, and neither has an active one", () =>
    Effect.gen(function* () {
      const { getJob } = yield* client(script(inactive({ cause: "user", detail: null }), inactive(null), json(job)))
      for (const cause of ["user", undefined, undefined]) {
        const found = yield* getJob({ job_id })
        expect(found.inactive_reason?.cause).toBe(cause)
        expect(Timer.requirements(found)).toBeUndefined()
      }
    })
  )
})
