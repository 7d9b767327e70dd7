/** The arguments of `npm run bench`. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { parseArgs } from "node:util"

export const help = `npm run bench -- [options]: measures what a call costs, compared with other clients in the same run

  --quick         takes one minute: fewer rounds, fewer contenders in some rows, no files, no weights
  --only PATTERN  only rows whose titles match this regular expression
  --markdown      prints the table as Markdown
  --help          this text`

/** The rows of a quick run. */
const quickly = "requests/s|CPU|rows|token"

export class WrongArguments extends Data.TaggedError("WrongArguments")<{ readonly message: string }> {}

export interface Options {
  readonly quick: boolean
  readonly markdown: boolean
  readonly isAsked: (title: string) => boolean
}

const wrong = (error: unknown) =>
  new WrongArguments({ message: error instanceof Error ? error.message : String(error) })

export const parse = (args: ReadonlyArray<string>): Effect.Effect<Options | "help", WrongArguments> =>
  Effect.try({
    try: () => {
      const { values } = parseArgs({
        args: [...args],
        options: {
          quick: { type: "boolean", default: false },
          only: { type: "string" },
          markdown: { type: "boolean", default: false },
          help: { type: "boolean", default: false }
        }
      })
      if (values.help) return "help"
      const pattern = new RegExp(values.only ?? (values.quick ? quickly : ""), "i")
      return { quick: values.quick, markdown: values.markdown, isAsked: (title: string) => pattern.test(title) }
    },
    catch: wrong
  })
