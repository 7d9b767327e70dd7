/** Checks of collections and files: search, listings, status of a file, new and renamed directories. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { at, nowhere } from "./Bench.js"

const Endpoint = Schema.Struct({ id: Schema.String, display_name: Schema.String, owner_string: Schema.String })
const Found = Schema.Struct({ DATA: Schema.Array(Endpoint) })
const File = Schema.Struct({ name: Schema.String, type: Schema.String, size: Schema.Number })
const Listing = Schema.Struct({ DATA: Schema.Array(File) })
const Message = Schema.Struct({ code: Schema.String })

const lines = (printed: string): Array<string> => printed.split("\n").filter((line) => line !== "")

export const collectionChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const { announcement, shelf, source } = globus
  const expected = { id: source.id, display_name: source.name, owner_string: announcement.user.username }
  return [
    {
      name: "endpoint search: only the collection with that name",
      run: Effect.flatMap(cli.json(Found, "endpoint", "search", source.name), ({ DATA }) =>
        same("What is found", DATA, [expected])
      )
    },
    {
      name: "endpoint search --limit: several pages, each collection once",
      run: Effect.gen(function* () {
        const { DATA } = yield* cli.json(Found, "endpoint", "search", shelf.word, "--limit", String(shelf.ids.length))
        yield* same("What is found", DATA.map(({ id }) => id).sort(), [...shelf.ids].sort())
      })
    },
    {
      name: "endpoint search --filter-owner-id, --filter-scope: collections of a user, and of the caller",
      run: Effect.gen(function* () {
        const search = (...filter: ReadonlyArray<string>) =>
          cli.json(Found, "endpoint", "search", source.name, ...filter)
        const owned = yield* search("--filter-owner-id", announcement.user.username)
        yield* same("What is found", owned.DATA, [expected])
        yield* same("What is found", (yield* search("--filter-scope", "my-endpoints")).DATA, [])
      })
    },
    {
      name: "endpoint show: the collection",
      run: Effect.flatMap(cli.json(Endpoint, "endpoint", "show", source.id), (shown) =>
        same("The collection", shown, expected)
      )
    },
    {
      name: "ls of an unknown collection: exit 1, EndpointNotFound",
      run: Effect.flatMap(cli.refusal("ls", nowhere), ({ code }) => same("The code", code, "EndpointNotFound"))
    }
  ]
}

export const listingChecks = ({ cli, disk, globus }: Bench): ReadonlyArray<Check> => {
  const { source } = globus
  const visible = ["runs/", '50% of the "données" & more.txt', "sample.txt"]
  return [
    {
      name: "ls: the names, directories first",
      run: Effect.flatMap(cli.text("ls", at(source, "/")), (printed) => same("The names", lines(printed), visible))
    },
    {
      name: "ls without a path: the default directory",
      run: Effect.flatMap(cli.text("ls", source.id), (printed) => same("The names", lines(printed), visible))
    },
    {
      name: "ls --all: hidden files too",
      run: Effect.flatMap(cli.text("ls", "--all", at(source, "/")), (printed) =>
        same("The names", lines(printed).sort(), [...visible, ".hidden"].sort())
      )
    },
    {
      name: "ls -l: permissions, sizes and times in columns",
      run: Effect.gen(function* () {
        const printed = yield* cli.text("ls", "-l", at(source, "/"))
        const size = yield* disk.size(source, "sample.txt")
        yield* matches("The table", printed, /^Permissions +\| User +\| Group +\| Size +\| Last Modified/)
        yield* matches(
          "The table",
          printed,
          new RegExp(
            `^0\\d{3} +\\| .* \\| ${size} +\\| \\d{4}-\\d\\d-\\d\\d .*\\+00:00 \\| file +\\| sample.txt *$`,
            "m"
          )
        )
      })
    },
    {
      name: "ls -F json --orderby size:DESC --filter: the matching files, largest first",
      run: Effect.gen(function* () {
        const asked = ["--orderby", "size:DESC", "--filter", "~*.dat"]
        const { DATA } = yield* cli.json(Listing, "ls", at(source, "/runs"), ...asked)
        const expected = yield* Effect.forEach(["b.dat", "a.dat", "empty.dat"], (name) =>
          Effect.map(disk.size(source, `runs/${name}`), (size) => ({ name, type: "file", size }))
        )
        yield* same("The files", DATA, expected)
      })
    },
    {
      name: "ls --recursive: every file and directory",
      run: Effect.gen(function* () {
        const printed = yield* cli.text("ls", "--recursive", "--all", at(source, "/"))
        yield* same("The paths", lines(printed).sort(), Object.keys(yield* disk.tree(source)).sort())
      })
    },
    {
      name: "ls --recursive --filter: directories and matching files",
      run: Effect.flatMap(cli.text("ls", "--recursive", "--filter", "~*.md", at(source, "/")), (printed) =>
        same("The paths", lines(printed).sort(), ["runs/", "runs/deep/", "runs/deep/notes.md"])
      )
    },
    {
      name: "ls of a missing path: exit 1, HTTP status 404, ClientError.NotFound",
      run: Effect.gen(function* () {
        const { stderr, stdout } = yield* cli.run({ args: ["ls", at(source, "/nothing")], exitCode: 1 })
        yield* same("What is printed", stdout, "")
        yield* matches(
          "The error",
          stderr,
          /HTTP status: +404\n[^]*code: +ClientError\.NotFound\n[^]*message: .*\/nothing/
        )
      })
    },
    {
      name: "ls --map-http-status 404=50 of a missing path: exit 50",
      run: cli.run({ args: ["ls", "--map-http-status", "404=50", at(source, "/nothing")], exitCode: 50 })
    },
    {
      name: "ls of a file: exit 1, ExternalError.DirListingFailed.NotDirectory",
      run: Effect.flatMap(cli.refusal("ls", at(source, "/sample.txt")), ({ code }) =>
        same("The code", code, "ExternalError.DirListingFailed.NotDirectory")
      )
    },
    {
      name: "stat: one file, and a name that a URL must encode",
      run: Effect.forEach(["sample.txt", '50% of the "données" & more.txt'], (name) =>
        Effect.gen(function* () {
          const file = yield* cli.json(File, "stat", at(source, `/${name}`))
          yield* same("The file", file, { name, type: "file", size: yield* disk.size(source, name) })
        })
      )
    },
    {
      name: "stat of a missing path: reports that",
      run: Effect.flatMap(cli.text("stat", at(source, "/nothing")), (printed) =>
        same("What is printed", printed, "Nothing found at /nothing\n")
      )
    }
  ]
}

export const directoryChecks = ({ cli, disk, globus }: Bench): ReadonlyArray<Check> => {
  const { destination } = globus
  return [
    {
      name: "mkdir: a directory on the disk; again: exit 1, ExternalError.MkdirFailed.Exists",
      run: Effect.gen(function* () {
        const made = yield* cli.json(Message, "mkdir", at(destination, "/made"))
        yield* same("The code", made.code, "DirectoryCreated")
        yield* same("What is there", yield* disk.tree(destination, "made"), {})
        const { code } = yield* cli.refusal("mkdir", at(destination, "/made"))
        yield* same("The code", code, "ExternalError.MkdirFailed.Exists")
      })
    },
    {
      name: "rename: moved on the disk; again: exit 1, ExternalError.RenameFailed.NotFound",
      run: Effect.gen(function* () {
        yield* disk.write(destination, "old/file.txt", "kept")
        const before = yield* disk.tree(destination, "old")
        const renamed = yield* cli.json(Message, "rename", destination.id, "/old", "/new name")
        yield* same("The code", renamed.code, "FileRenamed")
        yield* same("What is there", yield* disk.tree(destination, "new name"), before)
        yield* same("Whether the old name is there", yield* disk.exists(destination, "old"), false)
        const { code } = yield* cli.refusal("rename", destination.id, "/old", "/newer")
        yield* same("The code", code, "ExternalError.RenameFailed.NotFound")
      })
    }
  ]
}
