/**
 * The kinds of faults, each with a name that the sandbox's journal shows, and with what the laws must know: whether the
 * answer is really the sandbox's, and how long it asks to wait.
 */
import type { FaultOptions } from "@effect-globus/sandbox/Faults"
import * as Dice from "./Dice.js"

export interface FaultKind {
  readonly name: string
  /** The weight of this kind among calls, and among token requests. Zero: never. */
  readonly calls: number
  readonly tokens: number
  /** `roll`, in [0, 1), decides the details. */
  readonly toFault: (roll: number) => FaultOptions
  /** The answer is the sandbox's own and complete, so a client may rely on it. */
  readonly believable?: boolean
  /** Milliseconds. */
  readonly retryAfter?: number
}

const page = {
  body: "<!doctype html><html><head><title>Under maintenance</title></head><body><h1>Back soon</h1></body></html>",
  contentType: "text/html"
}

const retryAfter = { headers: { "retry-after": "1" } }

/** Longer than any client in the run waits. */
const never = "1 hour"

const kinds: ReadonlyArray<FaultKind> = [
  // The connection drops: before the request is carried out, after it, or during the answer.
  { name: "dropped", calls: 3, tokens: 3, toFault: () => ({ drop: true }) },
  { name: "dropped after", calls: 3, tokens: 3, toFault: () => ({ drop: true, after: true }) },
  { name: "broken off", calls: 3, tokens: 2, toFault: () => ({ drop: true, truncate: true }) },
  // The service answers with an error. It may have carried out the request.
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
  // A valid token is refused: often early, and sometimes so late that its successor is in use.
  {
    name: "late 401",
    calls: 0.2,
    tokens: 0,
    toFault: (roll) => ({ status: 401, delay: Dice.between(roll ** 2, [10, 1400]) })
  },
  // Another server answers, or the answer is incomplete.
  { name: "HTML with 200", calls: 2, tokens: 2, toFault: () => ({ status: 200, ...page }) },
  { name: "HTML with 200 after", calls: 2, tokens: 1, toFault: () => ({ status: 200, after: true, ...page }) },
  { name: "HTML with 502", calls: 2, tokens: 2, toFault: () => ({ status: 502, ...page }) },
  { name: "truncated", calls: 3, tokens: 2, toFault: () => ({ truncate: true }) },
  // The answer is right, but late.
  {
    name: "slow",
    calls: 4,
    tokens: 3,
    believable: true,
    toFault: (roll) => ({ delay: Dice.between(roll, [50, 400]) })
  },
  { name: "hanging", calls: 0.5, tokens: 1, toFault: () => ({ delay: never }) }
]

/** The normal delay of the token endpoint. It is not a fault, but long enough for two requests to overlap. */
export const distant: FaultKind = {
  name: "distant",
  calls: 0,
  tokens: 0,
  believable: true,
  toFault: (roll) => ({ delay: Dice.between(roll, [20, 80]) })
}

const byName = new Map([...kinds, distant].map((kind) => [kind.name, kind]))

/** The kind with this name in the journal. */
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

/** How a token endpoint fails while it is down. */
export const outages: ReadonlyArray<string> = ["503", "503, Retry-After", "dropped", "hanging", "HTML with 502", "429"]
