/**
 * What an error is before a service puts it into its own words. Each service has its words in a file of its folder. Their codes
 * are those of the Globus documentation where it has some, else guesses after the names of the statuses: each file says which.
 *
 * @since 0.1.0
 */

/**
 * What is wrong with a field.
 *
 * @since 0.1.0
 * @category models
 */
export interface Flaw {
  /** Where it stands: `body` or `query`, and the way from there. */
  readonly loc: ReadonlyArray<PropertyKey>
  readonly msg: string
}

/**
 * What is wrong, before a service puts it into its words.
 *
 * @since 0.1.0
 * @category models
 */
export interface Problem {
  readonly status: number
  /** For people. */
  readonly detail: string
  /** The path of the request. Transfer alone says it. */
  readonly path?: string
  /** The service's own code. Default: by the status. */
  readonly code?: string
  /** Further members, where the service has such a place: Search's `error_data`, a manager's `detail`. */
  readonly data?: Readonly<Record<string, unknown>>
  /** What is wrong with each field, where the service says it in a form of its own. */
  readonly fields?: ReadonlyArray<Flaw>
  /** What is wrong with the bearer token that came along (RFC 6750, section 3.1). */
  readonly token?: { readonly error: "invalid_token" | "insufficient_scope"; readonly scope?: string }
}

/**
 * How a service says it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ErrorWords {
  readonly document: (problem: Problem, requestId: string) => Readonly<Record<string, unknown>>
  /** The status of a request that is not as declared. */
  readonly malformed: 400 | 422
}

/**
 * What FastAPI says of a request that is not as declared. Groups, Timers and Compute leave it as it is.
 *
 * @since 0.1.0
 * @category combinators
 */
export const fieldByField = (fields: ReadonlyArray<Flaw>) => ({
  detail: fields.map((flaw) => ({ ...flaw, type: "value_error" }))
})
