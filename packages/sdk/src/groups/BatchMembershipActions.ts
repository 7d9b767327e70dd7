/**
 * The document that changes memberships, as many as there are, in one call, builders for it, and what comes of each change.
 * A document written by hand is just as good.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import { dual } from "effect/Function"
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
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
 * @since 0.1.0
 * @category schemas
 */
export const BatchMembershipActions: Schema.Schema<BatchMembershipActions> = wireBatchMembershipActions

type Entry<Action extends keyof BatchMembershipActions> = NonNullable<BatchMembershipActions[Action]>[number]

/**
 * What the document says of an identity under an action, but which one it is.
 *
 * @since 0.1.0
 * @category models
 */
export type About<Action extends keyof BatchMembershipActions> = Omit<Entry<Action>, "identity_id">

/**
 * Puts identities (UUIDs) under an action, after those that are there. What is said `about` them is the same of each.
 *
 * @since 0.1.0
 * @category models
 */
export interface Change<Action extends keyof BatchMembershipActions> {
  (
    identity_ids: ReadonlyArray<string>,
    about?: About<Action>
  ): (actions: BatchMembershipActions) => BatchMembershipActions
  (actions: BatchMembershipActions, identity_ids: ReadonlyArray<string>, about?: About<Action>): BatchMembershipActions
}

const append = <Action extends keyof BatchMembershipActions>(
  actions: BatchMembershipActions,
  action: Action,
  entries: ReadonlyArray<Entry<Action>>
): BatchMembershipActions => {
  const before: ReadonlyArray<unknown> = actions[action] ?? []
  return { ...actions, [action]: [...before, ...entries] }
}

const change = <Action extends keyof BatchMembershipActions>(
  action: Action,
  entry: (identity_id: string, about: About<Action> | undefined) => Entry<Action>
): Change<Action> =>
  dual(
    ([actions]) => !Array.isArray(actions),
    (actions: BatchMembershipActions, identity_ids: ReadonlyArray<string>, about?: About<Action>) =>
      append(
        actions,
        action,
        identity_ids.map((identity_id) => entry(identity_id, about))
      )
  )

/**
 * No actions: what the first one is added to.
 *
 * @example
 * import { Effect, pipe } from "effect"
 * import * as BatchMembershipActions from "@effect-globus/sdk/groups/BatchMembershipActions"
 * import * as GroupsClient from "@effect-globus/sdk/groups/GroupsClient"
 *
 * const { addMembers, empty, removeMembers } = BatchMembershipActions
 *
 * const handOver = (group_id: string, from: string, to: string) =>
 *   Effect.flatMap(GroupsClient.GroupsClient, (groups) =>
 *     groups.batchMembershipAction({
 *       group_id,
 *       ...pipe(empty, addMembers([to], { role: "admin" }), removeMembers([from]))
 *     })
 *   )
 *
 * @since 0.1.0
 * @category constructors
 */
export const empty: BatchMembershipActions = {}

/**
 * Adds identities to the group: as `member`, where no role is given.
 *
 * @since 0.1.0
 * @category combinators
 */
export const addMembers: Change<"add"> = change("add", (identity_id, about) => ({
  role: "member",
  ...about,
  identity_id
}))

/**
 * Invites identities: as `member`, where no role is given.
 *
 * @since 0.1.0
 * @category combinators
 */
export const inviteMembers: Change<"invite"> = change("invite", (identity_id, about) => ({
  role: "member",
  ...about,
  identity_id
}))

/**
 * Accepts invitations, as the invited identities.
 *
 * @since 0.1.0
 * @category combinators
 */
export const acceptInvites: Change<"accept"> = change("accept", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Declines invitations, as the invited identities.
 *
 * @since 0.1.0
 * @category combinators
 */
export const declineInvites: Change<"decline"> = change("decline", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Joins, as these identities, a group that takes everybody.
 *
 * @since 0.1.0
 * @category combinators
 */
export const join: Change<"join"> = change("join", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Asks, as these identities, to be let in.
 *
 * @since 0.1.0
 * @category combinators
 */
export const requestJoin: Change<"request_join"> = change("request_join", (identity_id, about) => ({
  ...about,
  identity_id
}))

/**
 * Lets in identities that asked to join.
 *
 * @since 0.1.0
 * @category combinators
 */
export const approvePending: Change<"approve"> = change("approve", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Turns away identities that asked to join.
 *
 * @since 0.1.0
 * @category combinators
 */
export const rejectJoinRequests: Change<"reject"> = change("reject", (identity_id, about) => ({
  ...about,
  identity_id
}))

/**
 * Leaves the group, as these identities.
 *
 * @since 0.1.0
 * @category combinators
 */
export const leave: Change<"leave"> = change("leave", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Removes others, who are active or invited.
 *
 * @since 0.1.0
 * @category combinators
 */
export const removeMembers: Change<"remove"> = change("remove", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Gives another role to members.
 *
 * @since 0.1.0
 * @category combinators
 */
export const changeRoles: {
  (
    identity_ids: ReadonlyArray<string>,
    about: About<"change_role">
  ): (actions: BatchMembershipActions) => BatchMembershipActions
  (
    actions: BatchMembershipActions,
    identity_ids: ReadonlyArray<string>,
    about: About<"change_role">
  ): BatchMembershipActions
} = dual(3, (actions: BatchMembershipActions, identity_ids: ReadonlyArray<string>, about: About<"change_role">) =>
  append(
    actions,
    "change_role",
    identity_ids.map((identity_id) => ({ ...about, identity_id }))
  )
)

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
  code: nullable(Schema.String),
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
 * @since 0.1.0
 * @category schemas
 */
export const MembershipActionResults: Schema.Schema<MembershipActionResults> = wireMembershipActionResults
