import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { start } from "../src/Process.js"

const program = new URL("./programs/answers.mjs", import.meta.url)

const isFirst = (message: unknown): message is { first: string; execArgv: ReadonlyArray<string>; pid: number } =>
  Predicate.hasProperty(message, "first")

const isNumber = (message: unknown): message is { number: number } => Predicate.hasProperty(message, "number")

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe("a process", () => {
  it.live("is plain Node, answers messages, and ends with its scope", () =>
    Effect.gen(function* () {
      const pid = yield* Effect.scoped(
        Effect.gen(function* () {
          const [process, first] = yield* start("one", program, ["argument"], isFirst)
          expect(first).toMatchObject({ first: "argument", execArgv: [] })
          expect(yield* process.ask({ number: 1 }, isNumber)).toStrictEqual({ number: 1 })
          expect(yield* process.ask({ number: 2 }, isNumber)).toStrictEqual({ number: 2 })
          expect(isRunning(first.pid)).toBe(true)
          return first.pid
        })
      )
      expect(isRunning(pid)).toBe(false)
    })
  )

  it.scopedLive("that ends before it is ready is an error with its name", () =>
    Effect.map(Effect.flip(start("weak", program, ["dies"], isFirst)), (error) =>
      expect(error).toMatchObject({ _tag: "ProcessFailed", message: "weak: its process ended by itself (3)" })
    )
  )

  it.scopedLive("that ends during a question is an error, and so is every later question", () =>
    Effect.gen(function* () {
      const [process] = yield* start("weak", program, [], isFirst)
      const ended = { _tag: "ProcessFailed", message: "weak: its process ended by itself (4)" }
      expect(yield* Effect.flip(process.ask({ end: true }, isNumber))).toMatchObject(ended)
      expect(yield* Effect.flip(process.ask({ number: 1 }, isNumber))).toMatchObject(ended)
    })
  )

  it.scopedLive("that answers something else is an error", () =>
    Effect.gen(function* () {
      const [process] = yield* start("odd", program, [], isFirst)
      expect(yield* Effect.flip(process.ask({ other: 1 }, isNumber))).toMatchObject({
        message: 'odd: it said {"other":1}'
      })
    })
  )
})
