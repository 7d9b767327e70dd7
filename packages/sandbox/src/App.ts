/**
 * The sandbox without a way in: its state, the handlers of its services and the gate before them, as one `HttpApp`. The
 * socket and the in-process client both lead here.
 *
 * @since 0.1.0
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Consents from "./auth/Consents.js"
import * as ClientsHandlers from "./auth/ClientsHandlers.js"
import * as ConsentsHandlers from "./auth/ConsentsHandlers.js"
import { Directory } from "./auth/Directory.js"
import * as Grants from "./auth/Grants.js"
import * as IdentityHandlers from "./auth/IdentityHandlers.js"
import * as IdToken from "./auth/IdToken.js"
import * as OAuthHandlers from "./auth/OAuthHandlers.js"
import * as PagesHandlers from "./auth/PagesHandlers.js"
import * as PoliciesHandlers from "./auth/PoliciesHandlers.js"
import * as ProjectsHandlers from "./auth/ProjectsHandlers.js"
import * as Registry from "./auth/Registry.js"
import * as ScopesHandlers from "./auth/ScopesHandlers.js"
import * as ScopeTable from "./auth/ScopeTable.js"
import * as Visitor from "./auth/Visitor.js"
import * as CollectionFilesHandlers from "./collections/CollectionFilesHandlers.js"
import type { Connection } from "./Connection.js"
import * as ComputeHandlers from "./compute/ComputeHandlers.js"
import * as Faults from "./Faults.js"
import * as Flows from "./flows/Flows.js"
import * as FlowsHandlers from "./flows/FlowsHandlers.js"
import * as GcsHandlers from "./gcs/GcsHandlers.js"
import * as Gate from "./Gate.js"
import { GlobusApi } from "./GlobusApi.js"
import * as Groups from "./groups/Groups.js"
import * as GroupsHandlers from "./groups/GroupsHandlers.js"
import * as Journal from "./Journal.js"
import { SandboxError } from "./SandboxError.js"
import * as SearchHandlers from "./search/SearchHandlers.js"
import * as TimersHandlers from "./timers/TimersHandlers.js"
import * as Collections from "./transfer/Collections.js"
import type { TaskEngine } from "./transfer/TaskEngine.js"
import type { TransferOptions } from "./transfer/TransferOptions.js"
import * as TransferHandlers from "./transfer/TransferHandlers.js"

/**
 * What the sandbox remembers and its controls reach.
 *
 * @since 0.1.0
 * @category models
 */
export type State =
  | Collections.Collections
  | Connection
  | Consents.Consents
  | Directory
  | Faults.Faults
  | Grants.Grants
  | Groups.Groups
  | IdToken.IdToken
  | Journal.Journal
  | Registry.Registry
  | ScopeTable.ScopeTable
  | TaskEngine
  | Visitor.Visitor

/**
 * @since 0.1.0
 * @category options
 */
export interface Settings extends SearchHandlers.SearchOptions, ComputeHandlers.ComputeOptions {
  readonly accessTokenLife: Duration.Duration
  readonly rotateRefreshTokens: boolean
  readonly keyIds: boolean
  readonly cors: boolean
  /** In bytes. */
  readonly maxBodySize: number | undefined
  readonly transfer: TransferOptions
  readonly visitor: Visitor.Decision
  /** Identity UUID: whose the endpoint of Globus Connect Server is. */
  readonly endpointOwner: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface App {
  readonly handle: HttpApp.Default
  readonly state: Context.Context<State>
}

/**
 * Built anew each time: the builder's own layers are constants, and a second sandbox would find the first one's routes
 * in a memo map that both share.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  settings: Settings,
  directory: Directory.Service,
  connection: Layer.Layer<Connection>
): Effect.Effect<App, SandboxError, Scope.Scope> =>
  Effect.gen(function* () {
    const state = Layer.mergeAll(
      connection,
      Layer.succeed(Directory, directory),
      Collections.layer(),
      Faults.layer(),
      Grants.layer(settings).pipe(Layer.provideMerge(Consents.layer())),
      Groups.layer(),
      IdToken.layer(settings),
      Journal.layer(),
      Registry.layer(),
      ScopeTable.layer(),
      Visitor.layer(settings.visitor)
    )
    const handlers = Layer.mergeAll(
      OAuthHandlers.layer(),
      IdentityHandlers.layerOpenId(),
      IdentityHandlers.layerIdentities(),
      ConsentsHandlers.layer(),
      PagesHandlers.layer(),
      IdentityHandlers.layerLookups(),
      IdentityHandlers.layerProviders(),
      ProjectsHandlers.layer(),
      ClientsHandlers.layer(),
      ScopesHandlers.layer(),
      PoliciesHandlers.layer(),
      GroupsHandlers.layer(),
      SearchHandlers.layer(settings),
      TimersHandlers.layer(),
      GcsHandlers.layer(settings),
      CollectionFilesHandlers.layer(),
      FlowsHandlers.layer(),
      ComputeHandlers.layer(settings)
    ).pipe(
      // Timers starts runs of flows, and both submit transfers.
      Layer.provide(Flows.layer()),
      Layer.provideMerge(Layer.mapError(TransferHandlers.layer(settings.transfer), (flaw) => new SandboxError(flaw)))
    )
    const context = yield* Layer.build(
      HttpApiBuilder.api(GlobusApi).pipe(
        Layer.provideMerge(handlers),
        Layer.merge(Gate.layer(GlobusApi, settings)),
        Layer.provideMerge(state),
        Layer.merge(HttpApiBuilder.Router.Live),
        Layer.merge(HttpApiBuilder.Middleware.layer),
        Layer.merge(NodeHttpServer.layerContext)
      )
    )
    const app = yield* Effect.provide(HttpApiBuilder.httpApp, context)
    return { handle: Effect.provide(app, context), state: context }
  })
