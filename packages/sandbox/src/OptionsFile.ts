/**
 * The options of a sandbox as one JSON file, for the command: its schema, from which the JSON schema in this package is
 * made, and how it is read.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as JSONSchema from "effect/JSONSchema"
import type { ArrayFormatterIssue } from "effect/ParseResult"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { readFile } from "node:fs/promises"
import { dirname, resolve } from "node:path"
import type { SandboxError } from "./SandboxError.js"
import { wrong } from "./SandboxError.js"

/** What a member means, and what to write there when something else stood in it. */
const member = <A, I>(schema: Schema.Schema<A, I>, description: string, advice: string): Schema.Schema<A, I> =>
  schema.annotations({ description, message: () => ({ message: advice, override: true }) })

const text = (description: string, advice: string) => Schema.optional(member(Schema.String, description, advice))

const flag = (description: string) => Schema.optional(member(Schema.Boolean, description, "write true or false"))

const amount = (description: string) =>
  Schema.optional(member(Schema.Number, description, "write a number above 0, or leave it out"))

const uuid = (description: string) =>
  Schema.optional(
    member(
      Schema.String.pipe(Schema.pattern(/^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/)),
      description,
      "write a UUID, or leave it out to get a new one at each start"
    )
  )

const duration = (description: string) =>
  Schema.optional(
    member(
      Schema.Union(
        Schema.Number.annotations({ title: "Milliseconds" }),
        Schema.TemplateLiteral(
          Schema.Number,
          " ",
          Schema.Literal("millis", "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days")
        ).annotations({ title: "Amount and unit", description: "Such as 48 hours." })
      ),
      description,
      'write a duration such as "90 seconds" or "48 hours", or a number of milliseconds'
    )
  )

const listOf = <A, I>(item: Schema.Schema<A, I>, description: string, advice: string) =>
  Schema.optional(Schema.Array(item).annotations({ description, message: () => advice }))

const object = { message: () => "write an object" }

/**
 * A user, as the file and `--user` take one.
 *
 * @since 0.1.0
 * @category schemas
 */
export const User = Schema.Struct({
  username: member(Schema.String, "NAME@DOMAIN, no other user's.", "write a name and a domain: ada@example.org"),
  sub: uuid("UUID of the identity. Default: a new one at each start."),
  name: text("The person's name.", "write the person's name"),
  email: text("Default: the username.", "write an email address"),
  organization: text("The person's organization.", "write the name of the organization")
}).annotations({ ...object, title: "User" })

/**
 * A client, as the file and `--client` take one.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Client = Schema.Struct({
  id: uuid("UUID. Default: a new one at each start."),
  name: text("What people call it.", "write a name"),
  secret: text(
    "With a secret the client is confidential, without one it is public. Anybody who reads the file has it.",
    "write a secret as text, or leave it out for a public client"
  ),
  native: flag(
    "Whether codes may also be sent to any loopback address and to Globus's page that shows the code. Default: whether it has no secret."
  ),
  redirectUris: listOf(
    Schema.String.annotations({ message: () => "write a URL as text" }),
    "Where codes may be sent: absolute URLs, compared character by character.",
    "write a list of URLs"
  ),
  scopes: listOf(
    Schema.String.annotations({ message: () => "write a scope's name as text" }),
    "Names of scopes, for a service of one's own: each is https://auth.globus.org/scopes/<id>/<name>.",
    "write a list of names"
  )
}).annotations({ ...object, title: "Client" })

/**
 * A collection, as the file and `--collection` take one.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Collection = Schema.Struct({
  displayName: member(Schema.String, "Its name.", "write the name of the collection"),
  root: member(
    Schema.String,
    "An existing directory, relative to the file (of a flag: to where the command runs).",
    "write the path of a directory"
  ),
  id: uuid("UUID. Default: a new one at each start."),
  ownerId: uuid("UUID of the identity that owns it. Default: the first user."),
  ownerName: text("The owner's username. Default: the first user's.", "write a username"),
  entityType: text(
    "GCSv5_mapped_collection, GCP_mapped_collection and so on. Default: what dataAccess asks for.",
    "write the type as text, such as GCSv5_mapped_collection"
  ),
  dataAccess: flag("Whether callers must have consented to its scope data_access. Default: false."),
  highAssurance: flag("Default: false."),
  description: text("What is in it.", "write text"),
  organization: text("Whose it is.", "write text"),
  keywords: listOf(
    Schema.String.annotations({ message: () => "write a keyword as text" }),
    "Words that a search finds it by.",
    "write a list of keywords"
  ),
  contactEmail: text("Whom to ask.", "write an email address")
}).annotations({ ...object, title: "Collection" })

/**
 * The whole file. Its members are those of `Sandbox.layer`'s options, each with its default.
 *
 * @since 0.1.0
 * @category schemas
 */
export const OptionsFile = Schema.Struct({
  $schema: text("Where this schema is, for editors.", "write the address of the schema, or leave it out"),
  port: Schema.optional(
    member(Schema.Int, "Default: a free one.", "write a whole number from 1 to 65535, or leave it out for a free one")
  ),
  allowedHosts: listOf(
    Schema.String.annotations({ message: () => "write a host as NAME or NAME:PORT" }),
    "Further hosts that it answers for, as NAME or NAME:PORT. Default: none but localhost, 127.0.0.1 and [::1].",
    "write a list of hosts"
  ),
  maxBodySize: Schema.optional(
    member(
      Schema.Int,
      "The largest body of a request, in bytes. Default: 10 MiB.",
      "write a whole number of bytes from 1 up, or leave it out for 10 MiB"
    )
  ),
  users: listOf(User, "Who may log in. The first one approves at the authorize page.", "write a list of users"),
  clients: listOf(Client, "Applications.", "write a list of clients"),
  knownClients: flag(
    "Whether the ids that public tools ship are registered, as those of native clients. Default: false."
  ),
  collections: listOf(Collection, "Directories to serve.", "write a list of collections"),
  accessTokenLife: duration("At least 2 seconds. Default: 48 hours."),
  rotateRefreshTokens: flag("Whether each refresh ends its refresh token and hands out a new one. Default: false."),
  authorize: Schema.optional(
    member(
      Schema.Literal("approve", "refuse"),
      "What the authorize page does. Default: approve.",
      'write "approve" or "refuse"'
    )
  ),
  cors: flag("Whether browser programs of other origins may call it. Default: true."),
  searchTaskTime: duration("How long a task of Search is pending. Default: no time at all."),
  computeTaskTime: duration("How long a task of Compute is pending. Default: no time at all."),
  keyIds: flag("Whether signing keys and id tokens carry a kid. Default: false."),
  bytesPerSecond: amount("Of each transfer task. Default: as fast as the disk."),
  retryInterval: duration("How long a transfer waits before it tries again what failed. Default: 10 seconds."),
  concurrentTasks: amount("Transfers worked on at once for each user, and as many deletions. Default: 3.")
}).annotations({ ...object, title: "Options of the sandbox" })

/**
 * @since 0.1.0
 * @category models
 */
export interface OptionsFile extends Schema.Schema.Type<typeof OptionsFile> {}

/**
 * The JSON schema of the file, which this package has as `sandbox.schema.json`.
 *
 * @since 0.1.0
 * @category schemas
 */
export const jsonSchema: JSONSchema.JsonSchema7Root = JSONSchema.make(OptionsFile)

/** `clients[0].redirectUris` */
const placeOf = (path: ReadonlyArray<PropertyKey>): string =>
  path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("")

/** Never the value, which may be a secret. */
const adviceOf = ({ _tag, message }: ArrayFormatterIssue): string =>
  _tag === "Missing"
    ? "it is missing: write it"
    : _tag === "Unexpected"
      ? `there is no such member: ${message.replace(/^is unexpected, /, "")}`
      : message

/**
 * JSON that a schema describes. The error names the member, or `whole` where it is the document that is wrong.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = <A, I>(schema: Schema.Schema<A, I>, json: string, whole: string): Effect.Effect<A, SandboxError> =>
  Effect.gen(function* () {
    const document = yield* Effect.try({
      try: (): unknown => JSON.parse(json),
      // Its message quotes the text, which may hold a secret.
      catch: (error) => wrong(whole, `it is no JSON${lineOf(json, error)}: write one object in JSON`)
    })
    return yield* Effect.mapError(Schema.decodeUnknown(schema, { onExcessProperty: "error" })(document), (error) => {
      const [issue] = ParseResult.ArrayFormatter.formatErrorSync(error)
      return issue === undefined
        ? wrong(whole, "it is not as its schema says")
        : wrong(placeOf(issue.path) || whole, adviceOf(issue))
    })
  })

/** ` (line 3)`, where the engine says at which character it stopped. */
const lineOf = (json: string, error: unknown): string => {
  const [, position] = /at position (\d+)/.exec(String(error)) ?? []
  return position === undefined ? "" : ` (line ${json.slice(0, Number(position)).split("\n").length})`
}

/**
 * The options that a file holds. The directories of its collections are relative to it.
 *
 * @since 0.1.0
 * @category parsing
 */
export const read = (path: string): Effect.Effect<OptionsFile, SandboxError> =>
  Effect.gen(function* () {
    const json = yield* Effect.tryPromise({
      try: () => readFile(path, "utf8"),
      catch: () => wrong("--config", `"${path}" cannot be read: give the path of a JSON file`)
    })
    // Editors of Windows begin a file with a byte order mark.
    const { $schema, collections, ...options } = yield* parse(
      OptionsFile,
      json.replace(/^\uFEFF/, ""),
      `--config ${path}`
    )
    return {
      ...options,
      ...(collections === undefined
        ? {}
        : { collections: collections.map((one) => ({ ...one, root: resolve(dirname(path), one.root) })) })
    }
  })
