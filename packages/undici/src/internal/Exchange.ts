/**
 * One request and its answer, as undici's `dispatch` reports them. The answer's body is held here: small ones arrive
 * whole before anybody asks, of big ones no more than the high-water mark is taken off the socket until they are read.
 */
import type { IncomingHttpHeaders } from "node:http"
import type { Dispatcher } from "undici"

/** The deadline passed before the answer was complete. */
export class DeadlineExceeded extends Error {
  readonly _tag = "DeadlineExceeded"
  override readonly name = "DeadlineExceeded"
}

/** A body to be held in memory is longer than the client allows. */
export class BodyTooLong extends Error {
  override readonly name = "BodyTooLong"
  constructor(readonly limit: number) {
    super(`The body is longer than maxBodyBytes allows: ${limit} bytes`)
  }
}

export interface Limits {
  /** Bytes of a body that may be held in memory. */
  readonly maxBodyBytes: number
  /** Bytes of an unread body that are taken off the socket before the server has to wait. */
  readonly highWaterMark: number
}

/**
 * - `head`: settled as soon as the head is there, but with the whole body if that came along.
 * - `whole`: settled when the body is complete.
 */
export type Until = "head" | "whole"

type State = "waiting" | "body" | "complete" | "failed"

export class Exchange implements Dispatcher.DispatchHandler, AsyncIterableIterator<Buffer> {
  state: State = "waiting"
  status = 0
  headers: IncomingHttpHeaders = {}
  /** Why it failed. */
  error: Error | undefined
  /** A reader takes the body chunk by chunk: it can be read once only. */
  claimed = false

  private chunks: Array<Buffer> = []
  private held = 0
  private controller: Dispatcher.DispatchController | undefined
  private settle: (() => void) | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private wake: (() => void) | undefined

  constructor(
    private readonly limits: Limits,
    private readonly until: Until
  ) {}

  /** Sends. `settle` is called once: when the state is what was waited for, or `failed`. */
  start(
    dispatcher: Dispatcher,
    options: Dispatcher.DispatchOptions,
    deadline: number | undefined,
    settle: () => void
  ): void {
    this.settle = settle
    if (deadline !== undefined) {
      this.timer = setTimeout(() => this.abort(new DeadlineExceeded(`No answer within ${deadline} ms`)), deadline)
    }
    dispatcher.dispatch(options, this)
  }

  /** Ends it, and the request on the server. */
  abort(reason: Error): void {
    if (this.state === "complete" || this.state === "failed") return
    this.fail(reason)
    this.controller?.abort(reason)
  }

  /** The complete body, all of it in memory. */
  body(): Buffer {
    const [only] = this.chunks
    if (this.chunks.length === 1 && only !== undefined) return only
    const whole = Buffer.concat(this.chunks, this.held)
    this.chunks = [whole]
    return whole
  }

  // What undici reports.

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    // It ended while it waited for a connection.
    if (this.state === "failed") controller.abort(this.error ?? new Error("Aborted"))
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.state !== "waiting") return
    this.state = "body"
    this.status = status
    this.headers = headers
    // What the same packet brings of the body is reported before the microtask runs.
    if (this.until === "head") queueMicrotask(() => this.settled())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.state !== "body") return
    this.chunks.push(chunk)
    this.held += chunk.length
    if (this.until === "whole") {
      if (this.held > this.limits.maxBodyBytes) this.abort(new BodyTooLong(this.limits.maxBodyBytes))
      return
    }
    if (this.held > this.limits.highWaterMark) controller.pause()
    this.wake?.()
  }

  onResponseEnd(): void {
    if (this.state !== "body") return
    this.state = "complete"
    this.settled()
    this.wake?.()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.state !== "failed") this.fail(error)
  }

  // How the body is read as it comes.

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Buffer>> {
    const chunk = this.chunks.shift()
    if (chunk !== undefined) {
      this.held -= chunk.length
      if (this.held <= this.limits.highWaterMark && this.controller?.paused === true) this.controller.resume()
      return Promise.resolve({ done: false, value: chunk })
    }
    if (this.state === "complete") return Promise.resolve({ done: true, value: undefined })
    if (this.state === "failed") return Promise.reject(this.error ?? new Error("Aborted"))
    return new Promise<void>((resolve) => {
      this.wake = resolve
    }).then(() => this.next())
  }

  return(): Promise<IteratorResult<Buffer>> {
    this.abort(new Error("The body was not read to its end"))
    return Promise.resolve({ done: true, value: undefined })
  }

  private fail(error: Error): void {
    this.state = "failed"
    this.error = error
    this.chunks = []
    this.held = 0
    this.settled()
    this.wake?.()
  }

  private settled(): void {
    if (this.timer !== undefined) clearTimeout(this.timer)
    this.timer = undefined
    const settle = this.settle
    this.settle = undefined
    settle?.()
  }
}
