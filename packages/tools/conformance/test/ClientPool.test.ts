import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as ClientPool from "../src/ClientPool.js"
import type { ClientClass } from "../src/Clients.js"

const clientClass = (): ClientClass => ({ operations: new Map(), make: () => Effect.succeed({}) })

it("a client is used again for the same class and the same settings, by one call at a time", () => {
  let places = 0
  const pool = ClientPool.make({
    place: () => String(places++),
    play: () => ({ local: (url) => url, heard: [] })
  })
  const [one, other] = [clientClass(), clientClass()]
  const seat = pool.take(one, "a")
  expect(pool.take(one, "a")).not.toBe(seat)
  pool.giveBack(one, "a", seat)
  expect(pool.take(one, "b")).not.toBe(seat)
  expect(pool.take(other, "a")).not.toBe(seat)
  expect(pool.take(one, "a")).toBe(seat)
  expect(places).toBe(4)
})

it.effect("a client asks the authorization of the call that uses it", () =>
  Effect.gen(function* () {
    const seat = ClientPool.make({ place: () => "0", play: () => ({ local: (url) => url, heard: [] }) }).take(
      clientClass(),
      ""
    )
    expect((yield* Effect.flip(seat.delegate.header("things")))._tag).toBe("GlobusLoginRequired")
    seat.authorization = {
      header: () => Effect.succeedSome(Redacted.make("one")),
      reject: () => Effect.succeed(true)
    }
    expect(Option.map(yield* seat.delegate.header("things"), Redacted.value)).toEqual(Option.some("one"))
    expect(yield* seat.delegate.reject(Redacted.make("one"))).toBe(true)
  })
)
