/** The process of the server. It says its port, tells of token requests, and ends when its parent lets go of it. */
import { manyRows, task } from "./documents.js"
import { make } from "./server.js"

const { server, takeTokenRequests } = make({ task, rows: manyRows })
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("The server has no port")
  process.send?.({ port: address.port })
})
process.on("message", () => process.send?.({ tokenRequests: takeTokenRequests() }))
process.on("disconnect", () => process.exit())
