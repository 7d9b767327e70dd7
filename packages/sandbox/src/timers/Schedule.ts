/**
 * When a timer runs: from its start at each interval, until its end. Times are epoch milliseconds.
 *
 * @since 0.1.0
 */

/**
 * @since 0.1.0
 * @category models
 */
export interface Schedule {
  readonly start: number
  /** Undefined: once. */
  readonly interval: number | undefined
  /** No run after that. */
  readonly until: number | undefined
  /** No more runs than that. */
  readonly runs: number | undefined
}

/**
 * The first tick after a moment, if the timer still runs then. Ticks that were missed are not made up for.
 *
 * @since 0.1.0
 * @category combinators
 */
export const next = ({ interval, runs, start, until }: Schedule, after: number, done: number): number | undefined => {
  if (runs !== undefined && done >= runs) return undefined
  if (interval === undefined && done > 0) return undefined
  const tick =
    interval === undefined || after < start ? start : start + (Math.floor((after - start) / interval) + 1) * interval
  return until !== undefined && tick > until ? undefined : tick
}
