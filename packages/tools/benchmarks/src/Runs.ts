/**
 * The runs. In each, all contenders take turns, round after round, so that other load on the machine affects all of
 * them, and each ratio compares two turns of the same round. Each round has a new order. There is a pause before each
 * turn, so that the garbage of one contender is not collected during the next turn.
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

/** The durations and the numbers of rounds. */
export interface Settings {
  /** A multiple of `sets`. */
  readonly rounds: number
  /**
   * How many sets of processes share the rounds of small calls. The compiled code of a process does not change much, so
   * several sets even out differences.
   */
  readonly sets: number
  /** The pause before each turn, in milliseconds. */
  readonly pause: number
  /** The time of one contender in one round, in milliseconds. */
  readonly turn: number
  /**
   * The time to warm up each contender, in milliseconds of the wall clock: `measure` makes more calls than it counts.
   */
  readonly warmUp: number
  /** Rounds of new processes. */
  readonly firstRounds: number
  /** Rounds of big files, and of those in new processes. */
  readonly fileRounds: number
  readonly firstFileRounds: number
  /** The size of the file. */
  readonly megabytes: number
}

/** The pause and the number of rounds of a run. */
type Pace = Pick<Settings, "pause" | "rounds">

/** The measurements of each entry by its key, round by round. All have the same number of rounds. */
export type Rounds = ReadonlyMap<string, Array.NonEmptyReadonlyArray<Taken>>

const program = new URL("./clientProcess.js", import.meta.url)

const isReady = (message: unknown): message is "ready" => message === "ready"

/** Starts the process of a contender and waits until its answer was verified. */
export const client = (name: Name, baseUrl: string): Effect.Effect<Process, ProcessFailed, Scope.Scope> =>
  Effect.map(start(name, program, [name, baseUrl], isReady), ([process]) => process)

/** Starts a process for each contender of some entries. */
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

/** Lets the entries take turns, for this many rounds. */
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

/** Collects the rounds of several sets of processes, one set after the other. */
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

/** Many small calls in each turn. Warming up shows how many fit into a turn. */
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

/** This many calls in each turn, after as many calls to warm up. */
const warm = (entries: ReadonlyArray<Entry>, baseUrl: string, calls: number, pace: Pace) =>
  Effect.gen(function* () {
    const ask = yield* clients(entries, baseUrl)
    yield* Effect.forEach(entries, (entry) => ask(entry, calls))
    return yield* inTurns(pace, entries, (entry) => ask(entry, calls))
  }).pipe(Effect.scoped)

/** This many calls in a new process, which has made only one small call before. */
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
