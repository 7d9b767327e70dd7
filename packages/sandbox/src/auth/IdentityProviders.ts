/**
 * The organizations that people log in at: two of Globus's own, as recorded answers have them, and those of the
 * directory's identities. The domains of a provider are also those of its identities, so that one leads to the other.
 *
 * @since 0.1.0
 */
import type { IdentityProvider } from "@effect-globus/sdk/auth/Identity"
import * as Effect from "effect/Effect"
import type { User } from "./Directory.js"
import { Directory } from "./Directory.js"

const globus: ReadonlyArray<IdentityProvider & { readonly domains: ReadonlyArray<string> }> = [
  {
    id: "41143743-f3c8-4d60-bbdb-eeecaba85bd9",
    name: "Globus ID",
    short_name: "globusid",
    alternative_names: [],
    domains: ["globusid.org"]
  },
  {
    id: "927d7238-f917-4eb2-9ace-c523fa9ba34e",
    name: "Globus Staff",
    short_name: "globus.org",
    alternative_names: [],
    domains: ["globus.org"]
  }
]

const domainOf = ({ username }: User): string => username.slice(username.indexOf("@") + 1).toLowerCase()

/**
 * All of them.
 *
 * @since 0.1.0
 * @category getters
 */
export const all: Effect.Effect<ReadonlyArray<IdentityProvider>, never, Directory> = Effect.gen(function* () {
  const providers = new Map(globus.map((provider) => [provider.id, provider]))
  for (const user of yield* (yield* Directory).identities) {
    const { identityProvider: id, identityProviderName: name } = user
    const known = providers.get(id) ?? { id, name, short_name: name, alternative_names: [], domains: [] }
    const domains = [...new Set([...known.domains, domainOf(user)])]
    providers.set(id, { ...known, domains })
  }
  return [...providers.values()]
})
