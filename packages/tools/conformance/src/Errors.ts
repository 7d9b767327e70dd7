/**
 * errors.json: each recorded body of an error, served over HTTP to a call of ours, is read as the Python SDK reads it.
 * Connections that fail, and what a service wants of the user, are held in modules of their own.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import { isApiError } from "@effect-globus/sdk/GlobusError"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import { documentOf, ours, recorded, RecordedError } from "./ErrorReading.js"
import type { Ask } from "./ErrorServer.js"
import * as ErrorServer from "./ErrorServer.js"
import type { Finding } from "./Judgement.js"
import { failed, judge, mismatches } from "./Judgement.js"
import * as NetworkFailures from "./NetworkFailures.js"
import { errorDifferences } from "./ErrorDifferences.js"
import { hold, rows } from "./RecordedFile.js"
import * as RecordedRequirements from "./RecordedRequirements.js"
import type { Verdict } from "./Verdict.js"

const holdError =
  (ask: Ask) =>
  (row: RecordedError): Effect.Effect<Finding> =>
    Effect.gen(function* () {
      const document = documentOf(row)
      const expected = recorded(row, document)
      const { pathname } = new URL(row.request.url)
      const findings: Array<Finding> = []
      // Each client of ours reads it once.
      const classes = Arr.dedupeWith(
        [row.errorClass, ...row.sameFor],
        (a, b) => ErrorServer.clientOf(a) === ErrorServer.clientOf(b)
      )
      for (const errorClass of classes) {
        const error = yield* ask(row, { method: row.request.method, path: pathname, errorClass })
        if (!isApiError(error)) return failed(`${errorClass}: it is ${error?._tag ?? "a success"}`)
        const reading = ours(error, document)
        findings.push(
          judge(
            { row, document, recorded: expected, ours: reading },
            mismatches({
              tag: [expected.tag, reading.tag],
              status: [expected.status, reading.status],
              method: [expected.method, reading.method],
              code: [expected.code, reading.code],
              message: [expected.message, reading.message],
              requestId: [expected.requestId, reading.requestId],
              requirements: [expected.requirements, reading.requirements],
              errors: [expected.errors, reading.errors]
            }),
            errorDifferences
          )
        )
      }
      return findings.find(({ outcome }) => outcome === "failed") ?? findings[0] ?? failed("No class reads it")
    })

/** The verdicts of errors.json in a folder. */
export const verdicts = (folder: string): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const ask = yield* ErrorServer.make
    return yield* hold(folder, "errors", {
      errors: rows({ schema: RecordedError, subject: (row) => row.errorClass, hold: holdError(ask) }),
      network: NetworkFailures.part,
      gare: RecordedRequirements.conversions(ask),
      gareFromDict: RecordedRequirements.strict
    })
  }).pipe(Effect.scoped, Effect.orDie)
