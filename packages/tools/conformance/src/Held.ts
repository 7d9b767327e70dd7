/** A recorded call, what our client did, and the questions that rules ask about both. */
import * as Predicate from "effect/Predicate"
import { isTokenRequest } from "./Authorizers.js"
import type { Made } from "./Call.js"
import { camelCase, clients } from "./Clients.js"
import type { Exchange, RecordedAnswer, Vector } from "./Corpus.js"
import type { Declared } from "./Declared.js"
import type { Mismatch } from "./Mismatch.js"
import { documentOf } from "./OutcomeComparison.js"
import * as RawCall from "./RawCall.js"

export interface Held {
  readonly vector: Vector
  /** The exchanges that our client should make. */
  readonly exchanges: ReadonlyArray<Exchange>
  readonly made: Made
}

type Fields = Readonly<Record<string, unknown>>

/** Our error, if it has one of these tags. */
export const failure = ({ made: { outcome } }: Held, ...tags: ReadonlyArray<string>): Fields | undefined =>
  outcome._tag === "Failure" && tags.includes(outcome.error._tag) && Predicate.isRecord(outcome.error)
    ? outcome.error
    : undefined

/** The field because of which our client refused the call, and its value. Nothing was sent. */
export const refused = (held: Held): { readonly field: string; readonly value: unknown } | undefined => {
  const field = failure(held, "GlobusUsageError")?.["field"]
  return held.made.heard.length === 0 && Predicate.isString(field)
    ? { field, value: held.vector.params[field] }
    : undefined
}

/** Whether the client is an application, which authorizes itself. */
export const isLoginClient = ({ vector: { client } }: Held): boolean => clients.get(client)?.login === true

/** The recorded answer of an exchange, if it has one. */
export const answer = (exchange: Exchange | undefined): RecordedAnswer | undefined =>
  exchange === undefined || "exception" in exchange.response ? undefined : exchange.response

/** The last exchange that our client made. */
export const lastMade = ({ exchanges, made: { heard } }: Held): Exchange | undefined => {
  const place = heard.at(-1)?.exchange
  return place === undefined ? undefined : exchanges[place]
}

/** The exchange of a mismatch, which our client did not make. */
export const missing = ({ exchange }: Mismatch, { exchanges }: Held): Exchange | undefined =>
  exchange === undefined ? undefined : exchanges[exchange]

/** Where a redirect leads. */
export const redirected = (exchange: Exchange | undefined): string | undefined => {
  const location = Object.entries(answer(exchange)?.headers ?? {}).find(([name]) => name.toLowerCase() === "location")
  return exchange === undefined || location === undefined || !URL.canParse(location[1], exchange.request.url)
    ? undefined
    : new URL(location[1], exchange.request.url).href
}

/** Whether the outcome differs, and the recorded outcome is what follows from its last answer. */
export const isOutcome = (mismatch: Mismatch, { exchanges, vector: { outcome } }: Held): boolean => {
  if (mismatch.place !== "outcome") return false
  const last = exchanges.at(-1)
  const status = answer(last)?.status
  return outcome.ok === true
    ? status !== undefined && status >= 200 && status < 400
    : Predicate.isNullable(outcome.httpStatus) || outcome.httpStatus === status
}

/** Whether a request is missing that would come after the last one that our client made. */
export const isLeftOut = (mismatch: Mismatch, held: Held): boolean => {
  const last = lastMade(held)
  return (
    mismatch.place === "request missing" &&
    (mismatch.exchange ?? -1) > (last === undefined ? -1 : held.exchanges.indexOf(last))
  )
}

/** Whether the mismatch follows from a refusal: the outcome, or a request to the first address that was not sent. */
export const isUnsent = (mismatch: Mismatch, held: Held): boolean =>
  isOutcome(mismatch, held) ||
  (isLeftOut(mismatch, held) && missing(mismatch, held)?.request.url === held.exchanges[0]?.request.url)

/** Whether the mismatch is an outcome that ends a call early, or a page of a list that is missing because of it. */
export const isEnd = (mismatch: Mismatch, held: Held): boolean =>
  isOutcome(mismatch, held) || (isLeftOut(mismatch, held) && isList(held))

/** Whether the mismatch is that Python sent a request again and our client did not: the outcome, or the request. */
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

/** Whether the recorded error is of Python's runtime, not of its Globus SDK. */
export const isOfPython = ({ vector: { outcome } }: Held): boolean =>
  Predicate.isString(outcome.error) && (outcome.errorBases ?? []).length === 0 && outcome.error !== "GlobusError"

/** What our client has declared for an operation of the recorded name. */
const declared = ({ vector: { client, operation } }: Held): Declared | undefined =>
  clients.get(client)?.operations.get(camelCase(operation))

/** Whether a field stands in the path of the operation. */
export const isPathParameter = (held: Held, field: string): boolean => declared(held)?.path.has(field) === true

/** The path of the first recorded request. */
export const firstPath = ({ exchanges: [first] }: Held): string =>
  first !== undefined && URL.canParse(first.request.url) ? new URL(first.request.url).pathname : ""

/** Whether a request beyond the recording is this recorded one again. */
export const isAgain = ({ ours, place }: Mismatch, exchange: Exchange | undefined): boolean => {
  if (place !== "request beyond" || exchange === undefined || !URL.canParse(exchange.request.url)) return false
  const { host, pathname } = new URL(exchange.request.url)
  return ours === `${exchange.request.method} ${host}${pathname}`
}

/** Whether our client may send a request again, as the declaration says. */
export const repeat = (held: Held, exchange: Exchange): "method" | "safe" | "never" => {
  if (isTokenRequest(exchange)) return "never"
  if (RawCall.isRawCall(held.vector)) return "method"
  return declared(held)?.repeat ?? "method"
}

/** Whether Python's client tries again after this answer, or after no answer. */
export const isTransient = (exchange: Exchange): boolean =>
  "exception" in exchange.response || [429, 500, 502, 503, 504].includes(exchange.response.status)

/** The member at a path of a document. */
export const memberOf = (document: unknown, path: ReadonlyArray<PropertyKey>): unknown =>
  path.reduce<unknown>(
    (value, key) => (Predicate.isRecord(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
    document
  )

/** Whether a document lacks the last member of the path, and has all before it. */
export const isAbsent = (document: unknown, path: ReadonlyArray<PropertyKey>): boolean => {
  const [key, ...rest] = path
  if (key === undefined) return false
  if (!Predicate.isRecord(document) && !Array.isArray(document)) return false
  return Object.hasOwn(document, key) ? isAbsent(Reflect.get(document, key), rest) : rest.length === 0
}

/** The last answer, and where our client found in it what is not declared. */
export const undeclared = (
  held: Held
): { readonly document: unknown; readonly path: ReadonlyArray<PropertyKey> } | undefined => {
  const error = failure(held, "GlobusDecodeError")
  const path = error?.["documentPath"]
  return Array.isArray(path) ? { document: documentOf(lastMade(held)), path } : undefined
}

/** The parameter of this name, if it is a number, such as a caller's `offset`. */
export const number = ({ vector: { params } }: Held, name: string): number | undefined => {
  const value = params[name]
  return Predicate.isNumber(value) ? value : undefined
}

/** Whether a list is read to its end. */
export const isList = ({ vector }: Held): boolean => vector.mode === "pages"

/** The number of items on the page of an exchange. */
const itemsOf = ({ vector }: Held, exchange: Exchange): number => {
  const document = documentOf(exchange)
  const items = Predicate.isRecord(document) ? document[vector.paging?.itemsKey ?? ""] : document
  return Array.isArray(items) ? items.length : 0
}

/** The number of items on all pages before an exchange. */
export const itemsBefore = (held: Held, place: number): number =>
  held.exchanges.slice(0, place).reduce((sum, exchange) => sum + itemsOf(held, exchange), 0)

/** Whether the last page that our client asked for has neither items nor a marker that leads on. */
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

/** Whether the caller's `offset` has brought our list to its end before Python's. */
export const isBeyondTotal = (held: Held, offset: number): boolean => {
  const document = documentOf(lastMade(held))
  const total = Predicate.isRecord(document) ? document["total"] : undefined
  return Predicate.isNumber(total) && offset + itemsBefore(held, held.made.heard.length) >= total
}
