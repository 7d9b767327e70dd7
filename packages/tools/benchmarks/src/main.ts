/**
 * The command. It starts the server, lets the contenders take turns, and prints the table. Bad figures do not make it
 * fail, but a wrong answer of a contender does.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as CommandLine from "./CommandLine.js"
import * as Figures from "./Figures.js"
import * as Machine from "./Machine.js"
import { isListening } from "./messages.js"
import type { Run } from "./Plan.js"
import { entriesOf, rows, runs } from "./Plan.js"
import { start } from "./Process.js"
import type { Settings } from "./Runs.js"
import * as Runs from "./Runs.js"
import * as Table from "./Table.js"
import * as Tokens from "./Tokens.js"
import * as Weights from "./Weights.js"

const thorough: Settings = {
  rounds: 15,
  sets: 3,
  pause: 100,
  turn: 200,
  warmUp: 400,
  firstRounds: 9,
  fileRounds: 9,
  firstFileRounds: 3,
  megabytes: 1000
}
const quick: Settings = {
  rounds: 9,
  sets: 1,
  pause: 5,
  turn: 20,
  warmUp: 50,
  firstRounds: 2,
  fileRounds: 5,
  firstFileRounds: 1,
  megabytes: 200
}

const ways = {
  calls: Runs.calls,
  listing: Runs.listings,
  first: Runs.firstListings,
  files: Runs.files,
  firstFile: Runs.firstFiles
} satisfies Record<Run, unknown>

const program = Effect.gen(function* () {
  const options = yield* CommandLine.parse(process.argv.slice(2))
  if (options === "help") return yield* Console.log(CommandLine.help)
  const { isAsked } = options
  const asked = rows.filter(({ title }) => isAsked(title))
  const others = [...Weights.titles, ...Tokens.titles]
  if (asked.length === 0 && !others.some(isAsked)) {
    const all = [...rows.map(({ title }) => title), ...others]
    return yield* new CommandLine.WrongArguments({ message: `No row matches. There are:\n${all.join("\n")}` })
  }
  const settings = options.quick ? quick : thorough
  const machine = Machine.describe(new Date())
  const [server, { port }] = yield* start("the server", new URL("./serverProcess.js", import.meta.url), [], isListening)
  const baseUrl = `http://127.0.0.1:${port}`

  const lines: Array<Figures.Line> = []
  for (const run of runs) {
    const ofRun = asked.filter((row) => row.run === run)
    const needed = entriesOf(ofRun)
    const entries =
      options.quick && run === "listing"
        ? needed.filter(({ contender }) => contender === "fetch" || contender === "ours")
        : needed
    if (entries.length === 0) continue
    yield* Console.error(`${run}: ${entries.length} kinds of calls take turns`)
    const taken = yield* ways[run](entries, baseUrl, settings)
    lines.push(...ofRun.map((row) => Figures.line(row, taken)))
  }
  lines.push(...(yield* Weights.lines(settings, isAsked)))
  yield* Console.error("tokens")
  lines.push(...(yield* Tokens.lines(server, baseUrl, settings, isAsked)))

  yield* Console.log(
    [
      options.markdown ? Table.markdown(lines) : Table.text(lines),
      "",
      machine,
      `Medians and quartiles over ${settings.rounds} rounds (small calls: in ${settings.sets} sets of processes), ` +
        `in new processes over ${settings.firstRounds}; "x": relative to the cell with a unit in the same row, in the same round.`,
      `The big file: ${settings.megabytes} MB, ${settings.fileRounds} rounds, in new processes ${settings.firstFileRounds}.`
    ].join("\n")
  )
}).pipe(
  Effect.scoped,
  Effect.tapError(({ message }) => Console.error(message))
)

NodeRuntime.runMain(program, { disableErrorReporting: true })
