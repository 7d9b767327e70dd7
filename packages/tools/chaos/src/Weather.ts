/**
 * Failures of whole services during a run, chosen by the seed: the token endpoint is down for a while, a service
 * refuses valid tokens for a while, or all valid tokens of a service end at once. Times are in milliseconds from the
 * start.
 */
import { resourceServer as auth } from "@effect-globus/sdk/auth/AuthApi"
import { resourceServer as transfer } from "@effect-globus/sdk/transfer/TransferApi"
import * as Dice from "./Dice.js"
import * as FaultKind from "./FaultKind.js"

/** A period of time. */
export interface Episode {
  readonly from: number
  readonly to: number
}

export interface Weather {
  /** The token endpoint fails in this way, for all clients. */
  readonly outages: ReadonlyArray<Episode & { readonly kind: string }>
  /** This service answers 401 to valid tokens. */
  readonly refusals: ReadonlyArray<Episode & { readonly service: string }>
  /** All valid access tokens of this service end. */
  readonly endings: ReadonlyArray<{ readonly at: number; readonly service: string }>
}

const services = [auth, transfer]

/** Makes successive episodes. Each pause and each length lies between two numbers. */
const episodes = (
  dice: Dice.Dice,
  purpose: string,
  end: number,
  pauses: readonly [number, number],
  lengths: readonly [number, number]
): ReadonlyArray<Episode> => {
  const found: Array<Episode> = []
  for (let from = 0; ;) {
    from += Dice.between(dice.roll(purpose, found.length, "pause"), pauses)
    const to = from + Dice.between(dice.roll(purpose, found.length, "length"), lengths)
    if (to >= end) return found
    found.push({ from, to })
    from = to
  }
}

/** Makes the weather of a run of `duration` milliseconds. In a short run, everything is scaled down. */
export const make = (dice: Dice.Dice, duration: number): Weather => {
  const scaled =
    (scale: number) =>
    (least: number, most: number): readonly [number, number] => [least * scale, most * scale]
  const pauses = scaled(Math.min(1, duration / 10_000))
  const lengths = scaled(Math.min(1, duration / 20_000))
  const service = (purpose: string, index: number): string =>
    services[Dice.below(dice.roll(purpose, index, "service"), services.length)] ?? transfer
  return {
    outages: episodes(dice, "outage", duration, pauses(2500, 7000), lengths(500, 3500)).map((episode, index) => ({
      ...episode,
      // Every kind occurs before one is repeated. The seed decides the order.
      kind:
        FaultKind.outages[
          (index + Dice.below(dice.roll("outage"), FaultKind.outages.length)) % FaultKind.outages.length
        ] ?? "503"
    })),
    refusals: episodes(dice, "refusal", duration, pauses(2000, 6000), lengths(100, 400)).map((episode, index) => ({
      ...episode,
      service: service("refusal", index)
    })),
    endings: episodes(dice, "ending", duration, pauses(3000, 8000), [0, 0]).map(({ from }, index) => ({
      at: from,
      service: service("ending", index)
    }))
  }
}

export const isIn =
  (elapsed: number) =>
  ({ from, to }: Episode): boolean =>
    from <= elapsed && elapsed < to
