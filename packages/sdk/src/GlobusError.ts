/**
 * Everything that a call can fail with. There is one class for each thing that a program does next: log in again, ask for
 * consent, wait, fix the request, or give up. Catch them by their tags, all of which begin with `Globus`.
 *
 * Every class is a `Schema.TaggedError`: encode an error to JSON, send it to another process, and decode it there to an
 * equal error. The unions have schemas too, for the error channel of an RPC or of a workflow. Classes are recognised by
 * a mark, `TypeId`, so the guards also know errors that another copy of this package has made.
 *
 * The message of an error about a call is one line: operation, method, origin, status, what happened, and what to do.
 * `description` holds only what happened. No error holds a token, a request or a response: an error has only the method,
 * the origin, the path template, the status and text, and the secrets of the call are struck out of the text.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { AuthRequirements } from "./AuthRequirements.js"
import * as errorClass from "./internal/wire/errorClass.js"
import * as firstLine from "./internal/wire/firstLine.js"

/**
 * The call that failed.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call extends Schema.Struct.Type<typeof errorClass.callFields> {}

const detail = Schema.Struct({
  /** The service's code of this error. */
  code: errorClass.maybe(Schema.String),
  /** What the service says about it. */
  message: errorClass.maybe(Schema.String)
})

/**
 * One of several errors in one answer.
 *
 * @since 0.1.0
 * @category models
 */
export interface Detail extends Schema.Schema.Type<typeof detail> {}

const answerFields = {
  ...errorClass.callFields,
  /** The HTTP status. */
  status: Schema.Number,
  /** The service's own code, such as `EndpointNotFound`, `UNAUTHORIZED` or OAuth's `invalid_grant`. */
  code: errorClass.maybe(Schema.String),
  /** What the service says, in its own words. If it says nothing, a phrase of this package. */
  description: Schema.String,
  /** The id of the request. Globus support asks for it. */
  requestId: errorClass.maybe(Schema.String),
  /** The thing that the error is about, if the service names it. */
  resource: errorClass.maybe(Schema.String),
  /** All errors of the answer, if the service sends a list. */
  errors: Schema.Array(detail),
  /** What the user must do first, if the service says so: pass it to `authorizeUrl`. */
  requirements: errorClass.maybe(AuthRequirements),
  /** How long the service asks to wait (`Retry-After`; RFC 9110, section 10.2.3). */
  retryAfter: errorClass.maybe(Schema.Duration),
  /** The answer's text, its first 64 KiB in UTF-8. Empty if the answer could hold tokens. */
  body: Schema.String
} as const

/**
 * The fields of every error that is an answer.
 *
 * @since 0.1.0
 * @category models
 */
export interface ApiErrorFields extends Schema.Struct.Type<typeof answerFields> {}

const answerError =
  <Self>() =>
  <Tag extends firstLine.Tag>(tag: Tag) =>
    errorClass.errorClass<Self>()(tag, answerFields, (fields) => firstLine.ofAnswer(tag, fields))

/**
 * The user has not consented to a scope that the call needs. Globus answers 403 with code `ConsentRequired`, or with
 * requirements that name only scopes. Send the user to a new authorization with `requirements`, whose `required_scopes`
 * name the scopes, and call again with the new token.
 *
 * @since 0.1.0
 * @category errors
 * @see https://docs.globus.org/api/auth/developer-guide/
 */
export class GlobusConsentRequired extends answerError<GlobusConsentRequired>()("GlobusConsentRequired") {}

/**
 * The user's session lacks something that the service or the collection asks for: another identity, a recent login, a
 * second factor. Globus answers 4xx with requirements (a Globus Auth Requirements Error). Send the user to a new
 * authorization with `requirements`, and call again with the new token.
 *
 * @since 0.1.0
 * @category errors
 * @see https://docs.globus.org/api/auth/developer-guide/
 */
export class GlobusAuthorizationRequired extends answerError<GlobusAuthorizationRequired>()(
  "GlobusAuthorizationRequired"
) {}

/**
 * The service does not accept the token (401). If the authorizer can renew it, it has done so once and the service has
 * refused the new token too. Log in again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusUnauthenticated extends answerError<GlobusUnauthenticated>()("GlobusUnauthenticated") {}

/**
 * The identity is known and may not do this (403, without requirements). Check who is logged in, and ask the owner of the
 * thing for a role or a permission.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusPermissionDenied extends answerError<GlobusPermissionDenied>()("GlobusPermissionDenied") {}

/**
 * There is no such thing, or this identity may not know of it (404). Check the id, and who is logged in.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusNotFound extends answerError<GlobusNotFound>()("GlobusNotFound") {}

/**
 * The request conflicts with what is there (409): a name is taken, or a task is over already. Read the present state and
 * decide anew.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusConflict extends answerError<GlobusConflict>()("GlobusConflict") {}

/**
 * The service does not accept the request (any other 4xx, most often 400 and 422). The same request fails again: change
 * it. `description` and `errors` say what is wrong.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusInvalidRequest extends answerError<GlobusInvalidRequest>()("GlobusInvalidRequest") {}

/**
 * Too many requests (429), after the client's retries. Wait for `retryAfter`, and send fewer requests at a time.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusRateLimited extends answerError<GlobusRateLimited>()("GlobusRateLimited") {}

/**
 * The collection behind Globus Transfer failed, not Transfer (a code with `ExternalError` or `EndpointError`). Try again
 * later, or ask the administrator of the collection.
 *
 * @since 0.1.0
 * @category errors
 * @see https://docs.globus.org/api/transfer/file_operations/
 */
export class GlobusCollectionFailure extends answerError<GlobusCollectionFailure>()("GlobusCollectionFailure") {}

/**
 * The service failed (5xx), after the client's retries. Try again later. A call that is not safe to repeat was sent once,
 * and may have had its effect: look before it is sent again.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusServiceUnavailable extends answerError<GlobusServiceUnavailable>()("GlobusServiceUnavailable") {}

/**
 * Any other answer that is no success, such as a redirect (3xx), which is not followed. Check the base URL, and what
 * stands between this machine and Globus.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusApiError extends answerError<GlobusApiError>()("GlobusApiError") {}

/**
 * There is no answer: the connection failed or broke, and the client's retries did not help. It is not known whether the
 * request arrived. Check the address and the network.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusNetworkError extends errorClass.errorClass<GlobusNetworkError>()(
  "GlobusNetworkError",
  {
    ...errorClass.callFields,
    /** What the connection or the platform says. */
    description: Schema.String
  },
  firstLine.ofNoAnswer
) {}

/**
 * There is no answer within the deadline of the attempt, or no token to send the request with. Give a longer `timeout`,
 * or look at the network.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusTimeout extends errorClass.errorClass<GlobusTimeout>()(
  "GlobusTimeout",
  {
    ...errorClass.callFields,
    /** The deadline that has passed. */
    timeout: Schema.Duration,
    /** `token`: the attempt waited for a token, and nothing was sent. */
    waitingFor: Schema.optional(Schema.Literal("token")),
    /** What did not come in time. */
    description: Schema.String
  },
  firstLine.ofTimeout
) {}

/**
 * Globus answered with success, and the document is not as this package declares it. The request has had its effect.
 * Look for a newer version of this package, or report it; `ClientOptions.trust` turns the check off.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusDecodeError extends errorClass.errorClass<GlobusDecodeError>()(
  "GlobusDecodeError",
  {
    ...errorClass.callFields,
    /** The HTTP status. */
    status: Schema.Number,
    /** The id of the request. Globus support asks for it. */
    requestId: errorClass.maybe(Schema.String),
    /** The place in the document, as keys and indices. Empty: the document as a whole. */
    documentPath: Schema.Array(Schema.Union(Schema.String, Schema.Number)),
    /** What is wrong there, and what was expected. */
    description: Schema.String,
    /**
     * The parsed document, secrets struck out, so that the id of a new thing is not lost: the answer, or the item of a
     * stream. Absent if the answer is no JSON or could hold tokens.
     */
    document: Schema.optional(Schema.Unknown)
  },
  firstLine.ofDocument
) {}

/**
 * More of an answer would have to be held in memory than `ClientOptions.maxHeldBytes` or the `HttpClient` allows. The call
 * is not repeated, as the answer would be as long. Raise the option that `raise` names, ask for less, or read a stream.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusAnswerTooLarge extends errorClass.errorClass<GlobusAnswerTooLarge>()(
  "GlobusAnswerTooLarge",
  {
    ...errorClass.callFields,
    /** The HTTP status. */
    status: Schema.Number,
    /** What is too large: the whole body, one item of a list, a list without its items, or one piece of a stream. */
    part: Schema.Literal("body", "row", "envelope", "piece"),
    /** In bytes. */
    limit: Schema.Number,
    /** The option that sets the limit: the client's own, or that of the `HttpClient`'s layer. */
    raise: Schema.Literal("maxHeldBytes", "maxBodyBytes")
  },
  firstLine.ofTooLarge
) {}

/**
 * The program asked for something that cannot be sent: a wrong option, parameter or field. Nothing was sent. The message
 * says what to change.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusUsageError extends errorClass.errorClass<GlobusUsageError>()("GlobusUsageError", {
  /** The option, parameter or field at fault. */
  field: Schema.String,
  /** What is wrong, and what to give. */
  message: Schema.String
}) {}

/**
 * Only a new login gives a token: the token endpoint refuses the refresh token, or the authorizer holds no more than a
 * token that has expired. Nothing was sent to the service. Send the user to a new login.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusLoginRequired extends errorClass.errorClass<GlobusLoginRequired>()("GlobusLoginRequired", {
  /** OAuth's code (RFC 6749, section 5.2), such as `invalid_grant`. */
  reason: Schema.String,
  /** The service whose token is needed, if it is known. */
  resourceServer: errorClass.maybe(Schema.String),
  /** Which token, why, and what to do. */
  message: Schema.String
}) {}

/**
 * The token endpoint refuses the application, or what it asks for, for every user: no login helps. Fix the configuration.
 * `invalid_client` and `unauthorized_client` are about the application's id and secret, `invalid_scope` is about the
 * scopes. The message names what was refused.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusClientRejected extends errorClass.errorClass<GlobusClientRejected>()("GlobusClientRejected", {
  /** OAuth's code (RFC 6749, section 5.2), such as `invalid_client`. */
  reason: Schema.String,
  /** The application's id, if the authorizer knows it. */
  clientId: errorClass.maybe(Schema.String),
  /** The service whose token is needed, if it is known. */
  resourceServer: errorClass.maybe(Schema.String),
  /** What was refused, and what to fix. */
  message: Schema.String
}) {}

/**
 * The authorizer's token is for another resource server, and was not sent. A Globus token is for one service: give each
 * client its own authorizer.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusWrongResourceServer extends errorClass.errorClass<GlobusWrongResourceServer>()(
  "GlobusWrongResourceServer",
  {
    /** The service whose token the authorizer holds. */
    held: Schema.String,
    /** The service that was called. */
    asked: Schema.String,
    /** Both of them, and what to do. */
    message: Schema.String
  }
) {}

/**
 * There is no valid token, and for now the token endpoint gives no new one: it failed, or there is no connection. A later
 * call tries again, from `nextAttempt`.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusRefreshFailed extends errorClass.errorClass<GlobusRefreshFailed>()("GlobusRefreshFailed", {
  /** What the token endpoint answered, or why there is no answer: a code, for programs. */
  reason: Schema.String,
  /** Scheme, host and port of the token endpoint. Undefined if no call of this package reached it. */
  origin: errorClass.maybe(Schema.String),
  /** The service whose token is needed, if it is known. */
  resourceServer: errorClass.maybe(Schema.String),
  /** When the next attempt may be made, in epoch milliseconds. */
  nextAttempt: Schema.Number,
  /** The token, the token endpoint, the cause and the next attempt, for people. */
  message: Schema.String
}) {}

/**
 * An answer that is an error. All classes have the same fields.
 *
 * @since 0.1.0
 * @category unions
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

/**
 * The schema of `ApiError`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ApiError = Schema.Union(
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
)

/**
 * Why an authorizer has no token to give.
 *
 * @since 0.1.0
 * @category unions
 */
export type AuthorizationError =
  | GlobusLoginRequired
  | GlobusClientRejected
  | GlobusWrongResourceServer
  | GlobusRefreshFailed

/**
 * The schema of `AuthorizationError`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const AuthorizationError = Schema.Union(
  GlobusLoginRequired,
  GlobusClientRejected,
  GlobusWrongResourceServer,
  GlobusRefreshFailed
)

/**
 * Everything that a call can fail with.
 *
 * @since 0.1.0
 * @category unions
 */
export type GlobusError =
  | ApiError
  | GlobusNetworkError
  | GlobusTimeout
  | GlobusDecodeError
  | GlobusAnswerTooLarge
  | GlobusUsageError
  | AuthorizationError

/**
 * The schema of `GlobusError`, for what carries a call's failure to another process: the error of an RPC, of a workflow or
 * of an endpoint.
 *
 * @example
 * import { Rpc } from "@effect/rpc"
 * import { GlobusError } from "@effect-globus/sdk/GlobusError"
 * import { Schema } from "effect"
 *
 * const submit = Rpc.make("submit", { success: Schema.String, error: GlobusError })
 *
 * @since 0.1.0
 * @category schemas
 */
export const GlobusError = Schema.Union(
  ...ApiError.members,
  GlobusNetworkError,
  GlobusTimeout,
  GlobusDecodeError,
  GlobusAnswerTooLarge,
  GlobusUsageError,
  ...AuthorizationError.members
)

/**
 * The mark of every error of this package, the errors of other modules included.
 *
 * @since 0.1.0
 * @category symbols
 */
export const TypeId = errorClass.TypeId

/**
 * The type of `TypeId`.
 *
 * @since 0.1.0
 * @category symbols
 */
export type TypeId = errorClass.TypeId

const tagsOf = (classes: ReadonlyArray<{ readonly _tag: string }>): ReadonlySet<string> =>
  new Set(classes.map(({ _tag }) => _tag))

const tags = { all: tagsOf(GlobusError.members), answers: tagsOf(ApiError.members) }

/**
 * Whether something is what a call can fail with, made by this copy of the package or another.
 *
 * @since 0.1.0
 * @category guards
 */
export const isGlobusError = (u: unknown): u is GlobusError => errorClass.isMarked(u, tags.all)

/**
 * Whether something is an answer that is an error, of any class, made by this copy of the package or another.
 *
 * @since 0.1.0
 * @category guards
 */
export const isApiError = (u: unknown): u is ApiError => errorClass.isMarked(u, tags.answers)
