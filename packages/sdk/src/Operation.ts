/**
 * What the operations of all clients share: the annotations of a declared endpoint, the options of a call (its last
 * argument), and the reply with status and headers.
 *
 * Each document of a service has a type and a schema of the same name. A schema checks a value and returns it unchanged:
 * nothing is renamed or converted, and unknown members are allowed.
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
 * The resource server whose token a call needs, as a token answer names it in `resource_server`. It annotates a whole
 * API, a group, or one endpoint. Without it, a call is sent without authorization.
 *
 * @since 0.1.0
 * @category annotations
 */
export class ResourceServer extends Context.Tag("@effect-globus/sdk/Operation/ResourceServer")<
  ResourceServer,
  string
>() {}

/**
 * The token needs at least one of these scopes. Empty: any valid token of the resource server is enough.
 *
 * @since 0.1.0
 * @category annotations
 */
export class Scopes extends Context.Tag("@effect-globus/sdk/Operation/Scopes")<Scopes, ReadonlyArray<string>>() {}

/**
 * Who may ask for an operation, other than with a token that has one of its scopes.
 *
 * - `"anonymous"`: anybody, without authorization. The answer has what is public.
 * - `"anyScope"`: a token of the resource server with any scope. The scopes decide how much the answer has.
 * - `"client"`: an application in its own name, by its id and secret in HTTP Basic.
 * - `"flow"`: a token of the one flow that the call is about.
 * - `"form"`: an application that says in the form of the request who it is (RFC 6749, section 2.3.1).
 *
 * @since 0.1.0
 * @category annotations
 */
export class Callers extends Context.Reference<Callers>()("@effect-globus/sdk/Operation/Callers", {
  defaultValue: (): ReadonlyArray<"anonymous" | "anyScope" | "client" | "flow" | "form"> => []
}) {}

/**
 * Whether a call may be sent again when it is not known if the first one arrived.
 *
 * - `"method"`: only if the HTTP method is idempotent (RFC 9110, section 9.2.2). The default.
 * - `"safe"`: also when the method is POST. Globus recognizes the second request, or the call changes nothing.
 * - `"never"`: not after any failure. For the token endpoint: a refresh token may be used up, so its caller decides.
 *
 * @since 0.1.0
 * @category annotations
 */
export class Repeat extends Context.Reference<Repeat>()("@effect-globus/sdk/Operation/Repeat", {
  defaultValue: (): "method" | "safe" | "never" => "method"
}) {}

/**
 * The answer holds secrets, or may repeat secrets of the request. So an error contains neither the text of the answer
 * nor the service's message: only status, code, request id and requirements.
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
 * The options of a call, other than query parameters.
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
 * Query parameters that the declaration does not name.
 *
 * @since 0.1.0
 * @category models
 */
export type Query = Readonly<Record<string, QueryValue | undefined>>

/**
 * The last argument of every operation.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions extends RequestOptions {
  /**
   * Further query parameters (`query_params` in the Python SDK). They replace declared parameters of the same name. To
   * ask for parts of documents by `fields`, use `FieldsOptions`.
   */
  readonly query?: (Query & { readonly fields?: undefined }) | undefined
}

/**
 * The last argument of a call that asks for only a part of each document. `fields` names the members, separated by
 * commas ("Limiting Result Fields" in the Globus Transfer documentation).
 *
 * @since 0.1.0
 * @category models
 */
export interface FieldsOptions extends RequestOptions {
  readonly query: Query & { readonly fields: QueryValue }
}

/**
 * The last argument of an operation, for whole or partial documents.
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
 * The result of a call with these options: the document, or a part of it if the options name `fields`.
 *
 * @since 0.1.0
 * @category models
 */
export type Answered<A, Options> =
  // `ReturnType` and similar types compare with `any`. For them an operation returns whole documents.
  0 extends 1 & Options ? A : [Options] extends [FieldsOptions] ? Part<A> : A

/**
 * An answer: the checked document, with the status and headers of the response.
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
 * An undeclared call below the client's base URL (`BaseClient.request` in the Python SDK).
 *
 * @since 0.1.0
 * @category models
 */
export interface RawRequest extends RequestOptions {
  readonly method: HttpMethod
  /** Query parameters, added to those in the path. */
  readonly query?: Query | undefined
  /**
   * The path below the base URL, not encoded: `/v0.10/task_list`. A whole URL with its query, such as a link from an
   * answer, is also accepted if it is below the base URL. Any other URL is refused.
   */
  readonly path: string
  /** A body of `@effect/platform/HttpBody`. A call with a stream as its body is never retried. */
  readonly body?: HttpBody.HttpBody | undefined
  /** The call may arrive twice without harm, although its method is not idempotent. */
  readonly repeatable?: boolean | undefined
}

/**
 * Why the body of an answer cannot be read.
 *
 * @since 0.1.0
 * @category errors
 */
export type NoBody = GlobusNetworkError | GlobusTimeout | GlobusAnswerTooLarge

/**
 * An answer of status 2xx whose body is not read yet. Read it once, in one of the three ways. The deadline of the call
 * holds for the head of the answer; then again for all of `text` or `json`, or for each chunk of `stream`. `text`,
 * `json` and each chunk may be at most `ClientOptions.maxHeldBytes` long.
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
 * Sends an undeclared call. Every client has it. The call is authorized and retried like an operation, but its answer
 * is not parsed.
 *
 * @since 0.1.0
 * @category models
 */
export type SendRaw = (request: RawRequest) => Effect.Effect<RawReply, GlobusError>
