/** undici's lowest level: `dispatch` with a handler that collects chunks, and `JSON.parse`. The floor for all that use undici. */
import type { Dispatcher } from "undici"
import { Agent } from "undici"
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, rowsOf } from "./Contender.js"

const headers = { accept: "application/json", authorization }

class Collect implements Dispatcher.DispatchHandler {
  private status = 0
  private readonly chunks: Array<Buffer> = []

  constructor(
    private readonly resolve: (document: unknown) => void,
    private readonly reject: (error: unknown) => void
  ) {}

  // undici takes a handler for one of its present interface by this method.
  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.status !== 200) return this.reject(new Error(`Status ${this.status}`))
    const [only] = this.chunks
    const body = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks)
    try {
      this.resolve(JSON.parse(body.toString("utf8")))
    } catch (error) {
      this.reject(error)
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.reject(error)
  }
}

export const make: Make = async ({ baseUrl }) => {
  const agent = new Agent()
  const get = (path: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      agent.dispatch({ origin: baseUrl, path, method: "GET", headers }, new Collect(resolve, reject))
    })
  return {
    task: () => get(paths.task),
    listing: async () => rowsOf(await get(paths.listing)),
    close: () => agent.close()
  }
}
