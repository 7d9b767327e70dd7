/**
 * undici's lowest level: `dispatch` with a handler that collects chunks, and `JSON.parse`. No client that uses undici
 * can be faster.
 */
import { Readable } from "node:stream"
import type { Dispatcher } from "undici"
import { Agent } from "undici"
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, ofLength, pieces, rowsOf } from "./Contender.js"

const headers = { accept: "application/json", authorization }

/** The outcome of a request. */
interface Outcome {
  readonly onDocument: (document: unknown) => void
  readonly onError: (error: unknown) => void
}

class Collect implements Dispatcher.DispatchHandler {
  private status = 0
  private readonly chunks: Array<Buffer> = []

  constructor(private readonly outcome: Outcome) {}

  // undici recognizes the current handler interface by this method.
  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk)
  }

  onResponseEnd(): void {
    if (this.status !== 200) return this.outcome.onError(new Error(`Status ${this.status}`))
    const [only] = this.chunks
    const body = this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks)
    try {
      this.outcome.onDocument(JSON.parse(body.toString("utf8")))
    } catch (error) {
      this.outcome.onError(error)
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.outcome.onError(error)
  }
}

/** Checks the status, and counts the bytes. */
class Count implements Dispatcher.DispatchHandler {
  private status = 0
  private read = 0

  constructor(
    private readonly resolve: (read: number) => void,
    private readonly reject: (error: unknown) => void
  ) {}

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.status = status
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.read += chunk.length
  }

  onResponseEnd(): void {
    if (this.status === 200 || this.status === 201) this.resolve(this.read)
    else this.reject(new Error(`Status ${this.status}`))
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.reject(error)
  }
}

/** Requests a document. */
export const get = (agent: Agent, baseUrl: string, path: string, outcome: Outcome): void => {
  agent.dispatch({ origin: baseUrl, path, method: "GET", headers }, new Collect(outcome))
}

export const make: Make = async ({ baseUrl }) => {
  const agent = new Agent()
  const ask = (path: string): Promise<unknown> =>
    new Promise((resolve, reject) => get(agent, baseUrl, path, { onDocument: resolve, onError: reject }))
  return {
    task: () => ask(paths.task),
    listing: async () => rowsOf(await ask(paths.listing)),
    download: (bytes) =>
      new Promise((resolve, reject) => {
        const path = paths.file + bytes
        agent.dispatch({ origin: baseUrl, path, method: "GET", headers: { authorization } }, new Count(resolve, reject))
      }),
    upload: (bytes) =>
      new Promise((resolve, reject) => {
        const body = Readable.from(pieces(bytes), { objectMode: false })
        agent.dispatch(
          { origin: baseUrl, path: paths.file + bytes, method: "PUT", headers: ofLength(bytes), body },
          new Count(() => resolve(), reject)
        )
      }),
    close: () => agent.close()
  }
}
