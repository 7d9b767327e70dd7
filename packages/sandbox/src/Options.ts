/**
 * How a sandbox is set up, and what its controls take.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type { ClientOptions, User, UserOptions } from "./auth/Directory.js"
import type { CollectionOptions } from "./transfer/Collections.js"
import type { TransferOptions } from "./transfer/TransferOptions.js"

/**
 * Everything has a default: `Sandbox.layer()` is a whole sandbox with a user, a confidential client and a native one.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends TransferOptions {
  /** Default: one that the system picks. Of no meaning in process. */
  readonly port?: number | undefined
  /**
   * Further hosts that the server answers for, as `name` (any port) or `name:port`: where it is reached through a proxy
   * or a port that a container publishes. Default: none but `localhost`, `127.0.0.1` and `[::1]` with its port.
   */
  readonly allowedHosts?: ReadonlyArray<string> | undefined
  /**
   * The largest body in bytes; a larger one is 413. Default: 10 MiB. Without a token, and at the token endpoint, it is
   * 1 MiB at most. Uploads to a collection have no limit.
   */
  readonly maxBodySize?: number | undefined
  /** Who may log in. The first one is who approves at the authorize page. */
  readonly users?: ReadonlyArray<UserOptions> | undefined
  readonly clients?: ReadonlyArray<ClientOptions> | undefined
  /**
   * Whether the ids that public tools ship are registered, as those of native clients, beside `clients`. Default: false.
   */
  readonly knownClients?: boolean | undefined
  readonly collections?: ReadonlyArray<CollectionOptions> | undefined
  /** Default: 48 hours. At least 2 seconds. */
  readonly accessTokenLife?: Duration.DurationInput | undefined
  /** Whether each refresh hands out a new refresh token and ends the old one. Default: false, as Globus has it. */
  readonly rotateRefreshTokens?: boolean | undefined
  /** What the authorize page does until told otherwise. Default: approve. */
  readonly authorize?: "approve" | "refuse" | undefined
  /**
   * Whether browser programs of other origins may call it, without credentials of the browser's own: CORS. Default: true.
   */
  readonly cors?: boolean | undefined
  /** How long a task of Search is pending before it is done. Default: no time at all. */
  readonly searchTaskTime?: Duration.DurationInput | undefined
  /** How long a task of Compute is pending before it is a success. Default: no time at all. */
  readonly computeTaskTime?: Duration.DurationInput | undefined
  /** Whether signing keys and id tokens carry a `kid`. Default: false, as Globus has it. */
  readonly keyIds?: boolean | undefined
}

/**
 * Whose tokens to issue, for what.
 *
 * @since 0.1.0
 * @category options
 */
export interface TokenOptions {
  /** Separated by blanks, or as a list. */
  readonly scopes: string | ReadonlyArray<string>
  /** Identity UUID or username; a client's id for the client itself. Default: the first user. */
  readonly user?: User | string | undefined
  /** Default: the confidential client. */
  readonly clientId?: string | undefined
  /** Default: whether `offline_access` is among the scopes. */
  readonly refreshTokens?: boolean | undefined
  /** Default: the sandbox's. For these access tokens alone, not for those of a later refresh. */
  readonly accessTokenLife?: Duration.DurationInput | undefined
  readonly nonce?: string | undefined
}

/**
 * A task as the sandbox knows it. Times are epoch milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface SubmittedTask {
  /** UUID. */
  readonly id: string
  /** UUID. */
  readonly submissionId: string
  /** Identity UUID. */
  readonly ownerId: string
  readonly type: "TRANSFER" | "DELETE"
  readonly label: string | undefined
  readonly status: "ACTIVE" | "SUCCEEDED" | "FAILED"
  readonly requestTime: number
  /** Undefined until it has ended. */
  readonly completionTime: number | undefined
}

/**
 * A collection as its creator knows it.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeededCollection {
  /** UUID. */
  readonly id: string
  readonly displayName: string
}
