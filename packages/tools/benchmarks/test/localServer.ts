/** The benchmark's server in the test's process. */
import * as Effect from "effect/Effect"
import type { AddressInfo } from "node:net"
import type { Counts, Documents } from "../src/server.js"
import { make } from "../src/server.js"

const isAddress = (address: AddressInfo | string | null): address is AddressInfo => typeof address === "object"

export const localServer = (documents: Documents) =>
  Effect.acquireRelease(
    Effect.async<{ readonly baseUrl: string; readonly takeCounts: () => Counts; readonly close: () => void }>(
      (resume) => {
        const { server, takeCounts } = make(documents)
        server.listen(0, "127.0.0.1", () => {
          const address = server.address()
          const baseUrl = isAddress(address) ? `http://127.0.0.1:${address.port}` : ""
          const close = () => {
            server.closeAllConnections()
            server.close()
          }
          resume(Effect.succeed({ baseUrl, takeCounts, close }))
        })
      }
    ),
    ({ close }) => Effect.sync(close)
  )
