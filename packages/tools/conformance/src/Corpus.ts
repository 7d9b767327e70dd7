/**
 * The rows of a corpus, as its README describes them. They are open documents: members that the harness uses are checked,
 * and others are ignored. A row that cannot be read is told apart from one that can.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as path from "node:path"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

const Document = Schema.Record({ key: Schema.String, value: Schema.Unknown })

const Pairs = Schema.Array(Schema.Tuple(Schema.String, Schema.String))

/** What the Python SDK sent. */
const RecordedRequest = Schema.Struct({
  method: Schema.String,
  url: Schema.String,
  query: Pairs,
  headers: Schema.Record({ key: Schema.String, value: Schema.NullOr(Schema.String) }),
  /** `none`, `json`, `form`, `text` or `base64`. */
  bodyKind: Schema.String,
  body: Schema.optional(Schema.Unknown)
})

export interface RecordedRequest extends Schema.Schema.Type<typeof RecordedRequest> {}

const RecordedAnswer = Schema.Struct({
  /** Any number: the recorder took answers that HTTP cannot carry. */
  status: Schema.Number,
  headers: optional(Schema.Record({ key: Schema.String, value: Schema.String })),
  bodyKind: Schema.String,
  body: Schema.optional(Schema.Unknown)
})

export interface RecordedAnswer extends Schema.Schema.Type<typeof RecordedAnswer> {}

/** No answer: the name of the exception that the Python SDK's HTTP library raised. */
const RecordedException = Schema.Struct({ exception: Schema.String })

const Exchange = Schema.Struct({
  request: RecordedRequest,
  response: Schema.Union(RecordedException, RecordedAnswer)
})

export interface Exchange extends Schema.Schema.Type<typeof Exchange> {}

const Flow = Schema.Struct({ redirectUri: optional(Schema.String), verifier: optional(Schema.String) })

const ClientConfig = Schema.Struct({
  environment: optional(Schema.String),
  baseUrl: Schema.String,
  /** The name of an authorizer's class. */
  authorizer: optional(Schema.String),
  /** The name of an app's class. */
  app: optional(Schema.String),
  clientId: Schema.optional(Schema.Unknown),
  flowId: Schema.optional(Schema.Unknown),
  collectionId: Schema.optional(Schema.Unknown),
  flow: optional(Flow),
  retry: optional(Schema.Struct({ maxRetries: optional(Schema.Number) })),
  init: optional(Document)
})

const Outcome = Schema.Struct({
  ok: optional(Schema.Boolean),
  returnValue: Schema.optional(Schema.Unknown),
  error: optional(Schema.String),
  errorBases: optional(Schema.Array(Schema.String)),
  httpStatus: optional(Schema.Number),
  code: optional(Schema.Unknown),
  message: optional(Schema.Unknown)
})

export interface RecordedOutcome extends Schema.Schema.Type<typeof Outcome> {}

/** One call of a client's method, or one list read to its end. */
export const Vector = Schema.Struct({
  id: Schema.String,
  origin: Schema.String,
  extraKind: optional(Schema.String),
  client: Schema.String,
  operation: Schema.String,
  mode: Schema.String,
  clientConfig: ClientConfig,
  /** The arguments by the names of the Python method's parameters. */
  params: Document,
  pyTypes: optional(Schema.Record({ key: Schema.String, value: Schema.String })),
  unordered: optional(Schema.Boolean),
  paging: optional(Schema.Struct({ itemsKey: optional(Schema.String), maxTotalResults: optional(Schema.Number) })),
  exchanges: Schema.Array(Exchange),
  outcome: Outcome,
  /** In seconds. */
  sleeps: optional(Schema.Array(Schema.Number))
}).annotations({ identifier: "Vector" })

export interface Vector extends Schema.Schema.Type<typeof Vector> {}

/** A call of a helper of the Python SDK, and the calls of a client that it made. */
export const Helper = Schema.Struct({ ...Vector.fields, clientConfig: optional(Document) }).annotations({
  identifier: "Helper"
})

export interface Helper extends Schema.Schema.Type<typeof Helper> {}

/** An answer of the Python SDK's test data, and the request that it is for. */
export const Fixture = Schema.Struct({
  service: Schema.String,
  fixtureSet: Schema.String,
  case: Schema.String,
  index: optional(Schema.Number),
  urlService: Schema.String,
  method: Schema.String,
  path: Schema.String,
  url: Schema.String,
  status: Schema.Number,
  /** The answer's document. An answer without one has a text in `body`. */
  json: Schema.optional(Schema.Unknown),
  body: Schema.optional(Schema.Unknown),
  /** What the request must contain. */
  match: optional(Schema.Array(Schema.Struct({ matcher: Schema.String, params: Schema.optional(Schema.Unknown) })))
}).annotations({ identifier: "Fixture" })

export interface Fixture extends Schema.Schema.Type<typeof Fixture> {}

/** A document that a class of the Python SDK builds, at first or from the one before. */
export const Payload = Schema.Struct({
  class: Schema.String,
  /** `__init__`, or a method. */
  call: Schema.String,
  /** The arguments by the names of the parameters. */
  params: Document,
  pyTypes: optional(Schema.Record({ key: Schema.String, value: Schema.String })),
  before: optional(Document),
  after: optional(Document),
  /** The name of what Python raises, instead of a document. */
  error: optional(Schema.String)
}).annotations({ identifier: "Payload" })

export interface Payload extends Schema.Schema.Type<typeof Payload> {}

/** A method of a client of the Python SDK. */
export const Method = Schema.Struct({
  client: Schema.String,
  operation: Schema.String,
  http: Schema.Boolean,
  params: Schema.Array(Schema.Struct({ name: Schema.String }))
}).annotations({ identifier: "Method" })

export interface Method extends Schema.Schema.Type<typeof Method> {}

/** A line of a file. */
export interface Line<A> {
  /** From 1. */
  readonly number: number
  /** The line as JSON. Undefined: it is no JSON. */
  readonly json: unknown
  /** The row, or why it cannot be read. */
  readonly row: Either.Either<A, string>
}

/** The part of a vector that says whether there is anything to hold against it. */
export const Head = Schema.Struct({ client: Schema.String, operation: Schema.String, mode: Schema.String })

export interface Head extends Schema.Schema.Type<typeof Head> {}

/** Why a row cannot be read, in one line. */
export const reason = (error: ParseResult.ParseError): string =>
  ParseResult.ArrayFormatter.formatErrorSync(error)
    .slice(0, 3)
    .map(({ message, path }) => (path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`))
    .join("; ")

/** The text of a file. None: there is no such file. */
export const text = (folder: string, file: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const name = path.join(folder, file)
    return (yield* fs.exists(name))
      ? Option.some((yield* fs.readFileString(name)).replace(/^\ufeff/, ""))
      : Option.none()
  })

/** The rows of a JSON Lines file; no rows if the corpus has no such file. */
export const lines = <A, I>(folder: string, file: string, schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownEither(schema)
  const parse = Option.liftThrowable((line: string): unknown => JSON.parse(line))
  return Effect.map(text(folder, file), (text) =>
    Option.getOrElse(text, () => "")
      .split("\n")
      .map((line, index) => ({ line, number: index + 1 }))
      .filter(({ line }) => line.trim() !== "")
      .map(({ line, number }): Line<A> =>
        Option.match(parse(line), {
          onNone: () => ({ number, json: undefined, row: Either.left("it is no JSON") }),
          onSome: (json) => ({ number, json, row: Either.mapLeft(decode(json), reason) })
        })
      )
  )
}

/** The items under a key of a JSON file; no items if the corpus has no such file. */
export const items = <A, I>(folder: string, file: string, key: string, schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownEither(schema)
  const decodeFile = Schema.decodeUnknownEither(
    Schema.parseJson(Schema.Struct({ [key]: Schema.Array(Schema.Unknown) }))
  )
  return Effect.map(text(folder, file), (text): ReadonlyArray<Line<A>> => {
    if (Option.isNone(text)) return []
    const file = decodeFile(text.value)
    return Either.isLeft(file)
      ? [{ number: 1, json: undefined, row: Either.left(reason(file.left)) }]
      : (file.right[key] ?? []).map((item, index) => ({
          number: index + 1,
          json: item,
          row: Either.mapLeft(decode(item), reason)
        }))
  })
}
