/**
 * One request and its answer, as `fetch` has them. Whatever ends it early ends it on the server: a fiber's interruption, a
 * deadline, a signal.
 */
import * as Effect from "effect/Effect"
import { BodyTooLong, DeadlineExceeded } from "../../DeadlineHttpClient.js"
import { Aborted } from "../Aborted.js"

const ended = new Aborted("Nobody waits for it any more")

/** What `fetch` gives of a body. */
export type Bytes = Uint8Array<ArrayBuffer>

type Reader = ReadableStreamDefaultReader<Bytes>

/** Timers count no further, and fire at once. */
const longestTimer = 2 ** 31 - 1

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

/** Node and its likes have one. It is taken here, before a test's fake timers can stand in for it. */
const immediate = typeof setImmediate === "function" ? setImmediate : undefined

/**
 * On Node a connection is free only in the turn of the event loop after its answer: who goes on in that one finds it, and
 * opens no other. With 64 requests in flight that made 1.5 times as many a second (Node 20).
 */
const inNextTurn = (go: () => void): void => {
  if (immediate === undefined) go()
  else immediate(go)
}

/** What comes of something: called once. */
export interface Outcome<A> {
  readonly succeed: (value: A) => void
  readonly fail: (cause: unknown) => void
}

/** Once for each call, so it is small. */
export class Exchange {
  /** The head of the answer, as soon as it is there. */
  source: Response | undefined
  /** The whole body, as soon as it has been collected. */
  body: Bytes | undefined

  /** Ends a stream that the request sends. */
  endUpload: (() => void) | undefined
  /** Whether `fetch` has given up by itself. */
  isRejected = false

  private readonly controller = new AbortController()
  private collecting: Promise<Bytes> | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `maxBodyBytes` is how much of a body may be held in memory. */
  constructor(private readonly maxBodyBytes: number) {}

  /** For `fetch`. */
  get signal(): AbortSignal {
    return this.controller.signal
  }

  /** Ends with another's signal. */
  follow(signal: AbortSignal): void {
    if (signal.aborted) this.abort(signal.reason)
    else signal.addEventListener("abort", () => this.abort(signal.reason), { once: true })
  }

  /** Ends it, and the request on the server. */
  abort(reason: unknown): void {
    this.endUpload?.()
    // Nothing is left to abort. Node's fetch, which rejects an answer of too many encodings, would throw where nobody catches.
    if (!this.isRejected) this.controller.abort(reason)
  }

  /**
   * Starts what is waited for, at most so many milliseconds, and goes on with it. Whatever ends the waiting otherwise aborts
   * the request: a failure, the deadline, the fiber's interruption. One that is complete does not mind.
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
          // One parameter: with a second one, the signal, every call would cost another AbortController.
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

  /** Somebody reads the body already, to collect it. */
  get isCollected(): boolean {
    return this.body !== undefined || this.collecting !== undefined
  }

  /** Somebody reads the body as a stream, or has done so. */
  get isGivenAway(): boolean {
    return !this.isCollected && this.source?.body?.locked === true
  }

  /** The whole body, which stays here: it may be asked for any number of times. */
  collect(): Promise<Bytes> {
    return (this.collecting ??= new Promise((succeed, fail) => this.drain({ succeed, fail })))
  }

  /** The only reader that the body can have; null: there is no body; undefined: it was given away. */
  open(): Reader | null | undefined {
    const body = this.source?.body ?? null
    if (body === null) return null
    return body.locked ? undefined : body.getReader()
  }

  /** A `fetch` that knows no streams, as that of React Native, has no body to read: only all of it. */
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
    if (reader === undefined) return fail(new Error("The body was read as a stream already"))
    if (reader === null) return succeed((this.body = nothing))
    let size = 0
    let first = nothing
    // Not before there are two.
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
