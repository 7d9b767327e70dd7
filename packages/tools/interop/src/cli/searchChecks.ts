/** Checks of Search: indices, their entries, queries, and roles. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { CheckFailed, matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { nowhere } from "./Bench.js"

const Index = Schema.Struct({
  id: Schema.String,
  display_name: Schema.String,
  description: Schema.String,
  status: Schema.String
})
const Listed = Schema.Struct({ ...Index.fields, permissions: Schema.Array(Schema.String) })
const Indices = Schema.Struct({ index_list: Schema.Array(Listed) })
const Submitted = Schema.Struct({ acknowledged: Schema.Boolean, task_id: Schema.String })
const Task = Schema.Struct({ task_id: Schema.String, index_id: Schema.String, state: Schema.String })
const Tasks = Schema.Struct({ tasks: Schema.Array(Task) })
const Entry = Schema.Struct({ content: Schema.Record({ key: Schema.String, value: Schema.Unknown }) })
const Subject = Schema.Struct({ entries: Schema.Array(Entry) })
const Found = Schema.Struct({
  gmeta: Schema.Array(Schema.Struct({ subject: Schema.String, entries: Schema.Array(Entry) })),
  total: Schema.Number
})
const Faceted = Schema.Struct({
  ...Found.fields,
  facet_results: Schema.Array(
    Schema.Struct({
      name: Schema.String,
      buckets: Schema.Array(Schema.Struct({ value: Schema.String, count: Schema.Number }))
    })
  )
})
const Roles = Schema.Struct({
  role_list: Schema.Array(Schema.Struct({ role_name: Schema.String, principal: Schema.String }))
})

const fruit = [
  { name: "apple", kind: "pome" },
  { name: "pear", kind: "pome" },
  { name: "cherry", kind: "drupe" }
]

/** The input of `search ingest`. */
const list = {
  "@datatype": "GMetaList",
  gmeta: fruit.map((content) => ({
    "@datatype": "GMetaEntry",
    subject: `https://example.org/${content.name}`,
    visible_to: ["public"],
    content
  }))
}

interface Filled {
  readonly index: typeof Index.Type
  readonly submitted: typeof Submitted.Type
  readonly task: typeof Task.Type
}

export const searchChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const { confidentialClient, user } = globus.announcement
  const remove = (id: string) => cli.text("search", "index", "delete", id)
  const make = (name: string) => cli.json(Index, "search", "index", "create", name, `what ${name} is for`)
  /**
   * Makes an index and deletes it after use, since a user may have at most three. The deletion does not delay an
   * interrupted run.
   */
  const withIndex = <A>(name: string, use: (index: typeof Index.Type) => Effect.Effect<A, CheckFailed>) =>
    Effect.gen(function* () {
      const index = yield* make(name)
      const result = yield* Effect.either(use(index))
      yield* Effect.ignore(remove(index.id))
      return yield* result
    })
  /** Waits for a task of Search, which takes only a moment. */
  const succeeded = ({ task_id }: typeof Submitted.Type) =>
    cli.json(Task, "search", "task", "show", task_id).pipe(
      Effect.filterOrFail(
        ({ state }) => state === "SUCCESS",
        ({ state }) => new CheckFailed({ message: `The task is ${state}` })
      ),
      Effect.retry({ times: 5 })
    )
  const withEntries = <A>(name: string, use: (filled: Filled) => Effect.Effect<A, CheckFailed>) =>
    withIndex(name, (index) =>
      Effect.gen(function* () {
        const args = ["search", "ingest", index.id, "-"]
        const submitted = yield* cli.document(Submitted, { args, input: JSON.stringify(list) })
        return yield* use({ index, submitted, task: yield* succeeded(submitted) })
      })
    )
  const subjects = ({ gmeta }: typeof Found.Type) => gmeta.map(({ subject }) => subject)
  return [
    {
      name: "search index create, show, list, delete: an index, and what becomes of it",
      run: withIndex("CLI's shelves", (index) =>
        Effect.gen(function* () {
          const expected = {
            id: index.id,
            display_name: "CLI's shelves",
            description: "what CLI's shelves is for",
            status: "open"
          }
          yield* same("The index", index, expected)
          yield* same("The index", yield* cli.json(Index, "search", "index", "show", index.id), expected)
          const { index_list } = yield* cli.json(Indices, "search", "index", "list")
          yield* same(
            "The index in the list",
            index_list.filter(({ id }) => id === index.id),
            [{ ...expected, permissions: ["owner"] }]
          )
          yield* remove(index.id)
          const { status } = yield* cli.json(Index, "search", "index", "show", index.id)
          yield* same("The status", status, "delete_pending")
        })
      )
    },
    {
      name: "search ingest, task show, task list: a list of entries from standard input",
      run: withEntries("CLI's tasks", ({ index, submitted, task }) =>
        Effect.gen(function* () {
          const expected = { task_id: submitted.task_id, index_id: index.id, state: "SUCCESS" }
          yield* same("Whether it is acknowledged", submitted.acknowledged, true)
          yield* same("The task", task, expected)
          yield* same("The tasks", (yield* cli.json(Tasks, "search", "task", "list", index.id)).tasks, [expected])
        })
      )
    },
    {
      name: "search query -q, --limit: what has the word, and no more than asked for",
      run: withEntries("CLI's words", ({ index }) =>
        Effect.gen(function* () {
          const query = (...args: ReadonlyArray<string>) => cli.json(Found, "search", "query", index.id, ...args)
          const cherry = { subject: "https://example.org/cherry", entries: [{ content: fruit[2] }] }
          yield* same<unknown>("What is found", yield* query("-q", "cherry"), { gmeta: [cherry], total: 1 })
          const { gmeta, total } = yield* query("-q", "*", "--limit", "2")
          yield* same("How many there are on the page and in all", [gmeta.length, total], [2, 3])
          const printed = yield* cli.text("search", "query", index.id, "-q", "cherry")
          yield* same("What is printed", printed, "https://example.org/cherry\n")
        })
      )
    },
    {
      name: "search query --query-document: filters and facets",
      run: withEntries("CLI's queries", ({ index }) =>
        Effect.gen(function* () {
          const document = {
            q: "*",
            filters: [{ type: "match_any", field_name: "kind", values: ["pome"] }],
            facets: [{ type: "terms", name: "kinds", field_name: "kind", size: 5 }]
          }
          const args = ["search", "query", index.id, "--query-document", JSON.stringify(document)]
          const found = yield* cli.json(Faceted, ...args)
          yield* same("What is found", subjects(found), ["https://example.org/apple", "https://example.org/pear"])
          yield* same("The facets", found.facet_results, [{ name: "kinds", buckets: [{ value: "pome", count: 2 }] }])
        })
      )
    },
    {
      name: "search subject show, subject delete, delete-by-query: one by one they go",
      run: withEntries("CLI's leavings", ({ index }) =>
        Effect.gen(function* () {
          const left = cli.json(Found, "search", "query", index.id, "-q", "*")
          const pear = "https://example.org/pear"
          const shown = yield* cli.json(Subject, "search", "subject", "show", index.id, pear)
          yield* same<unknown>("The entries", shown.entries, [{ content: fruit[1] }])
          yield* succeeded(yield* cli.json(Submitted, "search", "subject", "delete", index.id, pear))
          yield* same("What is left", subjects(yield* left), [
            "https://example.org/apple",
            "https://example.org/cherry"
          ])
          yield* succeeded(yield* cli.json(Submitted, "search", "delete-by-query", index.id, "-q", "drupe"))
          yield* same("What is left", subjects(yield* left), ["https://example.org/apple"])
          const { stderr } = yield* cli.run({ args: ["search", "subject", "show", index.id, pear], exitCode: 1 })
          yield* matches("The error", stderr, /HTTP status: +404/)
        })
      )
    },
    {
      name: "search index role create, list: a writer beside the owner",
      run: withIndex("CLI's roles", ({ id }) =>
        Effect.gen(function* () {
          yield* cli.text("search", "index", "role", "create", id, "writer", user.username)
          const { role_list } = yield* cli.json(Roles, "search", "index", "role", "list", id)
          yield* same("The roles", role_list, [
            { role_name: "owner", principal: `urn:globus:auth:identity:${confidentialClient.id}` },
            { role_name: "writer", principal: `urn:globus:auth:identity:${user.sub}` }
          ])
        })
      )
    },
    {
      name: "search ingest of what nobody may see: exit 1, BadRequest.ValidationError",
      run: withIndex("CLI's errors", ({ id }) =>
        Effect.gen(function* () {
          const input = JSON.stringify({ "@datatype": "GMetaEntry", subject: "hidden", content: {} })
          const { stderr } = yield* cli.run({ args: ["search", "ingest", id, "-"], input, exitCode: 1 })
          yield* matches("The error", stderr, /code: +BadRequest\.ValidationError/)
          yield* matches("The error", stderr, /location: +ingest_data\.visible_to/)
        })
      )
    },
    {
      name: "search query of an index that is not there: exit 1, NotFound.NoSuchIndex",
      run: Effect.flatMap(cli.refusal("search", "query", nowhere, "-q", "*"), ({ code }) =>
        same("The code", code, "NotFound.NoSuchIndex")
      )
    }
  ]
}
