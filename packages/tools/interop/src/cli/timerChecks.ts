/** Checks of transfer timers: created, run, paused, resumed and deleted. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import type { Check } from "../Check.js"
import { CheckFailed, matches, same } from "../Check.js"
import type { Bench } from "./Bench.js"
import { at, nowhere, settled } from "./Bench.js"

const Made = Schema.Struct({ job_id: Schema.String, name: Schema.String, timer_type: Schema.String })
const Timer = Schema.Struct({
  ...Made.fields,
  status: Schema.String,
  n_runs: Schema.Number,
  results: Schema.Struct({
    data: Schema.Array(Schema.Struct({ run_status: Schema.String, resource_id: Schema.NullOr(Schema.String) }))
  })
})

export const timerChecks = (bench: Bench): ReadonlyArray<Check> => {
  const { cli, disk, globus } = bench
  const { destination, source } = globus
  const make = (name: string, to: string, ...options: ReadonlyArray<string>) => {
    const paths = [at(source, "/sample.txt"), at(destination, to)]
    return cli.json(Made, "timer", "create", "transfer", ...paths, "--name", name, ...options)
  }
  const show = (id: string) => cli.json(Timer, "timer", "show", id)
  const later = ["--interval", "1h", "--start", "2040-01-01"]
  const held = (id: string) => Effect.map(show(id), ({ status }) => status)
  return [
    {
      name: "timer create transfer --stop-after-runs 1: run at once, the file on the disk",
      run: Effect.gen(function* () {
        const { job_id } = yield* make("CLI's once", "/cli-timed.txt", "--stop-after-runs", "1")
        const timer = yield* show(job_id).pipe(
          Effect.filterOrFail(
            ({ n_runs }) => n_runs > 0,
            () => new CheckFailed({ message: "The timer has not run" })
          ),
          Effect.retry(Schedule.intersect(Schedule.spaced("200 millis"), Schedule.recurs(20)))
        )
        yield* same("The timer", [timer.timer_type, timer.status, timer.n_runs], ["transfer", "ended", 1])
        const [{ resource_id, run_status } = { resource_id: null, run_status: undefined }] = timer.results.data
        yield* same("The run's status", run_status, "success")
        yield* settled(bench, { task_id: resource_id ?? "" })
        const [original, copy] = [yield* disk.tree(source), yield* disk.tree(destination)]
        yield* same("The copy", copy["cli-timed.txt"], original["sample.txt"])
      })
    },
    {
      name: "timer create transfer --interval --start, list, show: listed in order",
      run: Effect.gen(function* () {
        const first = yield* make("CLI's hourly", "/cli-hourly.txt", ...later, "--stop-after-runs", "3")
        const second = yield* make("CLI's endless", "/cli-endless.txt", ...later)
        yield* same("The name and the type", [first.name, first.timer_type], ["CLI's hourly", "transfer"])
        const ids = [first.job_id, second.job_id]
        const listed = yield* cli.json(Schema.Array(Timer), "timer", "list")
        yield* same(
          "The timers",
          listed.map(({ job_id }) => job_id).filter((id) => ids.includes(id)),
          ids
        )
        const shown = yield* cli.text("timer", "show", first.job_id)
        yield* matches("The timer", shown, /^Next Run: +2040-01-01 /m)
        yield* matches("The timer", shown, /^Stop After Number of Runs: +3$/m)
      })
    },
    {
      name: "timer pause, resume, delete: inactive, active again, no longer listed",
      run: Effect.gen(function* () {
        const { job_id } = yield* make("CLI's paused", "/cli-paused.txt", ...later)
        yield* cli.text("timer", "pause", job_id)
        yield* same("The status", yield* held(job_id), "inactive")
        yield* cli.text("timer", "resume", job_id)
        yield* same("The status", yield* held(job_id), "new")
        yield* cli.text("timer", "delete", job_id)
        const listed = yield* cli.json(Schema.Array(Timer), "timer", "list")
        yield* same("Whether it is listed", listed.map((timer) => timer.job_id).includes(job_id), false)
      })
    },
    {
      name: "timer create transfer without an interval: exit 2; show of an unknown timer: exit 1",
      run: Effect.gen(function* () {
        const paths = [at(source, "/sample.txt"), at(destination, "/cli-never.txt")]
        const wrong = yield* cli.run({ args: ["timer", "create", "transfer", ...paths], exitCode: 2 })
        yield* matches("The error", wrong.stderr, /`--interval` is required/)
        const { stderr } = yield* cli.run({ args: ["timer", "show", nowhere], exitCode: 1 })
        yield* matches("The error", stderr, /code: +NOT_FOUND/)
      })
    }
  ]
}
