/** A service on loopback, whose answers a test writes itself. */
import { Deferred, Effect } from "effect"
import * as Http from "node:http"
import type * as Net from "node:net"

/** `seen` has the requests, `sockets` every connection; `gone` when a caller left before the answer was complete. */
export const server = (answer: Http.RequestListener) =>
  Effect.gen(function* () {
    const seen: Array<string> = []
    const sockets: Array<Net.Socket> = []
    const gone = yield* Deferred.make<void>()
    const http = yield* Effect.acquireRelease(
      Effect.sync(() =>
        Http.createServer((request, response) => {
          seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? "anonymous"}`)
          response.on("close", () => response.writableFinished || Deferred.unsafeDone(gone, Effect.void))
          answer(request, response)
        }).on("connection", (socket) => sockets.push(socket))
      ),
      (http) =>
        Effect.sync(() => {
          http.closeAllConnections()
          http.close()
        })
    )
    yield* Effect.async<void>((resume) => void http.listen(0, "127.0.0.1", () => resume(Effect.void)))
    const address = http.address()
    const port = typeof address === "object" ? address?.port : undefined
    return { url: `http://127.0.0.1:${port}`, seen, sockets, gone: Deferred.await(gone) }
  })
