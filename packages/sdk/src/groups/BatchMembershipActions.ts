/**
 * The document that changes any number of memberships in one call, builders for it, and its results. You may also write
 * the document by hand.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/groups/
 */
import { dual } from "effect/Function"
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"
import { Membership } from "./Membership.js"

/** The identity, and the reason for the change. */
const subject = {
  /** UUID. */
  identity_id: Schema.String,
  /** The reason for the change. It is stored with the membership. */
  status_reason: nullable(Schema.String)
}

const Role = Schema.Literal("member", "manager", "admin")

const actions = <S extends Schema.Struct.Fields>(fields: S) => nullable(Schema.Array(Schema.Struct(fields)))

const wireBatchMembershipActions = Schema.Struct({
  /** By an admin or a manager. The membership is active at once, if the identity's preferences allow it. */
  add: actions({
    ...subject,
    /** Default: `member`. */
    role: nullable(Role)
  }),
  /** By an admin or a manager. The identity can `accept` or `decline`. */
  invite: actions({
    ...subject,
    /** Default: `member`. */
    role: nullable(Role),
    /** The address that the invitation is sent to. */
    invite_email_address: nullable(Schema.String)
  }),
  /** By the invited identity. */
  accept: actions(subject),
  /** By the invited identity. */
  decline: actions(subject),
  /** By the identity itself, if everyone may join the group. */
  join: actions({ identity_id: Schema.String }),
  /** By the identity itself, if the policies have `join_requests`. An admin or a manager can `approve` or `reject`. */
  request_join: actions({ identity_id: Schema.String }),
  /** By an admin or a manager, for an identity that asked to join. */
  approve: actions(subject),
  /** By an admin or a manager, for an identity that asked to join. */
  reject: actions(subject),
  /** By the identity itself. The last admin of a group cannot leave. */
  leave: actions(subject),
  /** By an admin or a manager, for another identity that is active or invited. */
  remove: actions(subject),
  /** By an admin, for an active member. */
  change_role: actions({ identity_id: Schema.String, role: Role })
}).annotations({ identifier: "BatchMembershipActions" })

/**
 * The identities for each action. An identity may appear only once in the whole document. Otherwise no action is
 * performed.
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
 * The entry of an action without `identity_id`.
 *
 * @since 0.1.0
 * @category models
 */
export type About<Action extends keyof BatchMembershipActions> = Omit<Entry<Action>, "identity_id">

/**
 * Adds identities (UUIDs) to an action. The members of `about` are copied to each identity.
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
 * No actions. Add actions to it.
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
 * Adds identities to the group. The default role is `member`.
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
 * Invites identities. The default role is `member`.
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
 * Joins a group as these identities, if everyone may join it.
 *
 * @since 0.1.0
 * @category combinators
 */
export const join: Change<"join"> = change("join", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Asks to join the group, as these identities.
 *
 * @since 0.1.0
 * @category combinators
 */
export const requestJoin: Change<"request_join"> = change("request_join", (identity_id, about) => ({
  ...about,
  identity_id
}))

/**
 * Approves identities that asked to join.
 *
 * @since 0.1.0
 * @category combinators
 */
export const approvePending: Change<"approve"> = change("approve", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Rejects identities that asked to join.
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
 * Removes other identities, which are active or invited.
 *
 * @since 0.1.0
 * @category combinators
 */
export const removeMembers: Change<"remove"> = change("remove", (identity_id, about) => ({ ...about, identity_id }))

/**
 * Changes the role of members.
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

/** A list of the same kind for each action. */
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
  /** As in the request. */
  identity_id: Schema.String,
  /** `ALREADY_ACTIVE`, `NO_MEMBERSHIP`, … */
  code: nullable(Schema.String),
  /** A description for people. */
  detail: nullable(Schema.String)
}).annotations({ identifier: "MembershipError" })

/**
 * Why an action failed for an identity.
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
  /** By action. The answer has status 200 even if every action failed, so check this member. */
  errors: nullable(Schema.Struct(ofEach(MembershipError)))
}).annotations({ identifier: "MembershipActionResults" })

/**
 * For each action, the new memberships, and in `errors` the identities for which it failed.
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
