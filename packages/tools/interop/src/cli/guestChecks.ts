/** Checks of guest collections, their access rules and their roles. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { at } from "./Bench.js"

const Made = Schema.Struct({ code: Schema.String, id: Schema.String })
const Collection = Schema.Struct({
  id: Schema.String,
  display_name: Schema.String,
  owner_id: Schema.String,
  host_endpoint_id: Schema.String
})
const Rule = Schema.Struct({
  id: Schema.NullOr(Schema.String),
  principal_type: Schema.String,
  principal: Schema.String,
  path: Schema.String,
  permissions: Schema.String
})
const Rules = Schema.Struct({ DATA: Schema.Array(Rule) })
const Ruled = Schema.Struct({ code: Schema.String, access_id: Schema.String })
const Role = Schema.Struct({ id: Schema.String, principal: Schema.String, role: Schema.String })
const Roles = Schema.Struct({ DATA: Schema.Array(Role) })
const Message = Schema.Struct({ code: Schema.String })

export const guestChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const { source } = globus
  const { confidentialClient, user } = globus.announcement
  const make = (name: string, path: string) => cli.json(Made, "gcp", "create", "guest", name, at(source, path))
  return [
    {
      name: "gcp create guest, endpoint show, ls: a guest collection of the client",
      run: Effect.gen(function* () {
        const { code, id } = yield* make("CLI's part", "/runs/")
        yield* same("The code", code, "Created")
        yield* same("The collection", yield* cli.json(Collection, "endpoint", "show", id), {
          id,
          display_name: "CLI's part",
          owner_id: confidentialClient.id,
          host_endpoint_id: source.id
        })
        yield* matches("What is there", yield* cli.text("ls", `${id}:/`), /^deep\/$/m)
      })
    },
    {
      name: "endpoint permission create, show, list, update, delete: for one user and for all",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's rules", "/")
        const permission = (...args: ReadonlyArray<string>) => ["endpoint", "permission", ...args]
        const somebody = ["--identity", user.username]
        const created = yield* cli.json(
          Ruled,
          ...permission("create", `${id}:/runs/`, "--permissions", "r", ...somebody)
        )
        yield* same("The code", created.code, "Created")
        const rule = {
          id: created.access_id,
          principal_type: "identity",
          principal: user.sub,
          path: "/runs/",
          permissions: "r"
        }
        const show = cli.json(Rule, ...permission("show", id, created.access_id))
        yield* same("The rule", yield* show, rule)
        yield* cli.text(...permission("create", `${id}:/`, "--permissions", "r", "--all-authenticated"))
        const table = yield* cli.text(...permission("list", id))
        yield* matches("The table", table, new RegExp(`^${rule.id} \\| r +\\| ${user.username} +\\| /runs/`, "m"))
        yield* cli.text(...permission("update", id, created.access_id, "--permissions", "rw"))
        yield* same("The rule", yield* show, { ...rule, permissions: "rw" })
        yield* cli.text(...permission("delete", id, created.access_id))
        const { DATA } = yield* cli.json(Rules, ...permission("list", id))
        yield* same(
          "Who is left, beside those who have a role",
          DATA.filter((one) => one.id !== null).map((one) => [one.principal_type, one.path, one.permissions]),
          [["all_authenticated_users", "/", "r"]]
        )
      })
    },
    {
      name: "endpoint role create, list, delete: a second administrator",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's roles", "/")
        const role = (...args: ReadonlyArray<string>) => ["endpoint", "role", ...args]
        const given = ["--role", "access_manager", "--identity", user.username]
        const created = yield* cli.json(Role, ...role("create", id, ...given))
        const expected = { id: created.id, principal: user.sub, role: "access_manager" }
        yield* same("The role", created, expected)
        const { DATA } = yield* cli.json(Roles, ...role("list", id))
        yield* same(
          "The role in the list",
          DATA.filter((one) => one.id === created.id),
          [expected]
        )
        yield* same("The code", (yield* cli.json(Message, ...role("delete", id, created.id))).code, "Deleted")
      })
    },
    {
      name: "endpoint permission list of another user's collection: exit 1, PermissionDenied",
      run: Effect.flatMap(cli.refusal("endpoint", "permission", "list", source.id), ({ code }) =>
        same("The code", code, "PermissionDenied")
      )
    }
  ]
}
