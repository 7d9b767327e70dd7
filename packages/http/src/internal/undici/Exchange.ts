/**
 * One request and its answer, as undici's `dispatch` reports them. The answer's body is held here: small ones arrive
 * whole before anybody asks, of big ones no more than the high-water mark is taken off the socket until they are read.
 */
import { BodyTooLong, DeadlineExceeded } from "../../DeadlineHttpClient.js"
import { Aborted } from "../Aborted.js"
import * as Effect from "effect/Effect"
import type { IncomingHttpHeaders } from "node:http"
import { Readable } from "node:stream"
import type { Dispatcher } from "undici"
import type { Deadline, Deadlines, Waiting } from "./Deadlines.js"

const signalled = new Aborted("The request's signal was aborted")
const interrupted = new Aborted("The fiber was interrupted")

export interface Settings {
  /** Bytes of a body that may be held in memory. */
  readonly maxBodyBytes: number
  /** Bytes of an unread body that are taken off the socket before the server has to wait. */
  readonly highWaterMark: number
  readonly deadlines: Deadlines
  /** Nothing stands between undici's connections, which are those of `connector`, and this handler. */
  readonly isOwnAgent: boolean
}

/** What is waited for: the answer's head, more of its body, or all of it. */
export type Until = "head" | "more" | "whole"

/** Makes an effect interruptible again where the surroundings are. */
export type Restore = <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>

type State = "waiting" | "body" | "complete" | "failed"

const noHeaders: IncomingHttpHeaders = {}
const nothing = Buffer.alloc(0)

/**
 * Once for each call, so it is small: what a call makes should be gone by the next collection of garbage. It has no array
 * before there are two chunks, and lets go of undici's objects when it has ended: where they live on, V8 comes to hold
 * them for long-lived, and from then on every call pays for that.
 */
export class Exchange implements Dispatcher.DispatchHandler, Waiting {
  state: State = "waiting"
  status = 0
  headers: IncomingHttpHeaders = noHeaders
  /** Why it failed. */
  error: Error | undefined

  deadline: Deadline | undefined
  due = 0
  before: Waiting | undefined
  after: Waiting | undefined

  /** What is here of the body: the only chunk, or all of them. */
  private body: Buffer | Array<Buffer> | undefined
  private held = 0
  private until: Until = "head"
  private notify: (() => void) | undefined
  private controller: Dispatcher.DispatchController | undefined
  private upload: Readable | undefined

  constructor(private readonly settings: Settings) {}

  /** Sends. The deadline is for what `when` was told to wait for. */
  start(
    dispatcher: Dispatcher,
    options: Dispatcher.DispatchOptions,
    deadline: number | undefined,
    signal: AbortSignal | undefined
  ): void {
    if (options.body instanceof Readable) this.upload = options.body
    if (signal?.aborted === true) return this.abort(signalled)
    signal?.addEventListener("abort", () => this.abort(signalled), { once: true })
    this.expect(deadline)
    try {
      dispatcher.dispatch(options, this)
    } catch (error) {
      // Undici reports what it can not send; a dispatcher of the program's may throw.
      this.fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Calls back once, as soon as there is what is waited for, or never will be: that is so, too, after the deadline. */
  when(until: Until, callback: () => void, deadline?: number): void {
    this.until = until
    const before = this.notify
    this.notify =
      before === undefined
        ? callback
        : () => {
            before()
            callback()
          }
    if (until === "whole") this.withinLimit()
    if (this.state === "complete" || this.state === "failed" || (until === "more" && this.held > 0)) {
      return this.notified()
    }
    this.expect(deadline)
    if (this.controller?.paused === true) this.controller.resume()
  }

  /**
   * Waits for it, and does what then is to be done. A fiber that is interrupted meanwhile aborts the request: `restore`
   * is that of the uninterruptible region in which this stands.
   */
  wait<A, E>(restore: Restore, until: Until, done: () => Effect.Effect<A, E>, start?: () => void): Effect.Effect<A, E> {
    return Effect.catchAllCause(
      restore(
        // One parameter: with a second one, the signal, every call would cost an AbortController.
        Effect.async<A, E>((resume) => {
          // The head may have come in a packet that is read to its end by the time when the fiber runs again.
          this.when(until, () => resume(until === "head" ? Effect.suspend(done) : done()))
          start?.()
        })
      ),
      (cause) => {
        this.abort(interrupted)
        return Effect.failCause(cause)
      }
    )
  }

  late(millis: number): void {
    this.abort(new DeadlineExceeded(millis))
  }

  /** Ends it, and the request on the server. */
  abort(reason: Error): void {
    if (this.state === "complete" || this.state === "failed") return
    this.fail(reason)
    this.controller?.abort(reason)
  }

  /** It needs no waiting, and no check of its length. */
  get isCollected(): boolean {
    return this.state === "complete" && this.held <= this.settings.maxBodyBytes
  }

  /** Nothing came, so nothing is to be decoded: of HEAD and 304 the head says how the body would be. */
  get isEmpty(): boolean {
    return this.state === "complete" && this.held === 0
  }

  /** What is here of the body. It is the caller's from now on. */
  take(): Array<Buffer> {
    const { body } = this
    this.body = undefined
    this.held = 0
    return body === undefined ? [] : Array.isArray(body) ? body : [body]
  }

  /** The complete body, which stays here. */
  whole(): Buffer {
    if (Array.isArray(this.body)) this.body = Buffer.concat(this.body, this.held)
    return this.body ?? nothing
  }

  // What undici reports.

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.error === undefined) return
    // It ended while it waited for a connection. By `abort` undici would give up the connection as well, by an error it
    // does not; but an interceptor in between might not expect one.
    if (this.settings.isOwnAgent) throw this.error
    controller.abort(this.error)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.state !== "waiting") return
    this.state = "body"
    this.status = status
    this.headers = headers
    // Neither has a body, whatever its Content-Length (RFC 9112 6.3). Undici waits for as many bytes, and fails.
    if (status === 204 || status === 304) this.onResponseEnd()
    else if (this.until === "head") this.notified()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.state !== "body") return
    if (this.body === undefined) this.body = chunk
    else if (Array.isArray(this.body)) this.body.push(chunk)
    else this.body = [this.body, chunk]
    this.held += chunk.length
    if (this.until === "whole") return this.withinLimit()
    if (this.held > this.settings.highWaterMark) {
      // A paused parser may meet the end of any other connection: see `connector`. So all of it is taken, up to the limit.
      if (this.settings.isOwnAgent) controller.pause()
      else this.withinLimit()
    }
    if (this.until === "more") this.notified()
  }

  onResponseEnd(): void {
    if (this.state !== "body") return
    this.state = "complete"
    this.controller = undefined
    this.notified()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.controller = undefined
    if (this.state !== "failed" && this.state !== "complete") this.fail(error)
  }

  /** Ends it when what is waited for has not come within so many milliseconds. */
  private expect(millis: number | undefined): void {
    this.settings.deadlines.of(millis)?.add(this)
  }

  private withinLimit(): void {
    const { maxBodyBytes } = this.settings
    if (this.held <= maxBodyBytes) return
    // Also when it is complete: it may have come with its head, before anybody wanted to collect it.
    const tooLong = new BodyTooLong(maxBodyBytes)
    this.fail(tooLong)
    this.controller?.abort(tooLong)
  }

  private fail(error: Error): void {
    this.state = "failed"
    this.error = error
    this.body = undefined
    this.held = 0
    this.notified()
    // Undici destroys what it has begun to send, and only that.
    this.upload?.destroy()
  }

  private notified(): void {
    this.deadline?.delete(this)
    const { notify } = this
    this.notify = undefined
    notify?.()
  }
}
