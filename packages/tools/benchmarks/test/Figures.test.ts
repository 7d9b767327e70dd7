import { describe, expect, it } from "@effect/vitest"
import { digits, line } from "../src/Figures.js"
import type { Taken } from "../src/messages.js"
import { columns, cpu, keyOf, memory, rate, time, type Quantity, type Row } from "../src/Plan.js"
import * as Table from "../src/Table.js"

const taken = (numbers: Partial<Taken>): Taken => ({ calls: 100, wall: 50, cpu: 20, held: 0, peak: 0, ...numbers })

const row = (quantity: Quantity): Row => ({
  title: "a row",
  run: "calls",
  quantity,
  entries: {
    fetch: { contender: "fetch", mode: "promises" },
    "@globus/sdk": { contender: "@globus/sdk", mode: "promises" },
    ours: { contender: "ours, traced", mode: "fibers" }
  },
  goal: { must: 2, aim: 3, better: "more" }
})

/** Two rounds; in the second the machine is ten times slower. */
const rounds = new Map([
  [keyOf({ contender: "fetch", mode: "promises" }), [taken({ wall: 100, cpu: 40 }), taken({ wall: 1000, cpu: 400 })]],
  [
    keyOf({ contender: "ours, traced", mode: "fibers" }),
    [taken({ wall: 40, cpu: 10 }), taken({ wall: 400, cpu: 100, held: 50e6, peak: 130e6 })]
  ]
] as const)

describe("a line", () => {
  it("has the baseline in its unit, ratios of the same round, and empty cells without a measurement", () => {
    expect(line(row(rate), rounds)).toStrictEqual({
      title: "a row",
      cells: { fetch: "550/s (325-775)", ours: "2.50 x (2.50-2.50)" },
      goal: "2.00 / 3.00 x",
      verdict: "must"
    })
  })

  it("of processor time and of time is per call", () => {
    expect(line(row(cpu), rounds).cells).toStrictEqual({
      fetch: "2,200 us (1,300-3,100)",
      ours: "0.25 x (0.25-0.25)"
    })
    expect(line(row(time), rounds).cells).toStrictEqual({ fetch: "5.50 ms (3.25-7.75)", ours: "0.40 x (0.40-0.40)" })
  })

  it("of memory is the increase in megabytes, for each contender", () => {
    expect(line(row(memory), rounds)).toMatchObject({
      cells: { fetch: "0.00 MB (0.00-0.00)", ours: "40.0 MB (20.0-60.0)" },
      goal: "2.00 / 3.00 MB",
      verdict: "aim"
    })
  })

  it("may have another baseline than fetch", () => {
    const { cells } = line({ ...row(rate), baseline: "ours" }, rounds)
    expect(cells).toStrictEqual({ fetch: "0.40 x (0.40-0.40)", ours: "1,375/s (813-1,938)" })
  })

  it("may compare each with itself in another mode, without another baseline", () => {
    const small = new Map([
      ...rounds,
      [keyOf({ contender: "fetch", mode: "listing" }), [taken({ wall: 50 }), taken({ wall: 500 })]],
      [keyOf({ contender: "ours, traced", mode: "listing" }), [taken({ wall: 10 }), taken({ wall: 100 })]]
    ] as const)
    const { cells, verdict } = line({ ...row(time), against: "listing" }, small)
    expect(cells).toStrictEqual({ fetch: "2.00 x (2.00-2.00)", ours: "4.00 x (4.00-4.00)" })
    expect(verdict).toBe("aim")
  })

  it("without a goal has no verdict", () => {
    const { goal: _, ...aimless } = row(rate)
    expect(line(aimless, rounds)).toMatchObject({ goal: "", verdict: undefined })
  })
})

describe("digits", () => {
  it("are three significant ones, with at most two decimals", () => {
    expect([0.004, 0.75, 2.966, 12.34, 123.4, 12345.6].map(digits)).toStrictEqual([
      "0.00",
      "0.75",
      "2.97",
      "12.3",
      "123",
      "12,346"
    ])
  })
})

describe("the table", () => {
  const lines = [line(row(rate), rounds)]

  it("is Markdown with as many cells in every row", () => {
    const rows = Table.markdown(lines).split("\n")
    expect(rows.length).toBe(3)
    expect(new Set(rows.map((row) => row.split("|").length))).toStrictEqual(new Set([columns.length + 5]))
    expect(rows[2]).toContain("| a row | 550/s (325-775) |")
  })

  it("is text in columns", () => {
    const [head = "", first = ""] = Table.text(lines).split("\n")
    expect(head.indexOf("ours")).toBe(first.indexOf("2.50 x"))
    expect(first.endsWith("must")).toBe(true)
  })
})
