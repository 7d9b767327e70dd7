/** Checks of groups and their members. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { nowhere } from "./Bench.js"

const Membership = Schema.Struct({ username: Schema.String, role: Schema.String, status: Schema.String })
const Made = Schema.Struct({ id: Schema.String })
const Group = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  description: Schema.String,
  my_memberships: Schema.Array(Membership)
})
const Members = Schema.Struct({ memberships: Schema.Array(Membership) })
const Added = Schema.Struct({ add: Schema.Array(Membership) })

export const groupChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const { confidentialClient, user } = globus.announcement
  const founder = { username: `${confidentialClient.id}@clients.auth.globus.org`, role: "admin", status: "active" }
  const make = (name: string) => cli.json(Made, "group", "create", name, "--description", `what ${name} is for`)
  /** Sorted by username, since the order of the answer is undefined. */
  const members = (id: string) =>
    Effect.map(cli.json(Members, "group", "member", "list", id), ({ memberships }) =>
      [...memberships].sort((one, other) => (one.username < other.username ? -1 : 1))
    )
  return [
    {
      name: "group create, show, list: a group with the client as its admin",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's first")
        const group = { id, name: "CLI's first", description: "what CLI's first is for", my_memberships: [founder] }
        yield* same("The group", yield* cli.json(Group, "group", "show", id), group)
        const listed = yield* cli.json(Schema.Array(Group), "group", "list")
        yield* same(
          "The group in the list",
          listed.filter((one) => one.id === id),
          [group]
        )
        const table = yield* cli.text("group", "list")
        yield* matches("The table", table, new RegExp(`^${id} \\| CLI's first +\\| regular +\\| .*\\| admin `, "m"))
      })
    },
    {
      name: "group update, set-policies, delete: changed, visible to all, then deleted",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's second")
        yield* cli.text("group", "update", id, "--name", "CLI's other")
        yield* cli.text("group", "set-policies", id, "--visibility", "authenticated", "--join-requests")
        const shown = yield* cli.text("group", "show", id)
        yield* matches("The group", shown, /^Name: +CLI's other$/m)
        yield* matches("The group", shown, /^Visibility: +authenticated$/m)
        yield* cli.text("group", "delete", id)
        const { stderr } = yield* cli.run({ args: ["group", "show", id], exitCode: 1 })
        yield* matches("The error", stderr, /code: +NOT_FOUND/)
      })
    },
    {
      name: "group member add, list, remove: by username, with a role",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's people")
        const added = { username: user.username, role: "manager", status: "active" }
        const answer = yield* cli.json(Added, "group", "member", "add", id, user.username, "--role", "manager")
        yield* same("Who is added", answer.add, [added])
        yield* same("The members", yield* members(id), [founder, added])
        yield* cli.text("group", "member", "remove", id, user.sub)
        yield* same("The members", yield* members(id), [founder, { ...added, status: "removed" }])
      })
    },
    {
      name: "group member invite --provision-identity: a user without an identity",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's guests")
        const guest = "guest-of-the-cli@example.org"
        const refused = yield* cli.run({ args: ["group", "member", "invite", id, guest], exitCode: 2 })
        yield* matches("The error", refused.stderr, /Couldn't determine identity/)
        const printed = yield* cli.text("group", "member", "invite", id, guest, "--provision-identity")
        yield* matches("What is printed", printed, new RegExp(`^Invited User Username: ${guest}$`, "m"))
        const invited = { username: guest, role: "member", status: "invited" }
        yield* same("The members", yield* members(id), [founder, invited])
      })
    },
    {
      name: "group member add of a member, group leave of the last admin: exit 1 and the reason",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's own")
        yield* cli.text("group", "member", "add", id, user.username)
        const again = yield* cli.run({ args: ["group", "member", "add", id, user.username], exitCode: 1 })
        yield* matches("The error", again.stderr, /active in this group already/)
        const last = yield* cli.run({ args: ["group", "leave", id], exitCode: 1 })
        yield* matches("The error", last.stderr, /last admin/)
      })
    },
    {
      name: "group show of an unknown group: exit 1, HTTP status 404, NOT_FOUND",
      run: Effect.gen(function* () {
        const { stderr } = yield* cli.run({ args: ["group", "show", nowhere], exitCode: 1 })
        yield* matches("The error", stderr, /HTTP status: +404\ncode: +NOT_FOUND/)
      })
    }
  ]
}
