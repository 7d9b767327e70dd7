/**
 * How a connection is dropped depends on whether there is one: over a socket it is destroyed, in process the client is
 * told that the transport failed.
 *
 * @since 0.1.0
 */
import * as HttpServerError from "@effect/platform/HttpServerError"
import type * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"

/**
 * @since 0.1.0
 * @category services
 */
export class Connection extends Context.Tag("@effect-globus/sandbox/Connection")<Connection, Connection.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Connection {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    /** Where the sandbox is reached, without a slash at the end. */
    readonly origin: string
    /**
     * The body, piece by piece. Who stops reading can still be answered: what is left of the body is taken from the
     * socket and thrown away.
     */
    readonly body: (
      request: HttpServerRequest.HttpServerRequest
    ) => Stream.Stream<Uint8Array, HttpServerError.RequestError>
    /** Drops it; the response stands for none. */
    readonly drop: (
      request: HttpServerRequest.HttpServerRequest
    ) => Effect.Effect<HttpServerResponse.HttpServerResponse>
    /** Begins an answer of so many bytes, sends these, and drops it. In process an answer is whole or none. */
    readonly breakOff: (
      request: HttpServerRequest.HttpServerRequest,
      response: HttpServerResponse.HttpServerResponse,
      bytes: Stream.Stream<Uint8Array, unknown>,
      length: number
    ) => Effect.Effect<HttpServerResponse.HttpServerResponse>
  }
}

/**
 * The response that stands for none. Known by identity: an answer of the same looks is an answer.
 *
 * @since 0.1.0
 * @category constants
 */
export const dropped: HttpServerResponse.HttpServerResponse = HttpServerResponse.empty({ status: 499 })

/**
 * @since 0.1.0
 * @category layers
 */
export const layerSocket = (origin: string): Layer.Layer<Connection> =>
  Layer.succeed(Connection, {
    origin,
    // The platform's stream of it destroys the socket when it is left early, and no answer would arrive.
    body: (request) =>
      Stream.unwrap(
        Effect.sync(() => {
          const message = NodeHttpServerRequest.toIncomingMessage(request)
          const pieces: AsyncIterable<Uint8Array> = message.iterator({ destroyOnReturn: false })
          return Stream.fromAsyncIterable(
            pieces,
            (cause) => new HttpServerError.RequestError({ request, reason: "Decode", cause })
          ).pipe(Stream.ensuring(Effect.sync(() => message.resume())))
        })
      ),
    drop: (request) =>
      Effect.sync(() => {
        NodeHttpServerRequest.toIncomingMessage(request).socket.destroy()
        return dropped
      }),
    breakOff: (request, { headers, status }, bytes, contentLength) => {
      // Only when the bytes are out: destroyed at once, they might never leave.
      const drop = Effect.sync(() => NodeHttpServerRequest.toIncomingMessage(request).socket.destroySoon())
      return Effect.succeed(
        HttpServerResponse.stream(Stream.concat(bytes, Stream.execute(drop)), {
          headers,
          status,
          contentLength
        })
      )
    }
  })

/**
 * @since 0.1.0
 * @category layers
 */
export const layerInProcess = (origin: string): Layer.Layer<Connection> =>
  Layer.succeed(Connection, {
    origin,
    body: (request) =>
      request.source instanceof Request && request.source.body === null ? Stream.empty : request.stream,
    drop: () => Effect.succeed(dropped),
    breakOff: () => Effect.succeed(dropped)
  })
