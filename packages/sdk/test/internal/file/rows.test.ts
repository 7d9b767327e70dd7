import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { MalformedJson, RowSplitter, TooLong } from "../../../src/internal/file/rows.js"

/** A text in pieces of so many bytes each, over and over. */
const pieces = (text: string, sizes: ReadonlyArray<number>): ReadonlyArray<Uint8Array> => {
  const bytes = new TextEncoder().encode(text)
  const cut: Array<Uint8Array> = []
  for (let start = 0, turn = 0; start < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    cut.push(bytes.slice(start, start + size))
    start += size
  }
  return cut
}

/** The elements, and the document without them; undefined: it is malformed. */
const split = (text: string, sizes: ReadonlyArray<number>, member = "DATA") => {
  const splitter = new RowSplitter(member, Infinity)
  try {
    const rows = pieces(text, sizes).flatMap((bytes) => {
      const rows = splitter.push(bytes)
      // What was handed over may be written over.
      bytes.fill(0x22)
      return rows
    })
    const last = splitter.end()
    return { rows: [...rows, ...last.rows], document: last.document }
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedJson)
    return undefined
  }
}

/** Text that looks like the structure around it. */
const hostile = FastCheck.oneof(
  FastCheck.string({ unit: "binary" }),
  FastCheck.constantFrom("},{", '"DATA":[', "\\", '\\"', "]}", ',"DATA":[{', "[[", "ä€😀", "\u2028", "")
)

const { value: values } = FastCheck.letrec<{ value: unknown }>((tie) => ({
  value: FastCheck.oneof(
    { depthSize: "small" },
    hostile,
    FastCheck.double({ noNaN: true, noDefaultInfinity: true }),
    FastCheck.constantFrom(null, true, false),
    FastCheck.array(tie("value"), { maxLength: 3 }),
    FastCheck.dictionary(FastCheck.oneof(hostile, FastCheck.constant("DATA")), tie("value"), { maxKeys: 3 })
  )
}))

const documents = FastCheck.record({
  before: FastCheck.dictionary(
    hostile.map((name) => `a${name}`),
    values,
    { maxKeys: 2 }
  ),
  rows: FastCheck.array(values, { maxLength: 5 }),
  after: FastCheck.dictionary(
    hostile.map((name) => `z${name}`),
    values,
    { maxKeys: 2 }
  )
}).map(({ after, before, rows }) => ({ rows, document: { ...before, DATA: rows, ...after } }))

const spaces = FastCheck.constantFrom(undefined, 1, "\t", "\n \r\n")
const sizes = FastCheck.array(FastCheck.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 })

describe("rows cut out of a document as its bytes arrive", () => {
  it("are those of the whole document, wherever the bytes are cut", () => {
    FastCheck.assert(
      FastCheck.property(documents, spaces, sizes, ({ document, rows }, space, sizes) => {
        // As JSON has them: it knows no negative zero.
        const written: unknown = JSON.parse(JSON.stringify({ rows, document: { ...document, DATA: [] } }))
        expect(split(JSON.stringify(document, null, space), sizes)).toEqual(written)
      }),
      { numRuns: 1_000 }
    )
  })

  it("are given only of what JSON.parse takes", () => {
    const text = documents.map(({ document }) => JSON.stringify(document))
    const broken = FastCheck.tuple(
      text,
      FastCheck.nat(),
      FastCheck.nat({ max: 3 }),
      FastCheck.constantFrom("", ",", "[", "]", "{", "}", '"')
    ).map(([text, place, length, other]) => {
      const at = place % (text.length + 1)
      return text.slice(0, at) + other + text.slice(at + length)
    })
    FastCheck.assert(
      FastCheck.property(broken, sizes, (text, sizes) => {
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        expect(split(text, sizes) !== undefined).toBe(isJson)
      }),
      { numRuns: 2_000 }
    )
  })

  for (const text of [
    '{"DATA":[{"a":1},{"a":2},]}',
    '{"DATA":[{"a":1},]}',
    '{"DATA":[,{"a":1}]}',
    '{"DATA":[{"a":1},,{"a":2}]}',
    '{"DATA":[1,]}',
    '{"DATA":[[1],{"a":[},{]}]}'
  ]) {
    it(`are refused in ${text}, however it is cut`, () => {
      for (let size = 1; size <= text.length; size++) expect(split(text, [size])).toBeUndefined()
    })
  }

  it("come as soon as they are whole", () => {
    const splitter = new RowSplitter("DATA", Infinity)
    const bytes = (text: string) => new TextEncoder().encode(text)
    expect(splitter.push(bytes('{"total":3,"DATA":[{"a":1}'))).toEqual([])
    expect(splitter.push(bytes(',{"a":2},{"a"'))).toEqual([{ a: 1 }, { a: 2 }])
    expect(splitter.push(bytes(':3}],"more":[1,2]}'))).toEqual([])
    expect(splitter.end()).toEqual({ rows: [{ a: 3 }], document: { total: 3, DATA: [], more: [1, 2] } })
  })

  it("stay in the document where the array is not one of its members", () => {
    for (const document of [
      { inner: { DATA: [1] } },
      [{ DATA: [1] }],
      { data: [1] },
      "DATA",
      null,
      { DATA: { a: [1] } }
    ]) {
      expect(split(JSON.stringify(document), [7])).toEqual({ rows: [], document })
    }
    // A name that is spelled so is found by the parser alone.
    expect(split('{"\\u0044ATA":[1]}', [7])).toEqual({ rows: [], document: { DATA: [1] } })
  })
})

describe("what is held of a document", () => {
  /** What a splitter says of a text in pieces: how many rows, or what there is too much of. */
  const held = (text: string, size: number, limit: number) => {
    const splitter = new RowSplitter("DATA", limit)
    try {
      const rows = pieces(text, [size]).reduce((count, bytes) => count + splitter.push(bytes).length, 0)
      return rows + splitter.end().rows.length
    } catch (error) {
      return error instanceof TooLong ? error.part : error
    }
  }
  const limit = 1000

  const row = (length: number) => JSON.stringify({ a: "x".repeat(length - 8) })
  const sizes = [1, 7, 100, 999, 5000]

  it("may be as much as the limit, for an element and for what stands around them", () => {
    const rows = Array.from({ length: 50 }, () => row(990))
    for (const between of [",", " ,", ", "]) {
      const text = `{"note":"${"y".repeat(900)}","DATA":[${rows.join(between)}]}`
      for (const size of sizes) expect([size, held(text, size, limit)]).toEqual([size, 50])
    }
    // Elements between which nothing tells where one ends.
    const numbers = `{"DATA":[${Array.from({ length: 5000 }, (_, index) => index).join(",")}]}`
    for (const size of sizes) expect([size, held(numbers, size, limit)]).toEqual([size, 5000])
  })

  it("is no more, wherever the bytes are cut: of an element", () => {
    const objects = `{"DATA":[${row(10)},${row(2000)},${row(10)}`
    for (const text of [
      objects,
      `{"DATA":["${"x".repeat(2000)}`,
      `{"DATA":[${"[".repeat(2000)}`,
      `{"DATA":[${"1".repeat(2000)}`
    ]) {
      for (const size of sizes) expect([size, held(text.slice(0, 2000), size, limit)]).toEqual([size, "row"])
    }
  })

  it("is no more, wherever the bytes are cut: of what stands around them", () => {
    for (const text of [
      `{"note":"${"x".repeat(2000)}","DATA":[]}`,
      `{"note":[${"1,".repeat(1000)}1],"DATA":[]}`,
      `{"DATA":[],"note":"${"x".repeat(2000)}"}`,
      // Half before the array, half behind it.
      `{"note":"${"x".repeat(600)}","DATA":[1],"more":"${"x".repeat(600)}"}`,
      `{"\\u0044ATA":[${"1,".repeat(1000)}1]}`,
      `{"data":${"[".repeat(2000)}`,
      " ".repeat(2000)
    ]) {
      for (const size of sizes) expect([size, held(text, size, limit)]).toEqual([size, "envelope"])
    }
  })

  it("costs as much as there is to read, and no more", () => {
    const texts: ReadonlyArray<readonly [string, (count: number) => string]> = [
      ["many arrays", (count) => `{${'"a":[],'.repeat(count)}"DATA":[]}`],
      ["many arrays behind", (count) => `{"DATA":[]${',"a":[]'.repeat(count)}}`],
      ["many arrays in an array", (count) => `{"a":[[]${",[]".repeat(count)}],"DATA":[]}`],
      ["names that are nearly it", (count) => `{${'"DATA" :{"DATA":[]},'.repeat(count)}"DATA":[]}`],
      ["blanks", (count) => `{"a":1,${" ".repeat(count * 4)}"DATA":[],"b":[]}`],
      ["what looks like an end", (count) => `{"DATA":["${"},{".repeat(count)}"]}`],
      ["elements with blanks between", (count) => `{"DATA":[{}${", {}".repeat(count)}]}`],
      ["braces", (count) => `{"DATA":["${"{".repeat(count * 4)}"]}`],
      ["one element of many", (count) => `{"DATA":[[${"{},".repeat(count)}{}]]}`]
    ]
    /** Milliseconds of this process, the least of some. */
    const cost = (text: string, size: number) => {
      const cut = pieces(text, [size])
      const once = () => {
        const before = process.cpuUsage()
        const splitter = new RowSplitter("DATA", Infinity)
        for (const bytes of cut) splitter.push(bytes)
        splitter.end()
        const { system, user } = process.cpuUsage(before)
        return (system + user) / 1000
      }
      return Math.min(once(), once(), once())
    }
    for (const [what, text] of texts) {
      for (const size of [64 * 1024, 100]) {
        cost(text(1000), size)
        // Sixteen times the text: the square of it would be 256 times as much. A pause of the process is none of the
        // cost, so what is too much must be so each time.
        const grows = () => cost(text(64_000), size) / Math.max(cost(text(4000), size), 1)
        const least = Math.min(...[grows()].flatMap((first) => (first < 64 ? [first] : [first, grows(), grows()])))
        expect([what, size, least < 64]).toEqual([what, size, true])
      }
    }
  })
})
