/** Checks of flows and their runs. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { CheckFailed, matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { nowhere } from "./Bench.js"

const Flow = Schema.Struct({ id: Schema.String, title: Schema.String, flow_owner: Schema.String })
const Flows = Schema.Struct({ flows: Schema.Array(Flow) })
const Run = Schema.Struct({
  run_id: Schema.String,
  flow_id: Schema.String,
  label: Schema.NullOr(Schema.String),
  status: Schema.String,
  details: Schema.Struct({ output: Schema.optional(Schema.Unknown) })
})
const Runs = Schema.Struct({
  runs: Schema.Array(Schema.Struct({ run_id: Schema.String, status: Schema.String }))
})
const Entries = Schema.Struct({ entries: Schema.Array(Schema.Struct({ code: Schema.String })) })
const Definition = Schema.Struct({
  definition: Schema.Record({ key: Schema.String, value: Schema.Unknown })
})

/** A flow that calls the hello-world action with a word from the input. */
const hello = {
  StartAt: "Greet",
  States: {
    Greet: {
      Type: "Action",
      ActionUrl: "https://actions.globus.org/hello_world",
      Parameters: { "echo_string.$": "$.who" },
      ResultPath: "$.greeting",
      End: true
    }
  }
}

const patience = {
  StartAt: "Sleep",
  States: { Sleep: { Type: "Wait", Seconds: 3600, End: true } }
}

const inputSchema = { type: "object", properties: { who: { type: "string" } }, required: ["who"] }

export const flowChecks = ({ cli, globus }: Bench): ReadonlyArray<Check> => {
  const owner = `urn:globus:auth:identity:${globus.announcement.confidentialClient.id}`
  const make = (title: string, definition: object, ...options: ReadonlyArray<string>) =>
    cli.json(Flow, "flows", "create", title, JSON.stringify(definition), ...options)
  const start = (flow: typeof Flow.Type, input: object, ...options: ReadonlyArray<string>) =>
    cli.json(Run, "flows", "start", flow.id, "--input", JSON.stringify(input), ...options)
  const ended = ({ run_id }: Pick<typeof Run.Type, "run_id">) =>
    cli.json(Run, "flows", "run", "show", run_id).pipe(
      Effect.filterOrFail(
        ({ status }) => status !== "ACTIVE",
        () => new CheckFailed({ message: "The run is still ACTIVE" })
      ),
      Effect.retry(Schedule.intersect(Schedule.spaced("200 millis"), Schedule.recurs(20)))
    )
  return [
    {
      name: "flows create, show, list, update, delete: a flow of the client",
      run: Effect.gen(function* () {
        const flow = yield* make("CLI's first", hello, "--description", "says hello")
        yield* same("The flow", flow, { id: flow.id, title: "CLI's first", flow_owner: owner })
        yield* same("The flow", yield* cli.json(Flow, "flows", "show", flow.id), flow)
        const listed = yield* cli.json(Flows, "flows", "list", "--filter-role", "flow_owner")
        yield* same(
          "The flow in the list",
          listed.flows.filter(({ id }) => id === flow.id),
          [flow]
        )
        const changed = yield* cli.json(Flow, "flows", "update", flow.id, "--title", "CLI's other")
        yield* same("The title", changed.title, "CLI's other")
        yield* matches("What is printed", yield* cli.text("flows", "delete", flow.id), /^Deleted: +True$/m)
        const { stderr } = yield* cli.run({ args: ["flows", "show", flow.id], exitCode: 1 })
        yield* matches("The error", stderr, /HTTP status: +404\ncode: +NOT_FOUND/)
      })
    },
    {
      name: "flows start, run show, show-logs, show-definition: an action and its result",
      run: Effect.gen(function* () {
        const flow = yield* make("CLI's greeter", hello)
        const started = yield* start(flow, { who: "the CLI" }, "--label", "a greeting", "--tag", "interop")
        yield* same("The flow's id and the label", [started.flow_id, started.label], [flow.id, "a greeting"])
        const run = yield* ended(started)
        yield* same("The status", run.status, "SUCCEEDED")
        yield* matches("The output", JSON.stringify(run.details.output), /"hello": ?"the CLI"/)
        const { entries } = yield* cli.json(Entries, "flows", "run", "show-logs", run.run_id)
        const codes = ["FlowStarted", "ActionStarted", "ActionCompleted", "FlowSucceeded"]
        yield* same("The log", entries.map(({ code }) => code).sort(), [...codes].sort())
        const shown = yield* cli.json(Definition, "flows", "run", "show-definition", run.run_id)
        yield* same<unknown>("The definition", shown.definition, hello)
      })
    },
    {
      name: "flows run list, cancel, delete: runs of one flow and of all, ended, then deleted",
      run: Effect.gen(function* () {
        const flow = yield* make("CLI's patience", patience)
        const { run_id } = yield* start(flow, {})
        const ofFlow = yield* cli.json(Runs, "flows", "run", "list", "--filter-flow-id", flow.id)
        yield* same("The runs of the flow", ofFlow.runs, [{ run_id, status: "ACTIVE" }])
        const all = yield* cli.json(Runs, "flows", "run", "list")
        yield* same("Whether it is listed", all.runs.map((run) => run.run_id).includes(run_id), true)
        yield* cli.text("flows", "run", "cancel", run_id)
        const run = yield* ended({ run_id })
        yield* same("The status", run.status, "ENDED")
        yield* cli.text("flows", "run", "delete", run_id)
        const { stderr } = yield* cli.run({ args: ["flows", "run", "show", run_id], exitCode: 1 })
        yield* matches("The error", stderr, /code: +NOT_FOUND/)
      })
    },
    {
      name: "flows start with an invalid input: exit 1, FLOW_INPUT_ERROR",
      run: Effect.gen(function* () {
        const { id } = yield* make("CLI's strict", hello, "--input-schema", JSON.stringify(inputSchema))
        const { stderr } = yield* cli.run({ args: ["flows", "start", id, "--input", "{}"], exitCode: 1 })
        yield* matches("The error", stderr, /HTTP status: +400\ncode: +FLOW_INPUT_ERROR/)
        yield* matches("The error", stderr, /\bwho\b/)
      })
    },
    {
      name: "flows validate, create of an invalid definition: exit 1, UNPROCESSABLE_ENTITY",
      run: Effect.gen(function* () {
        yield* matches("What is printed", yield* cli.text("flows", "validate", JSON.stringify(hello)), /hello_world/)
        const wrong = JSON.stringify({ ...hello, StartAt: "Nowhere" })
        for (const args of [
          ["flows", "validate", wrong],
          ["flows", "create", "CLI's wrong", wrong]
        ]) {
          const { stderr } = yield* cli.run({ args, exitCode: 1 })
          yield* matches("The error", stderr, /HTTP status: +422\ncode: +UNPROCESSABLE_ENTITY/)
        }
      })
    },
    {
      name: "flows run show of an unknown run: exit 1, HTTP status 404",
      run: Effect.flatMap(cli.run({ args: ["flows", "run", "show", nowhere], exitCode: 1 }), ({ stderr }) =>
        matches("The error", stderr, /HTTP status: +404/)
      )
    }
  ]
}
