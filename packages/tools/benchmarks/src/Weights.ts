/**
 * The cost of having the SDK, apart from calls: the time to import and to type-check one client, compared with all, and
 * the share of one call in a bundle.
 */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { mkdir, readdir, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle, everything, oneCall } from "./Bundle.js"
import type { Line } from "./Figures.js"
import { digits } from "./Figures.js"
import { isNumbers } from "./messages.js"
import { ProcessFailed, start } from "./Process.js"
import type { Settings } from "./Runs.js"
import type { Summary } from "./Statistics.js"
import { ratios, summarize } from "./Statistics.js"

const index = "@effect-globus/sdk"
const one = `${index}/groups/GroupsClient`

const failed = (name: string) => (error: unknown) =>
  new ProcessFailed({ name, message: `${name}: ${error instanceof Error ? error.message : String(error)}` })

/** `0.55 x (0.52-0.60) of 4.12 s`. */
const show = ({ lower, median, upper }: Summary, of: string): string =>
  `${digits(median)} x (${digits(lower)}-${digits(upper)}) of ${of}`

/** Measures two quantities in turns, and returns the first as a share of the second. */
const compared = <E>(
  rounds: number,
  part: Effect.Effect<number, E>,
  whole: Effect.Effect<number, E>,
  unit: (median: number) => string
): Effect.Effect<string, E> =>
  Effect.map(
    Effect.forEach(Array.range(1, rounds), () =>
      Effect.zipWith(part, whole, (value, baseline) => ({ value, baseline }))
    ),
    (taken) => show(ratios(taken), unit(summarize(Array.map(taken, ({ baseline }) => baseline)).median))
  )

const isImported = (message: unknown): message is { readonly milliseconds: number } =>
  isNumbers(message, ["milliseconds"])

/** The time to import a module in a new process, in milliseconds. */
const coldImport = (specifier: string): Effect.Effect<number, ProcessFailed> =>
  Effect.scoped(
    Effect.map(
      start(`import of ${specifier}`, new URL("./coldImportProcess.js", import.meta.url), [specifier], isImported),
      ([, { milliseconds }]) => milliseconds
    )
  )

/** The modules of all clients. `AuthLoginClient` is not among them, since it has no `make`. */
const clients: Effect.Effect<ReadonlyArray<string>, ProcessFailed> = Effect.tryPromise({
  try: async () => {
    const directory = dirname(fileURLToPath(import.meta.resolve(index)))
    const paths = await readdir(directory, { recursive: true })
    return paths.flatMap(
      (path) => /^(?!internal|auth\/AuthLoginClient)(\w+\/\w+Client(?:V\d)?)\.js$/.exec(path)?.slice(1) ?? []
    )
  },
  catch: failed("the clients")
})

/** Writes a program to be type-checked, in its own folder. */
const typed = (name: string, modules: ReadonlyArray<string>): Effect.Effect<string, ProcessFailed> =>
  Effect.tryPromise({
    try: async () => {
      const directory = join(dirname(fileURLToPath(import.meta.url)), "typed", name)
      await mkdir(directory, { recursive: true })
      const lines = modules.flatMap((module, at) => [
        `import * as Client${at} from "${module}"`,
        `export const made${at} = Client${at}.make`
      ])
      await writeFile(join(directory, "program.ts"), lines.join("\n"))
      const compilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: true,
        noEmit: true,
        module: "nodenext",
        target: "es2022"
      }
      await writeFile(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }))
      return directory
    },
    catch: failed(name)
  })

/** The time that the compiler needs for a program, including its start, in seconds. */
const check = (directory: string): Effect.Effect<number, ProcessFailed> =>
  Effect.async((resume) => {
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc")
    const before = performance.now()
    execFile(process.execPath, [compiler, "-p", directory], (error, stdout) =>
      resume(
        error === null
          ? Effect.succeed((performance.now() - before) / 1000)
          : Effect.fail(failed("tsc")(new Error(stdout + error.message)))
      )
    )
  })

const size = (of: "whole" | "sdk"): Effect.Effect<string, ProcessFailed> =>
  Effect.tryPromise({
    try: async () => {
      const part = await bundle(oneCall(one, "getMyGroups()"), of)
      const all = await bundle(everything, of)
      const kilobytes = (bytes: number) => `${digits(bytes / 1000)} kB`
      return `${digits(part.bytes / all.bytes)} x of ${kilobytes(all.bytes)}: ${kilobytes(part.bytes)}`
    },
    catch: failed("esbuild")
  })

const rows: ReadonlyArray<{
  readonly title: string
  readonly figure: (settings: Settings) => Effect.Effect<string, ProcessFailed>
}> = [
  {
    title: "cold import of one client, of that of the index",
    figure: ({ firstRounds }) =>
      compared(firstRounds, coldImport(one), coldImport(index), (median) => `${digits(median)} ms`)
  },
  {
    title: "type check of a program with one client, of that with all",
    figure: ({ firstFileRounds }) =>
      Effect.gen(function* () {
        const part = yield* typed("one", [one])
        const whole = yield* typed(
          "all",
          (yield* clients).map((path) => `${index}/${path}`)
        )
        return yield* compared(firstFileRounds, check(part), check(whole), (median) => `${digits(median)} s`)
      })
  },
  { title: "bundle of one call, of all; minified, without Effect", figure: () => size("sdk") },
  { title: "bundle of one call, of all; minified, with Effect", figure: () => size("whole") }
]

export const titles: ReadonlyArray<string> = rows.map(({ title }) => title)

/** The requested lines about weight. */
export const lines = (settings: Settings, isAsked: (title: string) => boolean) =>
  Effect.forEach(
    rows.filter(({ title }) => isAsked(title)),
    ({ figure, title }) =>
      Effect.map(figure(settings), (ours): Line => ({ title, cells: { ours }, goal: "", verdict: undefined }))
  )
