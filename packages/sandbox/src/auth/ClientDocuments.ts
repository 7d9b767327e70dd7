/**
 * Clients as Globus Auth shows them, and what kinds of them there are.
 *
 * @since 0.1.0
 */
import type { Client as ClientView } from "@effect-globus/sdk/auth/Client"
import * as Effect from "effect/Effect"
import type { Registered } from "./Administration.js"
import { grantType as dependentTokenGrant } from "./DependentTokens.js"
import * as RegisteredScopes from "./RegisteredScopes.js"
import type { Registry } from "./Registry.js"
import type { ScopeTable } from "./ScopeTable.js"

/** The kinds, and whether each can keep no secret. */
const kinds: Readonly<Record<string, boolean>> = {
  client_identity: false,
  confidential_client: false,
  globus_connect_server: false,
  hybrid_confidential_client_resource_server: false,
  public_installed_client: true,
  resource_server: false
}

/**
 * The kind of a client, from one of the two ways to say it; undefined for one that there is not.
 *
 * @since 0.1.0
 * @category conversions
 */
export const kindOf = (asked: {
  readonly public_client?: boolean | undefined
  readonly client_type?: string | undefined
}): { readonly client_type: string; readonly isPublic: boolean } | undefined => {
  const client_type =
    asked.client_type ??
    (asked.public_client === true ? "public_installed_client" : "hybrid_confidential_client_resource_server")
  const isPublic = Object.hasOwn(kinds, client_type) ? kinds[client_type] : undefined
  return isPublic === undefined ? undefined : { client_type, isPublic }
}

/** A guess: the same for all kinds that have secrets; recorded answers differ. */
const grantTypes = (isPublic: boolean): ReadonlyArray<string> =>
  isPublic
    ? ["authorization_code", "refresh_token"]
    : ["authorization_code", "client_credentials", "refresh_token", dependentTokenGrant]

/**
 * @since 0.1.0
 * @category conversions
 */
export const document = ({
  client,
  registration: { isChild: _, ...registration }
}: Registered): Effect.Effect<ClientView, never, Registry | ScopeTable> =>
  Effect.map(RegisteredScopes.ofClient(client.id), (scopes) => ({
    ...registration,
    id: client.id,
    name: client.name,
    public_client: client.isPublic,
    redirect_uris: client.redirectUris,
    scopes: scopes.map(({ id }) => id),
    // Nobody can show here that a domain name is theirs.
    fqdns: [],
    grant_types: grantTypes(client.isPublic),
    userinfo_from_effective_identity: true
  }))
