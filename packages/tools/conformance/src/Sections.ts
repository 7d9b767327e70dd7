/** The files of a corpus, and the modules that hold our clients against them. */
import * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import * as AuthorizeUrls from "./AuthorizeUrls.js"
import * as Environments from "./Environments.js"
import * as Errors from "./Errors.js"
import * as Fixtures from "./Fixtures.js"
import * as Helpers from "./Helpers.js"
import * as Methods from "./Methods.js"
import * as Payloads from "./Payloads.js"
import * as PythonPage from "./PythonPage.js"
import * as Retries from "./Retries.js"
import * as Scopes from "./Scopes.js"
import * as Vectors from "./Vectors.js"
import * as Verdict from "./Verdict.js"

/** The folder holds no corpus. */
export class NoCorpus extends Data.TaggedError("NoCorpus")<{ readonly message: string }> {}

export interface Section {
  readonly file: string
  readonly verdicts: (
    folder: string
  ) => Effect.Effect<ReadonlyArray<Verdict.Verdict>, unknown, HttpClient.HttpClient | FileSystem.FileSystem>
}

export const sections: ReadonlyArray<Section> = [
  { file: "operations.json", verdicts: Methods.verdicts },
  { file: "operations.json", verdicts: PythonPage.verdicts },
  { file: "vectors.jsonl", verdicts: Vectors.verdicts },
  { file: "fixtures.jsonl", verdicts: Fixtures.verdicts },
  { file: "helpers.jsonl", verdicts: Helpers.verdicts },
  { file: "payloads.jsonl", verdicts: Payloads.verdicts },
  { file: "errors.json", verdicts: Errors.verdicts },
  { file: "authz_urls.json", verdicts: AuthorizeUrls.verdicts },
  { file: "environments.json", verdicts: Environments.verdicts },
  { file: "retry.json", verdicts: Retries.verdicts },
  { file: "scopes.json", verdicts: Scopes.verdicts }
]

/** If the harness itself fails, the section fails. */
const verdictsOf = (folder: string, { file, verdicts }: Section) =>
  Effect.catchAllCause(verdicts(folder), (cause) =>
    Effect.succeed<ReadonlyArray<Verdict.Verdict>>([
      { section: file, subject: "the harness", id: file, ...Verdict.failed(Cause.pretty(cause)) }
    ])
  )

/** The verdicts of all files that the folder has. Files may be missing. `tell` is called for each. */
export const run = (folder: string, tell: (file: string, rows: number) => Effect.Effect<void> = () => Effect.void) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const there = yield* Effect.filter(sections, ({ file }) => fs.exists(path.join(folder, file)))
    if (there.length === 0) {
      return yield* new NoCorpus({
        message: `${path.resolve(folder)} holds no recorded traffic: none of ${sections.map(({ file }) => file).join(", ")} is there`
      })
    }
    return yield* Effect.map(
      Effect.forEach(there, (section) =>
        Effect.tap(verdictsOf(folder, section), (verdicts) => tell(section.file, verdicts.length))
      ),
      (all) => all.flat()
    )
  })
