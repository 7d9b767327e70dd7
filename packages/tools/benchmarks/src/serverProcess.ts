/** The process of the server. It reports its port and its counts, and ends when its parent disconnects. */
import { manyRows, task } from "./documents.js"
import { make } from "./server.js"

const { server, takeCounts } = make({ task, rows: manyRows })
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("The server has no port")
  process.send?.({ port: address.port })
})
process.on("message", () => process.send?.(takeCounts()))
process.on("disconnect", () => process.exit())
