/** `undici.request`, the status looked at, the body parsed. */
import { Agent, request } from "undici"
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, rowsOf } from "./Contender.js"

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
    close: () => dispatcher.close()
  }
}
