/**
 * Corpora that the harness has not seen. Rows of known corpora get other ids, texts, statuses and headers, and must get the
 * same verdicts by the same rules, since no verdict may depend on a particular id or text.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import { expect, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { fileURLToPath } from "node:url"
import * as Judge from "../src/Judge.js"
import type { Verdict } from "../src/Verdict.js"
import { live, small, verdictsOf, verdictsOfSmall, withSmall } from "./corpora.js"

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

/** Another UUID for each, always the same one. */
const otherIds = (text: string): string =>
  text.replace(uuid, (id) => {
    const digits = createHash("sha256").update(id.toLowerCase()).digest("hex")
    const other = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
    return /[A-F]/.test(id) ? other.toUpperCase() : other
  })

/** Other words for names, paths, people and hosts. */
const otherTexts = (text: string): string =>
  text
    .replaceAll("scan", "probe")
    .replaceAll("beam", "ring")
    .replaceAll("raw", "cooked")
    .replaceAll("ada@", "grace@")
    .replaceAll("things.example.org", "objects.example.net")
    .replaceAll("foo.api.globus.org", "quux.api.globus.org")

/** A header that a recorder takes, and HTTP does not carry as it is. */
const oddHeaders = { "X-Odd": "日本\u0000", "Bad Name": "x", "X-Lines": "a\r\nb\tc" }

interface Row {
  readonly [name: string]: unknown
  readonly id: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The row with another answer in each exchange. */
const answered = (row: Row, change: (answer: Readonly<Record<string, unknown>>) => object): Row => ({
  ...row,
  exchanges: (Array.isArray(row["exchanges"]) ? row["exchanges"] : []).map((exchange: unknown) =>
    isObject(exchange) && isObject(exchange["response"]) && "status" in exchange["response"]
      ? { ...exchange, response: change(exchange["response"]) }
      : exchange
  )
})

const withOddHeaders = (row: Row): Row =>
  answered(row, (answer) => ({
    ...answer,
    headers: { ...(isObject(answer["headers"]) ? answer["headers"] : {}), ...oddHeaders }
  }))

const isRow = (value: unknown): value is Row => isObject(value) && typeof value["id"] === "string"

/** The rows of a file with another text, one of `each`. */
const rowsOf = (folder: string, file: string, each: number, change: (text: string) => string = (text) => text) =>
  Effect.map(
    Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(`${folder}/${file}`)),
    (text) =>
      text
        .split("\n")
        .filter((line, place) => line !== "" && place % each === 0)
        .map((line): unknown => JSON.parse(change(line)))
        .filter(isRow)
  )

/** What is said of a row, without the texts of the row. */
const told = (verdict: Verdict) => [verdict.id, verdict.outcome, ...Judge.namesIn(verdict)].join(" | ")

layer(withSmall, { ...live, timeout: "2 minutes" })("a corpus that the harness has not seen", (it) => {
  it.effect("gets the same verdicts with other ids, other texts and odd headers in its answers", () =>
    Effect.gen(function* () {
      const [vectors, helpers] = yield* Effect.all([
        rowsOf(small, "vectors.jsonl", 4, (line) => otherTexts(otherIds(line))),
        rowsOf(small, "helpers.jsonl", 1, (line) => otherTexts(otherIds(line)))
      ])
      const found = yield* verdictsOf({ "vectors.jsonl": vectors.map(withOddHeaders), "helpers.jsonl": helpers })
      const known = new Map((yield* verdictsOfSmall).map((verdict) => [`${verdict.section} ${verdict.id}`, verdict]))
      const expected = found.map(({ id, section }) => known.get(`${section} ${otherTexts(id)}`) ?? { id })
      expect(found.length).toBeGreaterThan(110)
      expect(found.map(told)).toStrictEqual(
        expected.map((verdict) => ("outcome" in verdict ? told(verdict) : verdict.id))
      )
    })
  )

  it.effect("does not fail with ids in capitals", () =>
    Effect.gen(function* () {
      const rows = yield* rowsOf(small, "vectors.jsonl", 7, (line) => line.replace(uuid, (id) => id.toUpperCase()))
      const found = yield* verdictsOf({ "vectors.jsonl": rows })
      expect(found.filter(({ outcome }) => outcome === "failed")).toStrictEqual([])
      expect(found.filter((verdict) => Judge.namesIn(verdict).includes("ids in capitals")).length).toBeGreaterThan(10)
    })
  )

  it.effect("does not fail with other statuses of errors, also those that HTTP does not have", () =>
    Effect.gen(function* () {
      const errors = (yield* rowsOf(small, "vectors.jsonl", 1)).filter(
        ({ exchanges, outcome }) =>
          Array.isArray(exchanges) &&
          exchanges.length === 1 &&
          isObject(outcome) &&
          typeof outcome["httpStatus"] === "number" &&
          outcome["httpStatus"] >= 400
      )
      const rows = errors.flatMap((row) =>
        [199, 451, 501, 600, 999].map((status) => ({
          ...answered(row, (answer) => ({ ...answer, status })),
          id: `${row.id} ${status}`,
          outcome: { ...Object(row["outcome"]), httpStatus: status }
        }))
      )
      expect(rows.length).toBeGreaterThan(20)
      const found = yield* verdictsOf({ "vectors.jsonl": rows })
      expect(found.filter(({ outcome }) => outcome === "failed")).toStrictEqual([])
    })
  )

  it.effect("is not yet held for unknown clients, operations and authorizers, and fails for unknown answers", () =>
    Effect.gen(function* () {
      const [row] = yield* rowsOf(small, "vectors.jsonl", 1)
      if (row === undefined) return yield* Effect.dieMessage("no rows")
      const found = yield* verdictsOf({
        "vectors.jsonl": [
          { ...row, client: "ThingsClientV9" },
          { ...row, operation: "operation_teleport" },
          { ...row, clientConfig: { ...Object(row["clientConfig"]), authorizer: "JWTAuthorizer" } },
          answered(row, (answer) => ({ ...answer, bodyKind: "cbor", body: 7 })),
          answered(row, (answer) => ({ ...answer, status: "200" })),
          answered(row, (answer) => ({ ...answer, status: -1 }))
        ]
      })
      expect(found.map(({ outcome }) => outcome)).toStrictEqual([
        "not yet",
        "not yet",
        "not yet",
        "failed",
        "failed",
        "failed"
      ])
    })
  )

  it.effect("may be a part of the recordings beside the repository, with other ids and texts", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = fileURLToPath(new URL("../../../../../shared/wire", import.meta.url))
      // A clone has no such folder: the small corpus stands for it above.
      if (!(yield* fs.exists(folder))) return
      const rows = yield* rowsOf(folder, "vectors.jsonl", 29, (line) => otherTexts(otherIds(line)))
      const found = yield* verdictsOf({ "vectors.jsonl": rows.map(withOddHeaders) })
      expect(found.length).toBeGreaterThan(40)
      expect(found.filter(({ outcome }) => outcome === "failed")).toStrictEqual([])
    })
  )
})
