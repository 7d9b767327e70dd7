/**
 * The ways in which a request goes wrong, each by a name that stands in the sandbox's journal, and what the laws must
 * know of it: whether its answer is the sandbox's own, and how long it asks to wait.
 */
import type { FaultOptions } from "@effect-globus/sandbox/Faults"
import * as Dice from "./Dice.js"

export interface FaultKind {
  readonly name: string
  /** How often it is picked for a call, and for a token request; zero: never. */
  readonly calls: number
  readonly tokens: number
  /** `roll`, in [0, 1), decides what is open. */
  readonly toFault: (roll: number) => FaultOptions
  /** The answer is the sandbox's own and whole: a client may believe it. */
  readonly believable?: boolean
  /** Milliseconds. */
  readonly retryAfter?: number
}

const page = {
  body: "<!doctype html><html><head><title>Under maintenance</title></head><body><h1>Back soon</h1></body></html>",
  contentType: "text/html"
}

const retryAfter = { headers: { "retry-after": "1" } }

/** Longer than any client of the run waits. */
const never = "1 hour"

const kinds: ReadonlyArray<FaultKind> = [
  // The connection goes: before the request is carried out, after it, within the answer.
  { name: "dropped", calls: 3, tokens: 3, toFault: () => ({ drop: true }) },
  { name: "dropped after", calls: 3, tokens: 3, toFault: () => ({ drop: true, after: true }) },
  { name: "broken off", calls: 3, tokens: 2, toFault: () => ({ drop: true, truncate: true }) },
  // The service says that it can not, and did or did not.
  { name: "429", calls: 3, tokens: 2, toFault: () => ({ status: 429 }) },
  {
    name: "429, Retry-After",
    calls: 1,
    tokens: 4,
    retryAfter: 1000,
    toFault: () => ({ status: 429, ...retryAfter })
  },
  { name: "503", calls: 3, tokens: 3, toFault: () => ({ status: 503 }) },
  {
    name: "503, Retry-After",
    calls: 1,
    tokens: 4,
    retryAfter: 1000,
    toFault: () => ({ status: 503, ...retryAfter })
  },
  { name: "503 after", calls: 3, tokens: 1, toFault: () => ({ status: 503, after: true }) },
  { name: "500", calls: 1, tokens: 1, toFault: () => ({ status: 500 }) },
  { name: "502", calls: 1, tokens: 1, toFault: () => ({ status: 502 }) },
  { name: "504", calls: 1, tokens: 1, toFault: () => ({ status: 504 }) },
  // A good token is refused: often soon, and sometimes so late that its successor is in use.
  {
    name: "late 401",
    calls: 0.2,
    tokens: 0,
    toFault: (roll) => ({ status: 401, delay: Dice.between(roll ** 2, [10, 1400]) })
  },
  // Somebody else answers, or the answer is not all there.
  { name: "HTML with 200", calls: 2, tokens: 2, toFault: () => ({ status: 200, ...page }) },
  { name: "HTML with 200 after", calls: 2, tokens: 1, toFault: () => ({ status: 200, after: true, ...page }) },
  { name: "HTML with 502", calls: 2, tokens: 2, toFault: () => ({ status: 502, ...page }) },
  { name: "truncated", calls: 3, tokens: 2, toFault: () => ({ truncate: true }) },
  // Nothing is wrong with it but the time.
  {
    name: "slow",
    calls: 4,
    tokens: 3,
    believable: true,
    toFault: (roll) => ({ delay: Dice.between(roll, [50, 400]) })
  },
  { name: "hanging", calls: 0.5, tokens: 1, toFault: () => ({ delay: never }) }
]

/** The token endpoint when it is well, which is no fault: far enough away for two requests to meet there. */
export const distant: FaultKind = {
  name: "distant",
  calls: 0,
  tokens: 0,
  believable: true,
  toFault: (roll) => ({ delay: Dice.between(roll, [20, 80]) })
}

const byName = new Map([...kinds, distant].map((kind) => [kind.name, kind]))

/** The kind of a name in the journal. */
export const named = (name: string | undefined): FaultKind | undefined =>
  name === undefined ? undefined : byName.get(name)

export const forCall = (roll: number): FaultKind | undefined =>
  Dice.pick(
    roll,
    kinds.map((kind) => ({ ...kind, weight: kind.calls }))
  )

export const forTokens = (roll: number): FaultKind | undefined =>
  Dice.pick(
    roll,
    kinds.map((kind) => ({ ...kind, weight: kind.tokens }))
  )

/** What a token endpoint does that is down. */
export const outages: ReadonlyArray<string> = ["503", "503, Retry-After", "dropped", "hanging", "HTML with 502", "429"]
