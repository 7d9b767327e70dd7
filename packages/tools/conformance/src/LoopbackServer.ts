/** An HTTP server on this machine, at a free port, for as long as the scope lasts. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { RequestListener, Server, ServerResponse } from "node:http"
import { createServer } from "node:http"

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

/** A listener that breaks the connection when it throws, so that a strange recording does not end the process. */
export const guarded = (response: ServerResponse, listener: () => void) => (): void => {
  try {
    listener()
  } catch {
    response.destroy()
  }
}

/** Starts the server and gives its base URL, without `/` at the end. Closing the scope ends open connections too. */
export const make = (listener: RequestListener): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<Server>((resume) => {
      const server = createServer((request, response) => {
        guarded(response, () => listener(request, response))()
      })
      // If the server closed an idle connection while the client writes to it, that would look like a recorded failure.
      server.keepAliveTimeout = 0
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(Effect.map((server) => `http://127.0.0.1:${portOf(server)}`))
