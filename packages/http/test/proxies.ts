/** Proxies on loopback that open tunnels (`CONNECT`), and record the requests for them. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import * as Https from "node:https"
import * as Net from "node:net"
import type * as Tls from "node:tls"
import { listen, type Service } from "./servers.js"

export interface Proxy extends Service {
  /** The requests for tunnels. */
  readonly asked: ReadonlyArray<Http.IncomingMessage>
}

/** What a proxy does with the socket of a request for a tunnel. */
type Answer = (request: Http.IncomingMessage, socket: Net.Socket) => void

/** Opens the tunnel, to this computer whatever the name in the request is. */
export const tunnel: Answer = (request, socket) => {
  const server = Net.connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n")
    socket.pipe(server)
    server.pipe(socket)
  })
  for (const [one, other] of [
    [socket, server],
    [server, socket]
  ] as const) {
    one.on("error", () => other.destroy())
    one.on("close", () => other.end())
  }
}

/** Opens the tunnel for this `proxy-authorization`, and answers 407 to any other. */
export const wants =
  (authorization: string): Answer =>
  (request, socket) =>
    request.headers["proxy-authorization"] === authorization
      ? tunnel(request, socket)
      : void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n")

/** A proxy; with `tls`, one that is itself reached over TLS. */
export const proxy = (answer: Answer = tunnel, tls?: Tls.TlsOptions): Effect.Effect<Proxy, never, Scope.Scope> =>
  Effect.suspend(() => {
    const asked: Array<Http.IncomingMessage> = []
    const server = tls === undefined ? Http.createServer() : Https.createServer(tls).on("tlsClientError", () => {})
    server.on("connect", (request: Http.IncomingMessage, socket: Net.Socket) => {
      asked.push(request)
      answer(request, socket)
    })
    return Effect.map(listen(server), (service) => ({ ...service, asked }))
  })
