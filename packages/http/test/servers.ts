/**
 * Servers on loopback: one speaks HTTP as Node does, the other sends whatever bytes a test wants. Both record their
 * requests and connections.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import * as Https from "node:https"
import * as Net from "node:net"
import * as Tls from "node:tls"

export interface Service {
  readonly url: string
  /** All sockets that were opened, in their order. */
  readonly sockets: ReadonlyArray<Net.Socket>
}

export interface HttpService extends Service {
  readonly seen: ReadonlyArray<Http.IncomingMessage>
  /** A client left before its answer was complete. */
  readonly gone: Effect.Effect<void>
}

/** Waits in real time. If the condition never holds, the test runs into vitest's time limit. */
export const until = (condition: () => boolean): Effect.Effect<void> =>
  Effect.asVoid(Effect.repeat(Effect.sleep(2), { until: condition }))

/** Waits until so many requests have come. */
export const arrived = (service: HttpService, count = 1): Effect.Effect<void> =>
  until(() => service.seen.length >= count)

/** The number of connections that are open now. */
export const open = (service: Service): number => service.sockets.filter((socket) => !socket.closed).length

/** Starts a server, which ends with the scope, and so do its connections. */
export const listen = (server: Net.Server, host = "127.0.0.1"): Effect.Effect<Service, never, Scope.Scope> =>
  Effect.gen(function* () {
    const sockets: Array<Net.Socket> = []
    server.on("connection", (socket: Net.Socket) => {
      sockets.push(socket)
      socket.on("error", () => {})
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => void server.listen(0, host, () => resume(Effect.void))),
      () =>
        Effect.sync(() => {
          for (const socket of sockets) socket.destroy()
          server.close()
        })
    )
    const address = server.address()
    if (address === null || typeof address === "string") return yield* Effect.dieMessage("no port")
    const scheme = server instanceof Tls.Server ? "https" : "http"
    return { url: `${scheme}://${host === "::1" ? "[::1]" : host}:${address.port}`, sockets }
  })

/** A server that answers as the listener does; with `tls`, over TLS. */
export const serve = (
  answer: Http.RequestListener,
  host?: string,
  tls?: Tls.TlsOptions
): Effect.Effect<HttpService, never, Scope.Scope> =>
  Effect.gen(function* () {
    const seen: Array<Http.IncomingMessage> = []
    const gone = yield* Deferred.make<void>()
    const listener: Http.RequestListener = (request, response) => {
      seen.push(request)
      response.on("close", () => response.writableFinished || Deferred.unsafeDone(gone, Effect.void))
      answer(request, response)
    }
    const server =
      tls === undefined
        ? Http.createServer({ maxHeaderSize: 1_000_000 }, listener)
        : Https.createServer(tls, listener).on("tlsClientError", () => {})
    return { ...(yield* listen(server, host)), seen, gone: Deferred.await(gone) }
  })

/** A server that calls `answer` with its socket whenever the head of a request is there. */
export const speak = (answer: (socket: Net.Socket, head: string) => void): Effect.Effect<Service, never, Scope.Scope> =>
  listen(
    Net.createServer((socket) => {
      let text = ""
      socket.on("data", (data) => {
        text += data.toString("latin1")
        while (text.includes("\r\n\r\n")) {
          const end = text.indexOf("\r\n\r\n") + 4
          const head = text.slice(0, end)
          text = text.slice(end)
          answer(socket, head)
        }
      })
    })
  )

/** A server that answers each request with these bytes; with `close` it ends the connection after them. */
export const say = (bytes: string | Uint8Array, close = false) =>
  speak((socket) => {
    socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes)
    if (close) socket.end()
  })

/** Never answers. */
export const silence: Http.RequestListener = () => {}

/** Begins an answer and does not end it. */
export const half: Http.RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "text/plain" })
  response.write("half")
}
