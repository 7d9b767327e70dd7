/**
 * A benchmark must not measure a failing client. So each contender does a small run here, and its answers are compared
 * with the server's.
 */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Contender } from "../src/contenders/Contender.js"
import { load, names, type Name } from "../src/contenders/byName.js"
import { spansMade } from "../src/contenders/program.js"
import { listing, task } from "../src/documents.js"
import { measure, verify } from "../src/measure.js"
import type { Mode } from "../src/messages.js"
import { entriesOf, rows } from "../src/Plan.js"
import { localServer } from "./localServer.js"

const expected = { task, rows: 50 }

const contender = (name: Name, baseUrl: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => (await load(name))({ baseUrl })),
    (contender: Contender) => Effect.promise(() => contender.close())
  )

/** The modes of a contender in the table. */
const modesOf = (name: Name): ReadonlyArray<Mode> =>
  entriesOf(rows).flatMap((entry) => (entry.contender === name ? [entry.mode] : []))

describe.each(names)("%s", (name) => {
  it.scopedLive("returns the documents as they were sent", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* localServer(expected)
      const client = yield* contender(name, baseUrl)
      yield* Effect.promise(() => verify(client, expected))
      expect(yield* Effect.promise(() => client.listing())).toStrictEqual(listing(50).DATA)
    })
  )

  it.scopedLive("makes the requested number of calls, in each of its modes in the table", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* localServer(expected)
      const client = yield* contender(name, baseUrl)
      const modes = modesOf(name)
      expect(modes).not.toStrictEqual([])
      for (const mode of modes) {
        const taken = yield* Effect.promise(() => measure(client, expected, { mode, calls: 3 }))
        expect(taken.calls).toBe(3)
        expect(taken.wall).toBeGreaterThan(0)
        expect(taken.peak).toBeGreaterThanOrEqual(taken.held / 2)
      }
    })
  )

  it.scopedLive("fails if it returns another document, or another number of rows", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* localServer({ task: { ...task, task_id: "another" }, rows: 49, surplus: 1 })
      const client = yield* contender(name, baseUrl)
      const fails = (run: () => Promise<unknown>) =>
        Effect.map(Effect.exit(Effect.tryPromise(run)), (exit) => expect(Exit.isFailure(exit)).toBe(true))
      yield* fails(() => verify(client, expected))
      for (const mode of modesOf(name)) yield* fails(() => measure(client, expected, { mode, calls: 2 }))
    })
  )
})

describe("a tracer", () => {
  it.scopedLive("is installed only for contenders that are measured with one", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* localServer(expected)
      for (const [name, traced] of [
        ["ours", false],
        ["ours, traced", true],
        ["stock Effect", false],
        ["stock Effect, traced", true]
      ] as const) {
        const client = yield* contender(name, baseUrl)
        const before = spansMade()
        yield* Effect.promise(() => client.task())
        expect([name, spansMade() > before]).toStrictEqual([name, traced])
      }
    })
  )
})

describe("a storm", () => {
  it.scopedLive.each([
    ["@globus/sdk", "known", { tokenRequests: 8, refused: 8 }],
    ["@globus/sdk", "rejected", { tokenRequests: 8, refused: 8 }],
    ["ours, renewing", "known", { tokenRequests: 1, refused: 0 }],
    ["ours, renewing", "rejected", { tokenRequests: 1, refused: 8 }]
  ] as const)("of 8 calls of %s with an expiry that is %s makes so many requests", ([name, expiry, counts]) =>
    Effect.gen(function* () {
      const { baseUrl, takeCounts } = yield* localServer(expected)
      const client = yield* contender(name, baseUrl)
      yield* Effect.promise(() => measure(client, expected, { mode: expiry, calls: 8 }))
      expect(takeCounts()).toStrictEqual(counts)
      expect(takeCounts()).toStrictEqual({ tokenRequests: 0, refused: 0 })
    })
  )
})
