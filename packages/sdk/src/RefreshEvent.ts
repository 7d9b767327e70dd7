/**
 * What a token cache tells of each renewal: why, how it went, and when it will look again.
 *
 * @since 0.1.0
 */

/**
 * Why a renewal was begun: there was no token, its time was near, its time was up, a service answered 401, or `ensure`
 * wanted a longer life.
 *
 * @since 0.1.0
 * @category models
 */
export type RefreshCause = "missing" | "advisory" | "mandatory" | "401" | "forced"

/**
 * What came of a renewal. Times are epoch milliseconds, the duration milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface RefreshEvent {
  readonly cause: RefreshCause
  /**
   * `renewed`; `unchanged`: the same token once more; `failed`: to be tried again. The others are final, until there is
   * a new grant: `loginRequired` needs the user, `clientRejected` a change of the configuration or the program.
   */
  readonly outcome: "renewed" | "unchanged" | "failed" | "loginRequired" | "clientRejected"
  /** Whose token it is, where that is known. */
  readonly resourceServer: string | undefined
  /** The application that renews it, where that is known. */
  readonly clientId: string | undefined
  /** Counts the tokens of this cache. */
  readonly generation: number
  readonly duration: number
  /** Why it failed, in the token endpoint's words. */
  readonly reason: string | undefined
  /**
   * Why `onRefresh` did not store the newest token, without its secrets; it is held in memory, and stored again before
   * the next exchange. Undefined: nothing is left to store.
   */
  readonly storingFailed: string | undefined
  /** When the token in hand expires. Undefined: there is none, or nobody said. */
  readonly expiresAt: number | undefined
  /** When the next renewal may be made. Undefined: none will be. */
  readonly nextAttempt: number | undefined
}
