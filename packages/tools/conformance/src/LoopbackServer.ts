/** An HTTP server on this machine, at a port that is free, for as long as the scope lasts. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { RequestListener, Server } from "node:http"
import { createServer } from "node:http"

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

/** Its base URL, without `/` at the end. Closing the scope ends open connections too. */
export const make = (listener: RequestListener): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Server>((resume) => {
      const server = createServer((request, response) => {
        try {
          listener(request, response)
        } catch {
          // A recorded status or header that HTTP does not have: the caller sees a connection that breaks.
          response.destroy()
        }
      })
      // A connection that the server closes while the client writes to it would look like one that was recorded to break.
      server.keepAliveTimeout = 0
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(Effect.map((server) => `http://127.0.0.1:${portOf(server)}`))
