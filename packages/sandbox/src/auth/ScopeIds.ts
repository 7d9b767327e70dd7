/**
 * UUIDs of scopes and of the clients that own them. Those of services that are known by a name are made up, and always
 * the same.
 *
 * @since 0.1.0
 */
import { createHash } from "node:crypto"
import { isUuid } from "./Directory.js"

/** A UUID that a name always has. */
const uuidOf = (name: string): string => {
  const hex = createHash("sha256").update(name).digest("hex")
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-"
  )
}

/**
 * The UUID of a scope.
 *
 * @since 0.1.0
 * @category getters
 */
export const scopeId = (scope: string): string => uuidOf(scope)

/**
 * The client that owns a scope: the scopes of services by name are all of one made-up client.
 *
 * @since 0.1.0
 * @category getters
 */
export const ownerId = (scope: string): string => {
  const [, name = "auth.globus.org"] =
    /^(?:urn:globus:auth:scope:|https:\/\/auth\.globus\.org\/scopes\/)([^:/]+)/.exec(scope) ?? []
  return isUuid(name) ? name : uuidOf(name)
}

/**
 * A scope of a client, as applications ask for it.
 *
 * @since 0.1.0
 * @category constructors
 */
export const scopeString = (clientId: string, suffix: string): string =>
  `https://auth.globus.org/scopes/${clientId}/${suffix}`
