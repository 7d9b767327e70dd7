/** In what a client does not do what was recorded: one value at one place. */
import * as Predicate from "effect/Predicate"
import { isDeepStrictEqual } from "node:util"

/** The places that are compared. */
export type Place =
  // The sequence of requests.
  | "base URL"
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
  | "value"
  | "pages"
  | "sleeps"

export interface Mismatch {
  readonly place: Place
  /** The place of the recorded exchange that it is about. */
  readonly exchange?: number | undefined
  /** Of the parameter, the header or the member, its keys and indices joined by dots. */
  readonly name?: string | undefined
  /** Undefined: nothing. */
  readonly recorded: unknown
  readonly ours: unknown
}

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

/** Everything in any order: what comes of a Python set. Texts joined by commas or blanks are such lists too. */
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

/** The members, of documents within documents too, that are not the same. */
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
