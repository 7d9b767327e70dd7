/** Globus Groups over a real socket, asked by the SDK's own client. */
import { describe, expect, it } from "@effect/vitest"
import type { BatchMembershipActions } from "@effect-globus/sdk/groups/BatchMembershipActions"
import type { GroupPolicies } from "@effect-globus/sdk/groups/GroupPolicies"
import * as GroupsClient from "@effect-globus/sdk/groups/GroupsClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as MembershipRules from "../../src/groups/MembershipRules.js"
import { layer, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const cyd = "6f1c2a7e-0000-4000-8000-0000000000c1"
const nobody = "6f1c2a7e-0000-4000-8000-0000000000d1"

const overSocket = Effect.provide(
  Layer.merge(
    layer({
      users: [
        { sub: ada, username: "ada@example.org" },
        { sub: bob, username: "bob@example.org" },
        { sub: cyd, username: "cyd@example.org" }
      ]
    }),
    FetchHttpClient.layer
  )
)

const client = (user: string) => as(GroupsClient.make, Ask.groupsAll, user)

/** Ada's group, and a client for each of the three. */
const founded = (policies?: GroupPolicies) =>
  Effect.gen(function* () {
    const [asAda, asBob, asCyd] = [yield* client(ada), yield* client(bob), yield* client(cyd)]
    const { id } = yield* asAda.createGroup({ name: "radium", policies: policies ?? null })
    const act = (groups: GroupsClient.GroupsClient.Service, actions: BatchMembershipActions) =>
      groups.batchMembershipAction({ group_id: id, ...actions })
    const people = Effect.map(asAda.getGroup({ group_id: id, include: "memberships" }), ({ memberships }) =>
      Object.fromEntries((memberships ?? []).map(({ identity_id, role, status }) => [identity_id, `${status} ${role}`]))
    )
    return { act, asAda, asBob, asCyd, id, people }
  })

const said = <E, R>(call: Effect.Effect<unknown, E, R>) => Effect.flip(call)

describe("a group", () => {
  it.live("is made, read, changed and deleted, and its founder is its admin", () =>
    Effect.gen(function* () {
      const { asAda, id } = yield* founded()
      const made = yield* asAda.getGroup({ group_id: id })
      expect(made).toMatchObject({
        name: "radium",
        group_type: "regular",
        my_memberships: [{ identity_id: ada, username: "ada@example.org", role: "admin", status: "active" }],
        policies: { group_visibility: "private", group_members_visibility: "managers" }
      })
      const changed = yield* asAda.updateGroup({ group_id: id, description: "glows", name: null })
      expect([changed.name, changed.description]).toStrictEqual(["radium", "glows"])
      const child = yield* asAda.createGroup({ name: "polonium", parent_id: id })
      const { child_ids } = yield* asAda.getGroup({ group_id: id, include: ["child_ids", "policies"] })
      expect(child_ids).toStrictEqual([child.id])
      expect(yield* said(asAda.deleteGroup({ group_id: id }))).toMatchObject({
        _tag: "GlobusConflict",
        code: "CONFLICT"
      })
      yield* asAda.deleteGroup({ group_id: child.id })
      expect((yield* asAda.deleteGroup({ group_id: id })).name).toBe("radium")
      expect(yield* said(asAda.getGroup({ group_id: id }))).toMatchObject({
        _tag: "GlobusNotFound",
        status: 404,
        code: "NOT_FOUND",
        message: expect.stringContaining(id)
      })
      expect(yield* asAda.getMyGroups()).toStrictEqual([])
    }).pipe(overSocket)
  )

  it.live("that is private is unknown to strangers; one that is not can be seen and not changed", () =>
    Effect.gen(function* () {
      const { asAda, asBob, id } = yield* founded()
      expect(yield* said(asBob.getGroup({ group_id: id }))).toMatchObject({ _tag: "GlobusNotFound" })
      const policies = yield* asAda.setGroupPolicies({ group_id: id, group_visibility: "authenticated" })
      expect(policies).toStrictEqual({
        is_high_assurance: false,
        authentication_assurance_timeout: 28_800,
        group_visibility: "authenticated",
        group_members_visibility: "managers",
        join_requests: false,
        signup_fields: []
      })
      expect(yield* asBob.getGroupPolicies({ group_id: id })).toStrictEqual(policies)
      const seen = yield* asBob.getGroup({ group_id: id, include: ["memberships", "allowed_actions"] })
      expect(seen.my_memberships).toStrictEqual([])
      expect(seen.memberships).toBeUndefined()
      expect(seen.allowed_actions).toMatchObject({ add: [], join: [], request_join: [], leave: [] })
      for (const call of [
        asBob.setGroupPolicies({ group_id: id, join_requests: true }),
        asBob.updateGroup({ group_id: id, name: "mine" }),
        asBob.deleteGroup({ group_id: id }),
        asBob.createGroup({ name: "below", parent_id: id })
      ]) {
        expect(yield* said(call)).toMatchObject({ _tag: "GlobusPermissionDenied", status: 403, code: "FORBIDDEN" })
      }
      expect(yield* asAda.getGroupPolicies({ group_id: id })).toStrictEqual(policies)
    }).pipe(overSocket)
  )

  it.live("has no policy that there is not, and says so field by field", () =>
    Effect.gen(function* () {
      const { asAda, id } = yield* founded()
      const error = yield* said(asAda.setGroupPolicies({ group_id: id, group_visibility: "public" }))
      expect(error).toMatchObject({
        status: 422,
        body: JSON.stringify({
          detail: [{ loc: ["body", "group_visibility"], msg: "missing or malformed", type: "value_error" }]
        })
      })
    }).pipe(overSocket)
  )
})

describe("memberships", () => {
  it.live("an invitation is accepted by whom it is for; who is removed is no member", () =>
    Effect.gen(function* () {
      const { act, asAda, asBob, asCyd, id, people } = yield* founded()
      const invited = yield* act(asAda, {
        invite: [{ identity_id: bob, role: "manager", invite_email_address: "bob@home.example" }]
      })
      expect(invited).toStrictEqual({
        invite: [
          {
            group_id: id,
            identity_id: bob,
            username: "bob@example.org",
            role: "manager",
            status: "invited",
            status_reason: null,
            invite_email_address: "bob@home.example",
            invite_time: expect.any(String),
            updated: expect.any(String)
          }
        ]
      })
      expect(yield* asBob.getMyGroups()).toStrictEqual([])
      expect((yield* asBob.getMyGroups({ statuses: ["invited", "active"] })).map((group) => group.id)).toStrictEqual([
        id
      ])
      const meddling = yield* act(asAda, { accept: [{ identity_id: bob }] })
      expect(meddling.errors?.accept).toMatchObject([{ identity_id: bob, code: "FORBIDDEN" }])
      yield* act(asBob, { accept: [{ identity_id: bob }] })
      yield* act(asBob, { add: [{ identity_id: cyd }] })
      expect(yield* people).toStrictEqual({ [ada]: "active admin", [bob]: "active manager", [cyd]: "active member" })

      yield* act(asBob, { remove: [{ identity_id: cyd, status_reason: "gone" }] })
      expect(yield* people).toMatchObject({ [cyd]: "removed member" })
      expect(yield* said(asCyd.getGroup({ group_id: id }))).toMatchObject({ _tag: "GlobusNotFound" })
      expect(yield* asCyd.getMyGroups()).toStrictEqual([])
      expect(yield* asCyd.getMyGroups({ statuses: "removed" })).toMatchObject([
        { id, my_memberships: [{ status: "removed", status_reason: "gone" }] }
      ])
    }).pipe(overSocket)
  )

  it.live("what goes wrong with one identity leaves the others be", () =>
    Effect.gen(function* () {
      const { act, asAda, asBob, people } = yield* founded()
      yield* asBob.setIdentityPreferences({ [bob]: { allow_add: false } })
      const result = yield* act(asAda, {
        add: [{ identity_id: ada }, { identity_id: bob }, { identity_id: cyd }],
        remove: [{ identity_id: nobody }]
      })
      expect(result.add).toMatchObject([{ identity_id: cyd, status: "active", role: "member" }])
      expect(result.errors?.add).toMatchObject([
        { identity_id: ada, code: "ALREADY_ACTIVE" },
        { identity_id: bob, code: "ADD_NOT_ALLOWED" }
      ])
      expect(result.errors?.remove).toMatchObject([{ identity_id: nobody, code: "IDENTITY_NOT_FOUND" }])
      const none = yield* act(asAda, { remove: [{ identity_id: bob }] })
      expect(none.errors?.remove).toMatchObject([{ identity_id: bob, code: "NO_MEMBERSHIP" }])
      const twice = act(asAda, { remove: [{ identity_id: cyd }], change_role: [{ identity_id: cyd, role: "admin" }] })
      expect(yield* said(twice)).toMatchObject({ status: 400, code: "BAD_REQUEST" })
      expect(yield* people).toStrictEqual({ [ada]: "active admin", [cyd]: "active member" })
    }).pipe(overSocket)
  )

  it.live("an invitation can be declined by whom it is for, and taken back by who may remove", () =>
    Effect.gen(function* () {
      const { act, asAda, asBob, asCyd, people } = yield* founded()
      yield* act(asAda, { invite: [{ identity_id: bob }, { identity_id: cyd }] })
      yield* act(asBob, { decline: [{ identity_id: bob }] })
      yield* act(asAda, { remove: [{ identity_id: cyd }] })
      expect(yield* people).toMatchObject({ [bob]: "declined member", [cyd]: "removed member" })
      expect(yield* said(act(asCyd, { accept: [{ identity_id: cyd }] }))).toMatchObject({ _tag: "GlobusNotFound" })
      yield* act(asAda, { invite: [{ identity_id: bob }] })
      yield* act(asBob, { accept: [{ identity_id: bob }] })
      expect(yield* people).toMatchObject({ [bob]: "active member" })
    }).pipe(overSocket)
  )

  it.live("who asks to be let in waits for a manager", () =>
    Effect.gen(function* () {
      const { act, asAda, asBob, asCyd, people } = yield* founded({
        group_visibility: "authenticated",
        join_requests: true,
        is_high_assurance: true
      })
      const joined = yield* act(asBob, { join: [{ identity_id: bob }] })
      expect(joined.errors?.join).toMatchObject([{ code: "JOIN_NOT_ALLOWED" }])
      yield* act(asBob, { request_join: [{ identity_id: bob }] })
      yield* act(asCyd, { request_join: [{ identity_id: cyd }] })
      const own = yield* act(asBob, { approve: [{ identity_id: bob }] })
      expect(own.errors?.approve).toMatchObject([{ code: "FORBIDDEN" }])
      yield* act(asAda, { approve: [{ identity_id: bob }], reject: [{ identity_id: cyd }] })
      expect(yield* people).toMatchObject({ [bob]: "active member", [cyd]: "rejected member" })
      const again = yield* act(asAda, { approve: [{ identity_id: cyd }] })
      expect(again.errors?.approve).toMatchObject([{ code: "INVALID_STATUS" }])
    }).pipe(overSocket)
  )

  it.live("the last admin stays, an admin is no manager's to remove, and who has left is invited again", () =>
    Effect.gen(function* () {
      const { act, asAda, asBob, people } = yield* founded()
      yield* act(asAda, { add: [{ identity_id: bob, role: "manager" }] })
      expect((yield* act(asAda, { leave: [{ identity_id: ada }] })).errors?.leave).toMatchObject([
        { code: "LAST_ADMIN" }
      ])
      expect((yield* act(asBob, { remove: [{ identity_id: ada }] })).errors?.remove).toMatchObject([
        { code: "FORBIDDEN" }
      ])
      const promotes = yield* act(asBob, { change_role: [{ identity_id: bob, role: "admin" }] })
      expect(promotes.errors?.change_role).toMatchObject([{ code: "FORBIDDEN" }])
      yield* act(asAda, { change_role: [{ identity_id: bob, role: "admin" }] })
      yield* act(asAda, { leave: [{ identity_id: ada }] })
      expect(yield* said(people)).toMatchObject({ _tag: "GlobusNotFound" })
      expect((yield* act(asBob, { add: [{ identity_id: ada }] })).errors?.add).toMatchObject([
        { code: "INVALID_STATUS" }
      ])
      yield* act(asBob, { invite: [{ identity_id: ada }] })
      yield* act(asAda, { accept: [{ identity_id: ada }] })
      expect((yield* asBob.getMyGroups())[0]?.my_memberships).toMatchObject([{ role: "admin" }])
      expect((yield* asAda.getMyGroups())[0]?.my_memberships).toMatchObject([{ role: "member" }])
    }).pipe(overSocket)
  )

  it.live("fields and preferences are one's own", () =>
    Effect.gen(function* () {
      const { asAda, asBob, id } = yield* founded({ group_visibility: "authenticated" })
      expect(yield* asAda.getMembershipFields({ group_id: id })).toStrictEqual({})
      const fields = { [ada]: { institution: "Sorbonne" } }
      expect(yield* asAda.setMembershipFields({ group_id: id, ...fields })).toStrictEqual(fields)
      expect(yield* asAda.getMembershipFields({ group_id: id })).toStrictEqual(fields)
      expect(yield* asBob.getMembershipFields({ group_id: id })).toStrictEqual({})
      for (const call of [
        asBob.setMembershipFields({ group_id: id, ...fields }),
        asBob.setMembershipFields({ group_id: id, [bob]: {} }),
        asBob.setIdentityPreferences({ [ada]: { allow_add: false } })
      ]) {
        expect(yield* said(call)).toMatchObject({ _tag: "GlobusPermissionDenied" })
      }
      expect(yield* asAda.getIdentityPreferences()).toStrictEqual({ [ada]: { allow_add: true } })
    }).pipe(overSocket)
  )

  it.live("there are no subscriptions", () =>
    Effect.gen(function* () {
      const { asAda, id } = yield* founded()
      const verified = { group_id: id, subscription_admin_verified_id: nobody }
      for (const call of [
        asAda.getGroupBySubscriptionId({ subscription_id: nobody }),
        asAda.setSubscriptionAdminVerified(verified),
        asAda.updateGroup(verified)
      ]) {
        expect(yield* said(call)).toMatchObject({ _tag: "GlobusNotFound", message: expect.stringContaining(nobody) })
      }
      const none = { group_id: id, subscription_admin_verified_id: null }
      expect(yield* asAda.setSubscriptionAdminVerified(none)).toStrictEqual(none)
    }).pipe(overSocket)
  )
})

describe("tokens", () => {
  it.live("are Groups' own, with a scope that does, and refused in its words", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { access_token: foreign } = yield* issueTokens({ scopes: Ask.transferAll })
      const { access_token: view } = yield* issueTokens({
        scopes: "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships"
      })
      const none = yield* Ask.get("/v2/groups/my_groups")
      expect([none.status, none.body]).toStrictEqual([
        401,
        { code: "AUTHENTICATION_ERROR", detail: "Call must be authenticated" }
      ])
      const wrong = yield* Ask.get("/v2/groups/my_groups", foreign)
      expect([wrong.status, wrong.body["code"]]).toStrictEqual([401, "INVALID_TOKEN"])
      expect((yield* Ask.get("/v2/groups/my_groups", view)).status).toBe(200)
      const narrow = yield* Ask.send(
        HttpClientRequest.post("/v2/groups").pipe(
          HttpClientRequest.bearerToken(view),
          HttpClientRequest.bodyUnsafeJson({ name: "n" })
        )
      )
      expect([narrow.status, narrow.body["code"]]).toStrictEqual([403, "FORBIDDEN"])
    }).pipe(overSocket)
  )
})

describe("the rules", () => {
  const subjects = [ada, bob, cyd]
  const ground = { id: "g", policies: { group_visibility: "authenticated", join_requests: true } }
  const founder: MembershipRules.Memberships = HashMap.make([
    ada,
    { group_id: "g", identity_id: ada, role: "admin", status: "active" }
  ])

  it("whatever is asked, a group keeps an admin, and nobody gets a rank above the one who gives it", () => {
    const request = FastCheck.record({
      action: FastCheck.constantFrom(...MembershipRules.actions),
      caller: FastCheck.constantFrom(...subjects),
      sub: FastCheck.constantFrom(...subjects),
      role: FastCheck.constantFrom("member" as const, "manager" as const, "admin" as const)
    })
    FastCheck.assert(
      FastCheck.property(FastCheck.array(request, { maxLength: 40 }), (requests) => {
        let memberships = founder
        for (const { action, caller, role, sub } of requests) {
          const before = memberships
          const taken = MembershipRules.take(
            { ...ground, memberships },
            { action, caller, role, subject: { sub, username: "", allowsAdd: true }, now: "" }
          )
          if (Either.isRight(taken)) memberships = HashMap.set(memberships, sub, taken.right)
          const ranks = subjects.map((one) => MembershipRules.rank(memberships, one))
          expect(Math.max(...ranks)).toBe(2)
          const gained = MembershipRules.rank(memberships, sub) > MembershipRules.rank(before, sub)
          if (gained && caller !== sub) {
            expect(MembershipRules.rank(memberships, sub)).toBeLessThanOrEqual(MembershipRules.rank(before, caller))
          }
        }
      })
    )
  })
})

describe("statuses", () => {
  it.live("count the memberships of each group that the caller manages, and are no group", () =>
    Effect.gen(function* () {
      const { issueTokens } = yield* Sandbox
      const { act, asAda, asCyd, id } = yield* founded()
      yield* act(asAda, {
        add: [{ identity_id: bob, role: "manager" }],
        invite: [{ identity_id: cyd, role: "member" }]
      })
      const statuses = (user: string, scopes = Ask.groupsAll) =>
        Effect.flatMap(issueTokens({ scopes, user }), ({ access_token }) =>
          Ask.get("/v2/groups/statuses", access_token)
        )
      const counts = { active: 2, invited: 1, pending: 0, rejected: 0, removed: 0, left: 0, declined: 0 }
      for (const manager of [ada, bob]) {
        const { body, status } = yield* statuses(manager)
        expect([status, body]).toStrictEqual([200, { [id]: counts }])
      }
      expect((yield* statuses(cyd)).body).toStrictEqual({})
      yield* act(asCyd, { accept: [{ identity_id: cyd }] })
      expect((yield* statuses(cyd)).body).toStrictEqual({})
      expect((yield* statuses(ada)).body).toStrictEqual({ [id]: { ...counts, active: 3, invited: 0 } })
      expect(
        (yield* statuses(ada, "urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships")).status
      ).toBe(200)
      expect((yield* Ask.get("/v2/groups/statuses")).status).toBe(401)
    }).pipe(overSocket)
  )
})
