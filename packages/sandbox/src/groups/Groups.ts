/**
 * The groups of a sandbox, and what identities want of all groups.
 *
 * @since 0.1.0
 */
import type { GroupPolicies } from "@effect-globus/sdk/groups/GroupPolicies"
import type { IdentityPreferences } from "@effect-globus/sdk/groups/GroupsApi"
import type { MembershipFields } from "@effect-globus/sdk/groups/Membership"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as SynchronizedRef from "effect/SynchronizedRef"
import * as MembershipRules from "./MembershipRules.js"

/**
 * A group as it is kept.
 *
 * @since 0.1.0
 * @category models
 */
export interface StoredGroup {
  /** UUID. */
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly terms: string | null
  /** UUID. */
  readonly parentId: string | null
  readonly policies: GroupPolicies
  readonly memberships: MembershipRules.Memberships
  /** By identity. */
  readonly fields: HashMap.HashMap<string, MembershipFields>
  /** Tells the order in which groups were made. */
  readonly number: number
}

/**
 * @since 0.1.0
 * @category models
 */
export interface State {
  readonly groups: HashMap.HashMap<string, StoredGroup>
  /** By identity. */
  readonly preferences: HashMap.HashMap<string, IdentityPreferences>
  /** How many groups were ever made. */
  readonly made: number
}

/**
 * @since 0.1.0
 * @category context
 */
export class Groups extends Context.Tag("@effect-globus/sandbox/groups/Groups")<Groups, Groups.Service>() {}

/**
 * @since 0.1.0
 * @category context
 */
export declare namespace Groups {
  /**
   * @since 0.1.0
   * @category context
   */
  export interface Service {
    readonly state: SynchronizedRef.SynchronizedRef<State>
    /** The groups in which an identity is active, as the services know them: `urn:globus:groups:id:…`. */
    readonly principals: (sub: string) => Effect.Effect<ReadonlyArray<string>>
  }
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<Groups.Service> = Effect.map(
  SynchronizedRef.make<State>({ groups: HashMap.empty(), preferences: HashMap.empty(), made: 0 }),
  (state) => ({
    state,
    principals: (sub) =>
      Effect.map(SynchronizedRef.get(state), ({ groups }) =>
        HashMap.toValues(groups)
          .filter(({ memberships }) => MembershipRules.rank(memberships, sub) >= 0)
          .map(({ id }) => `urn:globus:groups:id:${id}`)
      )
  })
)

/**
 * `make` as a layer.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Groups> => Layer.effect(Groups, make)
