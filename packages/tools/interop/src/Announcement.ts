/**
 * Reads the output of the sandbox's command, as a user who copies the variables into a shell, and the ids and the
 * secret into a configuration.
 */
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"

/** What a foreign client needs to use a sandbox. */
export interface Announcement {
  /** The variables that point a Globus SDK or the CLI to the sandbox. */
  readonly environment: Readonly<Record<string, string>>
  readonly user: { readonly sub: string; readonly username: string }
  readonly confidentialClient: { readonly id: string; readonly secret: Redacted.Redacted }
  readonly nativeClientId: string
  readonly collections: ReadonlyArray<Collection>
}

export interface Collection {
  readonly id: string
  readonly name: string
}

const matches = (lines: ReadonlyArray<string>, pattern: RegExp): ReadonlyArray<readonly [string, string]> =>
  lines.flatMap((line) => {
    const [, first, second = ""] = pattern.exec(line) ?? []
    return first === undefined ? [] : [[first, second]]
  })

const collection = /^# collection (\S+), (.*)$/s

/** Whether the output is complete. The collections are printed last, one on each line. */
export const isComplete = (lines: ReadonlyArray<string>, collections: number): boolean =>
  matches(lines, collection).length >= collections

/** Parses the announcement. Left says what is missing. */
export const parse = (lines: ReadonlyArray<string>): Either.Either<Announcement, string> => {
  const exported = matches(lines, /^export ([A-Z_]+)=(.+)$/)
  const [user] = matches(lines, /^# user (\S+), identity (\S+)$/)
  const [confidential] = matches(lines, /^# confidential client (\S+), secret (\S+)$/)
  const [native] = matches(lines, /^# native client (\S+)$/)
  if (exported.length === 0) return Either.left("it names no variables to export")
  if (user === undefined) return Either.left("it names no user")
  if (confidential === undefined) return Either.left("it names no confidential client with a secret")
  if (native === undefined) return Either.left("it names no native client")
  return Either.right({
    environment: Object.fromEntries(exported),
    user: { username: user[0], sub: user[1] },
    confidentialClient: { id: confidential[0], secret: Redacted.make(confidential[1]) },
    nativeClientId: native[0],
    collections: matches(lines, collection).map(([id, name]) => ({ id, name }))
  })
}
