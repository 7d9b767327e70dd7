/**
 * Waiting for what goes on at Globus: a task, a run, or anything else that a call tells the state of. `taskWait` of
 * `TransferClient`, `runWait` of `FlowsClient` and `searchTaskWait` of `SearchClient` are this one, for their documents.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { GlobusUsageError } from "./GlobusError.js"
import { until } from "./internal/operation/until.js"
import { errorClass } from "./internal/wire/errorClass.js"

/**
 * How long to wait, how often to look, and what to do with each document that is seen.
 *
 * @since 0.1.0
 * @category options
 */
export interface WaitOptions<A, E = never, R = never> {
  /** How long to wait at most. Default: as long as it takes. */
  readonly timeout?: Duration.DurationInput | undefined
  /** How often to look, at least every second. Default: every 10 seconds. */
  readonly pollingInterval?: Duration.DurationInput | undefined
  /** Runs with each document that is seen, the last one too, before anything else happens. Its failure ends the wait. */
  readonly onProgress?: ((seen: A) => Effect.Effect<unknown, E, R>) | undefined
}

/**
 * The time is up, and what was waited for goes on. Look again later, or wait for longer.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusWaitTimeout<A = unknown> extends errorClass<GlobusWaitTimeout>()("GlobusWaitTimeout", {
  /** The document as it was last seen. */
  last: Schema.Unknown,
  /** How long the wait was. */
  timeout: Schema.Duration,
  /** What goes on, and what to do. */
  message: Schema.String
}) {
  /** The document as it was last seen. */
  declare readonly last: A
}

/**
 * Looks at once and then every `pollingInterval`, until `isOver` says so of what is seen, and gives that. It looks a last
 * time when the `timeout` is up. Time is that of Effect's `Clock`, and a wall clock that is set does not change it. Fails
 * as `look` and `onProgress` do, with `GlobusWaitTimeout` when the time is up, and with `GlobusUsageError` for options
 * that are wrong.
 *
 * @example
 * import { Effect } from "effect"
 * import * as Wait from "@effect-globus/sdk/Wait"
 * import { TransferClient } from "@effect-globus/sdk/transfer/TransferClient"
 *
 * // Until somebody listens at the tunnel.
 * const ready = (tunnel_id: string) =>
 *   Effect.flatMap(TransferClient, ({ getTunnel }) =>
 *     Wait.waitUntil(getTunnel({ tunnel_id }), ({ data }) => data.attributes.listener_port !== null, { timeout: "5 minutes" })
 *   )
 *
 * @since 0.1.0
 * @category combinators
 */
export const waitUntil = <A, E, R, E2 = never, R2 = never>(
  look: Effect.Effect<A, E, R>,
  isOver: (seen: A) => boolean,
  options: WaitOptions<A, E2, R2> = {}
): Effect.Effect<A, E | E2 | GlobusWaitTimeout<A> | GlobusUsageError, R | R2> =>
  until(
    look,
    isOver,
    options,
    (last, timeout) =>
      new GlobusWaitTimeout<A>({
        last,
        timeout,
        message: `It is not over after ${Duration.format(timeout)}, and goes on: look again later, or wait for longer`
      })
  )
