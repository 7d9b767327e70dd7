/** Checks of bookmarks. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { at, nowhere } from "./Bench.js"

const Bookmark = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  endpoint_id: Schema.String,
  path: Schema.String
})
const Bookmarks = Schema.Struct({ DATA: Schema.Array(Bookmark) })
const Message = Schema.Struct({ code: Schema.String })

export const bookmarkChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const { source } = globus
  const create = (name: string, path: string) => cli.json(Bookmark, "bookmark", "create", at(source, path), name)
  return [
    {
      name: "bookmark create, list, show: by name and by id, and its path",
      run: Effect.gen(function* () {
        const bookmark = yield* create("CLI's runs", "/runs/")
        const { id } = bookmark
        yield* same("The bookmark", bookmark, { id, name: "CLI's runs", endpoint_id: source.id, path: "/runs/" })
        const { DATA } = yield* cli.json(Bookmarks, "bookmark", "list")
        yield* same(
          "The bookmark in the list",
          DATA.filter((one) => one.id === id),
          [bookmark]
        )
        const table = yield* cli.text("bookmark", "list")
        yield* matches(
          "The table",
          table,
          new RegExp(`^CLI's runs +\\| ${id} \\| ${source.id} \\| ${source.name} `, "m")
        )
        yield* same("The bookmark", yield* cli.json(Bookmark, "bookmark", "show", id), bookmark)
        const place = (yield* cli.text("bookmark", "show", "CLI's runs")).trim()
        yield* same("The place", place, at(source, "/runs/"))
        yield* matches("What is there", yield* cli.text("ls", place), /^deep\/$/m)
      })
    },
    {
      name: "bookmark rename, delete: renamed, then deleted; of an unknown bookmark: exit 1",
      run: Effect.gen(function* () {
        const { id } = yield* create("CLI's old name", "/")
        yield* cli.text("bookmark", "rename", "CLI's old name", "CLI's new name")
        yield* same("The id", (yield* cli.json(Bookmark, "bookmark", "show", "CLI's new name")).id, id)
        const removed = yield* cli.json(Message, "bookmark", "delete", "CLI's new name")
        yield* same("The code", removed.code, "Deleted")
        for (const gone of [id, "CLI's new name", nowhere]) {
          const { stderr } = yield* cli.run({ args: ["bookmark", "show", gone], exitCode: 1 })
          yield* matches("The error", stderr, /No bookmark found/)
        }
      })
    },
    {
      name: "bookmark create with a used name: exit 1, HTTP status 409",
      run: Effect.gen(function* () {
        yield* create("CLI's twin", "/")
        const args = ["bookmark", "create", at(source, "/runs/"), "CLI's twin"]
        const { stderr } = yield* cli.run({ args, exitCode: 1 })
        yield* matches("The error", stderr, /HTTP status: +409/)
      })
    }
  ]
}
