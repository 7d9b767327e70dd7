/**
 * The client of Globus Flows: flows, their runs, registered APIs and web inputs. The operations are derived from
 * `FlowsApi`. Running a flow needs a token for that flow: use `SpecificFlowClient`.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Struct from "effect/Struct"
import type { GlobusError } from "../GlobusError.js"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies, Streams } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import { serviceClient } from "../internal/operation/serviceClient.js"
import type * as transport from "../internal/wire/transport.js"
import * as waiting from "../internal/operation/waiting.js"
import type * as Operation from "../Operation.js"
import { GlobusWaitTimeout, type WaitOptions } from "../Wait.js"
import { FlowsApi, resourceServer } from "./FlowsApi.js"
import * as Run from "./Run.js"
import { blocked, type GlobusRunBlocked } from "./RunBlocked.js"

/**
 * The client of Globus Flows.
 *
 * @since 0.1.0
 * @category context
 */
export class FlowsClient extends Context.Tag("@effect-globus/sdk/FlowsClient")<FlowsClient, FlowsClient.Service>() {}

/** The operations of `SpecificFlowClient`. They need a token for the flow. */
type OfOneFlow = "runFlow" | "validateRun" | "resumeRun"

/**
 * @since 0.1.0
 */
export declare namespace FlowsClient {
  /**
   * The operations of Globus Flows, with the names of the Python SDK in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Omit<Operations<typeof FlowsApi>, OfOneFlow>, Streams<typeof FlowsApi> {
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Omit<Replies<typeof FlowsApi>, OfOneFlow>
    /** Sends an undeclared call. */
    readonly request: Operation.SendRaw
    /**
     * Waits until a run has ended, and returns its last document. A failed run is returned too, not raised as an error.
     * The argument may be the answer of `runFlow`. Fails with `GlobusRunBlocked` as soon as the run waits for user
     * action, and with `GlobusWaitTimeout` after the timeout.
     */
    readonly runWait: <E = never, R = never>(
      argument: { readonly run_id: string },
      options?: RunWaitOptions<E, R>
    ) => Effect.Effect<Run.Run, GlobusError | GlobusWaitTimeout<Run.Run> | GlobusRunBlocked | E, R>
  }
}

/**
 * How long to wait for a run, how often to look, and what to do if it cannot continue.
 *
 * @since 0.1.0
 * @category models
 */
export interface RunWaitOptions<E = never, R = never> extends WaitOptions<Run.Run, E, R> {
  /** What to do about an `INACTIVE` run. Default: `fail`, with `GlobusRunBlocked`. `wait`: wait until it is resumed. */
  readonly onInactive?: "fail" | "wait" | undefined
  /**
   * Whether to cancel the run if the wait is interrupted. The interruption then takes until Globus has answered.
   * Default: false. Then the run continues, and a log message says so.
   */
  readonly cancelOnInterrupt?: boolean | undefined
}

const own = Struct.omit("runFlow", "validateRun", "resumeRun")

const service = (wire: transport.Transport): FlowsClient.Service => {
  const { operations, replies, streams } = derive(FlowsApi, wire)
  return {
    ...own(operations),
    ...streams,
    withResponse: own(replies),
    request: request.make(wire, resourceServer),
    runWait: ({ run_id }, options = {}) =>
      waiting.wait(
        {
          name: `Run ${run_id}`,
          look: Effect.suspend(() => operations.getRun({ run_id })),
          isFinal: Run.isFinal,
          timedOut: (run: Run.Run, timeout) =>
            new GlobusWaitTimeout<Run.Run>({
              last: run,
              timeout,
              message: `Run ${run.run_id} is still ${run.status} after ${Duration.format(timeout)} and continues: wait longer, or look again later`
            }),
          blocked,
          cancel: Effect.suspend(() => operations.cancelRun({ run_id }))
        },
        options
      )
  }
}

const client = serviceClient(FlowsClient, "flows", service)

/**
 * Makes a client that uses `Authorization` and `HttpClient` from the context. Fails with `GlobusUsageError` for a wrong
 * option, and with `ConfigError` for a wrong `GLOBUS_SDK_*` variable.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = client.make

/**
 * `make` as a layer. Provide the authorizer only to this layer: a Globus token is valid for one service.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = client.layer

/**
 * `layer`, with addresses and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = client.layerConfig

/**
 * A client from your own handlers, for tests: no network, no authorization. An operation without a handler dies when it is
 * called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = client.layerNoop
