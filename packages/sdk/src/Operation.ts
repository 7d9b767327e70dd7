/**
 * What the operations of every client have in common: the facts a declaration states about an endpoint, the last
 * argument of a call, and the whole answer when a caller asks for it.
 *
 * @since 0.1.0
 */
import type * as HttpBody from "@effect/platform/HttpBody"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type {
  GlobusAnswerTooLarge,
  GlobusDecodeError,
  GlobusError,
  GlobusNetworkError,
  GlobusTimeout
} from "./GlobusError.js"

/**
 * The resource server whose token a call needs, as it stands in `resource_server` of a token answer. Annotates a whole
 * API, a group, or one endpoint. Without it a call carries no authorization.
 *
 * @since 0.1.0
 * @category annotations
 */
export class ResourceServer extends Context.Tag("@effect-globus/sdk/Operation/ResourceServer")<
  ResourceServer,
  string
>() {}

/**
 * Scopes of which the token needs at least one. Empty: every live token of the resource server will do.
 *
 * @since 0.1.0
 * @category annotations
 */
export class Scopes extends Context.Tag("@effect-globus/sdk/Operation/Scopes")<Scopes, ReadonlyArray<string>>() {}

/**
 * Whether a call may be sent again when it is not known if the first one arrived.
 *
 * - `"method"`: as the HTTP method says (RFC 9110, section 9.2.2). The default.
 * - `"safe"`: also when the method is POST, because Globus recognizes the second one or it changes nothing.
 * - `"never"`: not at all, whatever the failure. The token endpoint: its caller retries (a refresh token may be spent).
 *
 * @since 0.1.0
 * @category annotations
 */
export class Repeat extends Context.Reference<Repeat>()("@effect-globus/sdk/Operation/Repeat", {
  defaultValue: (): "method" | "safe" | "never" => "method"
}) {}

/**
 * The answer holds secrets, or may repeat those of the request: neither its text nor a service's words of it become part
 * of an error, which keeps status, code, request id and requirements.
 *
 * @since 0.1.0
 * @category annotations
 */
export class Sensitive extends Context.Reference<Sensitive>()("@effect-globus/sdk/Operation/Sensitive", {
  defaultValue: () => false
}) {}

/**
 * A value of a query parameter. A list repeats the key.
 *
 * @since 0.1.0
 * @category models
 */
export type QueryValue = string | number | boolean | ReadonlyArray<string | number | boolean>

/**
 * What the last argument of every operation may hold, beside query parameters.
 *
 * @since 0.1.0
 * @category models
 */
export interface RequestOptions {
  /** Further headers. `authorization` is refused: it belongs to the authorizer. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The deadline of each attempt, instead of the client's. */
  readonly timeout?: Duration.DurationInput | undefined
}

/**
 * Query parameters that are not declared, by name.
 *
 * @since 0.1.0
 * @category models
 */
export type Query = Readonly<Record<string, QueryValue | undefined>>

/**
 * The last argument of every operation: what the declaration does not know.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions extends RequestOptions {
  /**
   * Further query parameters (`query_params` in the Python SDK). One of a declared name replaces the declared one. With
   * `fields` the options are `FieldsOptions`, and the answer is a part.
   */
  readonly query?: (Query & { readonly fields?: undefined }) | undefined
}

/**
 * The last argument of a call that asks for a part of each document: `fields` names the members, joined by commas
 * ("Limiting Result Fields" of Globus Transfer).
 *
 * @since 0.1.0
 * @category models
 */
export interface FieldsOptions extends RequestOptions {
  readonly query: Query & { readonly fields: QueryValue }
}

/**
 * The last argument, of either kind.
 *
 * @since 0.1.0
 * @category models
 */
export type AnyOptions = CallOptions | FieldsOptions

/**
 * A part of a document: any member may be missing, at every depth.
 *
 * @since 0.1.0
 * @category models
 */
export type Part<A> =
  A extends ReadonlyArray<infer Item>
    ? ReadonlyArray<Part<Item>>
    : A extends object
      ? { readonly [K in keyof A]?: Part<A[K]> | undefined }
      : A

/**
 * What a call with these options is answered: the document, or a part of it where the options name `fields`.
 *
 * @since 0.1.0
 * @category models
 */
export type Answered<A, Options> =
  // `any` is what `ReturnType` and its like compare with: to them an operation gives whole documents.
  0 extends 1 & Options ? A : [Options] extends [FieldsOptions] ? Part<A> : A

/**
 * A whole answer: the checked document, and the status and headers that came with it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Reply<A> {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly value: A
}

/**
 * Annotates a path parameter that is a path of its own: each segment is encoded, the slashes stay.
 *
 * @since 0.1.0
 * @category annotations
 */
export const SegmentsId: unique symbol = Symbol.for("@effect-globus/sdk/Operation/Segments")

/**
 * A call below the client's base URL that no declaration knows (`BaseClient.request` in the Python SDK).
 *
 * @since 0.1.0
 * @category models
 */
export interface RawRequest extends RequestOptions {
  readonly method: HttpMethod
  /** Query parameters, which join those of the path. */
  readonly query?: Query | undefined
  /**
   * Below the base URL, not encoded: `/v0.10/task_list`. A whole URL below the base URL, such as a link of an answer's,
   * is taken as it is, with its query; one that is elsewhere is refused.
   */
  readonly path: string
  /** A body of `@effect/platform/HttpBody`. One that is a stream is sent once: it is not retried. */
  readonly body?: HttpBody.HttpBody | undefined
  /** It may arrive twice without harm, though its method does not say so. */
  readonly repeatable?: boolean | undefined
}

/**
 * Why the body of an answer is not to be had.
 *
 * @since 0.1.0
 * @category errors
 */
export type NoBody = GlobusNetworkError | GlobusTimeout | GlobusAnswerTooLarge

/**
 * An answer of status 2xx, its body still to be read: once, and in one of the three ways. The deadline of the call is for
 * the head; then, from when it is read, for all of `text` and `json`, and for each piece of `stream`. Of `text` and `json`
 * there may be `ClientOptions.maxHeldBytes`, and of each piece.
 *
 * @since 0.1.0
 * @category models
 */
export interface RawReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: Effect.Effect<string, NoBody>
  readonly json: Effect.Effect<unknown, NoBody | GlobusDecodeError>
  readonly stream: Stream.Stream<Uint8Array, NoBody>
}

/**
 * The call that every client has beside its operations: authorized and retried like them, and not parsed.
 *
 * @since 0.1.0
 * @category models
 */
export type SendRaw = (request: RawRequest) => Effect.Effect<RawReply, GlobusError>
