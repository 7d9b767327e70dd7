/**
 * A fiber of the pipeline, with its own directory on both collections. It records each call, and sometimes abandons one
 * before it has ended.
 */
import type { CallOptions } from "@effect-globus/sdk/Operation"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Outcome } from "../Call.js"
import { options } from "../Call.js"
import type { Claim } from "../Claim.js"
import * as Dice from "../Dice.js"
import * as Disk from "../Disk.js"
import type { Principal } from "../Principal.js"
import type { Recorder } from "../Recorder.js"

/** A collection, and its directory on this machine. */
export interface Collection {
  readonly id: string
  readonly displayName: string
  readonly root: string
}

/** The source and the destination of the data. */
export interface Collections {
  readonly instrument: Collection
  readonly archive: Collection
}

/** An answer, with its call. Times are epoch milliseconds. */
export interface Answered<A> {
  readonly value: A
  readonly call: string
  readonly start: number
  readonly end: number
}

export interface Worker {
  readonly name: string
  readonly principal: Principal
  readonly collections: Collections
  readonly recorder: Recorder
  /** The worker's directory on both collections: `/user-07`. */
  readonly directory: string
  /** The names of its files on the instrument. The last one takes a while to copy. */
  readonly files: ReadonlyArray<string>
  /** The next number for a purpose, in [0, 1). */
  readonly roll: (purpose: string) => number
  /** Whether the time is up, so that no further call is made. */
  readonly isOver: () => boolean
  /** Makes a call. None if it had no answer. `traced`: whether its requests carry its id in their options. */
  readonly call: <A, E extends { readonly _tag: string }>(
    operation: string,
    run: (options: CallOptions) => Effect.Effect<A, E>,
    traced?: boolean
  ) => Effect.Effect<Option.Option<Answered<A>>>
  readonly claim: (claim: Claim) => Effect.Effect<void>
}

/** The share of calls that are abandoned. */
const abandonedShare = 0.02

const outcome = <A, E extends { readonly _tag: string }>(exit: Exit.Exit<Option.Option<A>, E>): Outcome =>
  Exit.match(exit, {
    onSuccess: Option.match({ onNone: () => ({ _tag: "Abandoned" }), onSome: () => ({ _tag: "Succeeded" }) }),
    onFailure: (cause): Outcome =>
      Option.match(Cause.failureOption(cause), {
        onNone: () => ({ _tag: "Died", cause: Cause.pretty(cause) }),
        onSome: ({ _tag }) => ({ _tag: "Failed", error: _tag })
      })
  })

const isRefreshFailed = (cause: Cause.Cause<{ readonly _tag: string }>): boolean =>
  Option.exists(Cause.failureOption(cause), ({ _tag }) => _tag === "GlobusRefreshFailed")

/** Makes worker number `number` and its files on the disk. Pauses are in milliseconds. */
export const make = (
  dice: Dice.Dice,
  number: number,
  principal: Principal,
  collections: Collections,
  recorder: Recorder,
  time: { readonly pauses: readonly [number, number]; readonly isOver: () => boolean }
): Worker => {
  const name = `${principal.name}-${String(number).padStart(2, "0")}`
  const turns = new Map<string, number>()
  const roll = (purpose: string) => {
    const turn = turns.get(purpose) ?? 0
    turns.set(purpose, turn + 1)
    return dice.roll(name, purpose, turn)
  }
  const directory = `/${name}`
  for (const { root } of [collections.instrument, collections.archive]) mkdirSync(join(root, directory))
  const sizes = [
    ...Array.from({ length: 3 + Dice.below(roll("files"), 4) }, () => Dice.below(roll("size"), 20_000)),
    400_000
  ]
  const files = sizes.map((size, index) => {
    const file = `scan-${index}.dat`
    Disk.write(join(collections.instrument.root, directory, file), size)
    return file
  })

  let calls = 0
  const call: Worker["call"] = (operation, run, traced = true) =>
    Effect.gen(function* () {
      const id = `${name}-${calls++}`
      yield* Effect.sleep(Dice.between(roll("pause"), time.pauses))
      if (time.isOver()) return Option.none()
      const isAbandoned = dice.roll("abandoned", id) < abandonedShare
      const running = run(options(id))
      const start = yield* Clock.currentTimeMillis
      const exit = yield* Effect.exit(
        isAbandoned
          ? Effect.timeoutOption(running, Dice.between(dice.roll("patience", id), [0, 300]))
          : Effect.asSome(running)
      )
      const end = yield* Clock.currentTimeMillis
      yield* recorder.call({ id, principal: principal.name, operation, traced, start, end, outcome: outcome(exit) })
      // Without a token no call can succeed. So it waits, but less than the error asks for.
      if (Exit.isFailure(exit) && isRefreshFailed(exit.cause)) yield* Effect.sleep(300)
      if (Exit.isSuccess(exit)) return Option.map(exit.value, (value) => ({ value, call: id, start, end }))
      // Logs the failure as a program would. The laws read the log.
      yield* Effect.logWarning(`${operation} failed`, Cause.squash(exit.cause), exit.cause)
      return Option.none()
    })

  return {
    name,
    principal,
    collections,
    recorder,
    directory,
    files,
    roll,
    isOver: time.isOver,
    call,
    claim: recorder.claim
  }
}
