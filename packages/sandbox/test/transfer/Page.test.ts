import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import * as Page from "../../src/transfer/Page.js"

describe("Page", () => {
  it("pages one after the other make the whole", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.array(FastCheck.nat()), FastCheck.integer({ min: 1, max: 7 }), (rows, limit) => {
        const pages: Array<number> = []
        for (let offset = 0; offset < rows.length; offset += limit) {
          const page = Page.make(rows, limit, offset)
          expect(page).toMatchObject({ total: rows.length, length: page.DATA.length, limit, offset })
          pages.push(...page.DATA)
        }
        expect(pages).toEqual(rows)
      })
    )
  })
})
