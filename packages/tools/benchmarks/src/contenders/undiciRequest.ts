/** `undici.request`, which checks the status and parses the body. */
import { Readable } from "node:stream"
import { Agent, request } from "undici"
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, ofLength, pieces, rowsOf } from "./Contender.js"

const headers = { accept: "application/json", authorization }

export const make: Make = async ({ baseUrl }) => {
  const dispatcher = new Agent()
  const get = async (path: string): Promise<unknown> => {
    const { body, statusCode } = await request(baseUrl + path, { dispatcher, headers })
    if (statusCode !== 200) throw new Error(`Status ${statusCode}`)
    return body.json()
  }
  return {
    task: () => get(paths.task),
    listing: async () => rowsOf(await get(paths.listing)),
    download: async (bytes) => {
      const { body, statusCode } = await request(`${baseUrl}${paths.file}${bytes}`, {
        dispatcher,
        headers: { authorization }
      })
      if (statusCode !== 200) throw new Error(`Status ${statusCode}`)
      let read = 0
      for await (const piece of body) read += Buffer.isBuffer(piece) ? piece.length : 0
      return read
    },
    upload: async (bytes) => {
      const { body, statusCode } = await request(`${baseUrl}${paths.file}${bytes}`, {
        dispatcher,
        method: "PUT",
        headers: ofLength(bytes),
        body: Readable.from(pieces(bytes), { objectMode: false })
      })
      await body.dump()
      if (statusCode !== 201) throw new Error(`Status ${statusCode}`)
    },
    close: () => dispatcher.close()
  }
}
