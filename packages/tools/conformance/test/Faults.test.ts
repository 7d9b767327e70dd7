/** Checks that the harness can fail: a recording with one thing changed fails, whatever rules excuse the rest of it. */
import { expect, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Exchange, RecordedRequest, Vector } from "../src/Corpus.js"
import { refusals } from "../src/differences/refusals.js"
import { pythonOnly } from "../src/differences/pythonOnly.js"
import * as Judge from "../src/Judge.js"
import type { Outcome } from "../src/Verdict.js"
import {
  live,
  outcomesById,
  platform,
  vectors,
  verdictsOf,
  verdictsOfSmall,
  verdictsOfVectors,
  withRequest,
  withSmall
} from "./corpora.js"

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

/** Each change makes a recording that our client cannot match. */
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

/** The changes of a request. */
const inRequest = ["method", "host", "path", "query", "header", "authorization", "body"]

/** The rules by which nothing is sent, so that no request of ours can be wrong. */
const unsent: ReadonlySet<string> = new Set(refusals.map(({ name }) => name))

const onlyPython: ReadonlySet<string> = new Set(pythonOnly.map(({ name }) => name))

/** The rules by which a list ends before the recorded one: what comes after that is not compared. */
const ended: ReadonlySet<string> = new Set(["page sizes", "offsets", "empty pages", "made-up items"])

const isAny = (names: ReadonlyArray<string>, of: ReadonlySet<string>) => names.some((name) => of.has(name))

/** The recordings as they are, and the outcomes of each with a change. */
class Said extends Context.Tag("Said")<
  Said,
  {
    readonly rows: ReadonlyArray<Vector>
    /** The names of the rules that each recording meets. */
    readonly rules: ReadonlyMap<string, ReadonlyArray<string>>
    readonly after: Readonly<Record<string, Outcome>>
  }
>() {}

const said = Layer.effect(
  Said,
  Effect.gen(function* () {
    const verdicts = (yield* verdictsOfSmall).filter(({ section }) => section === "vectors")
    const held = new Set(verdicts.flatMap(({ id, outcome }) => (outcome === "not yet" ? [] : [id])))
    const rules = new Map(verdicts.map((verdict) => [verdict.id, Judge.namesIn(verdict)]))
    const rows = (yield* vectors).filter(({ id }) => held.has(id) && !isAny(rules.get(id) ?? [], onlyPython))
    const met = new Set<string>()
    const perClient = new Map<string, number>()
    const ways = Object.entries(changes)
    const changed = rows.flatMap((row) => {
      const names = rules.get(row.id) ?? []
      // The first recording that meets a rule is changed in every way. Each client has one more recording for each way.
      const isFirst = names.some((name) => !met.has(name))
      for (const name of names) met.add(name)
      const turn = perClient.get(row.client) ?? 0
      if (!isFirst) perClient.set(row.client, turn + 1)
      const chosen = isFirst ? ways : ways.slice(turn, turn + 1)
      return chosen
        .filter(([name]) => !isAny(names, unsent) || !inRequest.includes(name))
        .map(([name, change]) => ({
          ...change(row),
          id: `${row.id} ${name}`
        }))
    })
    return { rows, rules, after: outcomesById(yield* verdictsOfVectors(changed)) }
  })
).pipe(Layer.provideMerge(platform))

layer(said, { ...live, timeout: "2 minutes" })("a recording with another", (it) => {
  /** The recordings that do not fail with a change. */
  const notFailed = (name: string, isExempt: (vector: Vector, rules: ReadonlyArray<string>) => boolean) =>
    Effect.map(Said, ({ after, rows, rules }) => {
      const held = rows.filter(
        (row) => after[`${row.id} ${name}`] !== undefined && !isExempt(row, rules.get(row.id) ?? [])
      )
      expect(held.length).toBeGreaterThan(1)
      return held.filter(({ id }) => after[`${id} ${name}`] !== "failed").map(({ id }) => id)
    })

  it.effect.each(inRequest)("%s in its request fails", (name) =>
    Effect.map(
      notFailed(
        name,
        ({ exchanges }, rules) =>
          exchanges.length === 0 ||
          isAny(rules, unsent) ||
          // Our client leaves out the first request.
          (rules.includes("getJwk") && exchanges.length > 1)
      ),
      (rows) => expect(rows).toStrictEqual([])
    )
  )

  it.effect("request to be made fails", () =>
    Effect.map(
      // A refused submission asks for no id: the recorded requests after that are not compared.
      notFailed("request more", ({ operation }, rules) => isAny(rules, ended) || operation.startsWith("submit_")),
      (rows) => expect(rows).toStrictEqual([])
    )
  )

  it.effect("outcome fails", () =>
    Effect.map(
      // An answer that Python cannot read is one that ours cannot read either.
      notFailed("outcome", (_, rules) => isAny(rules, ended) || rules.includes("answers that Python cannot read")),
      (rows) => expect(rows).toStrictEqual([])
    )
  )

  it.effect("pause fails", () =>
    Effect.map(
      notFailed("pause", (_, rules) => rules.includes("waiting for a task")),
      (rows) => expect(rows).toStrictEqual([])
    )
  )
})

layer(withSmall, { ...live, timeout: "2 minutes" })("a list", (it) => {
  it.effect("is read by items too: other recorded items fail, even with the same pages", () =>
    Effect.gen(function* () {
      const lists = (yield* vectors).filter(({ mode, outcome }) => mode === "pages" && outcome.ok === true)
      const before = outcomesById(yield* verdictsOfSmall)
      const passed = lists.filter(({ id }) => before[id] === "passed")
      const verdicts = yield* verdictsOfVectors(passed.map((list) => ({ ...list, paging: { itemsKey: "total" } })))
      expect(verdicts.map(({ outcome }) => outcome)).toStrictEqual(passed.map(() => "failed"))
      expect(passed.length).toBeGreaterThan(2)
    })
  )
})

layer(platform, live)("another file", (it) => {
  it.effect("fails if a parameter has no place", () =>
    Effect.gen(function* () {
      const method = (operation: string, ...params: ReadonlyArray<string>) => ({
        client: "TransferClient",
        operation,
        http: true,
        params: params.map((name) => ({ name }))
      })
      const operations = [method("get_task", "task_id", "colour"), method("get_task", "task_id", "query_params")]
      const [first, second] = yield* verdictsOf({ "operations.json": { operations } })
      expect([first?.outcome, first?.detail]).toStrictEqual(["failed", "no place for colour"])
      expect(second?.outcome).toBe("passed")
    })
  )

  it.effect("fails if a fixture's answer is not as declared, or is an error", () =>
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
