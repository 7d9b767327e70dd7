/** That the harness can fail: a recording with one thing changed is red, whatever differences it meets. */
import { expect, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Exchange, RecordedRequest, Vector } from "../src/Corpus.js"
import * as PythonOnly from "../src/PythonOnly.js"
import type { Verdict } from "../src/Verdict.js"
import { live, outcomes, platform, vectors, verdictsOf, verdictsOfVectors, withRequest } from "./corpora.js"

const body = (request: RecordedRequest): RecordedRequest => {
  switch (request.bodyKind) {
    case "json":
      return { ...request, body: { ...Object(request.body), zz: 1 } }
    case "form":
      return { ...request, body: [...(Array.isArray(request.body) ? request.body : []), ["zz", "1"]] }
    default:
      return { ...request, bodyKind: "text", body: "zz" }
  }
}

const further: Exchange = {
  request: { method: "GET", url: "https://zz.example.org/zz", query: [], headers: {}, bodyKind: "none" },
  response: { status: 200, bodyKind: "json", body: {} }
}

const request = (change: (request: RecordedRequest) => RecordedRequest) => (vector: Vector) =>
  withRequest(vector, change)

/** Each makes of a recording one that our client can not fulfil. */
const changes: Readonly<Record<string, (vector: Vector) => Vector>> = {
  method: request((request) => ({ ...request, method: request.method === "DELETE" ? "PUT" : "DELETE" })),
  host: request((request) => ({ ...request, url: request.url.replace("://", "://zz.") })),
  path: request((request) => ({ ...request, url: request.url.replace(/\/?(\?|$)/, "/zz$1") })),
  query: request((request) => ({ ...request, query: [...request.query, ["zz", "1"]] })),
  header: request((request) => ({ ...request, headers: { ...request.headers, "x-zz": "1" } })),
  authorization: request((request) => ({ ...request, headers: { ...request.headers, authorization: "Zz" } })),
  body: request(body),
  "request more": (vector) => ({ ...vector, exchanges: [...vector.exchanges, further] }),
  outcome: (vector) => ({
    ...vector,
    outcome:
      vector.outcome.ok === true
        ? { error: "GlobusAPIError", errorBases: ["GlobusError"], httpStatus: 418 }
        : { ok: true }
  }),
  pause: (vector) => ({ ...vector, sleeps: [...(vector.sleeps ?? []), 99] })
}

/** The differences by which nothing is sent, so that no request of ours can be wrong. `getJwk` leaves out the first. */
const unsent =
  /^(URLs elsewhere|dot segments|empty path parameters|own authorization|made-up timers|groups without a name|roles and entries of Search|lone subjects|functions and tasks of Compute|documents that lack what they are for|collections that are verified or not|ends of tunnels and collections of bookmarks|empty filters|submissions of nothing)$/

/** The differences by which a list ends before the recorded one: what comes after is not compared. */
const ended = /page sizes|offsets|empty pages|made-up items/

/** What is said of the recordings as they are, and of each with each change. */
class Said extends Context.Tag("Said")<
  Said,
  {
    readonly rows: ReadonlyArray<Vector>
    readonly before: ReadonlyMap<string, Verdict>
    readonly after: Readonly<Record<string, string>>
  }
>() {}

const said = Layer.effect(
  Said,
  Effect.gen(function* () {
    const all = yield* vectors
    const before = new Map((yield* verdictsOfVectors(all)).map((verdict) => [verdict.id, verdict]))
    const rows = all.filter(
      (vector) => before.get(vector.id)?.outcome !== "not yet" && PythonOnly.rulesOf(vector).length === 0
    )
    // A recording that meets a difference is changed in every way, another one in one way: each way has its turn.
    const changed = Object.entries(changes).flatMap(([name, change], way) =>
      rows
        .filter(({ id }, place) => before.get(id)?.detail !== "" || place % Object.keys(changes).length === way)
        .map((row) => ({ ...change(row), id: `${row.id} ${name}` }))
    )
    return { rows, before, after: outcomes(yield* verdictsOfVectors(changed)) }
  })
).pipe(Layer.provideMerge(platform))

layer(said, { ...live, timeout: "2 minutes" })("a recording with another", (it) => {
  const green = (name: string, isExempt: (vector: Vector, detail: string) => boolean) =>
    Effect.map(Said, ({ after, before, rows }) => {
      const held = rows.filter(
        (row) => after[`${row.id} ${name}`] !== undefined && !isExempt(row, before.get(row.id)?.detail ?? "")
      )
      expect(held.length).toBeGreaterThan(1)
      return held.filter(({ id }) => after[`${id} ${name}`] !== "failed").map(({ id }) => id)
    })

  it.effect.each(["method", "host", "path", "query", "header", "authorization", "body"])(
    "%s in its request fails, whatever differences it meets",
    (name) =>
      Effect.map(
        green(
          name,
          ({ exchanges }, detail) =>
            exchanges.length === 0 || unsent.test(detail) || (detail === "getJwk" && exchanges.length > 1)
        ),
        (green) => expect(green).toStrictEqual([])
      )
  )

  it.effect("request to be made fails", () =>
    Effect.map(
      // Who refuses a submission asks for no id either: what is recorded behind that is not compared.
      green("request more", (_, detail) => ended.test(detail) || detail === "submissions of nothing"),
      (green) => expect(green).toStrictEqual([])
    )
  )

  it.effect("outcome fails", () =>
    Effect.map(
      green("outcome", (_, detail) => ended.test(detail)),
      (green) => expect(green).toStrictEqual([])
    )
  )

  it.effect("pause fails", () =>
    Effect.map(
      green("pause", (_, detail) => detail === "waiting for a task"),
      (green) => expect(green).toStrictEqual([])
    )
  )
})

layer(platform, live)("a list", (it) => {
  it.effect("is read by items too: other recorded items fail, though the pages are the same", () =>
    Effect.gen(function* () {
      const lists = (yield* vectors).filter(({ mode, outcome }) => mode === "pages" && outcome.ok === true)
      const before = outcomes(yield* verdictsOfVectors(lists))
      const passed = lists.filter(({ id }) => before[id] === "passed")
      const verdicts = yield* verdictsOfVectors(passed.map((list) => ({ ...list, paging: { itemsKey: "total" } })))
      expect(verdicts.map(({ outcome }) => outcome)).toStrictEqual(passed.map(() => "failed"))
      expect(passed.length).toBeGreaterThan(2)
    })
  )
})

layer(platform, live)("a file that says otherwise", (it) => {
  it.effect("fails where a parameter has no place", () =>
    Effect.gen(function* () {
      const method = (operation: string, ...params: ReadonlyArray<string>) => ({
        client: "TransferClient",
        operation,
        http: true,
        params: params.map((name) => ({ name }))
      })
      const operations = [method("get_task", "task_id", "colour"), method("get_task", "task_id", "query_params")]
      const [first, second] = yield* verdictsOf({ "operations.json": JSON.stringify({ operations }) })
      expect([first?.outcome, first?.detail]).toStrictEqual(["failed", "no place for colour"])
      expect(second?.outcome).toBe("passed")
    })
  )

  it.effect("fails where a fixture's answer is not as declared, or its error another one", () =>
    Effect.gen(function* () {
      const fixture = {
        service: "transfer",
        fixtureSet: "get_task",
        case: "default",
        urlService: "transfer",
        method: "GET",
        path: "/v0.10/task/x",
        url: "https://transfer.api.globus.org/v0.10/task/x",
        status: 200,
        json: { task_id: "x", status: "ACTIVE" }
      }
      const verdicts = yield* verdictsOf({
        "fixtures.jsonl": [
          fixture,
          { ...fixture, json: { task_id: "x" } },
          { ...fixture, json: "x" },
          { ...fixture, status: 404, path: "/v0.10/task/y" }
        ]
      })
      expect(verdicts.map(({ outcome }) => outcome)).toStrictEqual(["passed", "failed", "failed", "failed"])
    })
  )
})
