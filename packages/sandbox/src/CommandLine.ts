/**
 * The command's arguments, and what it prints: lines that a shell can source.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import type { Client } from "./auth/Directory.js"
import { isConfidential, isUuid } from "./auth/Directory.js"
import type { Options } from "./Options.js"
import * as OptionsFile from "./OptionsFile.js"
import type { Sandbox } from "./Sandbox.js"
import type { SandboxError } from "./SandboxError.js"
import { wrong } from "./SandboxError.js"

/** Beside `src` and `dist`. */
const schemaFile = fileURLToPath(new URL("../sandbox.schema.json", import.meta.url))

/**
 * @since 0.1.0
 * @category constants
 */
export const help = `effect-globus-sandbox: a local Globus on 127.0.0.1

  --config FILE                all options as one JSON file; flags add to its lists, and come before the rest of it
                               its JSON schema: ${schemaFile}
  --port PORT                  default: a free one
  --allowed-host HOST          a further host to answer for, as NAME or NAME:PORT; may be repeated
  --access-token-life SECONDS  at least 2; default: 172800 (48 hours)
  --user NAME@DOMAIN[=UUID]    who may log in, with the identity's UUID; may be repeated
  --client UUID[:SECRET]       an application, confidential with a secret and native without; may be repeated
  --known-clients              registers the ids that public tools ship: the Globus CLI, the Compute SDK and others
  --collection NAME=DIR        a directory to serve as a collection; may be repeated
  --data-access-collection NAME=DIR
                               the same, for those who have consented to its data_access
  --no-cors                    browser programs of other origins may not call it
  --help                       this text

--user, --client and --collection also take a JSON object, as the file has it:
  --client '{"id": "…", "secret": "…", "redirectUris": ["https://localhost:8443/callback"]}'

It prints the variables that point any Globus SDK or CLI at it, and runs until it is interrupted. What has an id in the
file has it again at the next start.`

const number = (option: string, text: string | undefined): Effect.Effect<number | undefined, SandboxError> =>
  text === undefined
    ? Effect.succeed(undefined)
    : /^\d+(\.\d+)?$/.test(text)
      ? Effect.succeed(Number(text))
      : wrong(option, `"${text}" is no number`)

/** The values of a flag, each an object in JSON or something shorter. The error shows no value: it may be a secret. */
const each = <A, I>(
  flag: string,
  values: ReadonlyArray<string> | undefined,
  schema: Schema.Schema<A, I>,
  short: { readonly form: string; readonly read: (text: string) => A | undefined }
): Effect.Effect<ReadonlyArray<A>, SandboxError> =>
  Effect.forEach(values ?? [], (text) => {
    if (text.trimStart().startsWith("{")) {
      return Effect.mapError(OptionsFile.parse(schema, text, flag), ({ message }) => wrong(flag, message))
    }
    const read = short.read(text)
    return read === undefined
      ? wrong(flag, `write ${short.form}, or an object in JSON as the file has it`)
      : Effect.succeed(read)
  })

const user = (text: string) => {
  const [, username, sub] = /^([^=\s]+@[^=\s]+?)(?:=(.+))?$/.exec(text) ?? []
  if (username === undefined) return undefined
  if (sub === undefined) return { username }
  return isUuid(sub) ? { username, sub } : undefined
}

const client = (text: string) => {
  const [, id = "", secret] = /^([^:]+)(?::(.+))?$/s.exec(text) ?? []
  if (!isUuid(id)) return undefined
  return secret === undefined ? { id } : { id, secret }
}

const collection =
  (more: { readonly dataAccess?: true }) =>
  (text: string): typeof OptionsFile.Collection.Type | undefined => {
    const [, displayName, root] = /^([^=]+)=(.+)$/s.exec(text) ?? []
    return displayName === undefined || root === undefined ? undefined : { displayName, root, ...more }
  }

const read = (args: ReadonlyArray<string>) =>
  Effect.try({
    try: () =>
      parseArgs({
        args: [...args],
        options: {
          config: { type: "string" },
          port: { type: "string" },
          "allowed-host": { type: "string", multiple: true },
          "access-token-life": { type: "string" },
          user: { type: "string", multiple: true },
          client: { type: "string", multiple: true },
          "known-clients": { type: "boolean" },
          collection: { type: "string", multiple: true },
          "data-access-collection": { type: "string", multiple: true },
          "no-cors": { type: "boolean" },
          help: { type: "boolean" }
        }
      }).values,
    catch: (error) => wrong("arguments", `${error instanceof Error ? error.message : String(error)}\n\n${help}`)
  })

/**
 * The options that the arguments stand for; `"help"` when that is what is asked for.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (args: ReadonlyArray<string>): Effect.Effect<Options | "help", SandboxError> =>
  Effect.gen(function* () {
    const values = yield* read(args)
    if (values.help === true) return "help"
    const file: Options = values.config === undefined ? {} : yield* OptionsFile.read(values.config)
    const port = yield* number("--port", values.port)
    const hosts = values["allowed-host"] ?? []
    const life = yield* number("--access-token-life", values["access-token-life"])
    const users = yield* each("--user", values.user, OptionsFile.User, {
      form: "NAME@DOMAIN or NAME@DOMAIN=UUID",
      read: user
    })
    const clients = yield* each("--client", values.client, OptionsFile.Client, {
      form: "UUID or UUID:SECRET",
      read: client
    })
    const collections = (flag: "collection" | "data-access-collection", more: { readonly dataAccess?: true }) =>
      each(`--${flag}`, values[flag], OptionsFile.Collection, { form: "NAME=DIR", read: collection(more) })
    return {
      ...file,
      port: port ?? file.port,
      accessTokenLife: life === undefined ? file.accessTokenLife : Duration.seconds(life),
      // Behind those of the file, so that an error's place in a list is the place in the file.
      collections: [
        ...(file.collections ?? []),
        ...(yield* collections("collection", {})),
        ...(yield* collections("data-access-collection", { dataAccess: true }))
      ],
      ...(users.length > 0 ? { users: [...(file.users ?? []), ...users] } : {}),
      ...(clients.length > 0 ? { clients: [...(file.clients ?? []), ...clients] } : {}),
      ...(hosts.length > 0 ? { allowedHosts: [...(file.allowedHosts ?? []), ...hosts] } : {}),
      ...(values["known-clients"] === true ? { knownClients: true } : {}),
      ...(values["no-cors"] === true ? { cors: false } : {})
    }
  })

const commented = (text: string): string => `# ${text.replace(/[\r\n]+/g, " ")}`

/** The secret of a client that was given is known to who gave it, and may be one that must not be shown. */
const ofGiven = (client: Client): string => {
  const kind = isConfidential(client) ? "confidential" : client.native ? "native" : "public"
  return `${kind} client ${client.id}, ${client.name}`
}

const ofMadeUp = ({ id, secret }: Client): string =>
  secret === undefined ? `native client ${id}` : `confidential client ${id}, secret ${Redacted.value(secret)}`

/**
 * What a person or a shell needs to use a sandbox that was made with these options. It shows the secrets that were made
 * up, which are worth nothing elsewhere.
 *
 * @since 0.1.0
 * @category printing
 */
export const announcement = (sandbox: Sandbox.Service, options: Options = {}): string => {
  const { clients, collections, confidentialClient, endpointId, nativeClient, users } = sandbox
  const given = options.clients?.length ?? 0
  const isMadeUp = (client: Client, index: number) =>
    index >= given && (client === confidentialClient || client === nativeClient)
  return [
    commented(`A Globus sandbox runs at ${sandbox.baseUrl} until it is interrupted.`),
    ...Object.entries(sandbox.environment).map(([name, value]) => `export ${name}=${value}`),
    ...users.map(({ sub, username }) => commented(`user ${username}, identity ${sub}`)),
    ...clients.map((client, index) => commented(isMadeUp(client, index) ? ofMadeUp(client) : ofGiven(client))),
    commented(`Globus Connect Server endpoint ${endpointId}, manager at ${sandbox.baseUrl}api`),
    ...collections.map(({ displayName, id }) => commented(`collection ${id}, ${displayName}`))
  ].join("\n")
}
