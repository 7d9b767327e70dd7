/** A clock's two hands. */
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { steadyMillis } from "./effectInternals.js"

/** In milliseconds. The wall's can jump; the other one stands still while the machine sleeps. */
export interface Hands {
  readonly wall: number
  readonly steady: number
}

/** What a clock shows now. */
export const read = (clock: Clock.Clock): Hands => ({
  wall: clock.unsafeCurrentTimeMillis(),
  steady: steadyMillis(clock)
})

export const hands: Effect.Effect<Hands> = Effect.clockWith((clock) => Effect.sync(() => read(clock)))
