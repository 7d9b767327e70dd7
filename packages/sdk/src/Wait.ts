/**
 * Waits for something at Globus to finish: a task, a run, or anything else whose state a call returns. `taskWait` of
 * `TransferClient`, `runWait` of `FlowsClient` and `searchTaskWait` of `SearchClient` use this for their documents.
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
 * How long to wait, how often to look, and what to run on each document.
 *
 * @since 0.1.0
 * @category options
 */
export interface WaitOptions<A, E = never, R = never> {
  /** The longest wait. Default: no limit. */
  readonly timeout?: Duration.DurationInput | undefined
  /** The time between two looks, at least one second. Default: 10 seconds. */
  readonly pollingInterval?: Duration.DurationInput | undefined
  /** Runs on each document, including the last, before the next step. Its failure ends the wait. */
  readonly onProgress?: ((seen: A) => Effect.Effect<unknown, E, R>) | undefined
}

/**
 * The timeout passed before the end. The task or run itself continues: look again later, or wait longer.
 *
 * @since 0.1.0
 * @category errors
 */
export class GlobusWaitTimeout<A = unknown> extends errorClass<GlobusWaitTimeout>()("GlobusWaitTimeout", {
  /** The last document that was seen. */
  last: Schema.Unknown,
  /** How long the wait was. */
  timeout: Schema.Duration,
  /** What goes on, and what to do. */
  message: Schema.String
}) {
  /** The last document that was seen. */
  declare readonly last: A
}

/**
 * Runs `look` at once and then every `pollingInterval`, until `isOver` is true of its document, and returns that
 * document. It looks one last time when the `timeout` has passed. Time comes from Effect's `Clock`, and setting the
 * wall clock does not change the wait. Fails with the errors of `look` and `onProgress`, with `GlobusWaitTimeout` after
 * the timeout, and with `GlobusUsageError` for wrong options.
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
        message: `It is not over after ${Duration.format(timeout)} and still continues: look again later, or wait longer`
      })
  )
