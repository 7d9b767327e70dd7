/** Checks of tasks: transfers and deletions, and the disk afterwards. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { at, nowhere, settled, Submitted, TaskDocument } from "./Bench.js"

const Tasks = Schema.Struct({ DATA: Schema.Array(TaskDocument) })
const Items = Schema.Struct({
  DATA: Schema.Array(Schema.Struct({ source_path: Schema.String, destination_path: Schema.String }))
})
const Events = Schema.Struct({ DATA: Schema.Array(Schema.Struct({ code: Schema.String, is_error: Schema.Boolean })) })
const Message = Schema.Struct({ code: Schema.String })

export const transferChecks = (bench: Bench): ReadonlyArray<Check> => {
  const { cli, disk, globus } = bench
  const { destination, source } = globus
  const label = "a file from the CLI"
  const submit = (from: string, to: string, ...options: ReadonlyArray<string>) =>
    cli.json(Submitted, "transfer", at(source, from), at(destination, to), ...options)
  return [
    {
      name: "transfer, task wait, task show: a file, byte for byte",
      run: Effect.gen(function* () {
        const submitted = yield* submit("/sample.txt", "/cli-sample.txt", "--label", label)
        yield* same("The code", submitted.code, "Accepted")
        yield* same("The task", yield* settled(bench, submitted), {
          task_id: submitted.task_id,
          type: "TRANSFER",
          status: "SUCCEEDED",
          label,
          files_transferred: 1,
          files_skipped: 0,
          bytes_transferred: yield* disk.size(source, "sample.txt")
        })
        const [original, copy] = [yield* disk.tree(source), yield* disk.tree(destination)]
        yield* same("The copy", copy["cli-sample.txt"], original["sample.txt"])
      })
    },
    {
      name: "transfer --recursive: a directory, byte for byte",
      run: Effect.gen(function* () {
        const task = yield* settled(bench, yield* submit("/runs", "/cli-runs", "--recursive"))
        yield* same("The number of files", task.files_transferred, 4)
        yield* same("The copy", yield* disk.tree(destination, "cli-runs"), yield* disk.tree(source, "runs"))
      })
    },
    {
      name: "transfer --sync-level checksum of existing copies: all files skipped",
      run: Effect.gen(function* () {
        yield* settled(bench, yield* submit("/runs", "/cli-synced", "--recursive"))
        const options = ["--recursive", "--sync-level", "checksum"]
        const task = yield* settled(bench, yield* submit("/runs", "/cli-synced", ...options))
        yield* same("Files transferred and skipped", [task.files_transferred, task.files_skipped], [0, 4])
      })
    },
    {
      name: "transfer --batch: the files listed on standard input, also names with spaces",
      run: Effect.gen(function* () {
        yield* cli.run({ args: ["mkdir", at(destination, "/cli-batch")] })
        const batch = `sample.txt 1.txt\n# a comment\n'50% of the "données" & more.txt' "2 2.txt"\n`
        const args = ["transfer", "--batch", "-", at(source, "/"), at(destination, "/cli-batch/")]
        yield* settled(bench, yield* cli.document(Submitted, { args, input: batch }))
        const original = yield* disk.tree(source)
        yield* same("The copies", yield* disk.tree(destination, "cli-batch"), {
          "1.txt": original["sample.txt"],
          "2 2.txt": original['50% of the "données" & more.txt']
        })
      })
    },
    {
      name: "transfer --submission-id, twice: one task",
      run: Effect.gen(function* () {
        const id = (yield* cli.text("task", "generate-submission-id")).trim()
        const options = ["--submission-id", id]
        const first = yield* submit("/sample.txt", "/cli-once.txt", ...options)
        const second = yield* submit("/sample.txt", "/cli-once.txt", ...options)
        yield* same("The second answer", second, { code: "Duplicate", task_id: first.task_id })
        yield* settled(bench, first)
      })
    },
    {
      name: "transfer --dry-run: shown but not submitted",
      run: Effect.gen(function* () {
        const before = yield* cli.json(Tasks, "task", "list")
        const paths = [at(source, "/sample.txt"), at(destination, "/cli-dry.txt")]
        const { DATA } = yield* cli.json(Items, "transfer", "--dry-run", ...paths)
        yield* same("What is shown", DATA, [{ source_path: "/sample.txt", destination_path: "/cli-dry.txt" }])
        yield* same("The tasks", yield* cli.json(Tasks, "task", "list"), before)
        yield* same("Whether the copy is there", yield* disk.exists(destination, "cli-dry.txt"), false)
      })
    },
    {
      name: "task list, with and without filters: newest first, as JSON and as a table",
      run: Effect.gen(function* () {
        const { task_id } = yield* submit("/sample.txt", "/cli-newest.txt")
        yield* settled(bench, { task_id })
        const all = yield* cli.json(Tasks, "task", "list")
        yield* same("The newest", all.DATA[0]?.task_id, task_id)
        const labelled = ["--filter-label", label, "--filter-status", "SUCCEEDED"]
        const { DATA } = yield* cli.json(Tasks, "task", "list", ...labelled)
        yield* same(
          "The labels",
          DATA.map((task) => task.label),
          [label]
        )
        const table = yield* cli.text("task", "list", "--limit", "1")
        yield* matches(
          "The table",
          table,
          new RegExp(`^${task_id} \\| SUCCEEDED \\| TRANSFER \\| ${source.name} `, "m")
        )
      })
    },
    {
      name: "task event-list: from STARTED to SUCCEEDED",
      run: Effect.gen(function* () {
        const { task_id } = yield* submit("/sample.txt", "/cli-events.txt")
        yield* settled(bench, { task_id })
        const { DATA } = yield* cli.json(Events, "task", "event-list", task_id)
        yield* same("First and last", [DATA.at(-1)?.code, DATA[0]?.code], ["STARTED", "SUCCEEDED"])
        yield* same(
          "Errors",
          DATA.filter(({ is_error }) => is_error),
          []
        )
      })
    },
    {
      name: "transfer of a missing file: the wait times out, canceled, FAILED",
      run: Effect.gen(function* () {
        const { task_id } = yield* submit("/nothing", "/cli-nothing")
        const wait = ["task", "wait", task_id, "--polling-interval", "1"]
        const late = yield* cli.run({ args: [...wait, "--timeout", "1", "--timeout-exit-code", "55"], exitCode: 55 })
        yield* matches("The error", late.stderr, /yet to complete after 1 seconds/)
        const { DATA } = yield* cli.json(Events, "task", "event-list", task_id, "--filter-errors")
        yield* same(
          "Whether there are errors",
          DATA.some(({ is_error }) => is_error),
          true
        )
        yield* same("The code", (yield* cli.json(Message, "task", "cancel", task_id)).code, "Canceled")
        yield* cli.run({ args: wait, exitCode: 1 })
        yield* same("The status", (yield* cli.json(TaskDocument, "task", "show", task_id)).status, "FAILED")
      })
    },
    {
      name: "task show of an unknown task: exit 1, ClientError.NotFound",
      run: Effect.flatMap(cli.refusal("task", "show", nowhere), ({ code }) =>
        same("The code", code, "ClientError.NotFound")
      )
    }
  ]
}

export const deletionChecks = (bench: Bench): ReadonlyArray<Check> => {
  const { cli, disk, globus } = bench
  const { destination } = globus
  return [
    {
      name: "rm: a file, deleted from the disk",
      run: Effect.gen(function* () {
        yield* disk.write(destination, "doomed.txt", "soon gone")
        const task = yield* cli.json(TaskDocument, "rm", at(destination, "/doomed.txt"))
        yield* same("Type and status", [task.type, task.status], ["DELETE", "SUCCEEDED"])
        yield* same("Whether it is there", yield* disk.exists(destination, "doomed.txt"), false)
      })
    },
    {
      name: "rm of a directory: refused without --recursive, deleted with it",
      run: Effect.gen(function* () {
        yield* disk.write(destination, "doomed/deep/file.txt", "soon gone")
        const directory = at(destination, "/doomed")
        yield* cli.run({ args: ["rm", directory], exitCode: 1 })
        yield* same("Whether it is there", yield* disk.exists(destination, "doomed/deep/file.txt"), true)
        yield* cli.text("rm", "--recursive", directory)
        yield* same("Whether it is there", yield* disk.exists(destination, "doomed"), false)
      })
    },
    {
      name: "rm with a pattern: only matching files",
      run: Effect.gen(function* () {
        for (const name of ["1.tmp", "2.tmp", "1.keep"]) yield* disk.write(destination, `mixed/${name}`, name)
        yield* cli.text("rm", at(destination, "/mixed/*.tmp"))
        yield* same("What is left", Object.keys(yield* disk.tree(destination, "mixed")), ["1.keep"])
      })
    },
    {
      name: "rm of a missing file: exit 1; with --ignore-missing: exit 0",
      run: Effect.gen(function* () {
        const nothing = at(destination, "/nothing")
        yield* cli.run({ args: ["rm", nothing], exitCode: 1 })
        yield* cli.text("rm", "--ignore-missing", nothing)
      })
    },
    {
      name: "delete --recursive, task wait: deleted from the disk, listed as DELETE",
      run: Effect.gen(function* () {
        yield* disk.write(destination, "deleted/file.txt", "soon gone")
        const submitted = yield* cli.json(Submitted, "delete", "--recursive", at(destination, "/deleted"))
        yield* same("The type", (yield* settled(bench, submitted)).type, "DELETE")
        yield* same("Whether it is there", yield* disk.exists(destination, "deleted"), false)
        // It need not be the newest: times have a resolution of one second, and another deletion may be in the same
        // second.
        const { DATA } = yield* cli.json(Tasks, "task", "list", "--filter-type", "DELETE")
        yield* same("How often it is listed", DATA.filter(({ task_id }) => task_id === submitted.task_id).length, 1)
      })
    }
  ]
}
