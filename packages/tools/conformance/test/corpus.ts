/** A corpus of the test's own: one file in a folder that goes away with the scope. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { expect } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { recordedDifferences } from "../src/RecordedDifferences.js"
import type { Verdict } from "../src/Verdict.js"

type Verdicts = (folder: string) => Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem>

/** The verdicts of a file with this text; undefined: there is no such file. */
export const ofText = (verdicts: Verdicts, section: string, text: string | undefined) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped()
    if (text !== undefined) yield* files.writeFileString(`${folder}/${section}.json`, text)
    return yield* verdicts(folder)
  }).pipe(Effect.scoped, Effect.provide(NodeContext.layer))

export const of = (verdicts: Verdicts, section: string, document: unknown) =>
  ofText(verdicts, section, JSON.stringify(document))

export const outcomes = (verdicts: ReadonlyArray<Verdict>) => verdicts.map(({ outcome }) => outcome)

/** The differences that no verdict was excused by. */
export const unused = (section: string, verdicts: ReadonlyArray<Verdict>) =>
  (recordedDifferences[section] ?? []).filter(
    ({ ours, why }) =>
      !verdicts.some(({ detail, outcome }) => outcome === "by design" && detail.includes(`${ours}: ${why}`))
  )

/** Whatever stands in a file, there are verdicts of it. */
export const neverCrashes = (verdicts: Verdicts, section: string, key: string) =>
  Effect.gen(function* () {
    expect(yield* ofText(verdicts, section, undefined)).toEqual([])
    for (const text of ["", "{", "null", "[]", "7"]) {
      expect([text, outcomes(yield* ofText(verdicts, section, text))]).toEqual([text, ["failed"]])
    }
    expect(yield* of(verdicts, section, { sdkVersion: "9.9.9", later: [{}] })).toEqual([])
    expect(outcomes(yield* of(verdicts, section, { [key]: "no list" }))).toEqual(["failed"])
    const strange = yield* of(verdicts, section, { [key]: [7, null, {}, []] })
    expect(strange.map(({ id, outcome }) => [id, outcome])).toEqual(
      [0, 1, 2, 3].map((index) => [`${key}[${index}]`, "failed"])
    )
    expect(strange[0]?.detail).toContain("It can not be understood: ")
  })
