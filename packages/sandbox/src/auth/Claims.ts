/**
 * What a client learns about a person, by the scopes it was granted: for userinfo, id tokens and introspection.
 *
 * @since 0.1.0
 */
import type { Identity } from "@effect-globus/sdk/auth/Identity"
import type { User } from "./Directory.js"

/**
 * @since 0.1.0
 * @category constants
 */
export const viewIdentitySet = "urn:globus:auth:scope:auth.globus.org:view_identity_set"

/**
 * An identity as lists of identities have it. `authenticatedAt` is in epoch milliseconds.
 *
 * @since 0.1.0
 * @category claims
 */
export const identityDetail = (user: User, authenticatedAt: number) => ({
  sub: user.sub,
  username: user.username,
  name: user.name,
  email: user.email,
  organization: user.organization,
  identity_type: "login",
  identity_provider: user.identityProvider,
  identity_provider_display_name: user.identityProviderName,
  status: user.status,
  last_authentication: Math.floor(authenticatedAt / 1000)
})

/**
 * An identity as its own document has it. A guess: other people's names and addresses are shown to every caller; Globus hides
 * some.
 *
 * @since 0.1.0
 * @category conversions
 */
export const identity = (user: User): Identity => ({
  id: user.sub,
  username: user.username,
  name: user.name,
  email: user.email,
  organization: user.organization,
  identity_provider: user.identityProvider,
  identity_type: "login",
  status: user.status
})

/**
 * The claims that these scopes open. `openid` alone opens `sub`; that `profile` and `email` gate the others as OpenID
 * Connect Core says (section 5.4) is known for the name and the email address, and a guess for the rest.
 *
 * @since 0.1.0
 * @category claims
 */
export const claims = (user: User, scopes: ReadonlyArray<string>, authenticatedAt: number) => ({
  sub: user.sub,
  ...(scopes.includes("profile")
    ? {
        preferred_username: user.username,
        name: user.name,
        organization: user.organization,
        identity_provider: user.identityProvider,
        identity_provider_display_name: user.identityProviderName,
        last_authentication: Math.floor(authenticatedAt / 1000)
      }
    : {}),
  ...(scopes.includes("email") ? { email: user.email } : {}),
  ...(scopes.includes(viewIdentitySet) ? { identity_set: [identityDetail(user, authenticatedAt)] } : {})
})
