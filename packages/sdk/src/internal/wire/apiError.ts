/** An answer that is no success, read into one of the error classes. Pure, and total over any body. */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as AuthRequirements from "../../AuthRequirements.js"
import type { ApiError, ApiErrorFields, Call, Detail } from "../../GlobusError.js"
import * as GlobusError from "../../GlobusError.js"
import type { Answer } from "./types.js"

const isText = (value: unknown): value is string => Predicate.isString(value) && value !== ""

/** The first that says something. */
const string = (...values: ReadonlyArray<unknown>): string | undefined => values.find(isText)

const record = (value: unknown): Record<string, unknown> => (Predicate.isRecord(value) ? value : {})

const isJson = (contentType = ""): boolean => {
  const [type = ""] = contentType.toLowerCase().split(";", 1)
  const name = type.trim()
  return name.endsWith("/json") || (name.endsWith("+json") && name.includes("/"))
}

/**
 * The document of an answer, of any kind; none of text and of JSON that broke off. What looks like a JSON object is tried
 * whatever its media type: gateways give another one to OAuth's errors, or none.
 */
const parse = (answer: Answer): Option.Option<unknown> =>
  isJson(answer.headers["content-type"]) || answer.text.trimStart().startsWith("{")
    ? Option.liftThrowable((): unknown => JSON.parse(answer.text))()
    : Option.none()

interface Entry extends Detail {
  readonly id: string | undefined
}

/** What validators say: `msg`, and where in the request. */
const located = (entry: Record<string, unknown>): string | undefined => {
  const message = string(entry["msg"])
  const place = Array.isArray(entry["loc"]) ? entry["loc"].map(String).join(".") : ""
  return message === undefined || place === "" ? message : `${message}: ${place}`
}

/** One of the errors in an answer: a document of its own, or a text. */
const entryOf = (entry: unknown): ReadonlyArray<Entry> =>
  isText(entry)
    ? [{ code: undefined, message: entry, id: undefined }]
    : Predicate.isRecord(entry)
      ? [
          {
            code: string(entry["code"]),
            message: string(entry["message"], entry["detail"], entry["reason"], entry["title"], located(entry)),
            id: string(entry["id"])
          }
        ]
      : []

/** The list of errors: Auth's and JSON:API's `errors`, or what Timers and Flows have in `detail`. One that speaks may be alone. */
const details = (document: Record<string, unknown>): ReadonlyArray<Entry> => {
  const nested = record(document["error"])
  return [document["errors"], nested["errors"], document["detail"], nested["detail"]].flatMap((list) =>
    Array.isArray(list)
      ? list.flatMap(entryOf)
      : Predicate.isRecord(list)
        ? entryOf(list).filter(({ message }) => message !== undefined)
        : []
  )
}

/** The one value of all that have one. */
const common = (values: ReadonlyArray<string | undefined>): string | undefined => {
  const [first, ...others] = new Set(values.filter(Predicate.isNotUndefined))
  return others.length === 0 ? first : undefined
}

const blanks = (text: string): string => text.trim().replace(/\s+/g, " ")

/** A page is no answer of Globus: none of its services answers so. `sensitive`: its title is not told. */
const page = ({ headers, text }: Answer, sensitive: boolean): string | undefined => {
  const start = text.slice(0, 5000)
  if (!/<(!doctype html|html|head|title|body)[\s>]/i.test(start)) {
    if (!/^\s*</.test(start) || headers["content-type"]?.toLowerCase().includes("html") !== true) return undefined
  }
  const title = sensitive ? "" : blanks(/<title[^<>]*>([^<]*)<\/title>/i.exec(start)?.[1] ?? "")
  return `an HTML page, not an answer of Globus${title === "" ? "" : `: ${title.slice(0, 200)}`}; look at the proxy`
}

/** The first words of a body that is no document and no other markup. */
const words = (body: string): string | undefined => {
  const text = blanks(body.slice(0, 5000))
  return text === "" || text.startsWith("<") ? undefined : text.slice(0, 200)
}

/** Where a redirect points: nobody follows it. Its query may hold what the request had. */
const target = (call: Call, { headers, status }: Answer, sensitive: boolean): string | undefined => {
  const { location } = headers
  if (status < 300 || status >= 400 || location === undefined || !URL.canParse(location, call.origin)) return undefined
  const { origin, pathname, protocol } = new URL(location, call.origin)
  if (protocol !== "https:" && protocol !== "http:") return "it redirects to what is no web address"
  return `it redirects to ${origin}${sensitive ? "" : pathname.slice(0, 500)}`
}

/** What happened, where the service does not say it. */
const phrases: Readonly<Record<ApiError["_tag"], string>> = {
  GlobusConsentRequired: "the user has not consented to this",
  GlobusAuthorizationRequired: "the user must authenticate anew for this",
  GlobusUnauthenticated: "the service does not take this token",
  GlobusPermissionDenied: "the identity may not do this",
  GlobusNotFound: "there is no such thing",
  GlobusConflict: "it conflicts with what is there",
  GlobusInvalidRequest: "the service does not understand the request",
  GlobusRateLimited: "too many requests",
  GlobusCollectionFailure: "the collection failed",
  GlobusServiceUnavailable: "the service failed",
  GlobusApiError: "the answer is no success"
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
    if (code === "ConsentRequired") return "GlobusConsentRequired"
    if (requirements !== undefined) {
      return Object.keys(requirements).every((key) => key === "required_scopes") && code !== "AuthorizationRequired"
        ? "GlobusConsentRequired"
        : "GlobusAuthorizationRequired"
    }
  }
  if (status === 429) return "GlobusRateLimited"
  if (isCollectionFailure(code)) return "GlobusCollectionFailure"
  if (status === 401) return "GlobusUnauthenticated"
  if (status === 403) return "GlobusPermissionDenied"
  if (status === 404) return "GlobusNotFound"
  if (status === 409) return "GlobusConflict"
  if (status >= 400 && status < 500) return "GlobusInvalidRequest"
  return status >= 500 && status < 600 ? "GlobusServiceUnavailable" : "GlobusApiError"
}

/** An HTTP date (RFC 9110, section 5.6.7), in epoch milliseconds. */
const httpDate = (text: string | undefined): number | undefined => {
  // Date.parse takes bare numbers and the like for dates: an HTTP date begins with the day's name.
  const date = text !== undefined && /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : date
}

/**
 * `Retry-After` in seconds or as an HTTP date (RFC 9110, section 10.2.3). A date is as the answer's own clock has it: it
 * counts from the answer's `Date`, and without one from `now` in epoch milliseconds.
 */
export const retryAfter = (
  value: string | undefined,
  now: number,
  answered?: string
): Duration.Duration | undefined => {
  if (value === undefined) return undefined
  const text = value.trim()
  if (/^\d+$/.test(text)) return Duration.seconds(Number(text))
  const date = httpDate(text)
  return date === undefined ? undefined : Duration.millis(Math.max(0, date - (httpDate(answered?.trim()) ?? now)))
}

/** What Globus support asks for: in the document, as each service puts it, else in a header. */
export const requestId = (answer: Pick<Answer, "headers">, document: unknown): string | undefined => {
  const body = record(document)
  return string(
    body["request_id"],
    record(body["meta"])["request_id"],
    common(details(body).map((error) => error.id)),
    answer.headers["x-request-id"]
  )
}

/** What a service's document says in words. */
const said = (
  document: Record<string, unknown>,
  errors: ReadonlyArray<Entry>,
  requirements: AuthRequirements.AuthRequirements | undefined
): string | undefined => {
  const nested = record(document["error"])
  return string(
    document["message"],
    nested["message"],
    nested["detail"],
    errors
      .map((error) => error.message)
      .filter(Predicate.isNotUndefined)
      .join("; "),
    document["detail"],
    document["reason"],
    nested["reason"],
    document["error_description"],
    document["description"],
    document["title"],
    nested["title"],
    requirements?.session_message
  )
}

/** The error of a tag, which is its class's name. */
export const apiError = (tag: ApiError["_tag"], fields: ApiErrorFields): ApiError => new GlobusError[tag](fields)

/** Of an answer that may hold secrets: a code is a word of the protocol, and everything else may be anything. */
const isCode = (code: string): boolean => /^[A-Za-z][\w.-]{0,63}$/.test(code)

/**
 * The error of an answer, in which no secret of the call is left. `sensitive`: neither the service's words nor its text are
 * kept, as they may hold secrets that nobody here knows. `now` is in epoch milliseconds.
 */
export const fromAnswer = (call: Call, answer: Answer, now: number, sensitive: boolean): ApiError => {
  const parsed = parse(answer)
  const document = record(Option.getOrUndefined(parsed))
  const nested = record(document["error"])
  const entries = details(document)
  const required = AuthRequirements.fromDocument(document)
  const keep = (code: string | undefined) => (sensitive && code !== undefined && !isCode(code) ? undefined : code)
  const code = keep(
    string(document["code"], nested["code"], common(entries.map((error) => error.code)), document["error"])
  )
  // One failed collection among several errors is reason enough, as in the Python SDK's client of JSON:API.
  const decisive = code ?? entries.map((error) => error.code).find(isCollectionFailure)
  const tag = tagOf(answer.status, decisive, required)
  const { session_message, ...toMeet } = required ?? {}
  const description =
    target(call, answer, sensitive) ??
    (sensitive ? undefined : said(document, entries, required)) ??
    (Option.isSome(parsed)
      ? sensitive
        ? undefined
        : string(parsed.value)
      : (page(answer, sensitive) ?? (sensitive ? undefined : words(answer.text))))
  return apiError(tag, {
    ...call,
    status: answer.status,
    code,
    description: description ?? phrases[tag],
    requestId: requestId(answer, document),
    resource: sensitive ? undefined : string(document["resource"]),
    errors: entries.map(({ code, message }) =>
      sensitive ? { code: keep(code), message: undefined } : { code, message }
    ),
    requirements: sensitive && required !== undefined ? toMeet : required,
    retryAfter: retryAfter(answer.headers["retry-after"], now, answer.headers["date"]),
    body: sensitive ? "" : answer.text
  })
}
