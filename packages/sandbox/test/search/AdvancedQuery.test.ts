import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as AdvancedQuery from "../../src/search/AdvancedQuery.js"

const documents = {
  gold: { title: "Gold diffraction", energy: 20, tags: ["metal"], at: { line: "I03", day: "2024-03-05" } },
  iron: { title: "Iron EXAFS of a gold-free sample", energy: 12.5, tags: ["metal", "x-ray"], "a.b": "dotted" },
  lysozyme: { title: "Lysozyme diffraction", energy: 8, tags: ["protein"], "first name": "Ada", done: true }
}

const found = (q: string, isOr = false) =>
  Either.map(AdvancedQuery.parse(q, { isOr }), (holds) =>
    Object.entries(documents).flatMap(([name, document]) => (holds(document) ? [name] : []))
  )

const problem = (q: string) => Either.merge(Either.flip(Either.map(found(q), () => undefined)))

describe("the advanced syntax", () => {
  for (const [q, expected] of [
    ["gold", ["gold", "iron"]],
    ["GOLD diffraction", ["gold"]],
    ["diff", []],
    ["*", ["gold", "iron", "lysozyme"]],
    ["title:gold", ["gold", "iron"]],
    ["at.line:i03", ["gold"]],
    ["line:i03", []],
    [String.raw`a\.b:dotted`, ["iron"]],
    [String.raw`first\ name:ada`, ["lysozyme"]],
    [`title:"gold diffraction"`, ["gold"]],
    [`"diffraction gold"`, []],
    ["gold-free", ["iron"]],
    [String.raw`title:gold\-free`, ["iron"]],
    ["gold AND diffraction", ["gold"]],
    ["exafs OR lysozyme", ["iron", "lysozyme"]],
    ["exafs || lysozyme", ["iron", "lysozyme"]],
    ["gold && !exafs", ["gold"]],
    ["NOT gold", ["lysozyme"]],
    ["diffraction NOT gold", ["lysozyme"]],
    ["diffraction -gold", ["lysozyme"]],
    ["gold OR lysozyme AND energy:8", ["gold", "iron", "lysozyme"]],
    ["(gold OR lysozyme) AND energy:8", ["lysozyme"]],
    ["tags:(protein OR x)", ["iron", "lysozyme"]],
    ["tags:(metal AND NOT x-ray)", ["gold"]],
    ["tags:(metal AND title:iron)", ["iron"]],
    ["energy:12.5", ["iron"]],
    ["energy:12", []],
    ["done:true", ["lysozyme"]],
    ["energy:[8 TO 12.5]", ["iron", "lysozyme"]],
    ["energy:{8 TO 12.5]", ["iron"]],
    ["energy:[8 TO 12.5}", ["lysozyme"]],
    ["energy:[12 TO *]", ["gold", "iron"]],
    ["energy:>=12.5", ["gold", "iron"]],
    ["energy:(>8 AND <20)", ["iron"]],
    ["at.day:[2024-01-01 TO 2024-12-31]", ["gold"]],
    [`at.day:["2025-01-01" TO *]`, []],
    ["title:lyso*", ["lysozyme"]],
    ["g?ld", ["gold", "iron"]],
    ["g?d", []],
    ["tags:x-r*", ["iron"]],
    ["at.line:*", ["gold"]],
    ["at:*", ["gold"]],
    ["_exists_:at", ["gold"]],
    ["NOT _exists_:at.line", ["iron", "lysozyme"]],
    [String.raw`title:gol\*`, []],
    ["android OR or", []]
  ] as const) {
    it(`finds by ${q}`, () => {
      expect(found(q)).toStrictEqual(Either.right(expected))
    })
  }

  it("takes one of the words where the settings say so, and what has a sign as the sign says", () => {
    expect(found("exafs lysozyme", true)).toStrictEqual(Either.right(["iron", "lysozyme"]))
    expect(found("+diffraction lysozyme", true)).toStrictEqual(Either.right(["gold", "lysozyme"]))
    expect(found("gold lysozyme -exafs", true)).toStrictEqual(Either.right(["gold", "lysozyme"]))
  })

  it("says what is malformed, and what is not imitated", () => {
    for (const [q, message] of [
      ["(gold", "not closed"],
      ["gold)", "closes nothing"],
      [`title:"gold`, "character 7 begins nothing"],
      ["title:", "something is missing"],
      ["gold AND", "something is missing"],
      ["AND gold", "nothing before it"],
      ["()", "something is missing"],
      ["energy:[1 TO", "begins nothing"],
      ["time:12:30", "needs quotes"]
    ] as const) {
      expect([q, problem(q)]).toMatchObject([q, { _tag: "Malformed", message: expect.stringContaining(message) }])
    }
    for (const [q, what] of [
      ["title:/go.d/", "regular expressions"],
      ["glod~", "fuzzy"],
      [`"gold diffraction"~2`, "distances"],
      ["gold^2", "boosts"],
      ["ti*:gold", "names of fields"],
      ["[1 TO 2]", "ranges without a field"]
    ] as const) {
      expect([q, problem(q)]).toMatchObject([q, { _tag: "NotImitated", what: expect.stringContaining(what) }])
    }
  })

  it("reads whatever is written, and a text with backslashes is found as it stands", () => {
    const piece = FastCheck.constantFrom(...'()[]{}"\\:*?~^/+-!<>=|& '.split(""), "AND", "OR", "NOT", "TO", "a", "tags")
    FastCheck.assert(
      FastCheck.property(FastCheck.array(piece, { maxLength: 40 }), (pieces) => {
        const read = found(pieces.join(""))
        return Either.isRight(read) || ["Malformed", "NotImitated"].includes(read.left._tag)
      })
    )
    FastCheck.assert(
      FastCheck.property(FastCheck.string({ minLength: 1, unit: "binary" }), (text) => {
        const written = Array.from(text, (character) => `\\${character}`).join("")
        const holds = Either.getOrThrow(AdvancedQuery.parse(`title:${written}`, { isOr: false }))
        return holds({ title: text })
      })
    )
  })
})
