/**
 * Everything that can go wrong in a call, one tagged class for each thing that a program does next: log in again,
 * consent, wait, fix the request, give up. No error holds a token, a request or a response: at the edge they become
 * method, origin, path template, status and text, with the secrets of the call struck out.
 *
 * The message of an error about a call is one line that says it all: operation, method, origin, status, what happened, what
 * to do. `description` has only what happened.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type { AuthRequirements } from "./AuthRequirements.js"
import * as firstLine from "./internal/wire/firstLine.js"

/**
 * The call that failed.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call {
  /** The operation's name, such as `operationLs`. */
  readonly operation: string
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
  /** The declared path, its parameters not filled in. */
  readonly path: string
}

/**
 * One of several errors in one answer.
 *
 * @since 0.1.0
 * @category models
 */
export interface Detail {
  readonly code: string | undefined
  readonly message: string | undefined
}

/**
 * What every answer that is an error has.
 *
 * @since 0.1.0
 * @category models
 */
export interface ApiErrorFields extends Call {
  readonly status: number
  /** The service's own code, such as `EndpointNotFound`, `UNAUTHORIZED` or OAuth's `invalid_grant`. */
  readonly code: string | undefined
  /** What the service says, in its own words; where it says nothing, a phrase of ours. */
  readonly description: string
  /** What Globus support asks for. */
  readonly requestId: string | undefined
  /** The thing the error is about, where the service names it. */
  readonly resource: string | undefined
  /** All errors of the answer, where the service sends a list. */
  readonly errors: ReadonlyArray<Detail>
  /** What the user must do first, where the service says so. */
  readonly requirements: AuthRequirements | undefined
  /** How long the service asks to wait (RFC 9110, section 10.2.3). */
  readonly retryAfter: Duration.Duration | undefined
  /** The answer's text, the first 64 KiB of it in UTF-8; empty where it could hold tokens. */
  readonly body: string
}

/** A class of errors that are answers. The message is made of the fields. */
const answerError = <Tag extends firstLine.Tag>(
  tag: Tag
): new (fields: ApiErrorFields) => Cause.YieldableError & { readonly _tag: Tag } & Readonly<ApiErrorFields> =>
  class extends Data.TaggedError(tag)<ApiErrorFields & { readonly message: string }> {
    constructor(fields: ApiErrorFields) {
      super({ ...fields, message: firstLine.ofAnswer(tag, fields) })
    }
  }

/**
 * The user has not consented to a scope. Ask for `requirements.required_scopes` in a new authorization.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusConsentRequired extends answerError("GlobusConsentRequired") {}

/**
 * The session lacks something: `requirements` says what a new authorization must ask for.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusAuthorizationRequired extends answerError("GlobusAuthorizationRequired") {}

/**
 * 401: the service does not take this token (after one renewal, where the authorizer can renew). Log in again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusUnauthenticated extends answerError("GlobusUnauthenticated") {}

/**
 * 403: the identity may not do this.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusPermissionDenied extends answerError("GlobusPermissionDenied") {}

/**
 * 404.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusNotFound extends answerError("GlobusNotFound") {}

/**
 * 409.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusConflict extends answerError("GlobusConflict") {}

/**
 * Any other 4xx: fix the request.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusInvalidRequest extends answerError("GlobusInvalidRequest") {}

/**
 * 429, after the retries.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusRateLimited extends answerError("GlobusRateLimited") {}

/**
 * The collection behind Transfer failed (`ExternalError…`, `EndpointError…`), not Transfer itself.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusCollectionFailure extends answerError("GlobusCollectionFailure") {}

/**
 * 5xx, after the retries.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusServiceUnavailable extends answerError("GlobusServiceUnavailable") {}

/**
 * Any other answer that is no success, such as a redirect.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusApiError extends answerError("GlobusApiError") {}

/**
 * An answer that is an error. All classes have the same fields.
 *
 * @since 0.1.0
 * @category errors
 */
export type ApiError =
  | GlobusConsentRequired
  | GlobusAuthorizationRequired
  | GlobusUnauthenticated
  | GlobusPermissionDenied
  | GlobusNotFound
  | GlobusConflict
  | GlobusInvalidRequest
  | GlobusRateLimited
  | GlobusCollectionFailure
  | GlobusServiceUnavailable
  | GlobusApiError

const apiErrors = {
  GlobusConsentRequired,
  GlobusAuthorizationRequired,
  GlobusUnauthenticated,
  GlobusPermissionDenied,
  GlobusNotFound,
  GlobusConflict,
  GlobusInvalidRequest,
  GlobusRateLimited,
  GlobusCollectionFailure,
  GlobusServiceUnavailable,
  GlobusApiError
} as const

/**
 * The error of a tag.
 *
 * @since 0.1.0
 * @category constructors
 */
export const apiError = (tag: ApiError["_tag"], fields: ApiErrorFields): ApiError => new apiErrors[tag](fields)

/**
 * Whether something is an answer that is an error, of any class.
 *
 * @since 0.1.0
 * @category guards
 */
export const isApiError = (u: unknown): u is ApiError => Object.values(apiErrors).some((error) => u instanceof error)

interface NetworkErrorFields extends Call {
  /** What the connection or the platform says. */
  readonly description: string
}

/**
 * No answer: the connection failed or broke. It is not known whether the request arrived.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusNetworkError extends Data.TaggedError("GlobusNetworkError")<
  NetworkErrorFields & { readonly message: string }
> {
  constructor(fields: NetworkErrorFields) {
    super({ ...fields, message: firstLine.ofNoAnswer(fields, fields.description) })
  }
}

interface TimeoutFields extends Call {
  readonly timeout: Duration.Duration
  /** `token`: the attempt waited for a token, and nothing was sent. */
  readonly waitingFor?: "token" | undefined
  /** What was waited for. */
  readonly description: string
}

/**
 * No answer within the deadline of the attempt, or not even a token to send it with.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusTimeout extends Data.TaggedError("GlobusTimeout")<TimeoutFields & { readonly message: string }> {
  constructor(fields: TimeoutFields) {
    super({ ...fields, message: firstLine.ofTimeout(fields, fields.description) })
  }
}

interface DecodeErrorFields extends Call {
  readonly status: number
  readonly requestId: string | undefined
  /** Where in the document, as keys and indices; empty: the document as a whole. */
  readonly documentPath: ReadonlyArray<PropertyKey>
  /** What is wrong there, and what was expected. */
  readonly description: string
  /**
   * What was parsed, secrets struck out, so that the id of a thing just made is not lost: the answer, or the item of a
   * stream. Absent where the answer is no JSON, and where it could hold tokens.
   */
  readonly document?: unknown
}

/**
 * A success whose document is not what the declaration says.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusDecodeError extends Data.TaggedError("GlobusDecodeError")<
  DecodeErrorFields & { readonly message: string }
> {
  constructor(fields: DecodeErrorFields) {
    super({ ...fields, message: firstLine.ofDocument(fields, fields.description) })
  }
}

interface AnswerTooLargeFields extends Call {
  readonly status: number
  /** What there is too much of: all that is collected, one item of a list, a list without its items, one piece of a stream. */
  readonly part: "body" | "row" | "envelope" | "piece"
  /** In bytes. */
  readonly limit: number
  /** The option that sets the limit: the client's own, or that of the `HttpClient`'s layer. */
  readonly raise: "maxHeldBytes" | "maxBodyBytes"
}

/**
 * More of an answer would have to be held in memory at once than `ClientOptions.maxHeldBytes` or the `HttpClient` allows.
 * The call is not sent again, as the answer would be as long.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusAnswerTooLarge extends Data.TaggedError("GlobusAnswerTooLarge")<
  AnswerTooLargeFields & { readonly message: string }
> {
  constructor(fields: AnswerTooLargeFields) {
    super({ ...fields, message: firstLine.ofTooLarge(fields) })
  }
}

/**
 * The program asked for something that can not be asked for: nothing was sent. The message says what to do.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusUsageError extends Data.TaggedError("GlobusUsageError")<{
  /** The option, parameter or field at fault. */
  readonly field: string
  readonly message: string
}> {}

/**
 * There is no way left to a token but a new login.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusLoginRequired extends Data.TaggedError("GlobusLoginRequired")<{
  /** OAuth's code (RFC 6749, section 5.2), such as `invalid_grant`. */
  readonly reason: string
  readonly resourceServer: string | undefined
  readonly message: string
}> {}

/**
 * The token endpoint refuses the application, or what it asks for, whoever the user is: no login helps. Fix the
 * configuration. `invalid_client` and `unauthorized_client` are about the application's id and secret, `invalid_scope`
 * is about the scopes, and the message names what was refused.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusClientRejected extends Data.TaggedError("GlobusClientRejected")<{
  /** OAuth's code (RFC 6749, section 5.2), such as `invalid_client`. */
  readonly reason: string
  /** The application, where the authorizer knows it. */
  readonly clientId: string | undefined
  readonly resourceServer: string | undefined
  readonly message: string
}> {}

/**
 * The authorizer's token is for another resource server: nothing was sent. A Globus token is for one service; give each
 * client its own authorizer.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusWrongResourceServer extends Data.TaggedError("GlobusWrongResourceServer")<{
  /** Whose token the authorizer holds. */
  readonly held: string
  /** Who was to get it. */
  readonly asked: string
  readonly message: string
}> {}

/**
 * A token could not be got or renewed for now, and no good one is left. A later call tries again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusRefreshFailed extends Data.TaggedError("GlobusRefreshFailed")<{
  /** What the token endpoint answered, or why it did not: a code, for programs. */
  readonly reason: string
  /** Scheme, host and port of the token endpoint; undefined where it was not reached by a call of ours. */
  readonly origin: string | undefined
  /** Whose token it is, where that is known. */
  readonly resourceServer: string | undefined
  /** When the next attempt may be made, in epoch milliseconds. */
  readonly nextAttempt: number
  /** The token, the token endpoint, the cause and the next attempt, for people. */
  readonly message: string
}> {}

/**
 * Why an authorizer has no token to give.
 *
 * @since 0.1.0
 * @category errors
 */
export type AuthorizationError =
  | GlobusLoginRequired
  | GlobusClientRejected
  | GlobusWrongResourceServer
  | GlobusRefreshFailed

/**
 * Everything a call can fail with.
 *
 * @since 0.1.0
 * @category errors
 */
export type GlobusError =
  | ApiError
  | GlobusNetworkError
  | GlobusTimeout
  | GlobusDecodeError
  | GlobusAnswerTooLarge
  | GlobusUsageError
  | AuthorizationError
