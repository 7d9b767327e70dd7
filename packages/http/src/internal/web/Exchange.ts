/**
 * One request and its answer, as `fetch` has them. Whatever ends it early also aborts it on the server: the interruption of
 * a fiber, a deadline, a signal.
 */
import * as Effect from "effect/Effect"
import { BodyTooLong, DeadlineExceeded } from "../../DeadlineHttpClient.js"
import { Aborted, alreadyRead } from "../errors.js"
import { longestTimer } from "../timer.js"

const ended = new Aborted("Nobody waits for the answer any more")

/** The chunks that `fetch` gives. */
export type Bytes = Uint8Array<ArrayBuffer>

type Reader = ReadableStreamDefaultReader<Bytes>

const nothing: Bytes = new Uint8Array()

const concat = (chunks: ReadonlyArray<Bytes>, size: number): Bytes => {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

declare const setImmediate: ((callback: () => void) => unknown) | undefined

/** Node, Bun and Deno have it. It is read once, here, so that no test with fake timers replaces it. */
const immediate = typeof setImmediate === "function" ? setImmediate : undefined

/**
 * On Node a connection is free one turn of the event loop after its answer. A program that goes on in that turn uses it
 * again, and opens no other. With 64 requests in flight this made 1.5 times as many requests a second (Node 20).
 */
const inNextTurn = (go: () => void): void => {
  if (immediate === undefined) go()
  else immediate(go)
}

/** The callbacks of something that ends once. */
export interface Outcome<A> {
  readonly succeed: (value: A) => void
  readonly fail: (cause: unknown) => void
}

/** There is one for each call, so it is small. */
export class Exchange {
  /** The head of the answer, as soon as it is there. */
  source: Response | undefined
  /** The whole body, as soon as it is collected. */
  body: Bytes | undefined

  /** Ends a stream that the request sends. */
  endUpload: (() => void) | undefined
  /** Whether `fetch` failed by itself. */
  isRejected = false

  private readonly controller = new AbortController()
  private collecting: Promise<Bytes> | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `maxBodyBytes`: the most bytes of a body that may be held in memory. */
  constructor(private readonly maxBodyBytes: number) {}

  /** For `fetch`. */
  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Ends it when this signal is aborted. */
  follow(signal: AbortSignal): void {
    if (signal.aborted) this.abort(signal.reason)
    else signal.addEventListener("abort", () => this.abort(signal.reason), { once: true })
  }

  /** Ends it, and the request on the server. */
  abort(reason: unknown): void {
    this.endUpload?.()
    // After its own failure, nothing is left to abort. To abort it then makes Node's `fetch` throw where nobody can catch, if
    // it failed because of an answer with too many encodings.
    if (!this.isRejected) this.controller.abort(reason)
  }

  /**
   * Starts something, and waits for it at most `deadline` milliseconds. A failure, the deadline and the interruption of the
   * fiber abort the request, which does nothing if it is complete.
   */
  wait<A, B, E>(
    deadline: number | undefined,
    start: (outcome: Outcome<A>) => void,
    onSuccess: (value: A) => Effect.Effect<B, E>,
    onFailure: (cause: unknown) => Effect.Effect<B, E>
  ): Effect.Effect<B, E> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.catchAllCause(
        restore(
          // With a second parameter, the signal, every call would cost another AbortController.
          Effect.async<B, E>((resume) => {
            const fail = (cause: unknown) => resume(onFailure(cause))
            if (deadline !== undefined && deadline <= longestTimer) {
              const expire = () => fail(new DeadlineExceeded(deadline))
              this.timer = setTimeout(expire, deadline)
            }
            const succeed = (value: A) => {
              clearTimeout(this.timer)
              resume(onSuccess(value))
            }
            start({ succeed, fail })
          })
        ),
        (cause) => {
          clearTimeout(this.timer)
          this.abort(ended)
          return Effect.failCause(cause)
        }
      )
    )
  }

  /** The body is collected, or is being collected. */
  get isCollected(): boolean {
    return this.body !== undefined || this.collecting !== undefined
  }

  /** The body was given to a reader of its stream. */
  get isGivenAway(): boolean {
    return !this.isCollected && this.source?.body?.locked === true
  }

  /** The whole body. It stays here, so it may be asked for any number of times. */
  collect(): Promise<Bytes> {
    return (this.collecting ??= new Promise((succeed, fail) => this.drain({ succeed, fail })))
  }

  /** The only reader that the body can have; null: there is no body; undefined: it has its reader already. */
  open(): Reader | null | undefined {
    const body = this.source?.body ?? null
    if (body === null) return null
    return body.locked ? undefined : body.getReader()
  }

  /** A `fetch` without streams, as that of React Native, gives whole bodies only. */
  get isStreamless(): boolean {
    const body: ReadableStream | null | undefined = this.source?.body
    return this.source !== undefined && body === undefined
  }

  /** Reads the body to its end. */
  drain({ fail, succeed }: Outcome<Bytes>): void {
    if (this.source !== undefined && this.isStreamless) {
      const take = (buffer: ArrayBuffer) =>
        buffer.byteLength > this.maxBodyBytes
          ? fail(new BodyTooLong(this.maxBodyBytes))
          : succeed((this.body = new Uint8Array(buffer)))
      return void this.source.arrayBuffer().then(take, fail)
    }
    const reader = this.open()
    if (reader === undefined) return fail(alreadyRead())
    if (reader === null) return succeed((this.body = nothing))
    let size = 0
    let first = nothing
    // Made when there are two.
    let chunks: Array<Bytes> | undefined
    const take = ({ done, value }: ReadableStreamReadResult<Bytes>): void => {
      if (done) {
        const body = (this.body = chunks === undefined ? first : concat(chunks, size))
        return inNextTurn(() => succeed(body))
      }
      size += value.length
      if (size > this.maxBodyBytes) {
        return fail(new BodyTooLong(this.maxBodyBytes))
      }
      if (chunks !== undefined) chunks.push(value)
      else if (first === nothing) first = value
      else chunks = [first, value]
      void reader.read().then(take, fail)
    }
    void reader.read().then(take, fail)
  }
}
