import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import type { File } from "@effect-globus/sdk/transfer/File"
import * as Filter from "../../src/transfer/Filter.js"
import { fields } from "../../src/transfer/Listing.js"

const files: ReadonlyArray<File> = [
  { name: "a.txt", type: "file", size: 10, last_modified: "2024-01-01 00:00:00+00:00" },
  { name: "B.TXT", type: "file", size: 20, last_modified: "2024-02-01 12:30:00+00:00" },
  { name: "c.h5", type: "file", size: 30, last_modified: "2024-03-01 00:00:00+00:00" },
  { name: "dir.txt", type: "dir", size: 4096, last_modified: "2024-01-15 00:00:00+00:00" },
  { name: "gone", type: "invalid_symlink", size: null, last_modified: null }
]

const named = (...expressions: ReadonlyArray<string>) =>
  Either.map(Filter.parseAll(fields, expressions), (accepts) => files.filter(accepts).map(({ name }) => name))

const file = FastCheck.record({
  name: FastCheck.stringOf(FastCheck.constantFrom("a", "A", "b", ".", "t"), { maxLength: 5 }),
  type: FastCheck.constantFrom("file", "dir"),
  size: FastCheck.nat(50)
})

describe("Filter", () => {
  it.each([
    ["", ["a.txt", "B.TXT", "c.h5", "dir.txt", "gone"]],
    ["name:~*.txt", ["a.txt", "dir.txt"]],
    ["name:~*.txt/type:file", ["a.txt"]],
    ["name:txt", ["a.txt", "B.TXT", "dir.txt"]],
    ["name:=a.txt", ["a.txt"]],
    ["name:=A.txt", []],
    ["name:!a.txt/type:file", ["B.TXT", "c.h5"]],
    ["name:!~*.txt/type:file,dir", ["B.TXT", "c.h5"]],
    ["name:~a*,~c*", ["a.txt", "c.h5"]],
    ["name:!a.txt,!c.h5/type:file", ["B.TXT"]],
    ["type:dir", ["dir.txt"]],
    ["size:>20", ["c.h5", "dir.txt"]],
    ["size:>=20/size:<4096", ["B.TXT", "c.h5"]],
    ["size:10,30", ["a.txt", "c.h5"]],
    ["last_modified:2024-01-10,2024-02-02", ["B.TXT", "dir.txt"]],
    ["last_modified:2024-02-01T12:30:00,", ["B.TXT", "c.h5"]],
    ["last_modified:,2024-01-01 01:00:00+01:00", ["a.txt"]]
  ])("%j finds %j", (expression, names) => {
    expect(named(expression)).toEqual(Either.right(names))
  })

  it("takes repeated parameters as alternatives", () => {
    expect(named("type:dir", "name:=c.h5")).toEqual(Either.right(["c.h5", "dir.txt"]))
  })

  it.each([
    "name",
    "colour:red",
    "constructor:x",
    "size:big",
    "size:>1.5",
    "last_modified:yesterday,",
    "last_modified:,,"
  ])("refuses %j", (expression) => {
    expect(Either.isLeft(named(expression))).toBe(true)
  })

  it("splits every list in two by a test and its refusal", () => {
    const value = FastCheck.stringOf(FastCheck.constantFrom("a", "b", "*", "?", "."), { minLength: 1, maxLength: 4 })
    FastCheck.assert(
      FastCheck.property(FastCheck.array(file), value, FastCheck.constantFrom("~", ""), (rows, value, kind) => {
        const rest = (expression: string) => rows.filter(Either.getOrThrow(Filter.parse<File>(fields, expression)))
        const yes = rest(`name:${kind === "" ? "=" : kind}${value}`)
        const no = rest(`name:!${kind}${value}`)
        expect(yes.length + no.length).toBe(rows.length)
        expect(yes.filter((row) => no.includes(row))).toEqual([])
      })
    )
  })

  it("narrows by a further clause and widens by a further expression", () => {
    const clause = FastCheck.constantFrom("name:~a*", "size:>20", "type:dir", "name:!~*b", "size:<=10")
    FastCheck.assert(
      FastCheck.property(FastCheck.array(file), clause, clause, (rows, one, other) => {
        const count = (...expressions: ReadonlyArray<string>) =>
          rows.filter(Either.getOrThrow(Filter.parseAll<File>(fields, expressions))).length
        expect(count(`${one}/${other}`) + count(one, other)).toBe(count(one) + count(other))
      })
    )
  })

  it("reads the declaration's forms as the text they stand for", () => {
    expect(Filter.expressions(undefined)).toEqual([])
    expect(Filter.expressions(["a:1", { name: "~*", type: ["file", "dir"] }])).toEqual(["a:1", "name:~*/type:file,dir"])
  })
})
