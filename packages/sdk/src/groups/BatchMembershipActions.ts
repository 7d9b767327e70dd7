/**
 * The document that changes memberships, as many as there are, in one call, and what comes of each.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/document.js"
import { Membership } from "./Membership.js"

/** The identity's UUID, and what is said of the change. */
const subject = {
  /** UUID. */
  identity_id: Schema.String,
  /** Why, in words: it stays with the membership. */
  status_reason: nullable(Schema.String)
}

const Role = Schema.Literal("member", "manager", "admin")

const actions = <S extends Schema.Struct.Fields>(fields: S) => nullable(Schema.Array(Schema.Struct(fields)))

const wireBatchMembershipActions = Schema.Struct({
  /** By an admin or a manager: active at once, where the identity's preferences allow it. */
  add: actions({
    ...subject,
    /** Absent: `member`. */
    role: nullable(Role)
  }),
  /** By an admin or a manager. The identity can `accept` or `decline`. */
  invite: actions({
    ...subject,
    /** Absent: `member`. */
    role: nullable(Role),
    /** Where the invitation is to be sent. */
    invite_email_address: nullable(Schema.String)
  }),
  /** By the invited identity. */
  accept: actions(subject),
  /** By the invited identity. */
  decline: actions(subject),
  /** By the identity itself, where the group takes everybody. */
  join: actions({ identity_id: Schema.String }),
  /** By the identity itself, where the policies have `join_requests`. An admin or a manager can `approve` or `reject`. */
  request_join: actions({ identity_id: Schema.String }),
  /** By an admin or a manager, of an identity that asked to join. */
  approve: actions(subject),
  /** By an admin or a manager, of an identity that asked to join. */
  reject: actions(subject),
  /** By the identity itself. The last admin of a group stays. */
  leave: actions(subject),
  /** By an admin or a manager, of somebody else who is active or invited. */
  remove: actions(subject),
  /** By an admin, of somebody who is active. */
  change_role: actions({ identity_id: Schema.String, role: Role })
}).annotations({ identifier: "BatchMembershipActions" })

/**
 * The identities of each action. An identity is in one of them only, and once: otherwise none of the actions is taken.
 *
 * @since 0.1.0
 * @category documents
 */
export interface BatchMembershipActions extends Schema.Schema.Type<typeof wireBatchMembershipActions> {}

/**
 * The schema of `BatchMembershipActions`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const BatchMembershipActions: Schema.Schema<BatchMembershipActions> = wireBatchMembershipActions

/** The same of each action. */
const ofEach = <A>(schema: Schema.Schema<A>) => {
  const list = nullable(Schema.Array(schema))
  return {
    add: list,
    invite: list,
    accept: list,
    decline: list,
    join: list,
    request_join: list,
    approve: list,
    reject: list,
    leave: list,
    remove: list,
    change_role: list
  }
}

const wireMembershipError = Schema.Struct({
  /** As the request had it. */
  identity_id: Schema.String,
  /** `ALREADY_ACTIVE`, `NO_MEMBERSHIP`, … */
  code: Schema.String,
  /** For people. */
  detail: nullable(Schema.String)
}).annotations({ identifier: "MembershipError" })

/**
 * Why an action was not taken for an identity.
 *
 * @since 0.1.0
 * @category documents
 */
export interface MembershipError extends Schema.Schema.Type<typeof wireMembershipError> {}

/**
 * The schema of `MembershipError`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const MembershipError: Schema.Schema<MembershipError> = wireMembershipError

const wireMembershipActionResults = Schema.Struct({
  ...ofEach(Membership),
  /** By action. The answer is a success, its status 200, even if every one has failed: look here. */
  errors: nullable(Schema.Struct(ofEach(MembershipError)))
}).annotations({ identifier: "MembershipActionResults" })

/**
 * For each action, the memberships as they are now, and, in `errors`, the identities for which it was not taken.
 *
 * @since 0.1.0
 * @category documents
 */
export interface MembershipActionResults extends Schema.Schema.Type<typeof wireMembershipActionResults> {}

/**
 * The schema of `MembershipActionResults`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const MembershipActionResults: Schema.Schema<MembershipActionResults> = wireMembershipActionResults
