import { describe, expect, it } from "@effect/vitest"
import { Either, FastCheck, pipe, Schema, Struct } from "effect"
import * as Actions from "../../src/groups/BatchMembershipActions.js"

/** The builders, by their action. */
const builders = {
  add: Actions.addMembers,
  invite: Actions.inviteMembers,
  accept: Actions.acceptInvites,
  decline: Actions.declineInvites,
  join: Actions.join,
  request_join: Actions.requestJoin,
  approve: Actions.approvePending,
  reject: Actions.rejectJoinRequests,
  leave: Actions.leave,
  remove: Actions.removeMembers
} as const

const actions = Struct.keys(builders)

describe("BatchMembershipActions", () => {
  it("builds the same document as one written by hand", () => {
    const built = pipe(
      Actions.empty,
      Actions.addMembers(["a", "b"]),
      Actions.addMembers(["c"], { role: "admin", status_reason: "starts today" }),
      Actions.inviteMembers(["d"], { role: "manager", invite_email_address: "d@example.org" }),
      Actions.changeRoles(["e"], { role: "member" }),
      Actions.removeMembers(["f"], { status_reason: "has left" }),
      Actions.approvePending([])
    )
    expect(built).toEqual({
      add: [
        { identity_id: "a", role: "member" },
        { identity_id: "b", role: "member" },
        { identity_id: "c", role: "admin", status_reason: "starts today" }
      ],
      invite: [{ identity_id: "d", role: "manager", invite_email_address: "d@example.org" }],
      change_role: [{ identity_id: "e", role: "member" }],
      remove: [{ identity_id: "f", status_reason: "has left" }],
      approve: []
    })
    expect(Either.isRight(Schema.encodeEither(Actions.BatchMembershipActions)(built))).toBe(true)
  })

  it("adds identities to the action of each builder, data-first or data-last, without changing its input", () => {
    const ids = FastCheck.array(FastCheck.string())
    FastCheck.assert(
      FastCheck.property(FastCheck.constantFrom(...actions), ids, ids, (action, some, others) => {
        const build = builders[action]
        const before = build(Actions.empty, some)
        const copy = structuredClone(before)
        const after = build(before, others)
        expect(build(others)(before)).toEqual(after)
        expect(before).toEqual(copy)
        expect(Object.keys(after)).toEqual([action])
        expect(after[action]?.map(({ identity_id }) => identity_id)).toEqual([...some, ...others])
      })
    )
    expect(Actions.empty).toEqual({})
    expect(Actions.changeRoles(["a"], { role: "admin" })({})).toEqual(Actions.changeRoles({}, ["a"], { role: "admin" }))
  })

  it("adds to a list that is null", () => {
    expect(Actions.leave({ leave: null, add: null }, ["a"])).toEqual({ leave: [{ identity_id: "a" }], add: null })
  })
})
