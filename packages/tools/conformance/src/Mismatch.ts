/** One thing in which a client does not do what was recorded: a value at a place. */
import * as Predicate from "effect/Predicate"
import * as Struct from "effect/Struct"
import { isDeepStrictEqual } from "node:util"

/** The places that are compared. */
export type Place =
  // The row as a whole, and the sequence of requests.
  | "the row"
  | "requests left out"
  | "request missing"
  | "request beyond"
  // A request.
  | "method"
  | "host"
  | "path"
  | "query"
  | "header"
  | "body"
  | "form"
  | "json"
  // What came of it.
  | "outcome"
  | "status"
  | "code"
  | "message"
  | "request id"
  | "errors"
  | "requirements"
  | "written again"
  | "value"
  | "pages"
  | "sleeps"
  // A document, and whether our client refuses it.
  | "document"
  | "refused"
  // Where a client sends its calls.
  | "address"
  // Retries.
  | "attempts"
  | "pauses"
  | "heeded"
  | "header calls"
  | "reject calls"
  // Scopes.
  | "scopes"
  | "resource server"

export interface Mismatch {
  readonly place: Place
  /** The index of the recorded exchange that it is about. */
  readonly exchange?: number | undefined
  /** The name of the parameter, the header or the member; keys and indices are joined by dots. */
  readonly name?: string | undefined
  /** Undefined: nothing. */
  readonly recorded: unknown
  readonly ours: unknown
}

/** The places, `[recorded, ours]`, that are not the same. */
export const compare = (
  places: Partial<Readonly<Record<Place, readonly [recorded: unknown, ours: unknown]>>>
): ReadonlyArray<Mismatch> =>
  Struct.entries(places).flatMap(([place, pair]) =>
    pair === undefined || isDeepStrictEqual(pair[0], pair[1]) ? [] : [{ place, recorded: pair[0], ours: pair[1] }]
  )

const shorten = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}…` : text)

const show = (value: unknown): string =>
  value === undefined ? "nothing" : shorten(JSON.stringify(value) ?? String(value))

/** One line for a person. */
export const print = ({ exchange, name, ours, place, recorded }: Mismatch): string =>
  [
    exchange === undefined ? "" : `request ${exchange + 1}, `,
    place,
    name === undefined ? "" : ` ${name}`,
    `: recorded ${show(recorded)}, ours ${show(ours)}`
  ].join("")

/** Sorted at every depth, for what comes of a Python set. Texts joined by commas or spaces count as lists too. */
const canonical = (value: unknown): unknown => {
  if (Predicate.isString(value)) return value.split(/[ ,]/).sort().join(" ")
  if (Array.isArray(value)) {
    return value.map((item) => canonical(item)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  return Predicate.isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]))
    : value
}

/** How two values are compared. */
export interface Order {
  /** Lists may come in any order. */
  readonly unordered: boolean
}

export const same = (recorded: unknown, ours: unknown, { unordered }: Order): boolean =>
  unordered ? isDeepStrictEqual(canonical(recorded), canonical(ours)) : isDeepStrictEqual(recorded, ours)

/** The members that are not the same, at any depth. */
export const documents = (
  recorded: unknown,
  ours: unknown,
  order: Order,
  name: ReadonlyArray<string> = []
): ReadonlyArray<{ readonly name: string; readonly recorded: unknown; readonly ours: unknown }> => {
  if (same(recorded, ours, order)) return []
  const within = (keys: ReadonlyArray<string>, of: (value: object) => (key: string) => unknown) => {
    const [left, right] = [of(Object(recorded)), of(Object(ours))]
    return keys.flatMap((key) => documents(left(key), right(key), order, [...name, key]))
  }
  const member = (value: object) => (key: string) => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined)
  if (Predicate.isRecord(recorded) && Predicate.isRecord(ours)) {
    return within([...new Set([...Object.keys(recorded), ...Object.keys(ours)])], member)
  }
  if (Array.isArray(recorded) && Array.isArray(ours) && recorded.length === ours.length) {
    return within([...recorded.keys()].map(String), member)
  }
  return [{ name: name.join("."), recorded, ours }]
}
