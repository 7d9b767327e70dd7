/**
 * When a token is renewed: pure functions of how long it lives and what went wrong before. `TokenCache` carries out
 * what they decide. All times are in milliseconds.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import { GlobusUsageError } from "./GlobusError.js"

/**
 * The policy's numbers.
 *
 * @since 0.1.0
 * @category models
 */
export interface RefreshPolicy {
  /** Renewal ahead of expiry begins so long before it, for tokens that live at least so long; longest life first. */
  readonly advisory: ReadonlyArray<{ readonly lifetime: number; readonly window: number }>
  /** The most of its life that a token spends in the advisory window. */
  readonly advisoryShare: number
  /** So long before expiry a call waits for the new token. */
  readonly mandatory: number
  /** The most of its life that a token spends in the mandatory window. */
  readonly mandatoryShare: number
  /** A token is given out, when there is no better one, until so long before expiry. */
  readonly margin: number
  /** The most of its life that the margin takes. */
  readonly marginShare: number
  /** The share of the advisory window over which many caches spread their renewals. */
  readonly jitter: number
  /** The longest first pause after a failure; it doubles with each. */
  readonly backOff: number
  /** The longest pause after a failure. */
  readonly maxBackOff: number
  /** With more time left than this there is no hurry: */
  readonly calm: number
  /** pauses are between these two. */
  readonly calmBackOff: readonly [number, number]
  /** The longest pause that the token endpoint's `Retry-After` can ask for. */
  readonly maxRetryAfter: number
  /** How long one exchange at the token endpoint may take, and then once more its storing. */
  readonly deadline: number
  /**
   * With no good token left, a failed exchange is tried again for so long, with the same pauses, before calls are told.
   * Zero: they are told at once.
   */
  readonly patience: number
}

const second = 1_000
const minute = 60 * second

/**
 * The numbers that hold unless an authorizer is given others: what the best of the credential libraries publish.
 *
 * @since 0.1.0
 * @category models
 */
export const defaultPolicy: RefreshPolicy = {
  advisory: [
    { lifetime: 8 * 60 * minute, window: 60 * minute },
    { lifetime: 60 * minute, window: 15 * minute },
    { lifetime: 0, window: 5 * minute }
  ],
  advisoryShare: 0.25,
  mandatory: 60 * second,
  mandatoryShare: 0.1,
  margin: second,
  marginShare: 0.1,
  jitter: 0.2,
  backOff: second,
  maxBackOff: 5 * minute,
  calm: 30 * minute,
  calmBackOff: [5 * minute, 10 * minute],
  maxRetryAfter: 60 * minute,
  deadline: 30 * second,
  patience: 20 * second
}

const times = ["mandatory", "margin", "backOff", "maxBackOff", "calm", "maxRetryAfter", "deadline"] as const
const shares = ["advisoryShare", "mandatoryShare", "marginShare", "jitter"] as const

/**
 * The default policy with some numbers of your own. Fails with `GlobusUsageError` for a number that makes no sense.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (numbers: Partial<RefreshPolicy> = {}): Either.Either<RefreshPolicy, GlobusUsageError> => {
  const policy: RefreshPolicy = { ...defaultPolicy, ...numbers }
  const steps = policy.advisory.flatMap(({ lifetime, window }) => [lifetime, window])
  const wrong =
    times.find((name) => !(policy[name] > 0 && policy[name] < Infinity)) ??
    shares.find((name) => !(policy[name] >= 0 && policy[name] <= 1)) ??
    (policy.patience >= 0 && policy.patience < Infinity ? undefined : "patience") ??
    (steps.every((number) => number >= 0 && number < Infinity) ? undefined : "advisory") ??
    (policy.calmBackOff.every((number) => number > 0 && number < Infinity) ? undefined : "calmBackOff")
  return wrong === undefined
    ? Either.right(policy)
    : Either.left(
        new GlobusUsageError({
          field: `policy.${wrong}`,
          message: `policy.${wrong}: give finite times in milliseconds above zero, and shares from 0 to 1`
        })
      )
}

/**
 * How long before its expiry a token is renewed ahead, must be renewed, and is no longer given out.
 *
 * @since 0.1.0
 * @category models
 */
export interface Windows {
  readonly advisory: number
  readonly mandatory: number
  readonly margin: number
}

/**
 * The windows of a token that lives so long. `random` in [0, 1) makes the advisory one shorter, by up to the jitter's
 * share.
 *
 * @since 0.1.0
 * @category combinators
 */
export const windows = (lifetime: number, random: number, policy: RefreshPolicy): Windows => {
  const longest = policy.advisory.find((step) => lifetime >= step.lifetime)?.window ?? 0
  return {
    advisory: Math.min(longest, lifetime * policy.advisoryShare) * (1 - policy.jitter * random),
    mandatory: Math.min(policy.mandatory, lifetime * policy.mandatoryShare),
    margin: Math.min(policy.margin, lifetime * policy.marginShare)
  }
}

/**
 * What is known when a call asks for a token.
 *
 * @since 0.1.0
 * @category models
 */
export interface Situation {
  /** Until the token expires; infinite where nobody said. Undefined: there is none, or a service rejected it. */
  readonly left: number | undefined
  readonly windows: Windows
  /** The grant is dead: no renewal will succeed. */
  readonly terminal: boolean
  /** A renewal failed, and it is too early for the next. */
  readonly backingOff: boolean
}

/**
 * - `serve`: give the token out.
 * - `refreshAhead`: give it out, and renew it meanwhile.
 * - `block`: wait for a renewal.
 * - `backOff`: fail; a later call may try.
 * - `giveUp`: fail; only a new login helps.
 *
 * @since 0.1.0
 * @category models
 */
export type Decision = "serve" | "refreshAhead" | "block" | "backOff" | "giveUp"

/**
 * The token may be given out: it has more time left than the margin.
 *
 * @since 0.1.0
 * @category guards
 */
export const isGood = ({ left, windows }: Pick<Situation, "left" | "windows">): boolean =>
  left !== undefined && left > 0 && left >= windows.margin

/**
 * What to do for a call that asks for a token, by what is known of the one in hand.
 *
 * @since 0.1.0
 * @category combinators
 */
export const refreshDecision = (situation: Situation): Decision => {
  const { backingOff, left, terminal, windows } = situation
  const good = isGood(situation)
  if (good && left !== undefined && left > windows.advisory) return "serve"
  if (terminal) return good ? "serve" : "giveUp"
  if (backingOff) return good ? "serve" : "backOff"
  return good && left !== undefined && left > windows.mandatory ? "refreshAhead" : "block"
}

/**
 * The pause after failure number `failures` (from 1): exponential with full jitter (`random` in [0, 1)), long while
 * there is time. It never sleeps through the moment at which calls begin to wait, and from then on looks several times
 * before the token expires; only what the token endpoint asks for (`retryAfter`, up to `maxRetryAfter`) goes beyond.
 *
 * @since 0.1.0
 * @category combinators
 */
export const backOffDelay = (
  input: {
    readonly failures: number
    readonly left: number | undefined
    readonly windows: Windows
    readonly retryAfter: number
    readonly random: number
  },
  policy: RefreshPolicy
): number => {
  const { failures, random, retryAfter, windows } = input
  const left = input.left ?? 0
  const [shortest, longest] = policy.calmBackOff
  const wanted =
    left > policy.calm
      ? shortest + (longest - shortest) * random
      : Math.min(policy.maxBackOff, policy.backOff * 2 ** (failures - 1)) * random
  const bound =
    left > windows.mandatory
      ? left - windows.mandatory
      : left > windows.margin
        ? Math.max(left / 2, windows.mandatory / 6)
        : Infinity
  return Math.max(Math.min(wanted, bound), Math.min(retryAfter, policy.maxRetryAfter))
}
