/** Corpora for the tests: the small one beside them, and those that a test makes of rows. */
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import type { RecordedRequest, Vector } from "../src/Corpus.js"
import * as Corpus from "../src/Corpus.js"
import type { Kind } from "../src/differences/Difference.js"
import { differences } from "../src/differences/table.js"
import * as Judge from "../src/Judge.js"
import * as Sections from "../src/Sections.js"
import type { Outcome, Verdict } from "../src/Verdict.js"

/** The folder of the small corpus. */
export const small = fileURLToPath(new URL("corpus", import.meta.url))

/** The harness needs real time and a real network: `layer(platform, live)` of @effect/vitest. */
export const platform = Layer.merge(NodeContext.layer, UndiciHttpClient.layer())

export const live = { excludeTestServices: true } as const

/** The vectors of the small corpus. */
export const vectors = Effect.map(Corpus.lines(small, "vectors.jsonl", Corpus.Vector), (lines) =>
  lines.map(({ row }) => Either.getOrThrow(row))
)

/** The verdicts of the small corpus, which all tests in a process share. */
export const verdictsOfSmall = Effect.runSync(
  Effect.cached(Sections.run(small).pipe(Effect.provide(platform), Effect.orDie))
)

/** The platform for tests that need the verdicts of the small corpus, which take longer than a test may. */
export const withSmall = Layer.merge(platform, Layer.effectDiscard(verdictsOfSmall))

/** The verdicts of a corpus of these files. A text is written as it is, a list as JSON Lines, and an object as JSON. */
export const verdictsOf = (files: Readonly<Record<string, string | ReadonlyArray<unknown> | object>>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      for (const [name, content] of Object.entries(files)) {
        const text =
          typeof content === "string"
            ? content
            : Array.isArray(content)
              ? content.map((row) => JSON.stringify(row)).join("\n")
              : JSON.stringify(content)
        yield* fs.writeFileString(path.join(folder, name), text)
      }
      return yield* Sections.run(folder)
    })
  )

/** The verdicts of vectors. */
export const verdictsOfVectors = (rows: ReadonlyArray<Vector>) => verdictsOf({ "vectors.jsonl": rows })

/** The outcomes by the rows' ids. */
export const outcomesById = (verdicts: ReadonlyArray<Verdict>): Readonly<Record<string, Outcome>> =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]))

/** The vector with another first request. */
export const withRequest = (vector: Vector, change: (request: RecordedRequest) => RecordedRequest): Vector => ({
  ...vector,
  exchanges: vector.exchanges.map((exchange, place) =>
    place === 0 ? { ...exchange, request: change(exchange.request) } : exchange
  )
})

type Verdicts = (folder: string) => Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem>

/** The verdicts of one JSON file with this text. Undefined: there is no such file. */
const ofText = (verdicts: Verdicts, section: string, text: string | undefined) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped()
    if (text !== undefined) yield* files.writeFileString(`${folder}/${section}.json`, text)
    return yield* verdicts(folder)
  }).pipe(Effect.scoped, Effect.provide(NodeContext.layer))

/** The verdicts of one JSON file with this document. */
export const of = (verdicts: Verdicts, section: string, document: unknown) =>
  ofText(verdicts, section, JSON.stringify(document))

export const outcomes = (verdicts: ReadonlyArray<Verdict>) => verdicts.map(({ outcome }) => outcome)

/** The names of the rules about these kinds of recordings that excuse no verdict. */
export const unused = (kinds: ReadonlyArray<Kind>, verdicts: ReadonlyArray<Verdict>): ReadonlyArray<string> => {
  const met = new Set(verdicts.flatMap(Judge.namesIn))
  return differences.flatMap(({ kind, name }) => (kinds.includes(kind) && !met.has(name) ? [name] : []))
}

/** Checks that there are verdicts whatever stands in a file. */
export const neverCrashes = (verdicts: Verdicts, section: string, key: string) =>
  Effect.gen(function* () {
    expect(yield* ofText(verdicts, section, undefined)).toEqual([])
    for (const text of ["", "{", "null", "[]", "7"]) {
      expect([text, outcomes(yield* ofText(verdicts, section, text))]).toEqual([text, ["failed"]])
    }
    expect(yield* of(verdicts, section, { sdkVersion: "9.9.9", later: [{}] })).toEqual([])
    expect(outcomes(yield* of(verdicts, section, { [key]: "no list" }))).toEqual(["failed"])
    const strange = yield* of(verdicts, section, { [key]: [7, null, {}, []] })
    expect(strange.map(({ id, outcome }) => [id, outcome])).toEqual(
      [0, 1, 2, 3].map((index) => [`${key}[${index}]`, "failed"])
    )
    expect(strange[0]?.detail).toContain("It cannot be read: ")
  })
