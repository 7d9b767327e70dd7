/**
 * Globus Groups in the sandbox: groups, their policies and who belongs to them, in memory. There are no subscriptions.
 *
 * @since 0.1.0
 */
import type {
  BatchMembershipActions,
  MembershipActionResults,
  MembershipError
} from "@effect-globus/sdk/groups/BatchMembershipActions"
import type { AllowedActions, Group } from "@effect-globus/sdk/groups/Group"
import type { GroupPolicies } from "@effect-globus/sdk/groups/GroupPolicies"
import { resourceServer } from "@effect-globus/sdk/groups/GroupsApi"
import type { Membership, MembershipFields } from "@effect-globus/sdk/groups/Membership"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as SynchronizedRef from "effect/SynchronizedRef"
import { Directory } from "../auth/Directory.js"
import { Caller } from "../Caller.js"
import * as Envelope from "../Envelope.js"
import { answered, type Failure } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { listed } from "../Listed.js"
import * as Groups from "./Groups.js"
import * as MembershipRules from "./MembershipRules.js"

const refuse = (status: number, detail: string) => Envelope.refuse(resourceServer, { status, detail })

const now = Effect.map(DateTime.now, DateTime.formatIso)

const noGroup = (id: string) => refuse(404, `There is no group ${id}, or you cannot see it`)

const noSubscription = (id: string) => refuse(404, `There is no subscription ${id}: the sandbox has none`)

/** People who belong to a group, or could by their own decision. */
const belongs: ReadonlySet<string> = new Set(["active", "invited", "pending"])

const sees = ({ memberships, policies }: Groups.StoredGroup, sub: string): boolean =>
  policies.group_visibility === "authenticated" ||
  Option.exists(HashMap.get(memberships, sub), ({ status }) => belongs.has(status))

/** The group, as far as the caller may know that there is one. */
const visible = (state: Groups.State, id: string) =>
  Effect.flatMap(Caller, ({ sub }) =>
    Option.match(
      Option.filter(HashMap.get(state.groups, id.toLowerCase()), (group) => sees(group, sub)),
      { onNone: () => noGroup(id), onSome: Effect.succeed }
    )
  )

const administered = (state: Groups.State, id: string) =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    const group = yield* visible(state, id)
    if (MembershipRules.rank(group.memberships, sub) === 2) return group
    return yield* refuse(403, "You are no admin of this group")
  })

/** A guess: what a document of policies leaves out. */
const defaultPolicies = {
  is_high_assurance: false,
  authentication_assurance_timeout: 28_800,
  group_visibility: "private",
  group_members_visibility: "managers",
  join_requests: false,
  signup_fields: []
} satisfies GroupPolicies

const known: Readonly<Record<string, ReadonlyArray<string>>> = {
  group_visibility: ["authenticated", "private"],
  group_members_visibility: ["members", "managers"]
}

const policiesOf = (document: GroupPolicies, method: string, path: string): Effect.Effect<GroupPolicies, Failure> => {
  const given = Object.fromEntries(
    Object.entries(document).filter(([, value]) => value !== null && value !== undefined)
  )
  const wrong = Object.entries(given).filter(
    ([name, value]) => Object.hasOwn(known, name) && known[name]?.includes(String(value)) === false
  )
  return wrong.length === 0
    ? Effect.succeed({ ...defaultPolicies, ...given })
    : Effect.flatMap(
        Envelope.malformed(
          resourceServer,
          { method, path },
          wrong.map(([name]) => ({ path: [name] }))
        ),
        Effect.fail
      )
}

const byNumber = (one: Groups.StoredGroup, other: Groups.StoredGroup) => one.number - other.number

const own = ({ memberships }: Groups.StoredGroup, sub: string): ReadonlyArray<MembershipRules.StoredMembership> =>
  Option.toArray(HashMap.get(memberships, sub))

/** As a list has it. */
const brief = (group: Groups.StoredGroup, my_memberships: ReadonlyArray<Membership>): Group => ({
  id: group.id,
  name: group.name,
  description: group.description,
  parent_id: group.parentId,
  // `plus` are those of a subscription.
  group_type: "regular",
  enforce_session: group.policies.is_high_assurance ?? false,
  session_limit: group.policies.authentication_assurance_timeout ?? 28_800,
  session_timeouts: {},
  my_memberships,
  policies: {
    group_visibility: group.policies.group_visibility,
    group_members_visibility: group.policies.group_members_visibility
  }
})

/** Those of the caller's identities that may take an action on somebody. */
const allowedActions = (group: Groups.StoredGroup, sub: string): AllowedActions => {
  const { memberships, policies } = group
  const rank = MembershipRules.rank(memberships, sub)
  const can = (holds: boolean) => (holds ? [sub] : [])
  const allows = (action: MembershipRules.Action) =>
    can(
      Either.isRight(
        MembershipRules.take(group, {
          action,
          caller: sub,
          subject: { sub, username: "", allowsAdd: true },
          now: ""
        })
      )
    )
  return {
    add: can(rank >= 1),
    invite: can(rank >= 1),
    remove: can(rank >= 1),
    approve: can(rank >= 1),
    reject: can(rank >= 1),
    change_role: can(rank === 2),
    accept: allows("accept"),
    decline: allows("decline"),
    leave: allows("leave"),
    join: can(rank < 0 && MembershipRules.takesEverybody(policies)),
    request_join: allows("request_join")
  }
}

/** As it is asked for by itself. */
const full = (
  state: Groups.State,
  group: Groups.StoredGroup,
  sub: string,
  include: ReadonlyArray<string> = []
): Group => {
  const { memberships, policies } = group
  const seesPeople = MembershipRules.rank(memberships, sub) >= (policies.group_members_visibility === "members" ? 0 : 1)
  return {
    ...brief(group, own(group, sub)),
    terms_and_conditions: group.terms,
    subscription_id: null,
    subscription_info: null,
    subscription_admin_verified_id: null,
    ...(include.includes("policies") ? { policies } : {}),
    ...(include.includes("memberships") && seesPeople ? { memberships: HashMap.toValues(memberships) } : {}),
    ...(include.includes("allowed_actions") ? { allowed_actions: allowedActions(group, sub) } : {}),
    ...(include.includes("child_ids")
      ? {
          child_ids: HashMap.toValues(state.groups)
            .filter(({ parentId }) => parentId === group.id)
            .sort(byNumber)
            .map(({ id }) => id)
        }
      : {})
  }
}

const put = (state: Groups.State, group: Groups.StoredGroup): Groups.State => ({
  ...state,
  groups: HashMap.set(state.groups, group.id, group)
})

const groups = HttpApiBuilder.group(GlobusApi, "groups.groups", (handlers) =>
  Effect.map(Groups.Groups, ({ state }) =>
    handlers
      .handle("getMyGroups", ({ urlParams }) =>
        Effect.gen(function* () {
          const { sub } = yield* Caller
          const statuses = urlParams.statuses === undefined ? ["active"] : listed(urlParams.statuses)
          const { groups } = yield* SynchronizedRef.get(state)
          return HashMap.toValues(groups)
            .sort(byNumber)
            .map((group) =>
              brief(
                group,
                own(group, sub).filter(({ status }) => statuses.includes(status))
              )
            )
            .filter(({ my_memberships }) => my_memberships?.length !== 0)
        })
      )
      .handle("createGroup", ({ payload }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const { sub, username } = yield* Caller
              const parent = payload.parent_id == null ? undefined : yield* administered(current, payload.parent_id)
              const id = globalThis.crypto.randomUUID()
              const founder: MembershipRules.StoredMembership = {
                group_id: id,
                identity_id: sub,
                username,
                role: "admin",
                status: "active",
                status_reason: null,
                updated: yield* now
              }
              const group: Groups.StoredGroup = {
                id,
                name: payload.name,
                description: payload.description ?? null,
                terms: payload.terms_and_conditions ?? null,
                parentId: parent?.id ?? null,
                policies: yield* policiesOf(payload.policies ?? {}, "POST", "/v2/groups"),
                memberships: HashMap.make([sub, founder]),
                fields: HashMap.empty(),
                number: current.made
              }
              const next = put({ ...current, made: current.made + 1 }, group)
              return [full(next, group, sub), next] as const
            })
          )
        )
      )
      .handle("getGroup", ({ path, urlParams }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const current = yield* SynchronizedRef.get(state)
            return full(current, yield* visible(current, path.group_id), sub, listed(urlParams.include ?? []))
          })
        )
      )
      .handle("updateGroup", ({ path, payload }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const { sub } = yield* Caller
              const group = yield* administered(current, path.group_id)
              if (payload.subscription_admin_verified_id != null) {
                return yield* noSubscription(payload.subscription_admin_verified_id)
              }
              const changed: Groups.StoredGroup = {
                ...group,
                name: payload.name ?? group.name,
                description: payload.description === undefined ? group.description : payload.description,
                terms: payload.terms_and_conditions === undefined ? group.terms : payload.terms_and_conditions
              }
              const next = put(current, changed)
              return [full(next, changed, sub), next] as const
            })
          )
        )
      )
      .handle("deleteGroup", ({ path }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const { sub } = yield* Caller
              const group = yield* administered(current, path.group_id)
              // A guess: what becomes of the subgroups was not seen.
              if (HashMap.some(current.groups, ({ parentId }) => parentId === group.id)) {
                return yield* refuse(409, "The group has subgroups: delete them first")
              }
              const next = { ...current, groups: HashMap.remove(current.groups, group.id) }
              return [full(current, group, sub), next] as const
            })
          )
        )
      )
      .handle("getGroupPolicies", ({ path }) =>
        answered(
          Effect.map(
            Effect.flatMap(SynchronizedRef.get(state), (state) => visible(state, path.group_id)),
            ({ policies }) => policies
          )
        )
      )
      .handle("setGroupPolicies", ({ path, payload, request }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const group = yield* administered(current, path.group_id)
              const policies = yield* policiesOf(payload, request.method, request.url)
              return [policies, put(current, { ...group, policies })] as const
            })
          )
        )
      )
  )
)

/** One identity after the other: what the first ones do counts for those that come after. */
const batch = (
  state: Groups.State,
  group: Groups.StoredGroup,
  document: BatchMembershipActions
): Effect.Effect<
  { readonly group: Groups.StoredGroup; readonly results: MembershipActionResults },
  Failure,
  Directory
> =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { sub: caller } = yield* Caller
    const asked = MembershipRules.actions.flatMap((action) =>
      (document[action] ?? []).map((entry) => ({ ...entry, action, sub: entry.identity_id.toLowerCase() }))
    )
    if (new Set(asked.map(({ sub }) => sub)).size < asked.length) {
      return yield* refuse(400, "An identity is named more than once: none of the actions was taken")
    }
    const time = yield* now
    const taken: Partial<Record<MembershipRules.Action, Array<Membership>>> = {}
    const errors: Partial<Record<MembershipRules.Action, Array<MembershipError>>> = {}
    let { memberships } = group
    for (const { action, identity_id, sub, ...details } of asked) {
      const identity = Option.getOrUndefined(yield* directory.identity(sub))
      const result =
        identity === undefined
          ? Either.left({ code: "IDENTITY_NOT_FOUND", detail: "There is no such identity" })
          : MembershipRules.take(
              { ...group, memberships },
              {
                ...details,
                action,
                caller,
                now: time,
                subject: {
                  sub,
                  username: identity.username,
                  allowsAdd: !Option.exists(HashMap.get(state.preferences, sub), ({ allow_add }) => allow_add === false)
                }
              }
            )
      if (Either.isLeft(result)) (errors[action] ??= []).push({ identity_id, ...result.left })
      else {
        memberships = HashMap.set(memberships, sub, result.right)
        ;(taken[action] ??= []).push(result.right)
      }
    }
    return {
      group: { ...group, memberships },
      results: { ...taken, ...(Object.keys(errors).length === 0 ? {} : { errors }) }
    }
  })

/** The caller's own document of those that come by identity. The others' are not theirs to write. */
const ownOf = <A>(documents: Readonly<Record<string, A>>, sub: string): Effect.Effect<A | undefined, Failure> =>
  Object.keys(documents).every((id) => id.toLowerCase() === sub)
    ? Effect.succeed(Object.values(documents)[0])
    : refuse(403, "You can write for your own identity alone")

const memberships = HttpApiBuilder.group(GlobusApi, "groups.memberships", (handlers) =>
  Effect.gen(function* () {
    const { state } = yield* Groups.Groups
    const directory = yield* Directory

    const fieldsOf = ({ fields }: Groups.StoredGroup, sub: string): Readonly<Record<string, MembershipFields>> =>
      Option.match(HashMap.get(fields, sub), { onNone: () => ({}), onSome: (own) => ({ [sub]: own }) })

    const preferencesOf = ({ preferences }: Groups.State, sub: string) => ({
      [sub]: Option.getOrElse(HashMap.get(preferences, sub), () => ({ allow_add: true }))
    })

    return handlers
      .handle("batchMembershipAction", ({ path, payload }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const { group, results } = yield* batch(current, yield* visible(current, path.group_id), payload)
              return [results, put(current, group)] as const
            })
          ).pipe(Effect.provideService(Directory, directory))
        )
      )
      .handle("getMembershipFields", ({ path }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            return fieldsOf(yield* visible(yield* SynchronizedRef.get(state), path.group_id), sub)
          })
        )
      )
      .handle("setMembershipFields", ({ path, payload }) =>
        answered(
          SynchronizedRef.modifyEffect(state, (current) =>
            Effect.gen(function* () {
              const { sub } = yield* Caller
              const group = yield* visible(current, path.group_id)
              const fields = yield* ownOf(payload, sub)
              if (own(group, sub).length === 0) return yield* refuse(403, "You have no membership in this group")
              const changed =
                fields === undefined ? group : { ...group, fields: HashMap.set(group.fields, sub, fields) }
              return [fieldsOf(changed, sub), put(current, changed)] as const
            })
          )
        )
      )
      .handle("getIdentityPreferences", () =>
        Effect.zipWith(SynchronizedRef.get(state), Caller, (state, { sub }) => preferencesOf(state, sub))
      )
      .handle("setIdentityPreferences", ({ payload }) =>
        answered(
          Effect.gen(function* () {
            const { sub } = yield* Caller
            const wanted = yield* ownOf(payload, sub)
            if (wanted !== undefined) {
              yield* SynchronizedRef.update(state, (state) => ({
                ...state,
                preferences: HashMap.set(state.preferences, sub, wanted)
              }))
            }
            return preferencesOf(yield* SynchronizedRef.get(state), sub)
          })
        )
      )
  })
)

const subscriptions = HttpApiBuilder.group(GlobusApi, "groups.subscriptions", (handlers) =>
  Effect.map(Groups.Groups, ({ state }) =>
    handlers
      .handle("getGroupBySubscriptionId", ({ path }) => answered(noSubscription(path.subscription_id)))
      .handle("setSubscriptionAdminVerified", ({ path, payload }) =>
        answered(
          Effect.gen(function* () {
            const group = yield* administered(yield* SynchronizedRef.get(state), path.group_id)
            const { subscription_admin_verified_id } = payload
            if (subscription_admin_verified_id !== null) return yield* noSubscription(subscription_admin_verified_id)
            return { group_id: group.id, subscription_admin_verified_id }
          })
        )
      )
  )
)

const noneYet = { active: 0, invited: 0, pending: 0, rejected: 0, removed: 0, left: 0, declined: 0 }

/** Globus's own API description says so: of each group that the caller is an admin or a manager of. */
const statuses = HttpApiBuilder.group(GlobusApi, "groups.statuses", (handlers) =>
  Effect.map(Groups.Groups, ({ state }) =>
    handlers.handle("getStatuses", () =>
      Effect.gen(function* () {
        const { sub } = yield* Caller
        const all = HashMap.toValues((yield* SynchronizedRef.get(state)).groups)
        const managed = all.filter(({ memberships }) => MembershipRules.rank(memberships, sub) >= 1)
        return Object.fromEntries(
          managed.sort(byNumber).map(({ id, memberships }) => {
            const counts: Record<keyof typeof noneYet, number> & Record<string, number> = { ...noneYet }
            for (const { status } of HashMap.values(memberships)) counts[status] = (counts[status] ?? 0) + 1
            return [id, counts]
          })
        )
      })
    )
  )
)

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () => Layer.mergeAll(groups, memberships, subscriptions, statuses)
