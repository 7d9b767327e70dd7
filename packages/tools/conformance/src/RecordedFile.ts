/**
 * Reads a JSON file of the corpus, part by part and row by row. Whatever the corpus holds, there comes a verdict of it: a
 * row that can not be understood, or at which the harness itself stumbles, is `failed` with the reason.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as path from "node:path"
import type { Finding } from "./Judgement.js"
import type { Verdict } from "./Verdict.js"

/** Holds what stands under one key of a file. */
export type Part<R> = (section: string, key: string, value: unknown) => Effect.Effect<ReadonlyArray<Verdict>, never, R>

/** How the rows of a part are held. */
export interface Rows<A, I, E, R> {
  /** One row. Further members are for others. */
  readonly schema: Schema.Schema<A, I>
  /** The list of rows, where the part is none itself. */
  readonly list?: (value: unknown) => unknown
  /** The row of the printed table; default: the part's key. */
  readonly subject?: (row: A) => string
  readonly hold: (row: A) => Effect.Effect<Finding, E, R>
}

const failed = (section: string, subject: string, id: string, detail: string): Verdict => ({
  section,
  subject,
  id,
  outcome: "failed",
  detail
})

/** The members of an object as a list: `{ name, value }`. */
export const members = (value: unknown): unknown =>
  Predicate.isRecord(value) ? Object.entries(value).map(([name, value]) => ({ name, value })) : value

/** A part of rows, each with a place of its own. */
export const rows = <A, I, E, R>({ hold, list, schema, subject }: Rows<A, I, E, R>): Part<R> => {
  const decode = Schema.decodeUnknownEither(schema)
  return (section, key, value) => {
    const found = list === undefined ? value : list(value)
    if (!Array.isArray(found))
      return Effect.succeed([failed(section, key, key, "It is not the list that it should be")])
    return Effect.forEach(
      found,
      (item: unknown, index) => {
        const id = `${key}[${index}]`
        const row = decode(item)
        if (Either.isLeft(row)) {
          const reason = ParseResult.ArrayFormatter.formatErrorSync(row.left)
            .map(({ message, path }) => `${path.map(String).join(".")}: ${message}`)
            .join("; ")
          return Effect.succeed(failed(section, key, id, `It can not be understood: ${reason}`))
        }
        return Effect.suspend(() => hold(row.right)).pipe(
          Effect.map((finding): Verdict => ({ section, subject: subject?.(row.right) ?? key, id, ...finding })),
          Effect.catchAllCause((cause) =>
            Effect.succeed(failed(section, key, id, `The harness stumbled: ${String(Cause.squash(cause))}`))
          )
        )
      },
      { concurrency: 8 }
    )
  }
}

/** The verdicts of a file, from the parts that it has; none of a file that is not there. */
export const hold = <R>(
  folder: string,
  section: string,
  parts: Readonly<Record<string, Part<R>>>
): Effect.Effect<ReadonlyArray<Verdict>, never, R | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const name = path.join(folder, `${section}.json`)
    if (!(yield* files.exists(name))) return []
    const text = yield* files.readFileString(name)
    const document = yield* Effect.try((): unknown => JSON.parse(text))
    if (!Predicate.isRecord(document)) return [failed(section, section, section, "The file holds no object")]
    const held = yield* Effect.forEach(Object.entries(parts), ([key, part]) =>
      Object.hasOwn(document, key) ? part(section, key, document[key]) : Effect.succeed([])
    )
    return held.flat()
  }).pipe(
    Effect.catchAll((error) => Effect.succeed([failed(section, section, section, `It can not be read: ${error}`)]))
  )
