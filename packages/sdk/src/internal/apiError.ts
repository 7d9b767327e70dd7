/** An answer that is no success, read into one of the error classes. Pure, and total over any body. */
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import * as AuthRequirements from "../AuthRequirements.js"
import type { ApiError, Call, Detail } from "../GlobusError.js"
import { apiError } from "../GlobusError.js"

/** An answer as text. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

const string = (value: unknown): string | undefined => (Predicate.isString(value) ? value : undefined)

const isJson = (contentType: string | undefined): boolean =>
  contentType !== undefined && /^[^;]*\/([^;]*\+)?json\s*(;|$)/i.test(contentType)

const parse = (answer: Answer): Record<string, unknown> | undefined => {
  if (!isJson(answer.headers["content-type"])) return undefined
  try {
    const document: unknown = JSON.parse(answer.text)
    return Predicate.isRecord(document) ? document : undefined
  } catch {
    return undefined
  }
}

const details = (document: Record<string, unknown>): ReadonlyArray<Detail & { readonly id: string | undefined }> => {
  const list = document["errors"]
  if (!Array.isArray(list)) return []
  return list.filter(Predicate.isRecord).map((entry) => ({
    code: string(entry["code"]),
    message: string(entry["message"]) ?? string(entry["detail"]) ?? string(entry["title"]),
    id: string(entry["id"])
  }))
}

/** The one value that all of them have. */
const common = (values: ReadonlyArray<string | undefined>): string | undefined =>
  values.every((value) => value === values[0]) ? values[0] : undefined

/** What a person can use of a body that is not JSON: a page's title, or the first words. */
const words = (text: string): string | undefined => {
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1] ?? (/^\s*</.test(text) ? "" : text)
  const line = title.trim().replace(/\s+/g, " ")
  return line === "" ? undefined : line.slice(0, 200)
}

const phrases: Readonly<Record<ApiError["_tag"], string>> = {
  ConsentRequired: "The user has not consented to this",
  AuthorizationRequired: "The user must authenticate anew for this",
  Unauthenticated: "The service does not take this token",
  PermissionDenied: "The identity may not do this",
  NotFound: "There is no such thing",
  Conflict: "It conflicts with what is there",
  InvalidRequest: "The service does not understand the request",
  RateLimited: "Too many requests",
  CollectionFailure: "The collection failed",
  ServiceUnavailable: "The service failed",
  GlobusApiError: "The answer is no success"
}

/** Codes by which Transfer says that a collection failed, not Transfer. */
const isCollectionFailure = (code: string | undefined): boolean =>
  code !== undefined && /ExternalError|EndpointError/.test(code)

/** The class of an error: what the user must do first, then whose failure it is, then the status. */
export const tagOf = (
  status: number,
  code: string | undefined,
  requirements: AuthRequirements.AuthRequirements | undefined
): ApiError["_tag"] => {
  if (status >= 400 && status < 500) {
    if (code === "ConsentRequired") return "ConsentRequired"
    if (requirements !== undefined) {
      return Object.keys(requirements).every((key) => key === "required_scopes") && code !== "AuthorizationRequired"
        ? "ConsentRequired"
        : "AuthorizationRequired"
    }
  }
  if (status === 429) return "RateLimited"
  if (isCollectionFailure(code)) return "CollectionFailure"
  if (status === 401) return "Unauthenticated"
  if (status === 403) return "PermissionDenied"
  if (status === 404) return "NotFound"
  if (status === 409) return "Conflict"
  if (status >= 400 && status < 500) return "InvalidRequest"
  return status >= 500 && status < 600 ? "ServiceUnavailable" : "GlobusApiError"
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3), from `now` in epoch milliseconds. */
export const retryAfter = (value: string | undefined, now: number): Duration.Duration | undefined => {
  if (value === undefined) return undefined
  const text = value.trim()
  if (/^\d+$/.test(text)) return Duration.seconds(Number(text))
  const date = Date.parse(text)
  // Date.parse takes bare numbers and the like for dates: an HTTP date begins with the day's name.
  return Number.isNaN(date) || !/^[A-Z][a-z]{2}/.test(text) ? undefined : Duration.millis(Math.max(0, date - now))
}

/** What Globus support asks for: in the document, as each service puts it, else in a header. */
export const requestId = (answer: Answer, document: unknown): string | undefined => {
  const body = Predicate.isRecord(document) ? document : {}
  const meta = Predicate.isRecord(body["meta"]) ? body["meta"] : {}
  return (
    string(body["request_id"]) ??
    string(meta["request_id"]) ??
    common(details(body).map((error) => error.id)) ??
    answer.headers["x-request-id"]
  )
}

/** The error of an answer. `sensitive`: the text is not kept. `now` is in epoch milliseconds. */
export const fromAnswer = (call: Call, answer: Answer, now: number, sensitive: boolean): ApiError => {
  const document = parse(answer) ?? {}
  const nested = Predicate.isRecord(document["error"]) ? document["error"] : {}
  const errors = details(document)
  const code =
    string(document["code"]) ??
    string(nested["code"]) ??
    common(errors.map((error) => error.code)) ??
    string(document["error"])
  const listed = errors.map((error) => error.message).filter(Predicate.isString)
  const message =
    string(document["message"]) ??
    string(nested["message"]) ??
    string(nested["detail"]) ??
    (listed.length > 0 ? listed.join("; ") : undefined) ??
    string(document["detail"]) ??
    string(document["error_description"])
  const requirements = AuthRequirements.fromDocument(document)
  const tag = tagOf(answer.status, code, requirements)
  return apiError(tag, {
    ...call,
    status: answer.status,
    code,
    message:
      message ??
      (sensitive ? undefined : words(Object.keys(document).length > 0 ? "" : answer.text)) ??
      [phrases[tag], `(${[answer.status, code].filter(Predicate.isNotUndefined).join(", ")})`].join(" "),
    requestId: requestId(answer, document),
    resource: string(document["resource"]),
    errors: errors.map(({ code, message }) => ({ code, message })),
    requirements,
    retryAfter: retryAfter(answer.headers["retry-after"], now),
    body: sensitive ? "" : answer.text
  })
}
