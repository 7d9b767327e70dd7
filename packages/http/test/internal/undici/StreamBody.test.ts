/** A stream of Effect as a stream of Node: how far it reads, and when it ends. */
import { bodyPull } from "@effect-globus/http/DeadlineHttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Chunk, Deferred, Effect, FastCheck as fc, Option, Stream } from "effect"
import { StreamBody } from "../../../src/internal/undici/StreamBody.js"

const body = (stream: Stream.Stream<Uint8Array, unknown>) =>
  Effect.map(Effect.runtime(), (runtime) => new StreamBody(stream, runtime))

const all = (readable: StreamBody) =>
  Effect.tryPromise(async () => {
    const pieces: Array<Uint8Array> = []
    for await (const piece of readable) pieces.push(piece)
    return Buffer.concat(pieces)
  })

const closed = (readable: StreamBody) =>
  Effect.async<unknown>((resume) => {
    let error: unknown
    readable.on("error", (it) => {
      error = it
    })
    readable.on("close", () => resume(Effect.succeed(error)))
  })

describe("the body of a stream", () => {
  it.effect("has all bytes of the stream in order, whatever its pieces are", () =>
    Effect.promise(() =>
      fc.assert(
        fc.asyncProperty(fc.array(fc.array(fc.uint8Array({ maxLength: 40_000 }), { maxLength: 4 })), (chunks) =>
          Effect.gen(function* () {
            const stream = Stream.fromIterable(chunks).pipe(
              Stream.tap(([first]) =>
                first === undefined || first.length % 2 === 0 ? Effect.void : Effect.yieldNow()
              ),
              Stream.mapConcatChunk(Chunk.fromIterable)
            )
            const whole = yield* all(yield* body(stream))
            expect(whole.equals(Buffer.concat(chunks.flat()))).toBe(true)
          }).pipe(Effect.runPromise)
        )
      )
    )
  )

  it.live("begins when it is read, in one fiber, and goes no further than its reader", () =>
    Effect.gen(function* () {
      const fibers = new Set<string>()
      let pulled = 0
      const stream = Stream.repeatEffect(
        Effect.map(Effect.fiberId, (id) => {
          fibers.add(String(id))
          pulled++
          return new Uint8Array(64 * 1024)
        })
      )
      const readable = yield* body(stream)
      yield* Effect.sleep("20 millis")
      expect(pulled).toBe(0)
      const iterator = readable[Symbol.asyncIterator]()
      let read = 0
      for (let times = 0; times < 20; times++) {
        const { value } = yield* Effect.promise(() => iterator.next())
        read += value.length
      }
      yield* Effect.sleep("20 millis")
      const ahead = pulled - read / (64 * 1024)
      expect(read).toBeGreaterThan(0)
      expect(ahead).toBeGreaterThan(0)
      // 256 KiB.
      expect(ahead).toBeLessThanOrEqual(4)
      expect(fibers.size).toBe(1)
      readable.destroy()
    })
  )

  it.live("hands on pieces that came together without waiting between them", () =>
    Effect.gen(function* () {
      const pieces = Array.from({ length: 50 }, (_, n) => new Uint8Array(1000).fill(n))
      let pulled = 0
      const stream = Stream.repeatEffectChunk(
        Effect.sync(() => {
          pulled++
          return Chunk.fromIterable(pieces)
        })
      )
      const readable = yield* body(stream)
      readable.read(0)
      yield* Effect.sleep("20 millis")
      expect(readable.readableLength).toBe(pulled * 50_000)
      readable.destroy()
    })
  )

  it.live("that is destroyed interrupts the stream, and closes after its finalizers", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      let isReleased = false
      const stuck = Stream.concat(Stream.execute(Deferred.succeed(begun, undefined)), Stream.never).pipe(
        Stream.ensuring(
          Effect.delay(
            Effect.sync(() => {
              isReleased = true
            }),
            "30 millis"
          )
        )
      )
      const readable = yield* body(stuck)
      readable.read(0)
      yield* Deferred.await(begun)
      readable.destroy()
      yield* closed(readable)
      expect(isReleased).toBe(true)
    })
  )

  it.live("that is destroyed before it was read is closed, and never begins", () =>
    Effect.gen(function* () {
      let isBegun = false
      const readable = yield* body(Stream.execute(Effect.sync(() => void (isBegun = true))))
      readable.destroy()
      yield* closed(readable)
      expect(isBegun).toBe(false)
    })
  )

  it.live("fails with the failure or the defect of the stream", () =>
    Effect.gen(function* () {
      const error = new Error("disk")
      for (const stream of [Stream.fail(error), Stream.die(error)]) {
        const readable = yield* body(Stream.concat(Stream.make(Buffer.from("one")), stream))
        expect((yield* Effect.flip(all(readable))).error).toBe(error)
      }
    })
  )

  it.live("is read from the stream's own pull, if it has one, in a scope that ends with the body", () =>
    Effect.gen(function* () {
      let left = 3
      let isReleased = false
      const open = Effect.as(
        Effect.addFinalizer(() =>
          Effect.sync(() => {
            isReleased = true
          })
        ),
        Effect.suspend(() => (left-- > 0 ? Effect.succeed(Chunk.of(Buffer.from("x"))) : Effect.fail(Option.none())))
      )
      const readable = yield* body(Object.assign(Stream.die("not read"), { [bodyPull]: open }))
      expect(String(yield* all(readable))).toBe("xxx")
      expect(isReleased).toBe(true)
    })
  )
})
