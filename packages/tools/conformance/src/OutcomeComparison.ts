/**
 * Compares what came of a call with the recording: the whole document, or the error that a program catches instead of
 * Python's.
 */
import { isApiError } from "@effect-globus/sdk/GlobusError"
import { identity } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Made, Outcome, Reading } from "./Call.js"
import type { Exchange, RecordedOutcome, Vector } from "./Corpus.js"
import type { Mismatch, Order } from "./Mismatch.js"
import * as Mismatches from "./Mismatch.js"
import * as TokenAnswer from "./TokenAnswer.js"

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The document of a recorded answer, or its text. */
export const documentOf = (exchange: Exchange | undefined): unknown => {
  if (exchange === undefined || "exception" in exchange.response) return undefined
  const { body, bodyKind, status } = exchange.response
  // RFC 9110, section 15.3.5: a 204 has no body, whatever was recorded.
  if (bodyKind === "none" || status === 204) return ""
  return bodyKind === "text" ? Option.getOrElse(parse(String(body)), () => body) : body
}

/** Our document, or its text. */
const ours = (value: unknown, madeAt: number): unknown => {
  // An operation that is declared to answer nothing has no value.
  if (value === undefined) return ""
  if (Predicate.hasProperty(value, "text") && Predicate.hasProperty(value, "status")) {
    return Option.getOrElse(parse(String(value.text)), () => value.text)
  }
  return TokenAnswer.toDocument(value, madeAt)
}

const isSuccess = ({ response }: Exchange): boolean =>
  "status" in response && response.status >= 200 && response.status < 300

/** The tags that fit an answer with an error. */
const tagsOfStatus = (status: number, code: unknown, document: unknown): ReadonlyArray<string> => {
  const isClient = status >= 400 && status < 500
  // What the user must do comes before the status. `errors.json` tells the two tags apart.
  const asks =
    isClient && /authorization_parameters|required_scopes|consent.?required/i.test(JSON.stringify(document) ?? "")
      ? ["GlobusConsentRequired", "GlobusAuthorizationRequired"]
      : []
  if (status === 429) return [...asks, "GlobusRateLimited"]
  if (/ExternalError|EndpointError/.test(String(code))) return [...asks, "GlobusCollectionFailure"]
  const byStatus = new Map([
    [401, "GlobusUnauthenticated"],
    [403, "GlobusPermissionDenied"],
    [404, "GlobusNotFound"],
    [409, "GlobusConflict"]
  ]).get(status)
  return [
    ...asks,
    byStatus ??
      (isClient
        ? "GlobusInvalidRequest"
        : status >= 500 && status < 600
          ? "GlobusServiceUnavailable"
          : "GlobusApiError")
  ]
}

/** The tags that fit a recorded error. There are none for an error of Python's runtime. */
export const expectedTags = (
  { code, error, errorBases, httpStatus }: RecordedOutcome,
  document: unknown
): ReadonlyArray<string> => {
  const classes = [error ?? "", ...(errorBases ?? [])]
  if (classes.includes("GlobusAPIError")) return tagsOfStatus(httpStatus ?? 0, code, document)
  if (classes.includes("GlobusTimeoutError")) return ["GlobusTimeout"]
  if (classes.includes("GlobusConnectionTimeoutError")) return ["GlobusTimeout", "GlobusNetworkError"]
  if (classes.includes("MissingTokenError")) return ["GlobusLoginRequired"]
  if (classes.includes("NetworkError")) return ["GlobusNetworkError"]
  return classes.includes("GlobusSDKUsageError") || classes.includes("ValidationError") ? ["GlobusUsageError"] : []
}

const one = (place: Mismatch["place"], recorded: unknown, ours: unknown): ReadonlyArray<Mismatch> =>
  Mismatches.same(recorded, ours, { unordered: false }) ? [] : [{ place, recorded, ours }]

const summary = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Value":
      return "a value"
    case "Failure":
      return [outcome.error._tag, "message" in outcome.error ? String(outcome.error.message) : ""].join(": ")
    case "Died":
      return `a defect: ${outcome.message}`
  }
}

const error = (recorded: RecordedOutcome, made: Made, last: Exchange | undefined): ReadonlyArray<Mismatch> => {
  const { outcome } = made
  const name = [recorded.error, recorded.httpStatus, recorded.code].filter(Predicate.isNotNullable).join(" ")
  if (outcome._tag !== "Failure" || !expectedTags(recorded, documentOf(last)).includes(outcome.error._tag)) {
    return one("outcome", name, summary(outcome))
  }
  if (!isApiError(outcome.error)) return []
  return [
    ...one("status", recorded.httpStatus, outcome.error.status),
    // Where Python finds nothing, ours may say more.
    ...(Predicate.isNullable(recorded.code) ? [] : one("code", recorded.code, outcome.error.code)),
    ...(Predicate.isNullable(recorded.message) ? [] : one("message", recorded.message, outcome.error.description))
  ]
}

/** The items of a recorded page. */
const itemsOf = (document: unknown, itemsKey: string | null | undefined): ReadonlyArray<unknown> => {
  const list =
    itemsKey === null || itemsKey === undefined || !Predicate.isRecord(document) ? document : document[itemsKey]
  return Array.isArray(list) ? list : []
}

const pages = (vector: Vector, value: unknown, reading: Reading, order: Order): ReadonlyArray<Mismatch> => {
  const recorded = vector.exchanges.filter(isSuccess).map(documentOf)
  const list = Array.isArray(value) ? value : [value]
  const [left, right] =
    reading === "Pages"
      ? [recorded, list.map((page) => (Predicate.hasProperty(page, "page") ? page.page : page))]
      : [recorded.flatMap((page) => itemsOf(page, vector.paging?.itemsKey)), list]
  return left.length === right.length
    ? Mismatches.documents(left, right, order).map((mismatch) => ({ place: "pages", ...mismatch }))
    : [{ place: "pages", name: reading, recorded: left.length, ours: right.length }]
}

/** The pauses, where they were recorded. */
export const sleeps = ({ sleeps }: Vector, made: Made): ReadonlyArray<Mismatch> =>
  Predicate.isNullable(sleeps) ? [] : one("sleeps", sleeps, made.sleeps)

/** How an outcome is compared. */
export interface Comparison {
  readonly reading: Reading
  readonly order: Order
  /** What the call gives of the last answer's document. Default: all of it. */
  readonly answer?: ((document: unknown) => unknown) | undefined
}

/** The mismatches of the outcome. */
export const outcome = (
  vector: Vector,
  exchanges: ReadonlyArray<Exchange>,
  made: Made,
  { answer = identity, order, reading }: Comparison
): ReadonlyArray<Mismatch> => {
  const recorded = vector.outcome
  const last = exchanges.at(-1)
  if (recorded.ok !== true) return error(recorded, made, last)
  // False of Python's `task_wait` means that the time was up.
  if (recorded.returnValue === false && made.outcome._tag === "Failure") {
    return one("outcome", "GlobusTaskWaitTimeout", made.outcome.error._tag)
  }
  if (made.outcome._tag !== "Value") return one("outcome", "a value", summary(made.outcome))
  if (recorded.returnValue === false) return one("outcome", "GlobusTaskWaitTimeout", "a value")
  if (vector.mode === "pages") return pages(vector, made.outcome.value, reading, order)
  return Mismatches.documents(answer(documentOf(last)), ours(made.outcome.value, made.madeAt), order).map(
    (mismatch) => ({
      place: "value",
      ...mismatch
    })
  )
}
