/** Reads a JSON file of the corpus, part by part and row by row. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Corpus from "./Corpus.js"
import * as Verdict from "./Verdict.js"

/** Holds what stands under one key of a file. */
export type Part<R> = (
  section: string,
  key: string,
  value: unknown
) => Effect.Effect<ReadonlyArray<Verdict.Verdict>, never, R>

/** How the rows of a part are held. */
export interface Rows<A, I, E, R> {
  /** One row. Further members are ignored. */
  readonly schema: Schema.Schema<A, I>
  /** The list of rows, if the part itself is not one. */
  readonly list?: (value: unknown) => unknown
  /** The line of the printed table. Default: the part's key. */
  readonly subject?: (row: A) => string
  readonly hold: (row: A) => Effect.Effect<Verdict.Finding, E, R>
}

/** The members of an object as a list: `{ name, value }`. */
export const members = (value: unknown): unknown =>
  Predicate.isRecord(value) ? Object.entries(value).map(([name, value]) => ({ name, value })) : value

/** A part of rows, each with a place of its own. */
export const rows = <A, I, E, R>({ hold, list, schema, subject }: Rows<A, I, E, R>): Part<R> => {
  const decode = Schema.decodeUnknownEither(schema)
  return (section, key, value) => {
    const found = list === undefined ? value : list(value)
    if (!Array.isArray(found)) {
      return Effect.succeed([Verdict.unreadable(section, key, "it is no list")])
    }
    return Effect.forEach(
      found,
      (item: unknown, index) => {
        const id = `${key}[${index}]`
        const row = decode(item)
        return Either.isLeft(row)
          ? Effect.succeed(Verdict.unreadable(section, id, Corpus.reason(row.left)))
          : Verdict.make({ section, subject: subject?.(row.right) ?? key, id }, () => hold(row.right))
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
): Effect.Effect<ReadonlyArray<Verdict.Verdict>, never, R | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const text = yield* Corpus.text(folder, `${section}.json`)
    if (Option.isNone(text)) return []
    const document = yield* Effect.try((): unknown => JSON.parse(text.value))
    if (!Predicate.isRecord(document)) return [Verdict.unreadable(section, section, "it is no object")]
    const held = yield* Effect.forEach(Object.entries(parts), ([key, part]) =>
      Object.hasOwn(document, key) ? part(section, key, document[key]) : Effect.succeed([])
    )
    return held.flat()
  }).pipe(Effect.catchAll((error) => Effect.succeed([Verdict.unreadable(section, section, String(error))])))
