/** A recording, what our client did, and the questions that a difference asks of the two. */
import * as Predicate from "effect/Predicate"
import { isTokenRequest } from "./Authorizers.js"
import type { Made } from "./Call.js"
import { camelCase, clients } from "./Clients.js"
import type { Exchange, RecordedAnswer, Vector } from "./Corpus.js"
import type { Mismatch } from "./Mismatch.js"
import { documentOf } from "./OutcomeComparison.js"
import * as RawCall from "./RawCall.js"
import type { Heard } from "./ReplayServer.js"

export interface Held {
  readonly vector: Vector
  /** Those that the client was to make. */
  readonly exchanges: ReadonlyArray<Exchange>
  readonly heard: ReadonlyArray<Heard>
  readonly made: Made
}

type Fields = Readonly<Record<string, unknown>>

/** The error of ours, if it has one of these tags. */
export const failure = ({ made: { outcome } }: Held, ...tags: ReadonlyArray<string>): Fields | undefined =>
  outcome._tag === "Failure" && tags.includes(outcome.error._tag) && Predicate.isRecord(outcome.error)
    ? outcome.error
    : undefined

/** The field by which our client refused the argument, and its value. Nothing was sent. */
export const refused = (held: Held): { readonly field: string; readonly value: unknown } | undefined => {
  const field = failure(held, "GlobusUsageError")?.["field"]
  return held.heard.length === 0 && Predicate.isString(field) ? { field, value: held.vector.params[field] } : undefined
}

/** It is for an application, which authorizes itself. */
export const isLoginClient = ({ vector: { client } }: Held): boolean => clients.get(client)?.login === true

/** The recorded answer of an exchange, if it has one. */
export const answer = (exchange: Exchange | undefined): RecordedAnswer | undefined =>
  exchange === undefined || "exception" in exchange.response ? undefined : exchange.response

/** The last exchange that our client made. */
export const lastMade = ({ exchanges, heard }: Held): Exchange | undefined => {
  const place = heard.at(-1)?.exchange
  return place === undefined ? undefined : exchanges[place]
}

/** The exchange that our client did not make. */
export const missing = ({ exchange }: Mismatch, { exchanges }: Held): Exchange | undefined =>
  exchange === undefined ? undefined : exchanges[exchange]

/** Where a redirect leads. */
export const redirected = (exchange: Exchange | undefined): string | undefined => {
  const location = Object.entries(answer(exchange)?.headers ?? {}).find(([name]) => name.toLowerCase() === "location")
  return exchange === undefined || location === undefined || !URL.canParse(location[1], exchange.request.url)
    ? undefined
    : new URL(location[1], exchange.request.url).href
}

/** Another outcome than the recorded one, where the recorded one is what follows from its last answer. */
export const isOutcome = (mismatch: Mismatch, { exchanges, vector: { outcome } }: Held): boolean => {
  if (mismatch.place !== "outcome") return false
  const last = exchanges.at(-1)
  const status = answer(last)?.status
  return outcome.ok === true
    ? status !== undefined && status < 400
    : Predicate.isNullable(outcome.httpStatus) || outcome.httpStatus === status
}

/** A request that our client did not make after the last one that it made. */
export const isLeftOut = (mismatch: Mismatch, held: Held): boolean => {
  const last = lastMade(held)
  return (
    mismatch.place === "request missing" &&
    (mismatch.exchange ?? -1) > (last === undefined ? -1 : held.exchanges.indexOf(last))
  )
}

/** What our client refuses is not sent, not once. */
export const isUnsent = (mismatch: Mismatch, held: Held): boolean =>
  isOutcome(mismatch, held) ||
  (isLeftOut(mismatch, held) && missing(mismatch, held)?.request.url === held.exchanges[0]?.request.url)

/** An outcome that ends a call before its time, or the pages that a list has no more because of it. */
export const isEnd = (mismatch: Mismatch, held: Held): boolean =>
  isOutcome(mismatch, held) || (isLeftOut(mismatch, held) && isList(held))

/** What Python did again, and our client did not: that outcome, or those requests. */
export const isNotAgain = (mismatch: Mismatch, held: Held): boolean => {
  const last = lastMade(held)
  const next = last === undefined ? undefined : held.exchanges[held.exchanges.indexOf(last) + 1]
  const again = mismatch.place === "request missing" ? missing(mismatch, held) : next
  return (
    (isOutcome(mismatch, held) || isLeftOut(mismatch, held)) &&
    last !== undefined &&
    isTransient(last) &&
    again?.request.method === last.request.method &&
    again.request.url === last.request.url
  )
}

/** It is no error of the Python SDK, but of Python. */
export const isOfPython = ({ vector: { outcome } }: Held): boolean =>
  Predicate.isString(outcome.error) && (outcome.errorBases ?? []).length === 0 && outcome.error !== "GlobusError"

/** Whether our client may send a request again, as the declaration says. */
export const repeat = ({ vector }: Held, exchange: Exchange): "method" | "safe" | "never" => {
  if (isTokenRequest(exchange)) return "never"
  if (RawCall.isRawCall(vector)) return "method"
  return clients.get(vector.client)?.operations.get(camelCase(vector.operation))?.repeat ?? "method"
}

/** An answer that Python's client tries again after, or none. */
export const isTransient = (exchange: Exchange): boolean =>
  "exception" in exchange.response || [429, 500, 502, 503, 504].includes(exchange.response.status)

/** Whether the answer has no such member, the document that it would be in being there. */
export const isAbsent = (document: unknown, path: ReadonlyArray<PropertyKey>): boolean => {
  const [key, ...rest] = path
  if (key === undefined) return false
  if (!Predicate.isRecord(document) && !Array.isArray(document)) return false
  return Object.hasOwn(document, key) ? isAbsent(Reflect.get(document, key), rest) : rest.length === 0
}

/** Where in the last answer our client found what is not declared. */
export const undeclared = (
  held: Held
): { readonly document: unknown; readonly path: ReadonlyArray<PropertyKey> } | undefined => {
  const error = failure(held, "GlobusDecodeError")
  const path = error?.["documentPath"]
  return Array.isArray(path) ? { document: documentOf(lastMade(held)), path } : undefined
}

/** A parameter that is a number, such as a caller's `offset`. */
export const number = ({ vector: { params } }: Held, name: string): number | undefined => {
  const value = params[name]
  return Predicate.isNumber(value) ? value : undefined
}

/** A list is read, all of it. */
export const isList = ({ vector }: Held): boolean => vector.mode === "pages"

/** How many items the page of an exchange has. */
const itemsOf = ({ vector }: Held, exchange: Exchange): number => {
  const document = documentOf(exchange)
  const items = Predicate.isRecord(document) ? document[vector.paging?.itemsKey ?? ""] : document
  return Array.isArray(items) ? items.length : 0
}

/** How many items the pages had that were asked for before an exchange. */
export const itemsBefore = (held: Held, place: number): number =>
  held.exchanges.slice(0, place).reduce((sum, exchange) => sum + itemsOf(held, exchange), 0)

/** The last page that our client asked for has no items, and no marker that leads on. */
export const isEndedByEmptyPage = (held: Held): boolean => {
  const last = lastMade(held)
  const document = documentOf(last)
  return (
    isList(held) &&
    last !== undefined &&
    Predicate.isRecord(document) &&
    document["has_next_page"] === true &&
    document["marker"] === undefined &&
    itemsOf(held, last) === 0
  )
}

/** The caller's `offset` has brought the list to its end before Python's was. */
export const isBeyondTotal = (held: Held, offset: number): boolean => {
  const document = documentOf(lastMade(held))
  const total = Predicate.isRecord(document) ? document["total"] : undefined
  return Predicate.isNumber(total) && offset + itemsBefore(held, held.heard.length) >= total
}
