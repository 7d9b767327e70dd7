/**
 * A file as a stream of its bytes. One that breaks off is asked for again from where it broke, and only while it is the
 * same file: memory holds what arrived last, nothing comes twice, and no two versions are mixed.
 */
import { streamsAsSent } from "@effect-globus/http/DeadlineHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { GlobusFileChanged, GlobusRangeNotSatisfiable } from "../../collections/CollectionFile.js"
import type { GlobusError } from "../../GlobusError.js"
import { GlobusDecodeError, GlobusNetworkError, isApiError } from "../../GlobusError.js"
import type { NoBody } from "../../Operation.js"
import type * as Retry from "../../Retry.js"
import { pieces } from "../wire/read.js"
import * as fileVersion from "./fileVersion.js"
import type { Request, Transport } from "../wire/types.js"
import { isFinal } from "../wire/classify.js"

/** Everything that a download can fail with. */
export type Failure = GlobusError | GlobusFileChanged | GlobusRangeNotSatisfiable

/** What is wanted of a file. */
export interface Wanted extends Pick<Request, "endpoint" | "target" | "headers" | "timeout"> {
  readonly start: number
  /** The byte behind the last one. */
  readonly end: number | undefined
  /** Of the only version that will do. */
  readonly etag: string | undefined
}

/** An answer's body: which byte its first one is, and where it ends. */
interface Body {
  readonly first: number
  readonly behind: number | undefined
  /** Nothing of the file comes behind it. */
  readonly isLast: boolean
}

/** Bytes are counted as they are in the file, also by whoever asks for its size. */
const asItIs = { accept: "*/*", "accept-encoding": "identity" }

/** What the headers of a file say. */
export const head = (
  transport: Transport,
  { endpoint, headers, target, timeout }: Pick<Request, "endpoint" | "target" | "headers" | "timeout">
) =>
  transport.collect(
    {
      endpoint: { ...endpoint, method: "HEAD", call: { ...endpoint.call, method: "HEAD" } },
      target,
      headers: { ...asItIs, ...headers },
      body: HttpBody.empty,
      secrets: [],
      timeout
    },
    ({ answer }) => Effect.succeed(answer.headers)
  )

/** The bytes that are wanted. */
export const download = (transport: Transport, wanted: Wanted): Stream.Stream<Uint8Array, Failure> =>
  Stream.suspend(() => {
    const { end, endpoint, start, target } = wanted
    const { call } = endpoint
    const deadline = wanted.timeout ?? transport.deadline
    const meter = transport.meter(call.operation)
    const asked: fileVersion.Version | undefined =
      wanted.etag === undefined
        ? undefined
        : { etag: wanted.etag, lastModified: undefined, date: undefined, size: undefined }

    /** The next byte to be given. */
    let offset = start
    /** Of which the bytes are. */
    let version = asked
    /** What comes cannot be asked for by its place. */
    let isEncoded = false
    /** Of the file, as an answer says that has nothing of the range. */
    let refusedSize: number | undefined
    let isOver = end !== undefined && end <= start
    let driver: Schedule.ScheduleDriver<unknown, Retry.Failure> | undefined

    const changed = () =>
      new GlobusFileChanged({
        ...call,
        offset,
        message: `The file is no more what it was, and ${offset - start} bytes of it were given: begin anew`
      })
    const unsatisfiable = (size: number | undefined) =>
      new GlobusRangeNotSatisfiable({
        ...call,
        start,
        size,
        message: `The file has no byte ${start}${size === undefined ? "" : `: its size is ${size}`}`
      })

    const malformed = (status: number, message: string) =>
      new GlobusDecodeError({ ...call, status, requestId: undefined, documentPath: [], description: message })

    /** Whether the rest can be asked for, and be of the same file. */
    const canGoOn = () =>
      offset === start || (!isEncoded && version !== undefined && fileVersion.condition(version) !== undefined)

    /** The next part of the file. */
    const request = (): Request => {
      const condition = version === undefined ? undefined : fileVersion.condition(version)
      return {
        endpoint,
        target,
        headers: {
          ...asItIs,
          ...wanted.headers,
          ...(offset > 0 || end !== undefined
            ? {
                range: fileVersion.range(offset, end),
                ...(condition === undefined || transport.isSimple ? {} : { "if-range": condition })
              }
            : {})
        },
        body: HttpBody.empty,
        onRefused: ({ headers }) => {
          refusedSize = fileVersion.unsatisfiedSize(headers["content-range"])
        },
        secrets: [],
        timeout: wanted.timeout
      }
    }

    /** Reads from an answer's head what its body is. */
    const place = (sent: Request, answer: HttpClientResponse.HttpClientResponse): Either.Either<Body, Failure> => {
      const { headers, status } = answer
      const wrong = (message: string) => Either.left(malformed(status, message))
      isEncoded = fileVersion.isEncoded(headers) && !streamsAsSent(answer)
      const whole = fileVersion.ofWhole(headers, !isEncoded)
      if (status === 200) {
        if (version !== undefined && !fileVersion.isSame(version, whole)) return Either.left(changed())
        if (whole.size !== undefined && start > whole.size) return Either.left(unsatisfiable(whole.size))
        version = whole
        return Either.right({ first: 0, behind: whole.size, isLast: true })
      }
      if (status !== 206) return wrong(`The answer is no file, and its status is ${status}`)
      if (isEncoded) return wrong("The answer is a part of the file, and encoded")
      const range = fileVersion.contentRange(headers["content-range"])
      if (Option.isNone(range)) return wrong("The answer is a part of the file, and does not say which")
      const { behind, first, size } = range.value
      if (first !== offset || (end !== undefined && behind > end)) {
        return wrong(`The answer is another part of the file than ${fileVersion.range(offset, end)}`)
      }
      const part = { ...whole, size }
      if (version !== undefined) {
        // Without a condition, the same version must be named.
        const isSame =
          "if-range" in sent.headers ? fileVersion.isConfirmed(version, part) : fileVersion.isSame(version, part)
        if (!isSame) return Either.left(changed())
      }
      version = version === undefined ? part : fileVersion.merge(version, part)
      return Either.right({ first, behind, isLast: behind === size })
    }

    /** Waits until the rest may be asked for, if at all. `from` is where the attempt began. */
    const again = (error: NoBody, from: number): Effect.Effect<void, NoBody> =>
      Effect.gen(function* () {
        if (!canGoOn() || isFinal(error)) return yield* error
        // What got on starts anew.
        if (offset > from) driver = undefined
        if (offset === start) version = asked
        driver ??= yield* Schedule.driver(transport.retry)
        yield* Effect.mapError(driver.next({ error, method: endpoint.method, repeatable: true }), () => error)
      })

    /** There is nothing from here on: the file ends here, or before. */
    const ended = (sent: Request): Effect.Effect<void, Failure> =>
      Effect.gen(function* () {
        // The answer is about the version that was asked for, if any was: the condition held.
        const isOfVersion = version === undefined || "if-range" in sent.headers
        if (refusedSize === offset && isOfVersion && (version?.size ?? offset) === offset) {
          isOver = true
          return
        }
        const headers = yield* Effect.either(head(transport, wanted))
        if (Either.isLeft(headers)) {
          if (!isApiError(headers.left)) return yield* headers.left
          // The size is not to be had; but from 0 on, there is nothing of an empty file only.
          if (offset > start) return yield* changed()
          if (start > 0) return yield* unsatisfiable(undefined)
          isOver = true
          return
        }
        const found = fileVersion.ofWhole(headers.right)
        if (version !== undefined && !fileVersion.isSame(version, found)) return yield* changed()
        if (found.size !== offset) return yield* offset === start ? unsatisfiable(found.size) : changed()
        isOver = true
      })

    const read = (
      from: number,
      { behind, first, isLast }: Body,
      piece: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<NoBody>>
    ): Stream.Stream<Uint8Array, Failure> => {
      /** Of the body's next byte. */
      let position = first
      let isRead = false

      const some = (chunks: Chunk.Chunk<Uint8Array>): Chunk.Chunk<Uint8Array> => {
        const given: Array<Uint8Array> = []
        for (const bytes of chunks) {
          // Those that come again were given before, and behind the end there is nothing to give.
          const known = Math.max(offset - position, 0)
          const stop = Math.min(bytes.length, Math.min(end ?? Infinity, behind ?? Infinity) - position)
          if (known < stop) {
            given.push(known === 0 && stop === bytes.length ? bytes : bytes.subarray(known, stop))
            offset = position + stop
          }
          position += bytes.length
        }
        if (end !== undefined && offset >= end) isRead = isOver = true
        return Chunk.unsafeFromArray(given)
      }

      const last = (): Effect.Effect<void, Failure> => {
        if (behind !== undefined && position < behind) {
          return again(new GlobusNetworkError({ ...call, description: "The answer broke off" }), from)
        }
        if (behind !== undefined && position > behind) {
          return Effect.fail(malformed(206, "The answer is longer than it says"))
        }
        if (offset === start && position < start) return Effect.fail(unsatisfiable(position))
        const size = version?.size ?? (isLast ? position : Infinity)
        isOver = offset >= Math.min(size, end ?? size)
        return isOver || canGoOn()
          ? Effect.void
          : Effect.fail(
              malformed(206, "The answer is less than was asked for, and nothing says of which version of the file")
            )
      }

      return Stream.repeatEffectChunkOption(
        Effect.suspend(() =>
          isRead
            ? Effect.fail(Option.none<Failure>())
            : Effect.matchEffect(piece, {
                onSuccess: (chunks) => {
                  const before = offset
                  const given = some(chunks)
                  return Effect.as(meter.moved("receive", offset - before), given)
                },
                onFailure: (stopped) => {
                  isRead = true
                  const next: Effect.Effect<void, Failure> = Option.match(stopped, {
                    onNone: last,
                    onSome: (error) => again(error, from)
                  })
                  return Effect.mapBoth(next, { onFailure: Option.some, onSuccess: () => Chunk.empty<Uint8Array>() })
                }
              })
        )
      )
    }

    const part: Stream.Stream<Uint8Array, Failure> = Stream.unwrapScoped(
      Effect.gen(function* () {
        const sent = request()
        const opened = yield* Effect.either(transport.open(sent))
        if (Either.isLeft(opened)) {
          const error = opened.left
          if (!("status" in error) || error.status !== 416) return yield* error
          return Stream.drain(Stream.fromEffect(ended(sent)))
        }
        const { answer, strike } = opened.right
        const body = yield* place(sent, answer)
        return read(
          offset,
          body,
          yield* pieces(answer, { call, deadline, maxHeldBytes: transport.maxHeldBytes, strike }, "sent")
        )
      })
    )

    return Stream.flatMap(
      Stream.repeatEffectOption(Effect.suspend(() => (isOver ? Effect.fail(Option.none()) : Effect.void))),
      () => part
    )
  })
