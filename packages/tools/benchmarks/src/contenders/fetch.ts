/** The baseline: Node's own `fetch`, which checks the status and parses the body. No deadline, no retry, no schema. */
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, pieces, rowsOf } from "./Contender.js"

const headers = { accept: "application/json", authorization }

export const make: Make = async ({ baseUrl }) => {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(baseUrl + path, { headers })
    if (!response.ok) throw new Error(`Status ${response.status}`)
    return response.json()
  }
  return {
    task: () => get(paths.task),
    listing: async () => rowsOf(await get(paths.listing)),
    download: async (bytes) => {
      const { body, ok, status } = await fetch(`${baseUrl}${paths.file}${bytes}`, { headers: { authorization } })
      if (!ok || body === null) throw new Error(`Status ${status}`)
      const reader = body.getReader()
      for (let read = 0; ;) {
        const { done, value } = await reader.read()
        if (done) return read
        read += value.length
      }
    },
    upload: async (bytes) => {
      const source = pieces(bytes)
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          const { done, value } = source.next()
          if (done === true) controller.close()
          else controller.enqueue(value)
        }
      })
      // A separate constant, since the web's types do not have `duplex` yet.
      const half = { duplex: "half" }
      const response = await fetch(`${baseUrl}${paths.file}${bytes}`, {
        method: "PUT",
        headers: { authorization, "content-type": "application/octet-stream" },
        body,
        ...half
      })
      if (!response.ok) throw new Error(`Status ${response.status}`)
      await response.arrayBuffer()
    },
    close: async () => {}
  }
}
