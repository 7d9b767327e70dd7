/**
 * What developers register at Globus Auth: projects, what is known of clients beside how they log in, scopes, and
 * policies. Each is kept under the names that its document has.
 *
 * @since 0.1.0
 */
import type { Client as ClientView } from "@effect-globus/sdk/auth/Client"
import type { Policy } from "@effect-globus/sdk/auth/Policy"
import type { DependentScope, ScopeDescription } from "@effect-globus/sdk/auth/ScopeDocument"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Client } from "./Directory.js"
import * as Shelf from "./Shelf.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredProject {
  /** UUID. */
  readonly id: string
  readonly display_name: string
  readonly contact_email: string
  /** Identity UUIDs. */
  readonly admin_ids: ReadonlyArray<string>
  /** Group UUIDs. */
  readonly admin_group_ids: ReadonlyArray<string>
}

/**
 * What is known of a client beside how it logs in.
 *
 * @since 0.1.0
 * @category models
 */
export interface Registration extends Pick<
  ClientView,
  "client_type" | "links" | "preselect_idp" | "prompt_for_named_grant" | "required_idp" | "visibility"
> {
  /** UUID of the client. */
  readonly id: string
  /** UUID. Null: it is in none. */
  readonly project: string | null
  /** UUID of the client that made it, or of its template. */
  readonly parent_client: string | null
  /** Whether the parent is its administrator, and no template. */
  readonly isChild: boolean
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredScope extends ScopeDescription {
  readonly scope_string: string
  /** UUID. */
  readonly client: string
  readonly dependent_scopes: ReadonlyArray<DependentScope>
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredPolicy extends Policy {
  readonly id: string
  readonly project_id: string
}

/**
 * @since 0.1.0
 * @category services
 */
export class Registry extends Context.Tag("@effect-globus/sandbox/auth/Registry")<Registry, Registry.Service>() {}

/**
 * @since 0.1.0
 */
export declare namespace Registry {
  /**
   * @since 0.1.0
   * @category services
   */
  export interface Service {
    readonly projects: Shelf.Shelf<StoredProject>
    readonly registrations: Shelf.Shelf<Registration>
    readonly scopes: Shelf.Shelf<StoredScope>
    readonly policies: Shelf.Shelf<StoredPolicy>
  }
}

/**
 * The registration of a client that nobody registered: one that a sandbox was made with, or an instance.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unregistered = (client: Pick<Client, "id" | "isPublic">): Registration => ({
  id: client.id,
  project: null,
  parent_client: null,
  isChild: false,
  client_type: client.isPublic ? "public_installed_client" : "confidential_client",
  visibility: "private",
  links: { privacy_policy: null, terms_and_conditions: null },
  required_idp: null,
  preselect_idp: null,
  prompt_for_named_grant: false
})

/**
 * Nothing is registered yet.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Registry> =>
  Layer.effect(
    Registry,
    Effect.all({
      projects: Shelf.make<StoredProject>(),
      registrations: Shelf.make<Registration>(),
      scopes: Shelf.make<StoredScope>(),
      policies: Shelf.make<StoredPolicy>()
    })
  )
