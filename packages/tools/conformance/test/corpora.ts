/** Corpora for the tests: the small one beside them, and what a test makes of its rows. */
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import type { RecordedRequest, Vector } from "../src/Corpus.js"
import * as Corpus from "../src/Corpus.js"
import * as Sections from "../src/Sections.js"
import type { Verdict } from "../src/Verdict.js"

/** The small corpus. */
export const small = fileURLToPath(new URL("corpus", import.meta.url))

/** The harness is held by real time and a real network: `layer(platform, live)` of @effect/vitest. */
export const platform = Layer.merge(NodeContext.layer, UndiciHttpClient.layer())

export const live = { excludeTestServices: true } as const

/** The vectors of the small corpus. */
export const vectors = Effect.map(Corpus.lines(small, "vectors.jsonl", Corpus.Vector), (lines) =>
  lines.map(({ row }) => Either.getOrThrow(row))
)

/** The verdicts of a corpus of these files. Text goes in as it is, a list as JSON Lines. */
export const verdictsOf = (files: Readonly<Record<string, string | ReadonlyArray<unknown>>>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* fs.makeTempDirectoryScoped()
      for (const [name, rows] of Object.entries(files)) {
        const text = typeof rows === "string" ? rows : rows.map((row) => JSON.stringify(row)).join("\n")
        yield* fs.writeFileString(path.join(folder, name), text)
      }
      return yield* Sections.run(folder)
    })
  )

/** The verdicts of vectors. */
export const verdictsOfVectors = (rows: ReadonlyArray<Vector>) => verdictsOf({ "vectors.jsonl": rows })

/** The outcomes, by the rows' ids. */
export const outcomes = (verdicts: ReadonlyArray<Verdict>): Readonly<Record<string, Verdict["outcome"]>> =>
  Object.fromEntries(verdicts.map(({ id, outcome }) => [id, outcome]))

/** The vector with another first request. */
export const withRequest = (vector: Vector, change: (request: RecordedRequest) => RecordedRequest): Vector => ({
  ...vector,
  exchanges: vector.exchanges.map((exchange, place) =>
    place === 0 ? { ...exchange, request: change(exchange.request) } : exchange
  )
})
