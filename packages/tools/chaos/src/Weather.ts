/**
 * What befalls the services as a whole in the course of a run, by its seed: the token endpoint is down for a while, a
 * service refuses good tokens for a while, all live tokens of a service end at once. Times are milliseconds from the
 * start.
 */
import { resourceServer as auth } from "@effect-globus/sdk/auth/AuthApi"
import { resourceServer as transfer } from "@effect-globus/sdk/transfer/TransferApi"
import * as Dice from "./Dice.js"
import * as FaultKind from "./FaultKind.js"

/** An episode, from its beginning to its end. */
export interface Episode {
  readonly from: number
  readonly to: number
}

export interface Weather {
  /** The token endpoint fails in this way, for everybody. */
  readonly outages: ReadonlyArray<Episode & { readonly kind: string }>
  /** This service answers 401 to good tokens. */
  readonly refusals: ReadonlyArray<Episode & { readonly service: string }>
  /** All live access tokens of this service end. */
  readonly endings: ReadonlyArray<{ readonly at: number; readonly service: string }>
}

const services = [auth, transfer]

/** Episodes one after the other: pauses and lengths lie between the two numbers each. */
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

/** The weather of a run of so many milliseconds. A short run has the same in less time. */
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
      // Each kind before any comes again, in an order of the seed's.
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
