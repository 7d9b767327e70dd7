/**
 * What users have put down about collections, in memory: bookmarks, roles and access rules.
 *
 * @since 0.1.0
 */
import type { AccessRule } from "@effect-globus/sdk/transfer/AccessRule"
import type { Bookmark } from "@effect-globus/sdk/transfer/Bookmark"
import type { EndpointRole } from "@effect-globus/sdk/transfer/EndpointRole"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import type { Collection } from "./Collections.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredBookmark extends Bookmark {
  readonly name: string
  /** Identity UUID. */
  readonly ownerId: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredRole extends EndpointRole {
  readonly role: string
  /** UUID of the collection. */
  readonly collectionId: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface StoredRule extends AccessRule {
  /** UUID. */
  readonly id: string
  /** UUID of the collection. */
  readonly collectionId: string
}

/**
 * @since 0.1.0
 * @category context
 */
export class Register extends Context.Tag("@effect-globus/sandbox/transfer/Register")<Register, Register.Service>() {}

/**
 * @since 0.1.0
 * @category context
 */
export declare namespace Register {
  /**
   * Each list is in the order of creation.
   *
   * @since 0.1.0
   * @category context
   */
  export interface Service {
    readonly bookmarks: Ref.Ref<ReadonlyArray<StoredBookmark>>
    readonly roles: Ref.Ref<ReadonlyArray<StoredRole>>
    readonly rules: Ref.Ref<ReadonlyArray<StoredRule>>
  }
}

/**
 * Adds a row, unless there is one like it: then that one comes back. One step, so that of two at once one is first.
 *
 * @since 0.1.0
 * @category combinators
 */
export const add = <Row>(
  rows: Ref.Ref<ReadonlyArray<Row>>,
  row: Row,
  isLike: (other: Row) => boolean
): Effect.Effect<Row | undefined> =>
  Ref.modify(rows, (rows) => {
    const like = rows.find(isLike)
    return [like, like === undefined ? [...rows, row] : rows]
  })

/**
 * The roles that an identity has on a collection: its owner is an administrator. A guess: roles of groups count for nobody.
 *
 * @since 0.1.0
 * @category accessors
 */
export const rolesOn = (
  register: Register.Service,
  { id, ownerId }: Pick<Collection, "id" | "ownerId">,
  sub: string
): Effect.Effect<ReadonlyArray<string>> =>
  Effect.map(Ref.get(register.roles), (roles) => [
    ...new Set([
      ...(ownerId !== "" && ownerId === sub ? ["administrator"] : []),
      ...roles
        .filter((role) => role.collectionId === id && role.principal_type === "identity" && role.principal === sub)
        .map(({ role }) => role)
    ])
  ])

/**
 * Nothing put down yet.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (): Layer.Layer<Register> =>
  Layer.effect(
    Register,
    Effect.all({
      bookmarks: Ref.make<ReadonlyArray<StoredBookmark>>([]),
      roles: Ref.make<ReadonlyArray<StoredRole>>([]),
      rules: Ref.make<ReadonlyArray<StoredRule>>([])
    })
  )
