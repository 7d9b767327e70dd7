/** Bookmarks: one is made, listed, shown, renamed and deleted, in this order. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { at } from "./Bench.js"

const Bookmark = Schema.Struct({ name: Schema.String, endpoint_id: Schema.String, path: Schema.String })
const Bookmarks = Schema.Struct({ DATA: Schema.Array(Bookmark) })

export const bookmarkChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const { source } = globus
  const runs = at(source, "/runs/")
  return [
    {
      name: "bookmark create: a bookmark of that name and place",
      run: Effect.flatMap(cli.json(Bookmark, "bookmark", "create", runs, "all runs"), (made) =>
        same("The bookmark", made, { name: "all runs", endpoint_id: source.id, path: "/runs/" })
      )
    },
    {
      name: "bookmark create of a name that is there: exit 1, HTTP status 409",
      run: Effect.flatMap(cli.run({ args: ["bookmark", "create", runs, "all runs"], exitCode: 1 }), ({ stderr }) =>
        matches("The error", stderr, /HTTP status: +409/)
      )
    },
    {
      name: "bookmark list: the bookmark, with the collection's name",
      run: Effect.flatMap(cli.text("bookmark", "list"), (printed) =>
        matches("The list", printed, new RegExp(`^all runs \\|.*\\| ${source.id} \\| ${source.name} +\\| /runs/`, "m"))
      )
    },
    {
      name: "bookmark rename, then show: the place by its new name",
      run: Effect.gen(function* () {
        yield* same("What is printed", yield* cli.text("bookmark", "rename", "all runs", "runs"), "Success\n")
        yield* same("The place", yield* cli.text("bookmark", "show", "runs"), `${runs}\n`)
      })
    },
    {
      name: "bookmark delete: the list is empty",
      run: Effect.gen(function* () {
        yield* cli.text("bookmark", "delete", "runs")
        yield* same("The list", yield* cli.json(Bookmarks, "bookmark", "list"), { DATA: [] })
        // A list that is empty says nothing of a CLI that lists none.
        yield* matches(
          "The error",
          (yield* cli.run({ args: ["bookmark", "show", "runs"], exitCode: 1 })).stderr,
          /No bookmark found for "runs"/
        )
      })
    }
  ]
}
