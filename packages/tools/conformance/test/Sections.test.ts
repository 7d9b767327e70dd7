import { expect, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { specimens } from "../src/Clients.js"
import { differences } from "../src/Differences.js"
import * as PythonOnly from "../src/PythonOnly.js"
import * as Sections from "../src/Sections.js"
import * as Call from "../src/Call.js"
import type { Verdict } from "../src/Verdict.js"
import { live, platform, small, vectors, verdictsOf } from "./corpora.js"

/** What a client has that is no operation on the wire, or that the recordings have no form for. */
const beside = new Set([
  "download",
  "oauth2StartFlow",
  "runWait",
  "searchTaskWait",
  "taskProgress",
  "upload",
  "verifyIdToken"
])

/** What is said of the small corpus, once for all tests. */
class Said extends Context.Tag("Said")<Said, ReadonlyArray<Verdict>>() {}

const said = Layer.provideMerge(Layer.effect(Said, Sections.run(small)), platform)

layer(said, { ...live, timeout: "2 minutes" })("the small corpus", (it) => {
  it.effect("holds", () =>
    Effect.gen(function* () {
      const verdicts = yield* Said
      expect(verdicts.filter(({ outcome }) => outcome === "failed")).toStrictEqual([])
      expect(new Set(verdicts.map(({ section }) => section))).toStrictEqual(
        new Set(["operations", "page", "vectors", "fixtures", "helpers", "payloads"])
      )
    })
  )

  it.effect("proves each operation of each client", () =>
    Effect.gen(function* () {
      const verdicts = yield* Said
      const passed = new Set(
        verdicts.flatMap(({ outcome, section, subject }) =>
          section === "vectors" && outcome === "passed" ? [subject] : []
        )
      )
      const lists = new Set(
        (yield* vectors).flatMap(({ client, mode, operation }) => (mode === "pages" ? [`${client}.${operation}`] : []))
      )
      const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      const known = yield* specimens
      const unproven = [...known].flatMap(([client, specimen]) => {
        // The base class of the two others, and the one whose methods are verbs.
        if (client === "AuthLoginClient" || client === "BaseClient") return []
        return Object.keys(specimen).flatMap((name) => {
          if (!Call.has(specimen, name) || beside.has(name)) return []
          if (name === "request") return passed.has("BaseClient.request") ? [] : [name]
          const [, operation = name] = /^(.*)(?:Pages|Stream)$/.exec(name) ?? []
          const subject = `${client}.${snakeCase(operation)}`
          return passed.has(subject) && (operation === name || lists.has(subject)) ? [] : [`${client}.${name}`]
        })
      })
      expect(unproven).toStrictEqual([])
    })
  )

  it.effect("meets each difference, and what only Python can do", () =>
    Effect.gen(function* () {
      const verdicts = yield* Said
      const met = new Set(
        verdicts.flatMap(({ detail, outcome }) => (outcome === "by design" ? detail.split(", ") : []))
      )
      expect(differences.map(({ name }) => name).filter((name) => !met.has(name))).toStrictEqual([])
      const rules = new Set((yield* vectors).flatMap((vector) => PythonOnly.rulesOf(vector)))
      expect(PythonOnly.names.filter((name) => !rules.has(name))).toStrictEqual([])
    })
  )

  it.effect("has what is not there yet, which is no failure", () =>
    Effect.gen(function* () {
      const verdicts = yield* Said
      const notYet = verdicts.flatMap(({ detail, outcome, section }) =>
        outcome === "not yet" ? [`${section}: ${detail}`] : []
      )
      expect(notYet).toStrictEqual([
        "operations: no getThing",
        "page: nothing for TransferClient.get_thing",
        "vectors: no getThing",
        "vectors: no ThingsClient",
        "fixtures: nothing for GET /things/1 of things",
        "helpers: no set_thing",
        "helpers: no ThingMap",
        "helpers: no clear",
        "helpers: no list_files",
        "payloads: no ThingDocument",
        "payloads: no TransferData.add_thing"
      ])
    })
  )
})

layer(platform, live)("another corpus", (it) => {
  it.effect("may lack any file, but not all of them", () =>
    Effect.gen(function* () {
      const some = yield* vectors
      expect((yield* verdictsOf({ "vectors.jsonl": some.slice(0, 1) })).length).toBe(1)
      const error = yield* Effect.flip(verdictsOf({ "notes.jsonl": "" }))
      expect(error).toMatchObject({ _tag: "NoCorpus", message: expect.stringContaining("vectors.jsonl") })
      expect(yield* Effect.flip(Sections.run("/nowhere"))).toMatchObject({ _tag: "NoCorpus" })
    })
  )

  it.effect("may have rows that can not be understood: they fail, and the others are held", () =>
    Effect.gen(function* () {
      const [first] = yield* vectors
      const verdicts = yield* verdictsOf({
        "vectors.jsonl": [
          JSON.stringify(first),
          "{",
          "[]",
          '{"id":"x"}',
          '{"client":"TransferClient","operation":"get_task","mode":"call"}',
          '{"client":"TransferClient","operation":"get_thing","mode":"call"}',
          "",
          JSON.stringify({ ...first, id: "last" })
        ].join("\n"),
        "fixtures.jsonl": "null",
        "operations.json": "{}"
      })
      expect(verdicts.map(({ id, outcome, section }) => `${section} ${id} ${outcome}`)).toStrictEqual([
        "operations row 1 failed",
        "vectors own-001 passed",
        "vectors row 2 failed",
        "vectors row 3 failed",
        "vectors row 4 failed",
        "vectors row 5 failed",
        "vectors row 6 not yet",
        "vectors last passed",
        "fixtures row 1 failed"
      ])
      expect(verdicts[4]?.detail).toContain("origin")
    })
  )

  it.effect("may have odd values anywhere: there is a verdict all the same", () =>
    Effect.gen(function* () {
      const [first] = yield* vectors
      if (first === undefined) return yield* Effect.dieMessage("no vectors")
      const odd = [
        { ...first, params: { endpoint_id: 7, limit: "many", filter: [[["x"]]], query_params: "text", headers: 3 } },
        { ...first, clientConfig: { ...first.clientConfig, baseUrl: "no URL" } },
        { ...first, clientConfig: { ...first.clientConfig, authorizer: "OwnAuthorizer" } },
        { ...first, operation: "__proto__" },
        { ...first, operation: "constructor" },
        { ...first, client: "toString" },
        { ...first, client: "BaseClient", operation: "get", params: {} },
        { ...first, client: "BaseClient", operation: "post", params: { path: null, data: [null], encoding: "form" } },
        {
          ...first,
          exchanges: first.exchanges.map(({ request, response }) => ({
            request: { ...request, url: "odd", bodyKind: "odd" },
            response
          }))
        },
        { ...first, outcome: {} }
      ].map((vector, place) => ({ ...vector, id: String(place) }))
      const verdicts = yield* verdictsOf({ "vectors.jsonl": odd })
      expect(verdicts.map(({ outcome }) => outcome)).toStrictEqual([
        "failed",
        "failed",
        "not yet",
        "not yet",
        "not yet",
        "not yet",
        "failed",
        "failed",
        "failed",
        "failed"
      ])
      expect(verdicts.every(({ detail }) => detail !== "")).toBe(true)
    })
  )
})
