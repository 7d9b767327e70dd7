/** The baseline: Node's own `fetch`, the status looked at, the body parsed. No deadline, no retry, no check. */
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, rowsOf } from "./Contender.js"

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
    close: async () => {}
  }
}
