/**
 * The client of one flow, to run it. Each flow is a resource server, named by its id, so a client belongs to one flow
 * and needs a token for it. `Scopes.specificFlowScopes` gives the scope to ask for.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Authorization } from "../Authorization.js"
import * as ClientOptions from "../ClientOptions.js"
import type { GlobusError, GlobusUsageError } from "../GlobusError.js"
import { derive } from "../internal/operation/call.js"
import type { Operations, Replies } from "../internal/operation/declaration.js"
import * as request from "../internal/operation/request.js"
import * as transport from "../internal/wire/transport.js"
import { ofHandlers } from "../internal/operation/serviceClient.js"
import { checkUuid } from "../internal/usage.js"
import * as Operation from "../Operation.js"
import { FlowsApi } from "./FlowsApi.js"
import type { Run, RunInput, RunValidation } from "./Run.js"

/**
 * The client of one flow.
 *
 * @since 0.1.0
 * @category context
 */
export class SpecificFlowClient extends Context.Tag("@effect-globus/sdk/SpecificFlowClient")<
  SpecificFlowClient,
  SpecificFlowClient.Service
>() {}

/**
 * @since 0.1.0
 */
export declare namespace SpecificFlowClient {
  /**
   * The operations of one flow, with the names of the Python SDK in camelCase.
   *
   * @since 0.1.0
   * @category models
   */
  export interface Service extends Pick<Operations<typeof FlowsApi>, "resumeRun"> {
    /** Starts a run. The call is not retried if it is unknown whether the run has started. */
    readonly runFlow: (argument: RunInput, options?: Operation.CallOptions) => Effect.Effect<Run, GlobusError>
    /** Checks the input of a run without starting one. Fails with the error that `runFlow` would have. */
    readonly validateRun: (
      argument: RunInput,
      options?: Operation.CallOptions
    ) => Effect.Effect<RunValidation, GlobusError>
    /** The same operations, returning status and headers with the document. */
    readonly withResponse: Pick<Replies<typeof FlowsApi>, "resumeRun"> & {
      readonly runFlow: (
        argument: RunInput,
        options?: Operation.CallOptions
      ) => Effect.Effect<Operation.Reply<Run>, GlobusError>
      readonly validateRun: (
        argument: RunInput,
        options?: Operation.CallOptions
      ) => Effect.Effect<Operation.Reply<RunValidation>, GlobusError>
    }
    /** Sends an undeclared call with the flow's token. */
    readonly request: Operation.SendRaw
  }
}

/**
 * The id of the flow, and the options of every client.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends ClientOptions.ClientOptions {
  /** UUID. */
  readonly flowId: string
}

const service = (wire: transport.Transport, flow_id: string): SpecificFlowClient.Service => {
  const { operations, replies } = derive(FlowsApi.annotate(Operation.ResourceServer, flow_id), wire)
  return {
    runFlow: (argument, options) => operations.runFlow({ ...argument, flow_id }, options),
    validateRun: (argument, options) => operations.validateRun({ ...argument, flow_id }, options),
    resumeRun: operations.resumeRun,
    withResponse: {
      runFlow: (argument, options) => replies.runFlow({ ...argument, flow_id }, options),
      validateRun: (argument, options) => replies.validateRun({ ...argument, flow_id }, options),
      resumeRun: replies.resumeRun
    },
    request: request.make(wire, flow_id)
  }
}

/**
 * Makes a client that uses `Authorization` and `HttpClient` from the context. Fails with `GlobusUsageError` for a wrong
 * option, and with `ConfigError` for a wrong `GLOBUS_SDK_*` variable. For several flows, make several clients.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options: Options
): Effect.Effect<
  SpecificFlowClient.Service,
  GlobusUsageError | ConfigError.ConfigError,
  Authorization | HttpClient.HttpClient
> =>
  Effect.gen(function* () {
    const flowId = yield* checkUuid("flowId", options.flowId)
    return service(yield* transport.make("flows", options, yield* Authorization), flowId)
  })

/**
 * `make` as a layer. Provide the authorizer only to this layer: a flow's token is valid for that flow.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<SpecificFlowClient, GlobusUsageError | ConfigError.ConfigError, Authorization | HttpClient.HttpClient> =>
  Layer.effect(SpecificFlowClient, make(options))

/**
 * `layer`, with the flow's id, addresses and times from `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  configured: ClientOptions.Configured & { readonly flowId: Config.Config<string> }
): Layer.Layer<SpecificFlowClient, GlobusUsageError | ConfigError.ConfigError, Authorization | HttpClient.HttpClient> =>
  Layer.effect(
    SpecificFlowClient,
    Effect.gen(function* () {
      const flowId = yield* configured.flowId
      const options = yield* ClientOptions.fromConfig(configured)
      return yield* make({ ...options, flowId })
    })
  )

/**
 * A client from your own handlers, for tests: no network, no authorization. An operation without a handler dies when it is
 * called.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerNoop = (handlers: Partial<SpecificFlowClient.Service>): Layer.Layer<SpecificFlowClient> =>
  Layer.sync(SpecificFlowClient, () =>
    ofHandlers((wire) => service(wire, "00000000-0000-0000-0000-000000000000"), handlers)
  )
