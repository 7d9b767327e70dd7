import { expect, layer } from "@effect/vitest"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { specimens } from "../src/Clients.js"
import * as Sections from "../src/Sections.js"
import * as Call from "../src/Call.js"
import { live, platform, unused, vectors, verdictsOf, verdictsOfSmall, withSmall } from "./corpora.js"

/** Members of clients that are no operations on the wire, or that the recordings have no form for. */
const beside = new Set([
  "download",
  "oauth2StartFlow",
  "runWait",
  "searchTaskWait",
  "taskProgress",
  "upload",
  "verifyIdToken"
])

layer(withSmall, { ...live, timeout: "2 minutes" })("the small corpus", (it) => {
  it.effect("holds", () =>
    Effect.gen(function* () {
      const verdicts = yield* verdictsOfSmall
      expect(verdicts.filter(({ outcome }) => outcome === "failed")).toStrictEqual([])
      expect(new Set(verdicts.map(({ section }) => section))).toStrictEqual(
        new Set(["operations", "page", "vectors", "fixtures", "helpers", "payloads"])
      )
    })
  )

  it.effect("proves each operation of each client", () =>
    Effect.gen(function* () {
      const verdicts = yield* verdictsOfSmall
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
        // One is the base class of two others, and the methods of the other one are verbs.
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

  it.effect("meets each rule about calls and payloads", () =>
    Effect.map(verdictsOfSmall, (verdicts) =>
      expect(unused(["call", "recorded call", "fixture", "helper", "payload"], verdicts)).toStrictEqual([])
    )
  )

  it.effect("has operations that no client has yet, which is no failure", () =>
    Effect.gen(function* () {
      const verdicts = yield* verdictsOfSmall
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
  it.effect("may lack any file, but not all files", () =>
    Effect.gen(function* () {
      const some = yield* vectors
      expect((yield* verdictsOf({ "vectors.jsonl": some.slice(0, 1) })).length).toBe(1)
      const error = yield* Effect.flip(verdictsOf({ "notes.jsonl": "" }))
      expect(error).toMatchObject({ _tag: "NoCorpus", message: expect.stringContaining("vectors.jsonl") })
      expect(yield* Effect.flip(Sections.run("/nowhere"))).toMatchObject({ _tag: "NoCorpus" })
    })
  )

  it.effect("may have a folder in the place of a file, and a byte order mark before the first row", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      const [first] = yield* vectors
      yield* fs.makeDirectory(`${folder}/errors.json`)
      yield* fs.writeFileString(`${folder}/vectors.jsonl`, `\ufeff${JSON.stringify(first)}\r\n`)
      const verdicts = yield* Sections.run(folder)
      expect(verdicts.map(({ outcome, section }) => [section, outcome])).toStrictEqual([
        ["vectors", "passed"],
        ["errors", "failed"]
      ])
    }).pipe(Effect.scoped)
  )

  it.effect("may have rows that cannot be read: these fail, and the others are held", () =>
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

  it.effect("gets a verdict for odd values anywhere", () =>
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
