/**
 * Decides which fault a request gets: a function of the seed, the request and its turn. Most calls get none, some a
 * few, and some only faults, so that retries sometimes succeed and sometimes run out.
 */
import type { Arrival } from "@effect-globus/sandbox/Journal"
import { callId } from "./Call.js"
import type { Dice } from "./Dice.js"
import * as Dices from "./Dice.js"
import type { FaultKind } from "./FaultKind.js"
import * as FaultKinds from "./FaultKind.js"
import type { Weather } from "./Weather.js"
import { isIn } from "./Weather.js"

/** The input of the plan. */
export interface Turn {
  readonly operation: string | undefined
  readonly service: string | undefined
  /** What turns are counted for: a call, a client at the token endpoint, or an operation. */
  readonly key: string
  /** From 0. */
  readonly turn: number
  /** Milliseconds since the start. */
  readonly elapsed: number
}

/** A kind of call. */
interface Mood {
  readonly weight: number
  /** The share of its attempts that fail. */
  readonly share: number
  /** Whether each attempt gets the same fault. */
  readonly steady?: boolean
  /** The kind of fault. Default: any. */
  readonly kind?: string
}

const moods: ReadonlyArray<Mood> = [
  { weight: 70, share: 0.01 },
  { weight: 22, share: 0.4 },
  { weight: 4, share: 0.97 },
  { weight: 3.7, share: 1, steady: true },
  { weight: 0.3, share: 1, kind: "late 401" }
]

/**
 * The share of faults among requests that belong to no call: token requests outside of outages, and other requests that
 * clients make by themselves.
 */
const usualShare = 0.2

const usual: Mood = { weight: 0, share: usualShare }

/** The share of refused requests while a service refuses valid tokens. */
const refusedShare = 0.5

/** The fault of a request, and the number that decides its details. */
export const decide = (
  dice: Dice,
  weather: Weather,
  { elapsed, key, operation, service, turn }: Turn
): { readonly kind: FaultKind; readonly roll: number } | undefined => {
  const roll = dice.roll("detail", key, turn)
  const of = (kind: FaultKind | undefined) => (kind === undefined ? undefined : { kind, roll })
  if (operation === "oauth2Token") {
    const outage = weather.outages.find(isIn(elapsed))
    if (outage !== undefined) return of(FaultKinds.named(outage.kind))
    const isFaulty = dice.roll("fault", key, turn) < usualShare
    return of(isFaulty ? FaultKinds.forTokens(dice.roll("kind", key, turn)) : FaultKinds.distant)
  }
  const refused = weather.refusals.some((episode) => episode.service === service && isIn(elapsed)(episode))
  if (refused && dice.roll("refused", key, turn) < refusedShare) return of(FaultKinds.named("late 401"))
  const mood: Mood = (key === operation ? undefined : Dices.pick(dice.roll("mood", key), moods)) ?? usual
  if (dice.roll("fault", key, turn) >= mood.share) return undefined
  if (mood.kind !== undefined) return of(FaultKinds.named(mood.kind))
  return of(FaultKinds.forCall(dice.roll("kind", key, mood.steady === true ? "each" : turn)))
}

/** Makes the sandbox's choice of faults. It counts the turns. `elapsed`: milliseconds since the start. */
export const make = (dice: Dice, weather: Weather, elapsed: () => number) => {
  const turns = new Map<string, number>()
  return (request: Arrival) => {
    const { clientId, operation, service } = request
    const key = callId(request) ?? (operation === "oauth2Token" ? `tokens of ${clientId}` : (operation ?? ""))
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    const chosen = decide(dice, weather, { elapsed: elapsed(), key, operation, service, turn })
    return chosen === undefined ? undefined : { name: chosen.kind.name, ...chosen.kind.toFault(chosen.roll) }
  }
}
