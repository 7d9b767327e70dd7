/** Reads a README: its shell lines, its install line, and its programs. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"

/** A README has no install line or no program. */
export class NoSuchPart extends Data.TaggedError("NoSuchPart")<{ readonly message: string }> {}

export interface Install {
  readonly isDev: boolean
  /** As written, with version ranges. */
  readonly packages: ReadonlyArray<string>
}

const blocks = (readme: string, language: string): ReadonlyArray<string> =>
  [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text = ""]) =>
    name === language ? [text] : []
  )

/** The shell lines of the README, without comments. */
export const commands = (readme: string): ReadonlyArray<string> =>
  blocks(readme, "sh")
    .flatMap((block) => block.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"))

/** The first `npm install` line for packages from the registry. */
export const install = (readme: string): Effect.Effect<Install, NoSuchPart> => {
  const words = commands(readme)
    .find((line) => line.startsWith("npm install @") || line.startsWith("npm install --save-dev @"))
    ?.split(/\s+/)
    .slice(2)
  return words === undefined
    ? Effect.fail(new NoSuchPart({ message: "The README has no line that begins with npm install" }))
    : Effect.succeed({
        isDev: words.includes("--save-dev"),
        packages: words.filter((word) => !word.startsWith("-"))
      })
}

/** The first program in TypeScript. */
export const firstProgram = (readme: string): Effect.Effect<string, NoSuchPart> => {
  const [program] = blocks(readme, "ts")
  return program === undefined
    ? Effect.fail(new NoSuchPart({ message: "The README has no program" }))
    : Effect.succeed(program)
}

/** Relative links. They do not work on npm's page of a package. */
export const relativeLinks = (readme: string): ReadonlyArray<string> =>
  [...readme.replace(/^```[\s\S]*?^```$|`[^`\n]*`/gm, "").matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(
    ([, link = ""]) => link
  )
