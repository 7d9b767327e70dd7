/**
 * Who may change which membership, and into what: the state machine of a group, as values. It knows nothing of requests.
 * Codes beside ALREADY_ACTIVE and NO_MEMBERSHIP are guesses after what they mean.
 *
 * @since 0.1.0
 */
import type { BatchMembershipActions, MembershipError } from "@effect-globus/sdk/groups/BatchMembershipActions"
import type { GroupPolicies } from "@effect-globus/sdk/groups/GroupPolicies"
import type { Membership } from "@effect-globus/sdk/groups/Membership"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"

/**
 * What changes a membership.
 *
 * @since 0.1.0
 * @category models
 */
export type Action = keyof BatchMembershipActions

/**
 * All of them, in the order in which they are taken.
 *
 * @since 0.1.0
 * @category constants
 */
export const actions: ReadonlyArray<Action> = [
  "add",
  "invite",
  "accept",
  "decline",
  "join",
  "request_join",
  "approve",
  "reject",
  "leave",
  "remove",
  "change_role"
]

/**
 * A membership with all that its rules look at.
 *
 * @since 0.1.0
 * @category models
 */
export interface StoredMembership extends Membership {
  readonly role: string
  readonly status: string
}

/**
 * Memberships by identity, whatever their status.
 *
 * @since 0.1.0
 * @category models
 */
export type Memberships = HashMap.HashMap<string, StoredMembership>

/**
 * What is asked, of whom, by whom.
 *
 * @since 0.1.0
 * @category models
 */
export interface Request {
  readonly action: Action
  /** Identity UUID of the caller. */
  readonly caller: string
  readonly subject: {
    readonly sub: string
    readonly username: string
    /** Whether it lets itself be added without being asked. */
    readonly allowsAdd: boolean
  }
  readonly role?: "member" | "manager" | "admin" | null | undefined
  readonly status_reason?: string | null | undefined
  readonly invite_email_address?: string | null | undefined
  /** ISO 8601. */
  readonly now: string
}

/**
 * The group that it is about.
 *
 * @since 0.1.0
 * @category models
 */
export interface Ground {
  readonly id: string
  readonly policies: GroupPolicies
  readonly memberships: Memberships
}

const ranks = ["member", "manager", "admin"]

/**
 * How much an identity may do in a group: 0 for a member, 1 for a manager, 2 for an admin, -1 for whoever is not active.
 *
 * @since 0.1.0
 * @category getters
 */
export const rank = (memberships: Memberships, sub: string): number =>
  Option.match(HashMap.get(memberships, sub), {
    onNone: () => -1,
    onSome: ({ role, status }) => (status === "active" ? ranks.indexOf(role) : -1)
  })

/** The one who, gone, would leave the group to nobody. */
const isLastAdmin = (memberships: Memberships, sub: string): boolean =>
  rank(memberships, sub) === 2 &&
  HashMap.filter(memberships, (_, other) => rank(memberships, other) === 2).pipe(HashMap.size) === 1

/**
 * A guess: that a group takes everybody was seen in no policy of its own: here it is one that anybody can see and ask to join.
 *
 * @since 0.1.0
 * @category getters
 */
export const takesEverybody = ({ group_visibility, is_high_assurance, join_requests }: GroupPolicies): boolean =>
  group_visibility === "authenticated" && join_requests === true && is_high_assurance !== true

type Taken = Either.Either<StoredMembership, Omit<MembershipError, "identity_id">>

const no = (code: string, detail: string): Taken => Either.left({ code, detail })

/** By the identity itself, or by whom else. */
const isOfOneself: ReadonlySet<Action> = new Set(["accept", "decline", "join", "request_join", "leave"])

/**
 * The membership as the action makes it, or why it is not taken.
 *
 * @since 0.1.0
 * @category combinators
 */
export const take = (ground: Ground, request: Request): Taken => {
  const { memberships, policies } = ground
  const { action, caller, subject } = request
  const before = Option.getOrUndefined(HashMap.get(memberships, subject.sub))
  const mine = rank(memberships, caller)
  const role = request.role ?? "member"

  if (isOfOneself.has(action) && caller !== subject.sub) {
    return no("FORBIDDEN", `Nobody but the identity itself can ${action}`)
  }
  if (!isOfOneself.has(action) && mine < (action === "change_role" ? 2 : 1)) {
    return no("FORBIDDEN", `Your role in this group does not let you ${action}`)
  }

  const changed = (status: string, more: Partial<StoredMembership> = {}): Taken =>
    Either.right({
      role: "member",
      ...before,
      group_id: ground.id,
      identity_id: subject.sub,
      username: subject.username,
      status,
      status_reason: request.status_reason ?? null,
      updated: request.now,
      ...more
    })
  const only = (status: string, next: string): Taken => {
    if (before === undefined) return no("NO_MEMBERSHIP", "The identity has no membership in this group")
    return before.status === status
      ? changed(next)
      : no("INVALID_STATUS", `The membership is ${before.status}, and not ${status}`)
  }

  switch (action) {
    case "add":
    case "invite":
      if (before?.status === "active") return no("ALREADY_ACTIVE", "The identity is active in this group already")
      // A guess: seen is that managers do not remove admins; that they do not make them either follows.
      if (ranks.indexOf(role) > mine) return no("FORBIDDEN", `Your role in this group does not let you make an ${role}`)
      if (action === "invite") {
        return changed("invited", {
          role,
          invite_email_address: request.invite_email_address ?? null,
          invite_time: request.now
        })
      }
      if (before?.status === "left") return no("INVALID_STATUS", "The identity has left the group: invite it")
      return subject.allowsAdd
        ? changed("active", { role })
        : no("ADD_NOT_ALLOWED", "The identity does not let itself be added: invite it")
    case "accept":
      return only("invited", "active")
    case "decline":
      return only("invited", "declined")
    case "join":
    case "request_join":
      if (before?.status === "active") return no("ALREADY_ACTIVE", "The identity is active in this group already")
      if (action === "join") {
        return takesEverybody(policies)
          ? changed("active", { role: "member" })
          : no("JOIN_NOT_ALLOWED", "The policies of this group do not let anybody join")
      }
      return policies.join_requests === true
        ? changed("pending", { role: "member" })
        : no("JOIN_NOT_ALLOWED", "The policies of this group do not let anybody ask to join")
    case "approve":
      return only("pending", "active")
    case "reject":
      return only("pending", "rejected")
    case "leave":
      return isLastAdmin(memberships, subject.sub)
        ? no("LAST_ADMIN", "The last admin of a group cannot leave it")
        : only("active", "left")
    case "remove":
      if (caller === subject.sub) return no("FORBIDDEN", "Nobody can remove oneself: leave")
      if (rank(memberships, subject.sub) > mine) return no("FORBIDDEN", "A manager cannot remove an admin")
      return before?.status === "invited" ? changed("removed") : only("active", "removed")
    case "change_role":
      if (role !== "admin" && isLastAdmin(memberships, subject.sub)) {
        return no("LAST_ADMIN", "The last admin of a group stays one")
      }
      return Either.map(only("active", "active"), (membership) => ({ ...membership, role }))
  }
}
