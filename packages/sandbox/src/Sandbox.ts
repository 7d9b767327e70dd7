/**
 * A local Globus: Auth, Transfer over real directories and their files over HTTP, Groups, Search, Timers and the manager of
 * an endpoint on one origin, with faults on demand and a journal of what was asked. As a server on loopback (`layer`), or in process as an `HttpClient` (`layerInProcess`),
 * where Effect's `TestClock` drives token lives, delays and copies.
 *
 * @since 0.1.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpServer from "@effect/platform/HttpServer"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import * as App from "./App.js"
import type { Client, ClientOptions, ConfidentialClient, User, UserOptions } from "./auth/Directory.js"
import type { TokenAnswer } from "./auth/TokenAnswer.js"
import * as Connection from "./Connection.js"
import * as Controls from "./Controls.js"
import type { Choice, FaultOptions } from "./Faults.js"
import * as Hosts from "./Hosts.js"
import * as InProcess from "./InProcess.js"
import type { JournalEntry } from "./Journal.js"
import type { Options, SeededCollection, SubmittedTask, TokenOptions } from "./Options.js"
import type { SandboxError } from "./SandboxError.js"
import { wrong } from "./SandboxError.js"
import * as Seed from "./Seed.js"
import type { CollectionOptions } from "./transfer/Collections.js"

/**
 * @since 0.1.0
 * @category options
 */
export type { Options, TokenOptions } from "./Options.js"

/**
 * The running sandbox: its addresses, its seed, its controls and its journal.
 *
 * @since 0.1.0
 * @category services
 */
export class Sandbox extends Context.Tag("@effect-globus/sandbox/Sandbox")<Sandbox, Sandbox.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Sandbox {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    /** Ends in a slash. */
    readonly baseUrl: string
    /** The `GLOBUS_SDK_SERVICE_URL_*` variables that point any Globus SDK or CLI here. */
    readonly environment: Readonly<Record<string, string>>

    /** UUID of its endpoint of Globus Connect Server, whose manager is at `baseUrl`. It is the first user's. */
    readonly endpointId: string

    /** As the options have them, or the one made up for a newcomer. */
    readonly users: readonly [User, ...ReadonlyArray<User>]
    readonly clients: ReadonlyArray<Client>
    /** The first client with a secret; one is made up when the options have none. */
    readonly confidentialClient: ConfidentialClient
    /** The first client without a secret; one is made up when the options have none. */
    readonly nativeClient: Client
    readonly collections: ReadonlyArray<SeededCollection>
    readonly addUser: (user: UserOptions) => Effect.Effect<User, SandboxError>
    readonly addClient: (client: ClientOptions) => Effect.Effect<Client, SandboxError>
    readonly addCollection: (collection: CollectionOptions) => Effect.Effect<SeededCollection, SandboxError>

    /** The token answer of a login that nobody has to click through. */
    readonly issueTokens: (options: TokenOptions) => Effect.Effect<TokenAnswer, SandboxError>
    /** From now on the authorize page approves as this user (identity UUID or username). Default: the first user. */
    readonly approveAuthorization: (as?: User | string) => Effect.Effect<void, SandboxError>
    /** From now on the authorize page refuses, with this OAuth error. Default: `access_denied`. */
    readonly refuseAuthorization: (error?: string, description?: string) => Effect.Effect<void>
    /** Ends all live access tokens, or those of one resource server: the next call with one of them gets a 401. */
    readonly expireAccessTokens: (resourceServer?: string) => Effect.Effect<void>
    /** Ends all live refresh tokens, or those of one resource server: the next refresh gets `invalid_grant`. */
    readonly revokeRefreshTokens: (resourceServer?: string) => Effect.Effect<void>
    /** Ends one token, of either kind. */
    readonly revokeToken: (token: Redacted.Redacted | string) => Effect.Effect<void>
    /** From now on id tokens are signed by a new key, and the old one is no longer published. */
    readonly rotateSigningKey: Effect.Effect<void>

    /** Makes requests fail. Faults are tried in the order they were asked for. */
    readonly fault: (fault: FaultOptions) => Effect.Effect<void, SandboxError>
    /** Asked once for each request that no other fault is meant for: what goes wrong with it, if anything. */
    readonly chooseFaults: (choice: Choice) => Effect.Effect<void>
    readonly clearFaults: Effect.Effect<void>
    /** Every task that was submitted, whoever's it is, the first one first. */
    readonly tasks: Effect.Effect<ReadonlyArray<SubmittedTask>>
    /** Every request since the start or the last `clearJournal`, in the order of arrival. */
    readonly journal: Effect.Effect<ReadonlyArray<JournalEntry>>
    /** The journal, once it is as wanted. */
    readonly awaitJournal: (
      wanted: (entries: ReadonlyArray<JournalEntry>) => boolean
    ) => Effect.Effect<ReadonlyArray<JournalEntry>>
    readonly clearJournal: Effect.Effect<void>
  }
}

/**
 * A server on 127.0.0.1, for as long as the scope is open. Closing it drops what is still under way.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<Sandbox.Service, SandboxError, Scope.Scope> =>
  Effect.gen(function* () {
    const seed = yield* Seed.make(options)
    const server = createServer()
    const listening = yield* Effect.mapError(
      NodeHttpServer.make(() => server, { host: "127.0.0.1", port: options.port ?? 0 }),
      () => wrong("port", "it cannot be opened, perhaps because it is taken: give another, or none to get a free one")
    )
    // The platform waits for open connections when it closes, and a request that a fault delays could take for ever.
    yield* Effect.addFinalizer(() => Effect.sync(() => server.closeAllConnections()))
    const { address } = listening
    if (address._tag !== "TcpAddress") return yield* Effect.dieMessage("A server with a port has no TCP address")
    const origin = `http://127.0.0.1:${address.port}`
    const app = yield* App.make(seed.settings, seed.directory, Connection.layerSocket(origin))
    const controls = yield* Controls.make(app.state, seed)
    const guarded = Hosts.guard({ port: address.port, allowed: options.allowedHosts ?? [] })(app.handle)
    yield* Effect.provideService(HttpServer.serveEffect(guarded), HttpServer.HttpServer, listening)
    // No route takes a WebSocket. Without a listener Node leaves such a wish aside and serves the request.
    server.removeAllListeners("upgrade")
    return controls
  })

/**
 * `make` as a layer. A function, since layers are shared by reference: two calls are two sandboxes.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<Sandbox, SandboxError> => Layer.scoped(Sandbox, make(options))

/** Nothing listens here: plain http is allowed for loopback names only, and this one needs no port. */
const originInProcess = "http://localhost"

/**
 * The sandbox and the one `HttpClient` that reaches it. Requests are handled by the fibers that make them; copies run
 * in the layer's scope.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerInProcess = (options: Options = {}): Layer.Layer<Sandbox | HttpClient.HttpClient, SandboxError> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const seed = yield* Seed.make(options)
      const app = yield* App.make(seed.settings, seed.directory, Connection.layerInProcess(originInProcess))
      const controls = yield* Controls.make(app.state, seed)
      const client = InProcess.make(app.handle, originInProcess, yield* Effect.runtime<never>())
      return Context.make(Sandbox, controls).pipe(Context.add(HttpClient.HttpClient, client))
    })
  )
