import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, pipe } from "effect"
import { Authorization } from "../../src/Authorization.js"
import type { ClientOptions } from "../../src/ClientOptions.js"
import * as BatchMembershipActions from "../../src/groups/BatchMembershipActions.js"
import type { Group } from "../../src/groups/Group.js"
import type { GroupPolicies } from "../../src/groups/GroupPolicies.js"
import { GroupsApi, resourceServer } from "../../src/groups/GroupsApi.js"
import * as GroupsClient from "../../src/groups/GroupsClient.js"
import type { MembershipFields } from "../../src/groups/Membership.js"
import { answersOf } from "../internal/wire/answers.js"
import { eachOnTheWire, type Row } from "../operationTable.js"
import { failure, json, script, tokens, type Script } from "../script.js"

const authorizer = () => tokens("Bearer token-of-groups")

const client = (service: Script, options: ClientOptions = {}, { service: authorization } = authorizer()) =>
  GroupsClient.GroupsClient.pipe(
    Effect.provide(
      GroupsClient.layer(options).pipe(
        Layer.provide(Layer.succeed(Authorization, authorization)),
        Layer.provide(service.layer)
      )
    )
  )

const group_id = "6f1c2a7e-0000-4000-8000-0000000000b1"
const marie = "6f1c2a7e-0000-4000-8000-0000000000c1"
const pierre = "6f1c2a7e-0000-4000-8000-0000000000c2"
const subscription_id = "6f1c2a7e-0000-4000-8000-0000000000d1"

const group = { id: group_id, name: "radium", later: { field: 1 } }
const policies = { group_visibility: "private", signup_fields: ["institution", "shoe_size"], join_requests: true }
const fields = { [marie]: { institution: "Sorbonne", phone: null } }
const preferences = { [marie]: { allow_add: false } }
const subscription = {
  group_id,
  subscription_id,
  subscription_info: { is_baa: false, connectors: { c: { is_ha: true } } }
}
const verified = { group_id, subscription_admin_verified_id: null }
const results = {
  add: [{ identity_id: marie, role: "manager", status: "active" }],
  errors: { remove: [{ identity_id: pierre, code: "NO_MEMBERSHIP", detail: "There is none." }] }
}

const path = `/v2/groups/${group_id}`

const rows: Readonly<
  Record<
    Exclude<keyof GroupsClient.GroupsClient.Service, "withResponse" | "request">,
    Row<GroupsClient.GroupsClient.Service>
  >
> = {
  getMyGroups: {
    call: ({ getMyGroups }) => getMyGroups({ statuses: ["active", "invited"] }),
    request: "GET /v2/groups/my_groups?statuses=active%2Cinvited",
    answer: [{ ...group, my_memberships: results.add }]
  },
  createGroup: {
    call: ({ createGroup }) => createGroup({ name: "radium", parent_id: null, policies }),
    request: "POST /v2/groups",
    body: { name: "radium", parent_id: null, policies },
    answer: group
  },
  getGroup: {
    call: ({ getGroup }) => getGroup({ group_id, include: ["memberships", "allowed_actions"] }),
    request: `GET ${path}?include=memberships%2Callowed_actions`,
    answer: { ...group, memberships: results.add, allowed_actions: { leave: [marie] }, policies }
  },
  updateGroup: {
    call: ({ updateGroup }) => updateGroup({ group_id, description: null }),
    request: `PUT ${path}`,
    body: { description: null },
    answer: group
  },
  deleteGroup: {
    call: ({ deleteGroup }) => deleteGroup({ group_id }),
    request: `DELETE ${path}`,
    answer: group
  },
  getGroupPolicies: {
    call: ({ getGroupPolicies }) => getGroupPolicies({ group_id }),
    request: `GET ${path}/policies`,
    answer: policies
  },
  setGroupPolicies: {
    call: ({ setGroupPolicies }) => setGroupPolicies({ group_id, ...policies, authentication_assurance_timeout: null }),
    request: `PUT ${path}/policies`,
    body: { ...policies, authentication_assurance_timeout: null },
    answer: policies
  },
  batchMembershipAction: {
    call: ({ batchMembershipAction }) =>
      batchMembershipAction({
        group_id,
        add: [{ identity_id: marie, role: "manager" }],
        remove: [{ identity_id: pierre, status_reason: "gone" }]
      }),
    request: `POST ${path}`,
    body: {
      add: [{ identity_id: marie, role: "manager" }],
      remove: [{ identity_id: pierre, status_reason: "gone" }]
    },
    answer: results
  },
  getMembershipFields: {
    call: ({ getMembershipFields }) => getMembershipFields({ group_id }),
    request: `GET ${path}/membership_fields`,
    answer: fields
  },
  setMembershipFields: {
    call: ({ setMembershipFields }) => setMembershipFields({ group_id, ...fields }),
    request: `PUT ${path}/membership_fields`,
    body: fields,
    answer: fields
  },
  getIdentityPreferences: {
    call: ({ getIdentityPreferences }) => getIdentityPreferences(),
    request: "GET /v2/preferences",
    answer: preferences
  },
  setIdentityPreferences: {
    call: ({ setIdentityPreferences }) => setIdentityPreferences(preferences),
    request: "PUT /v2/preferences",
    body: preferences,
    answer: preferences
  },
  getGroupBySubscriptionId: {
    call: ({ getGroupBySubscriptionId }) => getGroupBySubscriptionId({ subscription_id }),
    request: `GET /v2/subscription_info/${subscription_id}`,
    answer: subscription
  },
  setSubscriptionAdminVerified: {
    call: ({ setSubscriptionAdminVerified }) =>
      setSubscriptionAdminVerified({ group_id, subscription_admin_verified_id: null }),
    request: `PUT ${path}/subscription_admin_verified`,
    body: { subscription_admin_verified_id: null },
    answer: verified
  }
}

describe("each operation", () => {
  eachOnTheWire(rows, (baseUrl) => GroupsClient.make({ baseUrl }))

  it.effect("is here, in both forms", () =>
    Effect.gen(function* () {
      const { request, withResponse, ...operations } = yield* client(script(json({})))
      const names = new Set(answersOf(GroupsApi).map(([name]) => name))
      expect(new Set(Object.keys(rows))).toEqual(names)
      expect(new Set(Object.keys(operations))).toEqual(names)
      expect(new Set(Object.keys(withResponse))).toEqual(names)
      expect(request).toBeTypeOf("function")
    })
  )

  it.effect("is also in withResponse", () =>
    Effect.gen(function* () {
      const { withResponse } = yield* client(script(json(group, 201)))
      expect(yield* withResponse.createGroup({ name: "radium" })).toMatchObject({ status: 201, value: group })
    })
  )
})

describe("GroupsClient", () => {
  it.effect("asks Globus Groups, with its own token", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json([]))
      const { getMyGroups } = yield* client(service, {}, own)
      expect(yield* getMyGroups()).toEqual([])
      expect(service.requests[0]?.url.href).toBe("https://groups.api.globus.org/v2/groups/my_groups")
      expect(own.asked).toEqual([resourceServer])
    })
  )

  it.effect("has its address from GLOBUS_SDK_SERVICE_URL_GROUPS", () =>
    Effect.gen(function* () {
      const service = script(json(preferences))
      const { getIdentityPreferences } = yield* client(service).pipe(
        Effect.withConfigProvider(
          ConfigProvider.fromMap(new Map([["GLOBUS_SDK_SERVICE_URL_GROUPS", "http://127.0.0.1:9/"]]))
        )
      )
      yield* getIdentityPreferences()
      expect(service.requests[0]?.url.href).toBe("http://127.0.0.1:9/v2/preferences")
    })
  )

  it.effect("sends undeclared calls with the same token", () =>
    Effect.gen(function* () {
      const own = authorizer()
      const service = script(json({ children: [] }))
      const groups = yield* client(service, {}, own)
      const reply = yield* groups.request({ method: "GET", path: `${path}/children` })
      expect(yield* reply.json).toEqual({ children: [] })
      expect(service.requests[0]?.url.pathname).toBe(`${path}/children`)
      expect(own.asked).toEqual([resourceServer])
    })
  )

  it.effect("can be made from handlers of a test", () =>
    Effect.gen(function* () {
      const groups = yield* GroupsClient.GroupsClient
      expect(yield* groups.getGroup({ group_id })).toEqual(group)
      expect(yield* Effect.exit(groups.getMyGroups())).toMatchObject({ _tag: "Failure", cause: { _tag: "Die" } })
    }).pipe(Effect.provide(GroupsClient.layerNoop({ getGroup: () => Effect.succeed(group) })))
  )
})

describe("a batch of actions on memberships", () => {
  const add = [{ identity_id: marie, role: "member" }] as const

  it.effect("succeeds although all its actions failed: the errors are in the answer", () =>
    Effect.gen(function* () {
      const errors = { add: [{ identity_id: marie, code: "ALREADY_ACTIVE", detail: "She is." }] }
      const { batchMembershipAction } = yield* client(script(json({ add: [], errors })))
      const answer = yield* batchMembershipAction({ group_id, add })
      expect(answer.errors?.add?.map(({ code, identity_id }) => [identity_id, code])).toEqual([
        [marie, "ALREADY_ACTIVE"]
      ])
    })
  )

  it.effect("is built, also for one identity, and spread beside the group's id", () =>
    Effect.gen(function* () {
      const service = script(json(results), json(results))
      const { batchMembershipAction } = yield* client(service)
      yield* batchMembershipAction({ group_id, ...BatchMembershipActions.addMembers({}, [marie], { role: "admin" }) })
      yield* batchMembershipAction({
        group_id,
        ...pipe(
          BatchMembershipActions.empty,
          BatchMembershipActions.inviteMembers([marie]),
          BatchMembershipActions.removeMembers([pierre])
        )
      })
      expect(service.requests.map(({ text }): unknown => JSON.parse(text))).toEqual([
        { add: [{ identity_id: marie, role: "admin" }] },
        { invite: [{ identity_id: marie, role: "member" }], remove: [{ identity_id: pierre }] }
      ])
    })
  )

  it.effect("is not repeated if it may have arrived", () =>
    Effect.gen(function* () {
      const service = script(json({ code: "UNAVAILABLE", detail: "later" }, 503), json(results))
      const { batchMembershipAction } = yield* client(service)
      expect(yield* failure(batchMembershipAction({ group_id, add }))).toMatchObject({
        _tag: "GlobusServiceUnavailable"
      })
      expect(service.requests).toHaveLength(1)
    })
  )

  it.effect("is refused and not sent if an action is invalid", () =>
    Effect.gen(function* () {
      const service = script(json(results))
      const { batchMembershipAction } = yield* client(service)
      // @ts-expect-error there is no such role
      const owner = batchMembershipAction({ group_id, add: [{ identity_id: marie, role: "owner" }] })
      expect(yield* Effect.flip(owner)).toMatchObject({ _tag: "GlobusUsageError", field: "add.0.role" })
      // @ts-expect-error a role to change to is missing
      const roleless = batchMembershipAction({ group_id, change_role: [{ identity_id: marie }] })
      expect(yield* Effect.flip(roleless)).toMatchObject({ _tag: "GlobusUsageError", field: "change_role.0.role" })
      expect(service.requests).toHaveLength(0)
    })
  )
})

describe("documents by identity", () => {
  it.effect("are given directly or spread from a record, beside the group's id", () =>
    Effect.gen(function* () {
      const service = script(json({}))
      const { setMembershipFields } = yield* client(service)
      yield* setMembershipFields({ group_id, "6f1c2a7e-0000-4000-8000-0000000000c1": { city: "Paris" } })
      const known: Readonly<Record<string, MembershipFields>> = { [pierre]: { city: "Paris" } }
      yield* setMembershipFields({ group_id, ...known })
      expect(service.requests.map(({ text }): unknown => JSON.parse(text))).toEqual([
        { [marie]: { city: "Paris" } },
        { [pierre]: { city: "Paris" } }
      ])
    })
  )

  it.effect("are refused and not sent if one is invalid", () =>
    Effect.gen(function* () {
      const service = script(json({}))
      const { setIdentityPreferences, setMembershipFields } = yield* client(service)
      const id = "6f1c2a7e-0000-4000-8000-0000000000c1"
      // @ts-expect-error a city is text
      expect(yield* Effect.flip(setMembershipFields({ group_id, [id]: { city: 75 } }))).toMatchObject({
        _tag: "GlobusUsageError",
        field: `${id}.city`
      })
      // @ts-expect-error it is a boolean
      expect(yield* Effect.flip(setIdentityPreferences({ [id]: { allow_add: "no" } }))).toMatchObject({
        _tag: "GlobusUsageError",
        field: `${id}.allow_add`
      })
      expect(service.requests).toHaveLength(0)
    })
  )
})

describe("a group", () => {
  it.effect("needs a name: without one it is refused and not sent", () =>
    Effect.gen(function* () {
      const service = script(json(group, 201))
      const { createGroup } = yield* client(service)
      // @ts-expect-error the name is missing
      expect(yield* Effect.flip(createGroup({ description: "d" }))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "name"
      })
      expect(service.requests).toHaveLength(0)
    })
  )

  it.effect("needs a valid id: no id can turn the call into another one", () =>
    Effect.gen(function* () {
      const service = script(json(group))
      const { deleteGroup, getGroup } = yield* client(service)
      for (const group_id of ["", ".", ".."]) {
        expect(yield* Effect.flip(deleteGroup({ group_id }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "group_id"
        })
      }
      yield* getGroup({ group_id: "my_groups/../x" })
      expect(service.requests.map(({ url }) => url.pathname)).toEqual(["/v2/groups/my_groups%2F..%2Fx"])
    })
  )

  it.effect("that does not match its declaration is an error with the place", () =>
    Effect.gen(function* () {
      const { getMyGroups } = yield* client(script(json([group, { ...group, my_memberships: [{ role: "member" }] }])))
      expect(yield* Effect.flip(getMyGroups())).toMatchObject({
        _tag: "GlobusDecodeError",
        documentPath: [1, "my_memberships", 0, "identity_id"]
      })
    })
  )

  it.effect("may have unknown values and members", () =>
    Effect.gen(function* () {
      const later = { ...group, group_type: "giant", my_memberships: [{ ...results.add[0], status: "frozen", x: 1 }] }
      const { getGroup } = yield* client(script(json(later)))
      expect(yield* getGroup({ group_id })).toEqual(later)
    })
  )

  it.effect("sends back its policies as they were read, except for changes", () =>
    Effect.gen(function* () {
      const service = script(json({ ...policies, later: true }))
      const { getGroupPolicies, setGroupPolicies } = yield* client(service)
      const current = yield* getGroupPolicies({ group_id })
      yield* setGroupPolicies({ group_id, ...current, join_requests: false })
      expect(JSON.parse(service.requests[1]?.text ?? "")).toEqual({ ...policies, later: true, join_requests: false })
    })
  )
})

describe("errors of Globus Groups", () => {
  for (const [status, document, expected] of [
    [
      403,
      { code: "FORBIDDEN", detail: "Not an admin", provided_scopes: ["s"] },
      { _tag: "GlobusPermissionDenied", code: "FORBIDDEN", message: expect.stringContaining("Not an admin") }
    ],
    [
      404,
      { code: "NOT_FOUND", detail: "No such group" },
      { _tag: "GlobusNotFound", code: "NOT_FOUND", operation: "getGroup" }
    ],
    [
      422,
      { detail: [{ loc: ["path", "group_id"], msg: "value is not a valid uuid", type: "type_error.uuid" }] },
      { _tag: "GlobusInvalidRequest", status: 422, message: expect.stringContaining("path.group_id") }
    ]
  ] as const) {
    it.effect(`have a tag and the message of the service: ${status}`, () =>
      Effect.gen(function* () {
        const { getGroup } = yield* client(script(json(document, status)))
        expect(yield* failure(getGroup({ group_id }))).toMatchObject(expected)
      })
    )
  }
})

it("answers have their types", () => {
  type Service = GroupsClient.GroupsClient.Service
  type Answer<K extends "getMyGroups" | "getGroupPolicies"> = Effect.Effect.Success<ReturnType<Service[K]>>
  expectTypeOf<Answer<"getMyGroups">>().toEqualTypeOf<ReadonlyArray<Group>>()
  expectTypeOf<Answer<"getGroupPolicies">>().toEqualTypeOf<GroupPolicies>()
})
