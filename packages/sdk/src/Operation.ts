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
import type { GlobusDecodeError, GlobusError, GlobusNetworkError } from "./GlobusError.js"

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
 * The last argument of every operation: what the declaration does not know.
 *
 * @since 0.1.0
 * @category models
 */
export interface CallOptions {
  /** Further query parameters (`query_params` in the Python SDK). One of a declared name replaces the declared one. */
  readonly query?: Readonly<Record<string, QueryValue | undefined>> | undefined
  /** Further headers. `authorization` is refused: it belongs to the authorizer. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The deadline of each attempt, instead of the client's. */
  readonly timeout?: Duration.DurationInput | undefined
}

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
export interface RawRequest extends CallOptions {
  readonly method: HttpMethod
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
 * An answer of status 2xx, its body still to be read: once, and in one of the three ways.
 *
 * @since 0.1.0
 * @category models
 */
export interface RawReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: Effect.Effect<string, GlobusNetworkError>
  readonly json: Effect.Effect<unknown, GlobusNetworkError | GlobusDecodeError>
  readonly stream: Stream.Stream<Uint8Array, GlobusNetworkError>
}

/**
 * The call that every client has beside its operations: authorized and retried like them, and not parsed.
 *
 * @since 0.1.0
 * @category models
 */
export type SendRaw = (request: RawRequest) => Effect.Effect<RawReply, GlobusError>
