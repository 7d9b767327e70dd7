/**
 * `errors.json`: our client must read each recorded body of an error as the Python SDK reads it. Connections that fail, and
 * what a service requires of the user, have modules of their own.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import { isApiError } from "@effect-globus/sdk/GlobusError"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import type { Ask } from "./ErrorAnswers.js"
import * as ErrorAnswers from "./ErrorAnswers.js"
import type { Reading } from "./ErrorReading.js"
import { documentOf, ours, recorded, RecordedError } from "./ErrorReading.js"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import * as NetworkFailures from "./NetworkFailures.js"
import { hold, rows } from "./RecordedFile.js"
import * as RecordedRequirements from "./RecordedRequirements.js"
import * as Verdict from "./Verdict.js"

/** A recorded error, and both readings of it. */
export interface HeldError {
  readonly row: RecordedError
  /** The body as JSON, whatever its media type is. Undefined: it is no JSON. */
  readonly document: unknown
  readonly recorded: Reading
  readonly ours: Reading
}

const judge = (held: HeldError): Verdict.Finding =>
  Judge.judge(
    compare({
      outcome: [held.recorded.tag, held.ours.tag],
      status: [held.recorded.status, held.ours.status],
      method: [held.recorded.method, held.ours.method],
      code: [held.recorded.code, held.ours.code],
      message: [held.recorded.message, held.ours.message],
      "request id": [held.recorded.requestId, held.ours.requestId],
      requirements: [held.recorded.requirements, held.ours.requirements],
      errors: [held.recorded.errors, held.ours.errors]
    }),
    { kind: "error", facts: held }
  )

const holdError =
  (ask: Ask) =>
  (row: RecordedError): Effect.Effect<Verdict.Finding> => {
    const document = documentOf(row)
    const { pathname } = new URL(row.request.url)
    // Each of our clients reads it once.
    const classes = Arr.dedupeWith(
      [row.errorClass, ...row.sameFor],
      (a, b) => ErrorAnswers.clientOf(a) === ErrorAnswers.clientOf(b)
    )
    return Effect.map(
      Effect.forEach(classes, (errorClass) =>
        Effect.map(ask(row, { method: row.request.method, path: pathname, errorClass }), (error) =>
          isApiError(error)
            ? judge({ row, document, recorded: recorded(row, document), ours: ours(error, document) })
            : Verdict.failed(`${errorClass}: it is ${error?._tag ?? "a success"}`)
        )
      ),
      Verdict.worst
    )
  }

/** The verdicts of `errors.json` in a folder. */
export const verdicts = (folder: string): Effect.Effect<ReadonlyArray<Verdict.Verdict>, never, FileSystem.FileSystem> =>
  Effect.flatMap(Effect.orDie(ErrorAnswers.make), (ask) =>
    hold(folder, "errors", {
      errors: rows({ schema: RecordedError, subject: (row) => row.errorClass, hold: holdError(ask) }),
      network: NetworkFailures.part,
      gare: RecordedRequirements.conversions(ask),
      gareFromDict: RecordedRequirements.strict
    })
  )
