/**
 * Globus Flows: flows, their runs, registered APIs and web inputs. Every operation is derived from `FlowsApi`. Running a
 * flow takes a token of the flow's own, and so a client of its own: `SpecificFlowClient`.
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
 * Globus Flows, for whoever holds a token for it.
 *
 * @since 0.1.0
 * @category context
 */
export class FlowsClient extends Context.Tag("@effect-globus/sdk/FlowsClient")<FlowsClient, FlowsClient.Service>() {}

/** They are a flow's own: its token is not this client's. */
type OfOneFlow = "runFlow" | "validateRun" | "resumeRun"

/**
 * @since 0.1.0
 */
export declare namespace FlowsClient {
  /**
   * The operations of Globus Flows, under the Python SDK's names in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Omit<Operations<typeof FlowsApi>, OfOneFlow>, Streams<typeof FlowsApi> {
    /** The same operations, with status and headers of the answer. */
    readonly withResponse: Omit<Replies<typeof FlowsApi>, OfOneFlow>
    /** A call that is not declared. */
    readonly request: Operation.SendRaw
    /**
     * Waits until a run has ended, and gives its last document: a run that has failed is no error of waiting. Takes what
     * `runFlow` answers as it is. Fails with `GlobusRunBlocked` at once when the run waits for a person, and with
     * `GlobusWaitTimeout` when the time is up first.
     */
    readonly runWait: <E = never, R = never>(
      argument: { readonly run_id: string },
      options?: RunWaitOptions<E, R>
    ) => Effect.Effect<Run.Run, GlobusError | GlobusWaitTimeout<Run.Run> | GlobusRunBlocked | E, R>
  }
}

/**
 * How long to wait for a run, how often to look, and what to do when it cannot go on.
 *
 * @since 0.1.0
 * @category models
 */
export interface RunWaitOptions<E = never, R = never> extends WaitOptions<Run.Run, E, R> {
  /** What to do about an `INACTIVE` run. Default: `fail`, with `GlobusRunBlocked`. `wait`: till somebody has resumed it. */
  readonly onInactive?: "fail" | "wait" | undefined
  /**
   * Cancel the run when the wait is interrupted. The interruption is over when Globus has answered. Default: false. The
   * run goes on, and a line of the log says so.
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
              message: `Run ${run.run_id} is still ${run.status} after ${Duration.format(timeout)}, and goes on`
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
 * A client over the `Authorization` and the `HttpClient` that are there. Fails with `GlobusUsageError` for an option, and
 * with `ConfigError` for a `GLOBUS_SDK_*` variable, that is wrong.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = client.make

/**
 * `make` as a layer. Provide its authorizer to it alone: a Globus token is for one service.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = client.layer

/**
 * `layer`, addresses and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = client.layerConfig

/**
 * Handlers of your own, for a test: no network, no authorization. An operation that has none dies when it is called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = client.layerNoop
