/**
 * `gare` and `gareFromDict` of errors.json: what a service wants of the user, as the Python SDK converts it to a GARE.
 * Our client has no GARE of its own yet; it has `AuthRequirements`, and its promise is held: the parameters that it
 * knows are read out of canonical and of older forms.
 */
import { isApiError } from "@effect-globus/sdk/GlobusError"
import * as AuthRequirements from "@effect-globus/sdk/AuthRequirements"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { documentOf, isBorrowed, knownParameters, RecordedAnswer } from "./ErrorReading.js"
import type { Ask } from "./ErrorServer.js"
import type { Finding } from "./Judgement.js"
import { failed, judge, mismatches, notYet, passed } from "./Judgement.js"
import { requirementDifferences } from "./ErrorDifferences.js"
import { rows } from "./RecordedFile.js"

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
  Schema.Struct({ fn: Schema.Literal("to_gares"), inputs: Schema.Array(Input) })
)

const Strict = Schema.Struct({
  class: Schema.Literal("GARE", "GlobusAuthorizationParameters"),
  document: Schema.Unknown,
  gare: Schema.optional(Gare),
  result: Schema.optional(Schema.Struct({ fields: Members })),
  error: Schema.optional(Schema.String)
})

/** What is held: the parameters that were recorded, and ours. */
export interface HeldRequirements {
  readonly document: unknown
  readonly recorded: Readonly<Record<string, unknown>>
  readonly ours: Readonly<Record<string, unknown>> | undefined
}

const compare = (held: HeldRequirements): Finding =>
  judge(held, mismatches({ requirements: [held.recorded, held.ours] }), requirementDifferences)

const judgeRequirements = (
  document: unknown,
  parameters: Readonly<Record<string, unknown>> | undefined,
  ours: AuthRequirements.AuthRequirements | undefined
): Finding => {
  if (parameters === undefined) {
    return ours === undefined
      ? passed
      : notYet("What is no GARE: AuthRequirements reads more than Python takes for one")
  }
  const held = { document, recorded: knownParameters(parameters), ours: ours && { ...ours } }
  const { session_message, ...recorded } = held.recorded
  if (session_message === undefined || !isBorrowed(session_message, document)) return compare(held)
  const rest = compare({ ...held, recorded })
  return rest.outcome === "failed" ? rest : notYet("The message of an older form in the requirements themselves")
}

const convert = (
  ask: Ask,
  input: Input
): Effect.Effect<Finding | [unknown, AuthRequirements.AuthRequirements | undefined]> =>
  input.kind === "api_error"
    ? Effect.map(ask(input, { method: "GET", path: "/", errorClass: input.errorClass }), (error) =>
        isApiError(error) ? [documentOf(input), error.requirements] : failed(`It is ${error?._tag ?? "a success"}`)
      )
    : Effect.succeed([input.document, AuthRequirements.fromDocument(input.document)])

/** `to_gare`: one document, or the answer that it came in. `to_gares`: several, and there is nothing like it here. */
export const conversions = (ask: Ask) =>
  rows({
    schema: Conversion,
    subject: ({ fn }) => fn,
    hold: (row) =>
      row.fn === "to_gares"
        ? Effect.succeed(notYet("All requirements of several errors: an error has those of the first"))
        : Effect.map(convert(ask, row.input), (found) =>
            "outcome" in found
              ? found
              : judgeRequirements(found[0], row.gare?.fields.authorization_parameters, found[1])
          )
  })

/** The strict reading: what it takes is held; refusing the rest is not promised yet. */
export const strict = rows({
  schema: Strict,
  subject: (row) => row.class,
  hold: (row) => {
    const document = row.class === "GARE" ? row.document : { authorization_parameters: row.document }
    const parameters = row.class === "GARE" ? row.gare?.fields.authorization_parameters : row.result?.fields
    if (parameters === undefined && row.error === undefined)
      return Effect.succeed(failed("It says neither result nor error"))
    return Effect.succeed(
      parameters === undefined
        ? notYet("Refusing a document that is not strictly canonical")
        : judgeRequirements(document, parameters, AuthRequirements.fromDocument(document))
    )
  }
})
