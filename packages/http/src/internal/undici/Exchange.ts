/**
 * One request and its answer, as undici's `dispatch` reports them. The body of the answer is held here. A small one arrives
 * whole before anybody asks for it. Of a big one, no more than the high-water mark is taken off the socket before it is read.
 */
import * as Effect from "effect/Effect"
import type { IncomingHttpHeaders } from "node:http"
import { Readable } from "node:stream"
import type { Dispatcher } from "undici"
import { BodyTooLong, DeadlineExceeded } from "../../DeadlineHttpClient.js"
import { Aborted } from "../errors.js"
import type { Deadline, Deadlines, Waiting } from "./Deadlines.js"

const signalled = new Aborted("The request's signal was aborted")
const interrupted = new Aborted("The fiber was interrupted")

export interface Settings {
  /** Bytes of a body that may be held in memory. */
  readonly maxBodyBytes: number
  /** Bytes of an unread body that are taken off the socket before the server has to wait. */
  readonly highWaterMark: number
  readonly deadlines: Deadlines
  /** All connections are those of `connector`, and nothing stands between undici and this handler. */
  readonly isOwnAgent: boolean
}

/** What is waited for: the head of the answer, more of its body, or all of it. */
type Until = "head" | "more" | "whole"

/** Restores the interruptibility outside of `Effect.uninterruptibleMask`. */
type Restore = <A, E>(effect: Effect.Effect<A, E>) => Effect.Effect<A, E>

type State = "waiting" | "body" | "complete" | "failed"

const noHeaders: IncomingHttpHeaders = {}
const nothing = Buffer.alloc(0)

/**
 * There is one for each call, so it is small: what a call allocates should be garbage soon. It makes no array before there
 * are two chunks. When it has ended, it drops undici's objects: if they live on, V8 comes to treat them as long-lived, and
 * from then on every call is slower.
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

  /** The chunks that are here: one, or an array of more. */
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
      // Undici reports what it cannot send; another dispatcher may throw.
      this.fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** Calls back once: when there is what is waited for, or when it is certain that there never will be. */
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
   * Waits as `when` does, and goes on with `done`. If the fiber is interrupted meanwhile, the request is aborted. This runs
   * in an uninterruptible region, whose `restore` it is given.
   */
  wait<A, E>(restore: Restore, until: Until, done: () => Effect.Effect<A, E>, start?: () => void): Effect.Effect<A, E> {
    return Effect.catchAllCause(
      restore(
        // With a second parameter, the signal, every call would cost an AbortController.
        Effect.async<A, E>((resume) => {
          // More of the body may be here by the time when the fiber runs again.
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

  /** The whole body is here, and not too long. */
  get isCollected(): boolean {
    return this.state === "complete" && this.held <= this.settings.maxBodyBytes
  }

  /** No byte came, so none is decoded: after HEAD, and with 304, the head describes a body that is not sent. */
  get isEmpty(): boolean {
    return this.state === "complete" && this.held === 0
  }

  /** Hands over the chunks that are here. */
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

  // What undici reports:

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.error === undefined) return
    // It ended while it waited for a connection. After `abort`, undici gives up the connection as well; after an error it
    // does not. But an interceptor in between might not expect an error.
    if (this.settings.isOwnAgent) throw this.error
    controller.abort(this.error)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.state !== "waiting") return
    this.state = "body"
    this.status = status
    this.headers = headers
    // These have no body, whatever their Content-Length says (RFC 9112, section 6.3). Undici would wait for it, and fail.
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
      // A connection that is not of `connector` must not end while its parser is paused. So all is taken, up to the limit.
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

  /** Sets the deadline for what is waited for, in milliseconds. */
  private expect(millis: number | undefined): void {
    this.settings.deadlines.of(millis)?.add(this)
  }

  private withinLimit(): void {
    const { maxBodyBytes } = this.settings
    if (this.held <= maxBodyBytes) return
    // Even if it is complete: it may have come with its head, before anybody wanted to collect it.
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
    // Undici destroys only a body that it has begun to send.
    this.upload?.destroy()
  }

  private notified(): void {
    this.deadline?.delete(this)
    const { notify } = this
    this.notify = undefined
    notify?.()
  }
}
