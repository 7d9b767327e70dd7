/** The command's arguments. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { parseArgs } from "node:util"
import type { Options } from "./Run.js"

export const help = `npm run chaos -- [options]: runs a pipeline against a local Globus with random faults

  --seconds N        the duration; default: 60
  --seed N           the seed of the faults and the work, a whole number; default: random, and printed
  --fibers N         the number of fibers; default: 64
  --token-seconds N  the life of an access token in seconds, at least 2; default: 3
  --help             this text`

/** What is wrong with the arguments, and what to give. */
export class WrongArguments extends Data.TaggedError("WrongArguments")<{ readonly message: string }> {}

const number = (
  name: string,
  text: string | undefined,
  { least, otherwise }: { readonly least: number; readonly otherwise: number }
): Effect.Effect<number, WrongArguments> => {
  const value = text === undefined ? otherwise : Number(text)
  return (text === undefined || /^\d+$/.test(text)) && value >= least && Number.isSafeInteger(value)
    ? Effect.succeed(value)
    : new WrongArguments({ message: `--${name}: give a whole number, at least ${least}\n\n${help}` })
}

/** Parses the arguments. `"help"` if they ask for help. */
export const parse = (args: ReadonlyArray<string>): Effect.Effect<Options | "help", WrongArguments> =>
  Effect.gen(function* () {
    const { values } = yield* Effect.try({
      try: () =>
        parseArgs({
          args: [...args],
          options: {
            seconds: { type: "string" },
            seed: { type: "string" },
            fibers: { type: "string" },
            "token-seconds": { type: "string" },
            help: { type: "boolean" }
          }
        }),
      catch: (error) => new WrongArguments({ message: `${error instanceof Error ? error.message : ""}\n\n${help}` })
    })
    if (values.help === true) return "help"
    return {
      seconds: yield* number("seconds", values.seconds, { least: 1, otherwise: 60 }),
      seed: yield* number("seed", values.seed, { least: 0, otherwise: Date.now() % 1_000_000 }),
      fibers: yield* number("fibers", values.fibers, { least: 1, otherwise: 64 }),
      tokenSeconds: yield* number("token-seconds", values["token-seconds"], { least: 2, otherwise: 3 })
    }
  })
