/**
 * Looks up identities by id or username, many in one request, and caches them.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/#identities_resources
 */
import * as Array from "effect/Array"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { constant } from "effect/Function"
import * as Option from "effect/Option"
import * as Request from "effect/Request"
import * as RequestResolver from "effect/RequestResolver"
import * as Schema from "effect/Schema"
import { type GlobusError, GlobusUsageError } from "../GlobusError.js"
import { canonicalId } from "../internal/usage.js"
import { AuthClient } from "./AuthClient.js"
import type { Identity } from "./Identity.js"

/**
 * The options of an `IdentityMap`.
 *
 * @since 0.1.0
 * @category options
 */
export interface IdentityMapOptions {
  /** Whether to create unknown usernames as identities of status `unused`. Default: false. */
  readonly provision?: boolean | undefined
  /** The most identities in the cache. Default: 65,536. */
  readonly capacity?: number | undefined
  /** How long an identity stays in the cache. Default: one hour. */
  readonly timeToLive?: Duration.DurationInput | undefined
}

/**
 * Looks up identities by id or username. Only identities that were found are cached: unknown keys and failures are
 * looked up again.
 *
 * @since 0.1.0
 * @category models
 */
export interface IdentityMap {
  /**
   * Gets the identity with this UUID or username, or none if Globus does not know it. With `{ batching: true }`,
   * `Effect.forEach` and `Effect.all` send one request for up to 100 keys. Fails with `GlobusUsageError` for a key that
   * is blank or has a comma.
   */
  readonly get: (key: string) => Effect.Effect<Option.Option<Identity>, GlobusError>
  /**
   * Gets the identities of all these keys, by key. Unknown keys are left out. A request has at most 100 ids or 100
   * usernames.
   */
  readonly getAll: (keys: Iterable<string>) => Effect.Effect<ReadonlyMap<string, Identity>, GlobusError>
}

class Lookup extends Request.TaggedClass("IdentityLookup")<
  Option.Option<Identity>,
  GlobusError,
  { readonly key: string }
> {}

/** The most keys in one request. Globus documents no limit; a URL with 100 usernames is still short. */
const perRequest = 100

const isId = Schema.is(Schema.UUID)

/** Compares without case, which matters neither in ids nor in usernames. */
const same = (a: string, b: string | null | undefined) => a.toLowerCase() === b?.toLowerCase()

/**
 * Makes a map that uses the `AuthClient` of the context. Fibers with the same map share its cache.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = ({
  capacity = 65_536,
  provision = false,
  timeToLive = "1 hour"
}: IdentityMapOptions = {}): Effect.Effect<IdentityMap, never, AuthClient> =>
  Effect.gen(function* () {
    const { getIdentities } = yield* AuthClient
    // oxlint-disable-next-line no-restricted-properties -- To be written by hand for Effect 4.
    const cache = yield* Request.makeCache({ capacity, timeToLive })

    const resolve = (by: "ids" | "usernames") => (lookups: Array.NonEmptyArray<Lookup>) => {
      const keys = lookups.map(({ key }) => key)
      return getIdentities(by === "ids" ? { ids: keys } : { usernames: keys, provision }).pipe(
        Effect.matchCauseEffect({
          onFailure: (cause) => Effect.forEach(lookups, Request.failCause(cause), { discard: true }),
          onSuccess: ({ identities }) =>
            Effect.forEach(
              lookups,
              (lookup) =>
                Request.succeed(
                  lookup,
                  Array.findFirst(identities, ({ id, username }) => same(lookup.key, by === "ids" ? id : username))
                ),
              { discard: true }
            )
        })
      )
    }

    const resolver = RequestResolver.makeBatched((lookups: Array.NonEmptyArray<Lookup>) => {
      const [usernames, ids] = Array.partition(lookups, ({ key }) => isId(key))
      return Effect.all(
        [
          ...Array.chunksOf(ids, perRequest).map(resolve("ids")),
          ...Array.chunksOf(usernames, perRequest).map(resolve("usernames"))
        ],
        { discard: true }
      )
    })

    const get: IdentityMap["get"] = (key) => {
      if (key.trim() === "" || key.includes(",")) {
        return new GlobusUsageError({ field: "key", message: "key: give the UUID of one identity, or one username" })
      }
      const lookup = new Lookup({ key: canonicalId(key) })
      const forget = cache.invalidate(lookup)
      return Effect.request(lookup, resolver).pipe(
        Effect.withRequestCaching(true),
        Effect.withRequestCache(cache),
        Effect.tap(Option.match({ onNone: constant(forget), onSome: () => Effect.void })),
        Effect.tapErrorCause(constant(forget))
      )
    }

    return {
      get,
      getAll: (keys) =>
        Effect.map(
          Effect.forEach(
            new Set(keys),
            (key) =>
              Effect.map(
                get(key),
                Option.map((identity) => [key, identity] as const)
              ),
            { batching: true, concurrency: "unbounded" }
          ),
          (found) => new Map(Array.getSomes(found))
        )
    }
  })
