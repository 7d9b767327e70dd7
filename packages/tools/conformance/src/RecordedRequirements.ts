/**
 * `gare` and `gareFromDict` of `errors.json`: what a service requires of the user, which the Python SDK converts to a GARE.
 * Ours are `AuthRequirements`, read from canonical and older forms, and written as a GARE again.
 */
import { isApiError } from "@effect-globus/sdk/GlobusError"
import * as AuthRequirements from "@effect-globus/sdk/AuthRequirements"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { documentOf, isBorrowed, knownParameters, RecordedAnswer } from "./ErrorReading.js"
import type { Ask } from "./ErrorAnswers.js"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import { rows } from "./RecordedFile.js"
import type { Finding } from "./Verdict.js"
import { failed, passed } from "./Verdict.js"
import { isDeepStrictEqual } from "node:util"

const Members = Schema.Record({ key: Schema.String, value: Schema.Unknown })

const Gare = Schema.Struct({ fields: Schema.Struct({ authorization_parameters: Members }) })

const Input = Schema.Union(
  Schema.Struct({ kind: Schema.Literal("api_error"), ...RecordedAnswer.fields }),
  Schema.Struct({ kind: Schema.Literal("dict", "subdocument"), document: Schema.Unknown })
)
type Input = typeof Input.Type

const Conversion = Schema.Union(
  Schema.Struct({
    fn: Schema.Literal("to_gare"),
    input: Input,
    /** Null or absent: it is none, or Python raises. */
    gare: Schema.optional(Schema.NullOr(Gare))
  }),
  Schema.Struct({
    fn: Schema.Literal("to_gares"),
    inputs: Schema.Array(Input),
    /** Absent: Python raises. */
    gares: Schema.optional(Schema.Array(Gare))
  })
)

const Strict = Schema.Struct({
  class: Schema.Literal("GARE", "GlobusAuthorizationParameters"),
  document: Schema.Unknown,
  gare: Schema.optional(Gare),
  result: Schema.optional(Schema.Struct({ fields: Members })),
  error: Schema.optional(Schema.String)
})

/** The recorded parameters, and ours. */
export interface HeldRequirements {
  readonly document: unknown
  readonly recorded: Readonly<Record<string, unknown>>
  readonly ours: Readonly<Record<string, unknown>> | undefined
}

/** Separates the error's message, which Python takes for the requirements' own in older forms. */
const split = (documents: ReadonlyArray<unknown>, parameters: Readonly<Record<string, unknown>>) => {
  const { session_message, ...recorded } = knownParameters(parameters)
  return documents.every((document) => isBorrowed(session_message, document))
    ? { recorded, message: session_message }
    : { recorded: knownParameters(parameters), message: undefined }
}

const judgeRequirements = (
  document: unknown,
  parameters: Readonly<Record<string, unknown>> | undefined,
  ours: AuthRequirements.AuthRequirements | undefined
): Finding => {
  const { message, recorded } = split([document], parameters ?? {})
  const held = { document, recorded, ours: ours && { ...ours } }
  return Judge.judge(
    compare({
      requirements: [parameters === undefined ? undefined : recorded, held.ours],
      message: [message, undefined],
      "written again": [ours, ours && AuthRequirements.fromDocument(AuthRequirements.toDocument(ours))]
    }),
    { kind: "requirements", facts: held }
  )
}

/** The document of an input. If it came in an answer, our error must have the document's requirements. */
const documentIn = (ask: Ask, input: Input): Effect.Effect<Finding | { readonly document: unknown }> => {
  if (input.kind !== "api_error") return Effect.succeed({ document: input.document })
  return Effect.map(ask(input, { method: "GET", path: "/", errorClass: input.errorClass }), (error) => {
    if (!isApiError(error)) return failed(`It is ${error?._tag ?? "a success"}`)
    const document = documentOf(input)
    const inDocument = AuthRequirements.fromDocument(document)
    return isDeepStrictEqual(error.requirements, inDocument)
      ? { document }
      : failed("The error has other requirements than its document")
  })
}

const exact = { kind: "exact", facts: undefined } as const

/** Several in any order, each once. */
const asSet = (list: ReadonlyArray<unknown>) =>
  [...new Set(list.map((item) => JSON.stringify(Object.entries(Object(item)).sort())))].sort()

const judgeAll = (documents: ReadonlyArray<unknown>, gares: ReadonlyArray<typeof Gare.Type>): Finding => {
  const ours = documents.flatMap((document) => AuthRequirements.allFromDocument(document))
  const found = gares.map(({ fields }) => split(documents, fields.authorization_parameters))
  return Judge.judge(compare({ requirements: [asSet(found.map(({ recorded }) => recorded)), asSet(ours)] }), exact)
}

/** `to_gare`: one document, or the answer that it came in. `to_gares`: all requirements in several documents. */
export const conversions = (ask: Ask) =>
  rows({
    schema: Conversion,
    subject: ({ fn }) => fn,
    hold: (row) =>
      Effect.map(
        Effect.forEach(row.fn === "to_gares" ? row.inputs : [row.input], (input) => documentIn(ask, input)),
        (found) => {
          const wrong = found.find((one) => "outcome" in one)
          if (wrong !== undefined) return wrong
          const documents = found.flatMap((one) => ("document" in one ? [one.document] : []))
          return row.fn === "to_gares"
            ? judgeAll(documents, row.gares ?? [])
            : judgeRequirements(
                documents[0],
                row.gare?.fields.authorization_parameters,
                AuthRequirements.fromDocument(documents[0])
              )
        }
      )
  })

const isGare = Schema.is(AuthRequirements.Gare)

/** The strict reading, which is that of `AuthRequirements.Gare`. */
export const strict = rows({
  schema: Strict,
  subject: (row) => row.class,
  hold: (row) => {
    const document = row.class === "GARE" ? row.document : { code: "C", authorization_parameters: row.document }
    const parameters = row.class === "GARE" ? row.gare?.fields.authorization_parameters : row.result?.fields
    if (parameters === undefined && row.error === undefined)
      return Effect.succeed(failed("It says neither result nor error"))
    if (isGare(document) !== (parameters !== undefined))
      return Effect.succeed(failed(`Strictly it is ${isGare(document) ? "a" : "no"} GARE`))
    return Effect.succeed(
      parameters === undefined
        ? passed
        : judgeRequirements(document, parameters, AuthRequirements.fromDocument(document))
    )
  }
})
