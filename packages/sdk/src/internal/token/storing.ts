/** The storing of renewed tokens: what a program's `onRefresh` does with them, and what it could not do yet. */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { callWithin, Late } from "./foreign.js"
import { striker } from "../wire/strike.js"

/** A token that is held in memory alone. */
interface Unstored<T> {
  readonly token: T
  /** In one line. */
  readonly why: string
}

export interface Storing<T, R> {
  /** Stores a token within the time. A failure is logged, without the secrets of the token and of the one before. */
  readonly store: (token: T, within: Duration.Duration) => Effect.Effect<void, never, R>
  /** Tries once more what could not be stored. */
  readonly again: (within: Duration.Duration) => Effect.Effect<void, never, R>
  /** Why the newest token is not stored. */
  readonly failed: Effect.Effect<string | undefined>
  /** Nothing is left to store: the token is of no use any more. */
  readonly forget: Effect.Effect<void>
}

/** The secrets of tokens and of the tokens in them. */
const secretsOf = (value: unknown, depth = 0): ReadonlyArray<string> =>
  Redacted.isRedacted(value)
    ? [String(Redacted.value(value))]
    : typeof value === "object" && value !== null && depth < 5
      ? Object.values(value).flatMap((member) => secretsOf(member, depth + 1))
      : []

const longest = 4_000

/** What a failure says, without the token's secrets. The program's errors may be unable to say it. */
const wordsOf = (cause: Cause.Cause<unknown>, tokens: unknown, within: Duration.Duration): string => {
  const isLate = Option.exists(Cause.failureOption(cause), (error) => error instanceof Late)
  if (isLate) return `it did not end within ${Duration.format(within)}`
  const pretty = Either.getOrElse(
    Either.try(() => Cause.pretty(cause)),
    () => "its error cannot be printed"
  )
  return striker(() => secretsOf(tokens))(pretty).slice(0, longest)
}

const firstLine = (text: string): string => (text.split("\n", 1)[0] ?? "").slice(0, 300)

/** `secrets` are those that a failure could name before there was a token. */
export const make = <T, R>(
  onRefresh: ((token: T) => Effect.Effect<unknown, unknown, R>) | undefined,
  secrets: unknown
): Effect.Effect<Storing<T, R>> =>
  Effect.zipWith(Ref.make<Unstored<T> | undefined>(undefined), Ref.make<unknown>(undefined), (unstored, before) => {
    const store: Storing<T, R>["store"] = (token, within) =>
      onRefresh === undefined
        ? Effect.void
        : Effect.flatMap(
            Effect.zip(
              callWithin(() => onRefresh(token), within),
              Ref.getAndSet(before, token)
            ),
            ([exit, before]) => {
              if (Exit.isSuccess(exit)) return Ref.set(unstored, undefined)
              const words = wordsOf(exit.cause, [token, before, secrets], within)
              return Effect.zipRight(
                Ref.set(unstored, { token, why: firstLine(words) }),
                Effect.exit(
                  Effect.logError(
                    "Storing a renewed Globus token failed: it is held in memory, and stored again before the next renewal",
                    words
                  )
                )
              )
            }
          )
    return {
      store,
      again: (within) =>
        Effect.flatMap(Ref.get(unstored), (left) => (left === undefined ? Effect.void : store(left.token, within))),
      failed: Effect.map(Ref.get(unstored), (left) => left?.why),
      forget: Ref.set(unstored, undefined)
    }
  })
