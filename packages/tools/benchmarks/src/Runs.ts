/**
 * The runs. In each, all contenders take turns, round after round, so that whatever else the machine does falls on all of
 * them, and a ratio is one of two measurements that stand side by side. Each round has an order of its own, and there is a
 * pause before each turn: what one leaves behind is collected while the next one runs.
 */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { availableParallelism } from "node:os"
import type { Name } from "./contenders/byName.js"
import type { Ask, Taken } from "./messages.js"
import { isTaken } from "./messages.js"
import type { Entry } from "./Plan.js"
import { keyOf } from "./Plan.js"
import type { Process, ProcessFailed } from "./Process.js"
import { start } from "./Process.js"

/** How long, and how often. */
export interface Settings {
  /** A multiple of `sets`. */
  readonly rounds: number
  /** How many sets of processes share the rounds of small calls: what a process has compiled how, it keeps. */
  readonly sets: number
  /** Milliseconds before each turn. */
  readonly pause: number
  /** Milliseconds that one contender calls in one round. */
  readonly turn: number
  /** Milliseconds by the clock that each is warmed up for: `measure` makes more calls than it counts. */
  readonly warmUp: number
  /** Rounds of new processes. */
  readonly firstRounds: number
  /** Rounds of big files, and of those in new processes. */
  readonly fileRounds: number
  readonly firstFileRounds: number
  /** How big the file is. */
  readonly megabytes: number
}

/** How the turns of a run follow each other. */
type Pace = Pick<Settings, "pause" | "rounds">

/** What each entry took, round by round, under its key. All have as many rounds. */
export type Rounds = ReadonlyMap<string, Array.NonEmptyReadonlyArray<Taken>>

const program = new URL("./clientProcess.js", import.meta.url)

const isReady = (message: unknown): message is "ready" => message === "ready"

/** The process of a contender, which has shown that its answer is right. */
export const client = (name: Name, baseUrl: string): Effect.Effect<Process, ProcessFailed, Scope.Scope> =>
  Effect.map(start(name, program, [name, baseUrl], isReady), ([process]) => process)

/** A process for each contender of some entries, all warm at the same time. */
const clients = (entries: ReadonlyArray<Entry>, baseUrl: string) =>
  Effect.map(
    Effect.forEach(
      new Set(entries.map(({ contender }) => contender)),
      (name) => Effect.map(client(name, baseUrl), (process) => [name, process] as const),
      { concurrency: availableParallelism() }
    ),
    (pairs) => {
      const processes = new Map(pairs)
      return ({ contender, mode }: Entry, calls: number): Effect.Effect<Taken, ProcessFailed> => {
        const ask: Ask = { mode, calls }
        return processes.get(contender)?.ask(ask, isTaken) ?? Effect.dieMessage(`${contender} was not started`)
      }
    }
  )

/** Takes turns, so many times. */
export const inTurns = <A extends Entry, E, R>(
  { pause, rounds }: Pace,
  entries: ReadonlyArray<A>,
  turn: (entry: A) => Effect.Effect<Taken, E, R>
): Effect.Effect<Rounds, E, R> => {
  const round = Effect.flatMap(Random.shuffle(entries), (order) =>
    Effect.forEach(order, (entry) =>
      Effect.map(Effect.delay(turn(entry), pause), (taken) => [keyOf(entry), taken] as const)
    )
  )
  return Effect.map(
    Effect.forEach(Array.range(1, rounds), () => Effect.map(round, (pairs) => new Map(pairs))),
    (taken) => new Map(entries.map(keyOf).map((key) => [key, Array.map(taken, (round) => round.get(key)!)]))
  )
}

/** The rounds of several sets of processes, one set after the other. */
export const inSets = <E, R>(sets: number, rounds: Effect.Effect<Rounds, E, R>): Effect.Effect<Rounds, E, R> =>
  Effect.map(
    Effect.forEach(Array.range(1, sets), () => rounds),
    ([first, ...others]) =>
      new Map(
        Array.fromIterable(first).map(([key, taken]) => [
          key,
          Array.appendAll(
            taken,
            others.flatMap((set) => set.get(key) ?? [])
          )
        ])
      )
  )

/** Many small calls in each turn: as many as a turn has time for, found out while the process warms up. */
export const calls = (entries: ReadonlyArray<Entry>, baseUrl: string, settings: Settings) =>
  inSets(
    settings.sets,
    Effect.gen(function* () {
      const ask = yield* clients(entries, baseUrl)
      const calibrated = yield* Effect.forEach(entries, (entry) =>
        Effect.gen(function* () {
          let calls = 64
          let spent = 0
          while (true) {
            const { wall } = yield* ask(entry, calls)
            spent += wall
            const perTurn = Math.max(64, Math.round((calls * settings.turn) / wall))
            if (spent >= settings.warmUp) return { ...entry, calls: perTurn }
            calls = Math.min(perTurn, calls * 4)
          }
        })
      )
      return yield* inTurns({ ...settings, rounds: settings.rounds / settings.sets }, calibrated, (entry) =>
        ask(entry, entry.calls)
      )
    }).pipe(Effect.scoped)
  )

/** So many calls in each turn, after as many to warm up. */
const warm = (entries: ReadonlyArray<Entry>, baseUrl: string, calls: number, pace: Pace) =>
  Effect.gen(function* () {
    const ask = yield* clients(entries, baseUrl)
    yield* Effect.forEach(entries, (entry) => ask(entry, calls))
    return yield* inTurns(pace, entries, (entry) => ask(entry, calls))
  }).pipe(Effect.scoped)

/** So many calls in a process that has done nothing before but one small call. */
const first = (entries: ReadonlyArray<Entry>, baseUrl: string, calls: number, pace: Pace) =>
  inTurns(pace, entries, (entry) =>
    Effect.scoped(Effect.flatMap(clients([entry], baseUrl), (ask) => ask(entry, calls)))
  )

/** One big listing in each turn. */
export const listings = (entries: ReadonlyArray<Entry>, baseUrl: string, settings: Settings) =>
  warm(entries, baseUrl, 1, settings)

/** One big file in each turn. */
export const files = (entries: ReadonlyArray<Entry>, baseUrl: string, { fileRounds, megabytes, pause }: Settings) =>
  warm(entries, baseUrl, megabytes, { pause, rounds: fileRounds })

/** One big listing in a new process. */
export const firstListings = (entries: ReadonlyArray<Entry>, baseUrl: string, { firstRounds, pause }: Settings) =>
  first(entries, baseUrl, 1, { pause, rounds: firstRounds })

/** One file in a new process. */
export const firstFiles = (
  entries: ReadonlyArray<Entry>,
  baseUrl: string,
  { firstFileRounds, megabytes, pause }: Settings
) => first(entries, baseUrl, megabytes, { pause, rounds: firstFileRounds })
