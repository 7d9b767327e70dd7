/**
 * The sandbox without a way in: its state, the rooms of its services and the gate before them, as one `HttpApp`. The
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
import * as ClientsRoom from "./auth/ClientsRoom.js"
import * as ConsentsRoom from "./auth/ConsentsRoom.js"
import { Directory } from "./auth/Directory.js"
import * as Grants from "./auth/Grants.js"
import * as IdentityRoom from "./auth/IdentityRoom.js"
import * as IdToken from "./auth/IdToken.js"
import * as OAuthRoom from "./auth/OAuthRoom.js"
import * as PagesRoom from "./auth/PagesRoom.js"
import * as PoliciesRoom from "./auth/PoliciesRoom.js"
import * as ProjectsRoom from "./auth/ProjectsRoom.js"
import * as Registry from "./auth/Registry.js"
import * as ScopesRoom from "./auth/ScopesRoom.js"
import * as ScopeTable from "./auth/ScopeTable.js"
import * as Visitor from "./auth/Visitor.js"
import * as CollectionFilesRoom from "./collections/CollectionFilesRoom.js"
import type { Connection } from "./Connection.js"
import * as ComputeRoom from "./compute/ComputeRoom.js"
import * as Faults from "./Faults.js"
import * as Flows from "./flows/Flows.js"
import * as FlowsRoom from "./flows/FlowsRoom.js"
import * as GcsRoom from "./gcs/GcsRoom.js"
import * as Gate from "./Gate.js"
import { GlobusApi } from "./GlobusApi.js"
import * as Groups from "./groups/Groups.js"
import * as GroupsRoom from "./groups/GroupsRoom.js"
import * as Journal from "./Journal.js"
import { SandboxError } from "./SandboxError.js"
import * as SearchRoom from "./search/SearchRoom.js"
import * as TimersRoom from "./timers/TimersRoom.js"
import * as Collections from "./transfer/Collections.js"
import type { TaskEngine } from "./transfer/TaskEngine.js"
import type { TransferOptions } from "./transfer/TransferOptions.js"
import * as TransferRoom from "./transfer/TransferRoom.js"

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
export interface Settings extends SearchRoom.SearchOptions, ComputeRoom.ComputeOptions {
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
    const rooms = Layer.mergeAll(
      OAuthRoom.layer(),
      IdentityRoom.layerOpenId(),
      IdentityRoom.layerIdentities(),
      ConsentsRoom.layer(),
      PagesRoom.layer(),
      IdentityRoom.layerLookups(),
      IdentityRoom.layerProviders(),
      ProjectsRoom.layer(),
      ClientsRoom.layer(),
      ScopesRoom.layer(),
      PoliciesRoom.layer(),
      GroupsRoom.layer(),
      SearchRoom.layer(settings),
      TimersRoom.layer(),
      GcsRoom.layer(settings),
      CollectionFilesRoom.layer(),
      FlowsRoom.layer(),
      ComputeRoom.layer(settings)
    ).pipe(
      // Timers starts runs of flows, and both submit transfers.
      Layer.provide(Flows.layer()),
      Layer.provideMerge(Layer.mapError(TransferRoom.layer(settings.transfer), (flaw) => new SandboxError(flaw)))
    )
    const context = yield* Layer.build(
      HttpApiBuilder.api(GlobusApi).pipe(
        Layer.provideMerge(rooms),
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
