/**
 * A check: a foreign client does something, and then certain things must be true. A failed check reports what it saw.
 */
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { inspect, isDeepStrictEqual } from "node:util"

export class CheckFailed extends Data.TaggedError("CheckFailed")<{ readonly message: string }> {}

export interface Check {
  readonly name: string
  readonly run: Effect.Effect<unknown, CheckFailed>
}

export interface Result {
  readonly client: string
  readonly check: string
  readonly seconds: number
  /** Undefined if the check passed. */
  readonly failure: string | undefined
}

/** Performs a check. A defect counts as a failure. */
export const perform = (client: string, { name, run }: Check): Effect.Effect<Result> =>
  Effect.map(Effect.timed(Effect.exit(run)), ([took, exit]) => ({
    client,
    check: name,
    seconds: Duration.toSeconds(took),
    failure: Exit.isSuccess(exit) ? undefined : messageOf(exit.cause)
  }))

const messageOf = (cause: Cause.Cause<CheckFailed>): string => {
  const problem = Cause.squash(cause)
  return problem instanceof CheckFailed ? problem.message : Cause.pretty(cause)
}

const shown = (value: unknown): string =>
  typeof value === "string" ? value : inspect(value, { depth: 6, breakLength: 110, maxArrayLength: 20 })

/** Fails unless the two are deeply equal. */
export const same = <A>(what: string, actual: A, expected: A): Effect.Effect<void, CheckFailed> =>
  isDeepStrictEqual(actual, expected)
    ? Effect.void
    : Effect.fail(new CheckFailed({ message: `${what} is\n${shown(actual)}\nexpected\n${shown(expected)}` }))

/** Fails unless the text matches. */
export const matches = (what: string, text: string, pattern: RegExp): Effect.Effect<void, CheckFailed> =>
  pattern.test(text)
    ? Effect.void
    : Effect.fail(new CheckFailed({ message: `${what} does not match ${pattern}:\n${text}` }))
