import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { Taken } from "../src/messages.js"
import { entriesOf, keyOf, rows, type Entry } from "../src/Plan.js"
import { inSets, inTurns } from "../src/Runs.js"

const entries = entriesOf(rows)
const keys = entries.map(keyOf)

/** Records the turns. The n-th turn of an entry takes n. */
const noting = () => {
  const turns: Array<string> = []
  const turn = (entry: Entry) =>
    Effect.sync((): Taken => {
      const key = keyOf(entry)
      turns.push(key)
      return { calls: 1, wall: turns.filter((other) => other === key).length, cpu: 0, held: 0, peak: 0 }
    })
  return { turn, turns }
}

describe("the rounds", () => {
  it.live("have each entry once, in a new order, with its measurements in place", () =>
    Effect.gen(function* () {
      const { turn, turns } = noting()
      const rounds = yield* inTurns({ rounds: 5, pause: 0 }, entries, turn)
      const orders = Array.from({ length: 5 }, (_, round) =>
        turns.slice(round * keys.length, (round + 1) * keys.length)
      )
      expect(turns).toHaveLength(5 * keys.length)
      for (const order of orders) expect([...order].sort()).toStrictEqual([...keys].sort())
      expect(new Set(orders.map(String)).size).toBe(5)
      expect([...rounds.keys()]).toStrictEqual(keys)
      for (const taken of rounds.values()) expect(taken.map(({ wall }) => wall)).toStrictEqual([1, 2, 3, 4, 5])
    })
  )

  it.live("of several sets of processes follow each other", () =>
    Effect.gen(function* () {
      const { turn } = noting()
      const rounds = yield* inSets(3, inTurns({ rounds: 2, pause: 0 }, entries, turn))
      expect([...rounds.keys()]).toStrictEqual(keys)
      for (const taken of rounds.values()) expect(taken.map(({ wall }) => wall)).toStrictEqual([1, 2, 3, 4, 5, 6])
    })
  )
})
