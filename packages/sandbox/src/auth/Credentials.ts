/**
 * The secrets of clients: a client may have several, each with an id and a name, and any of them proves it.
 *
 * @since 0.1.0
 */
import type { ClientCredential } from "@effect-globus/sdk/auth/Client"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Shelf from "./Shelf.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Credential {
  /** UUID. */
  readonly id: string
  readonly name: string
  /** UUID of the client. */
  readonly client: string
  /** Epoch milliseconds. */
  readonly created: number
  readonly secret: Redacted.Redacted
}

/**
 * @since 0.1.0
 * @category services
 */
export interface Credentials {
  /** Those of a client, the oldest first. */
  readonly of: (clientId: string) => Effect.Effect<ReadonlyArray<Credential>>
  readonly add: (clientId: string, name: string, secret: Redacted.Redacted) => Effect.Effect<Credential>
  /** Takes one away, if the client has it. */
  readonly remove: (clientId: string, id: string) => Effect.Effect<Option.Option<Credential>>
  /** Takes all of a client's away. */
  readonly clear: (clientId: string) => Effect.Effect<void>
  /** Whether this is one of the client's secrets. */
  readonly proves: (clientId: string, secret: string) => Effect.Effect<boolean>
}

/**
 * No credentials yet.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Credentials> = Effect.map(Shelf.make<Credential>(), (shelf) => {
  const of = (clientId: string) =>
    Effect.map(shelf.all, (all) => all.filter(({ client }) => client === clientId.toLowerCase()))
  return {
    of,
    add: (clientId, name, secret) =>
      Effect.flatMap(Clock.currentTimeMillis, (created) =>
        shelf.put({ id: globalThis.crypto.randomUUID(), name, client: clientId.toLowerCase(), created, secret })
      ),
    remove: (clientId, id) =>
      shelf
        .find(id)
        .pipe(
          Effect.map(Option.filter(({ client }) => client === clientId.toLowerCase())),
          Effect.tap(Option.match({ onNone: () => Effect.void, onSome: (found) => shelf.remove(found.id) }))
        ),
    clear: (clientId) =>
      Effect.flatMap(
        of(clientId),
        Effect.forEach(({ id }) => shelf.remove(id), { discard: true })
      ),
    proves: (clientId, secret) =>
      Effect.map(of(clientId), (all) => all.some((credential) => Redacted.value(credential.secret) === secret))
  }
})

/**
 * A credential as Globus Auth shows it. Its secret is told once.
 *
 * @since 0.1.0
 * @category conversions
 */
export const document = (
  { client, created, id, name, secret }: Credential,
  options: { readonly told: boolean }
): ClientCredential => ({
  id,
  name,
  client,
  created: new Date(created).toISOString().replace("Z", "+00:00"),
  secret: options.told ? Redacted.value(secret) : null
})
