/** Sleeping that does not keep a Node process alive. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

const live = Context.get(DefaultServices.liveServices, Clock.Clock)

// Effect's clock has no such sleep, and its timers hold the process. Browsers have nothing to hold.
// @effect-diagnostics globalTimers:off
const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
  Effect.async<void>((resume) => {
    const timer: unknown = setTimeout(() => resume(Effect.void), Duration.toMillis(duration))
    if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function") {
      timer.unref()
    }
    return Effect.sync(() => clearTimeout(timer as ReturnType<typeof setTimeout>))
  })

/** Runs an effect whose sleeps let the process end. Any clock but the real one is left as it is. */
export const onUnreferencedTimers = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.clockWith((clock) =>
    clock === live ? Effect.withClock(effect, Object.assign(Object.create(live), { sleep })) : effect
  )
