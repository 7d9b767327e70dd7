import { describe, expect, it } from "@effect/vitest"
import { FastCheck as fc } from "effect"
import { nextPage, onward, rest } from "../../../src/internal/operation/paging.js"
import type * as Paging from "../../../src/Paging.js"

const offset: Paging.Counted = { kind: "offset", items: "DATA" }
const hasNextPage: Paging.Counted = { kind: "hasNextPage", items: "DATA" }

/** The offsets that are asked for, of a server that is a function of the offset. */
const walk = (style: Paging.Counted, server: (offset: number) => Record<string, unknown>, limit: number) => {
  const asked: Array<number> = []
  let argument: Paging.NextPage | undefined = { offset: 0 }
  while (argument !== undefined && "offset" in argument && asked.length < limit) {
    asked.push(argument.offset)
    argument = nextPage(style, argument, server(argument.offset))
  }
  return asked
}

describe("nextPage", () => {
  it("goes on behind the items that came, whatever was asked for", () => {
    expect(nextPage(offset, {}, { DATA: [1, 2], total: 5 })).toEqual({ offset: 2 })
    expect(nextPage(offset, { offset: 2 }, { DATA: [3, 4], total: 5 })).toEqual({ offset: 4 })
    expect(nextPage(offset, { offset: 4 }, { DATA: [5], total: 5 })).toBeUndefined()
    expect(nextPage(hasNextPage, { offset: 10 }, { DATA: [1], has_next_page: true })).toEqual({ offset: 11 })
    expect(nextPage(hasNextPage, { offset: 10 }, { DATA: [1], has_next_page: false })).toBeUndefined()
  })

  it("goes on without a total until a page is short, by the limit that the page or the argument says", () => {
    expect(nextPage(offset, { limit: 2 }, { DATA: [1, 2] })).toEqual({ offset: 2 })
    expect(nextPage(offset, { limit: 2, offset: 2 }, { DATA: [3] })).toBeUndefined()
    expect(nextPage(offset, {}, { DATA: [1, 2], limit: 2 })).toEqual({ offset: 2 })
    // A page that says a smaller limit than was asked for is whole by its own.
    expect(nextPage(offset, { limit: 10 }, { DATA: [1, 2], limit: 2, total: null })).toEqual({ offset: 2 })
    expect(nextPage(offset, {}, { DATA: [1, 2] })).toBeUndefined()
    expect(nextPage(offset, { limit: 2 }, { DATA: [1, 2], total: 2 })).toBeUndefined()
    expect(nextPage(offset, { limit: 0 }, { DATA: [], limit: 0 })).toBeUndefined()
  })

  it("visits every item once, in any list without a total", () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 20 }), (length, limit) => {
        const all = Array.from({ length }, (_, index) => index)
        const seen: Array<number> = []
        let argument: Paging.NextPage | undefined = { offset: 0 }
        while (argument !== undefined && "offset" in argument) {
          const DATA = all.slice(argument.offset, argument.offset + limit)
          seen.push(...DATA)
          argument = nextPage(offset, { ...argument, limit }, { DATA })
        }
        expect(seen).toEqual(all)
      })
    )
  })

  it("visits every item once, in any list and by any size of page", () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 20 }), (total, size) => {
        const all = Array.from({ length: total }, (_, index) => index)
        for (const style of [offset, hasNextPage]) {
          const seen: Array<number> = []
          walk(
            style,
            (at) => {
              const DATA = all.slice(at, at + size)
              seen.push(...DATA)
              return { DATA, total, has_next_page: at + size < total }
            },
            100
          )
          expect(seen).toEqual(all)
        }
      })
    )
  })

  it("is total, and never goes back or stays: each further page costs the server an item", () => {
    const documents = fc.record(
      {
        DATA: fc.oneof(fc.array(fc.anything(), { maxLength: 5 }), fc.anything()),
        total: fc.anything(),
        has_next_page: fc.anything()
      },
      { requiredKeys: [] }
    )
    const arguments_ = fc.record(
      { offset: fc.oneof(fc.nat(), fc.string(), fc.constant(undefined)) },
      { requiredKeys: [] }
    )
    fc.assert(
      fc.property(fc.constantFrom(offset, hasNextPage), arguments_, documents, (style, argument, document) => {
        const next = nextPage(style, argument, document)
        if (next === undefined) return
        if (!("offset" in next)) throw new Error("It counts by offsets")
        const from = typeof argument.offset === "number" ? argument.offset : 0
        expect(next.offset).toBeGreaterThan(from)
        expect(next.offset - from).toBe(Array.isArray(document.DATA) ? document.DATA.length : NaN)
      }),
      { numRuns: 500 }
    )
  })

  it("ends a list of a known total for any server, also one that repeats a page or sends more than there is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 50 }),
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 10 }),
        (total, sizes) => {
          let page = 0
          const asked = walk(offset, () => ({ DATA: Array(sizes[page++ % sizes.length]).fill(0), total }), 1000)
          expect(asked.length).toBeLessThanOrEqual(Math.max(1, total))
        }
      )
    )
  })

  it("ends at a page without items, though the server says that there is more", () => {
    for (const document of [{ DATA: [] }, {}, { DATA: null }, { DATA: { length: 3 } }]) {
      expect(nextPage(hasNextPage, {}, { ...document, has_next_page: true })).toBeUndefined()
      expect(nextPage(offset, {}, { ...document, total: 10 })).toBeUndefined()
    }
  })

  it("ends where the sign of a further page is missing or is no such thing", () => {
    expect(nextPage(offset, {}, { DATA: [1] })).toBeUndefined()
    expect(nextPage(offset, {}, { DATA: [1], total: "9" })).toBeUndefined()
    expect(nextPage(hasNextPage, {}, { DATA: [1], has_next_page: "true" })).toBeUndefined()
  })

  const marked = { kind: "marked", items: "DATA", parameter: "marker", member: "next_marker" } as const
  const lastKey = {
    kind: "marked",
    items: "DATA",
    parameter: "last_key",
    member: "last_key",
    hasNextPage: true
  } as const

  it("gives what a page gives for the next one, also where the page has no items", () => {
    expect(nextPage(marked, {}, { DATA: [1], next_marker: "b" })).toEqual({ marker: "b" })
    expect(nextPage(marked, { marker: "a" }, { DATA: [], next_marker: "b" })).toEqual({ marker: "b" })
    expect(nextPage(marked, {}, { DATA: [1], next_marker: 7 })).toEqual({ marker: "7" })
    expect(nextPage({ ...marked, parameter: "next_token" }, {}, { DATA: [], next_marker: "t" })).toEqual({
      next_token: "t"
    })
    expect(nextPage(lastKey, {}, { DATA: [1], last_key: "k", has_next_page: true })).toEqual({ last_key: "k" })
  })

  it("ends a list whose page gives nothing for the next one, or says that it is the last", () => {
    for (const next_marker of [undefined, null, "", {}, true]) {
      expect(nextPage(marked, {}, { DATA: [1], next_marker })).toBeUndefined()
    }
    for (const has_next_page of [undefined, false, "true"]) {
      expect(nextPage(lastKey, {}, { DATA: [1], last_key: "k", has_next_page })).toBeUndefined()
    }
  })

  it("does not ask for a page again that names itself as the next", () => {
    expect(nextPage(marked, { marker: "a" }, { DATA: [1], next_marker: "a" })).toBeUndefined()
    expect(nextPage(marked, { marker: "7" }, { DATA: [1], next_marker: 7 })).toBeUndefined()
  })
})

const linked = { kind: "linked", items: "data" } as const

/** The markers and limits of the pages that links lead to, of a server that is a function of the marker. */
const follow = (server: (marker: string | undefined) => Record<string, unknown>, limit: number) => {
  const asked: Array<string | undefined> = [undefined]
  let argument: Paging.NextPage | Record<string, never> | undefined = {}
  while (asked.length <= limit) {
    argument = nextPage(linked, argument, server(asked.at(-1)))
    if (argument === undefined) return asked
    if (!("page[marker]" in argument)) throw new Error("It goes on by markers")
    asked.push(argument["page[marker]"])
  }
  return asked
}

/** A link as servers write it: encoded or not, whole or from the root, with other parameters beside. */
const links = (marker: string, limit: number | undefined) => {
  const other = fc.constantFrom("x=1", "filter%5Bfulltext%5D=beam", "page%5Bsize%5D=9", "", "page[marker")
  const name = fc.constantFrom(["page[marker]", "page[limit]"], ["page%5Bmarker%5D", "page%5blimit%5d"])
  return fc
    .tuple(
      fc.constantFrom("https://transfer.api.globus.org/v2/things", "/v2/things", "", "//foo.example.org:1", "foo:bar"),
      fc.array(other, { maxLength: 3 }),
      name,
      fc.boolean(),
      fc.constantFrom("", "#", "#page[marker]=z", "#?page[marker]=z")
    )
    .map(([address, others, [markerName, limitName], isFirst, fragment]) => {
      const own = [
        `${markerName}=${encodeURIComponent(marker)}`,
        ...(limit === undefined ? [] : [`${limitName}=${limit}`])
      ]
      return `${address}?${(isFirst ? [...own, ...others] : [...others, ...own]).join("&")}${fragment}`
    })
}

describe("next by links", () => {
  it("is the link's marker and limit, whatever else the link has and wherever it leads", () => {
    const cases = fc
      .tuple(fc.string({ minLength: 1, unit: "grapheme" }), fc.option(fc.nat({ max: 1000 }), { nil: undefined }))
      .chain(([marker, limit]) => fc.tuple(fc.constant(marker), fc.constant(limit), links(marker, limit)))
    fc.assert(
      fc.property(cases, ([marker, limit, next]) => {
        expect(nextPage(linked, {}, { data: [], links: { next } })).toEqual({
          "page[marker]": marker,
          "page[limit]": limit
        })
      }),
      { numRuns: 500 }
    )
  })

  it("has in it what belongs to paging and nothing of another origin", () => {
    const next =
      "https://foo.example.org/v9/other?page[marker]=m&page[limit]=5&page[size]=7&filter[owner]=x&access_token=y"
    expect(nextPage(linked, { "filter[owner]": "me" }, { data: [1], links: { next } })).toEqual({
      "page[marker]": "m",
      "page[limit]": 5
    })
  })

  it("visits each page of any list once", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 }), (markers) => {
        const order: ReadonlyArray<string | undefined> = [undefined, ...markers]
        const asked = follow((marker) => {
          const next = order[order.indexOf(marker) + 1]
          return { data: [], links: next === undefined ? null : { next: `/?page[marker]=${encodeURIComponent(next)}` } }
        }, 100)
        expect(asked).toEqual(order)
      })
    )
  })

  it("takes a limit that is no number of items for none", () => {
    for (const limit of ["", "ten", "-1", "1.5", "9".repeat(30)]) {
      const document = { data: [], links: { next: `?page[limit]=${limit}&page[marker]=m` } }
      expect(nextPage(linked, { "page[limit]": 3 }, document)).toStrictEqual({
        "page[marker]": "m",
        "page[limit]": undefined
      })
    }
  })

  it("ends where there is no link, or no marker in it", () => {
    for (const links of [
      undefined,
      null,
      "?page[marker]=m",
      {},
      { next: null },
      { next: "" },
      { next: 7 },
      { next: { href: 1 } },
      { next: "/v2/things" },
      { next: "/v2/things?page[marker]=" },
      { next: "/v2/things?page[limit]=4" },
      { next: "/v2/things#?page[marker]=m" },
      { prev: "/v2/things?page[marker]=m" }
    ]) {
      expect(nextPage(linked, {}, { data: [1], links })).toBeUndefined()
    }
  })

  it("is total", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: "binary" }), (links, next) => {
        nextPage(linked, {}, { data: [], links })
        nextPage(linked, {}, { data: [], links: { next: `?page[marker]=${next}` } })
      }),
      { numRuns: 300 }
    )
  })

  it("does not ask for a page again that links to itself", () => {
    const document = { data: [1], links: { next: "/?page[marker]=a" } }
    expect(nextPage(linked, { "page[marker]": "a" }, document)).toBeUndefined()
    expect(follow(() => document, 10)).toEqual([undefined, "a"])
  })
})

describe("onward", () => {
  const query = { "page[marker]": "a", "page[limit]": 2, "filter[x]": "1" }

  it("leaves the paging of a linked list to the links, and the rest to the caller", () => {
    expect(onward(linked, { query, headers: { a: "b" } })).toEqual({
      query: { "filter[x]": "1" },
      headers: { a: "b" }
    })
    expect(onward(linked, { headers: { a: "b" } })).toEqual({ headers: { a: "b" } })
  })

  it("leaves the others as they are", () => {
    for (const style of [offset, hasNextPage]) expect(onward(style, { query })).toEqual({ query })
  })
})

describe("rest", () => {
  it("is asked for from where it begins, or with the items before it", () => {
    expect(rest(offset, { offset: 10, limit: 5 }, 3)).toEqual({ argument: { offset: 13, limit: 5 }, skip: 0 })
    const marked = { kind: "marked", items: "DATA", parameter: "marker", member: "marker" } as const
    expect(rest(marked, { marker: "a" }, 3)).toEqual({ argument: { marker: "a" }, skip: 3 })
    expect(rest(linked, { "page[marker]": "a" }, 3)).toEqual({ argument: { "page[marker]": "a" }, skip: 3 })
  })
})
