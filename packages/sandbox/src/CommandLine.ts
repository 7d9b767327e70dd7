/**
 * The command's arguments, and what it prints: lines that a shell can source.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { parseArgs } from "node:util"
import type { Options } from "./Options.js"
import type { Sandbox } from "./Sandbox.js"
import type { SandboxError } from "./SandboxError.js"
import { wrong } from "./SandboxError.js"

/**
 * @since 0.1.0
 * @category constants
 */
export const help = `effect-globus-sandbox: a local Globus on 127.0.0.1

  --port PORT                  default: a free one
  --allowed-host HOST          a further host to answer for, as NAME or NAME:PORT; may be repeated
  --access-token-life SECONDS  at least 2; default: 172800 (48 hours)
  --collection NAME=DIR        a directory to serve as a collection; may be repeated
  --data-access-collection NAME=DIR
                               the same, for those who have consented to its data_access
  --help                       this text

It prints the variables that point any Globus SDK or CLI at it, and runs until it is interrupted.`

const number = (option: string, text: string | undefined): Effect.Effect<number | undefined, SandboxError> =>
  text === undefined
    ? Effect.succeed(undefined)
    : /^\d+(\.\d+)?$/.test(text)
      ? Effect.succeed(Number(text))
      : wrong(option, `"${text}" is no number`)

/**
 * The options that the arguments stand for; `"help"` when that is what is asked for.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (args: ReadonlyArray<string>): Effect.Effect<Options | "help", SandboxError> =>
  Effect.gen(function* () {
    const { values } = yield* Effect.try({
      try: () =>
        parseArgs({
          args: [...args],
          options: {
            port: { type: "string" },
            "allowed-host": { type: "string", multiple: true },
            "access-token-life": { type: "string" },
            collection: { type: "string", multiple: true },
            "data-access-collection": { type: "string", multiple: true },
            help: { type: "boolean" }
          }
        }),
      catch: (error) => wrong("arguments", `${error instanceof Error ? error.message : String(error)}\n\n${help}`)
    })
    if (values.help === true) return "help"
    const life = yield* number("--access-token-life", values["access-token-life"])
    const collections = (option: "collection" | "data-access-collection", more: { readonly dataAccess?: true }) =>
      Effect.forEach(values[option] ?? [], (text) => {
        const [, displayName, root] = /^([^=]+)=(.+)$/s.exec(text) ?? []
        return displayName === undefined || root === undefined
          ? wrong(`--${option}`, `"${text}" is not NAME=DIR`)
          : Effect.succeed({ displayName, root, ...more })
      })
    return {
      port: yield* number("--port", values.port),
      allowedHosts: values["allowed-host"],
      accessTokenLife: life === undefined ? undefined : Duration.seconds(life),
      collections: [
        ...(yield* collections("collection", {})),
        ...(yield* collections("data-access-collection", { dataAccess: true }))
      ]
    }
  })

const commented = (text: string): string => `# ${text.replace(/[\r\n]+/g, " ")}`

/**
 * What a person or a shell needs to use a sandbox. It shows the secrets, which are worth nothing elsewhere.
 *
 * @since 0.1.0
 * @category printing
 */
export const announcement = (sandbox: Sandbox.Service): string => {
  const { collections, confidentialClient, endpointId, nativeClient, users } = sandbox
  return [
    commented(`A Globus sandbox runs at ${sandbox.baseUrl} until it is interrupted.`),
    ...Object.entries(sandbox.environment).map(([name, value]) => `export ${name}=${value}`),
    ...users.map(({ sub, username }) => commented(`user ${username}, identity ${sub}`)),
    commented(`confidential client ${confidentialClient.id}, secret ${Redacted.value(confidentialClient.secret)}`),
    commented(`native client ${nativeClient.id}`),
    commented(`Globus Connect Server endpoint ${endpointId}, manager at ${sandbox.baseUrl}api`),
    ...collections.map(({ displayName, id }) => commented(`collection ${id}, ${displayName}`))
  ].join("\n")
}
