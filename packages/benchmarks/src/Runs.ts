/**
 * The runs. In each, all contenders take turns, round after round, so that whatever else the machine does falls on all of
 * them, and a ratio is one of two measurements that stand side by side.
 */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
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
  readonly rounds: number
  /** Milliseconds that one contender calls in one round. */
  readonly turn: number
  /** Milliseconds that each is warmed up for. */
  readonly warmUp: number
  /** Rounds of new processes. */
  readonly firstRounds: number
  /** Rounds of big files, and of those in new processes. */
  readonly fileRounds: number
  readonly firstFileRounds: number
  /** How big the file is. */
  readonly megabytes: number
}

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
    Effect.forEach(new Set(entries.map(({ contender }) => contender)), (name) =>
      Effect.map(client(name, baseUrl), (process) => [name, process] as const)
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
const inTurns = <A extends Entry, E, R>(
  rounds: number,
  entries: ReadonlyArray<A>,
  turn: (entry: A) => Effect.Effect<Taken, E, R>
): Effect.Effect<Rounds, E, R> =>
  Effect.map(
    Effect.forEach(Array.range(1, rounds), () => Effect.forEach(entries, turn)),
    (matrix) => new Map(entries.map((entry, column) => [keyOf(entry), Array.map(matrix, (row) => row[column]!)]))
  )

/** Many small calls in each turn: as many as a turn has time for, found out while the process warms up. */
export const calls = (entries: ReadonlyArray<Entry>, baseUrl: string, settings: Settings) =>
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
    return yield* inTurns(settings.rounds, calibrated, (entry) => ask(entry, entry.calls))
  }).pipe(Effect.scoped)

const awakeProgram = new URL("./awakeProcess.js", import.meta.url)

/** The same, while no core goes to sleep. */
export const awake = (entries: ReadonlyArray<Entry>, baseUrl: string, settings: Settings) =>
  Effect.forEach(Array.range(1, availableParallelism()), (core) =>
    start(`what keeps core ${core} awake`, awakeProgram, [], isReady)
  ).pipe(Effect.zipRight(calls(entries, baseUrl, settings)), Effect.scoped)

/** So many calls in each turn, after as many to warm up. */
const warm = (entries: ReadonlyArray<Entry>, baseUrl: string, calls: number, rounds: number) =>
  Effect.gen(function* () {
    const ask = yield* clients(entries, baseUrl)
    yield* Effect.forEach(entries, (entry) => ask(entry, calls))
    return yield* inTurns(rounds, entries, (entry) => ask(entry, calls))
  }).pipe(Effect.scoped)

/** So many calls in a process that has done nothing before but one small call. */
const first = (entries: ReadonlyArray<Entry>, baseUrl: string, calls: number, rounds: number) =>
  inTurns(rounds, entries, (entry) =>
    Effect.scoped(Effect.flatMap(clients([entry], baseUrl), (ask) => ask(entry, calls)))
  )

/** One big listing in each turn. */
export const listings = (entries: ReadonlyArray<Entry>, baseUrl: string, { rounds }: Settings) =>
  warm(entries, baseUrl, 1, rounds)

/** One big file in each turn. */
export const files = (entries: ReadonlyArray<Entry>, baseUrl: string, { fileRounds, megabytes }: Settings) =>
  warm(entries, baseUrl, megabytes, fileRounds)

/** One big listing in a new process. */
export const firstListings = (entries: ReadonlyArray<Entry>, baseUrl: string, { firstRounds }: Settings) =>
  first(entries, baseUrl, 1, firstRounds)

/** One file in a new process. */
export const firstFiles = (entries: ReadonlyArray<Entry>, baseUrl: string, { firstFileRounds, megabytes }: Settings) =>
  first(entries, baseUrl, megabytes, firstFileRounds)
