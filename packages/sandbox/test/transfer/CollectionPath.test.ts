import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as CollectionPath from "../../src/transfer/CollectionPath.js"

const segment = FastCheck.constantFrom("..", ".", "", "~", "a", "b", "%2e%2e", "..%2f", "...", "~bob", "a b")
const path = FastCheck.array(segment, { maxLength: 8 }).map((names) => names.join("/"))

describe("CollectionPath", () => {
  it("gives plain names only, or refuses", () => {
    FastCheck.assert(
      FastCheck.property(path, (text) => {
        for (const { segments } of Either.match(CollectionPath.parse(text), {
          onLeft: () => [],
          onRight: (p) => [p]
        })) {
          expect(segments.filter((name) => name === "" || name === "." || name === ".." || name.includes("/"))).toEqual(
            []
          )
        }
      })
    )
  })

  it("reads what it writes", () => {
    FastCheck.assert(
      FastCheck.property(path, (text) => {
        const once = Either.map(CollectionPath.parse(text), ({ segments }) => CollectionPath.format(segments))
        const twice = Either.flatMap(once, (written) =>
          Either.map(CollectionPath.parse(written), ({ segments }) => CollectionPath.format(segments))
        )
        // A directory that is really called `~` can only be asked for below another name.
        if (!Either.getOrElse(once, () => "").startsWith("/~")) expect(twice).toEqual(once)
      })
    )
  })

  it.each([
    ["/", []],
    ["/a//b/./c/", ["a", "b", "c"]],
    ["/a/../b", ["b"]],
    ["/~/data", ["data"]],
    ["~/data", ["data"]],
    ["~", []],
    ["/~", []],
    ["data/x", ["data", "x"]],
    ["/a/~/b", ["a", "~", "b"]],
    ["/%2e%2e/x", ["%2e%2e", "x"]]
  ])("takes %j apart", (text, segments) => {
    expect(Either.map(CollectionPath.parse(text), (parsed) => parsed.segments)).toEqual(Either.right(segments))
  })

  it.each(["/..", "/a/../..", "/~/..", "../x", "~/../x", "/a\0b", "/a\nb", "/a\rb"])("refuses %j", (text) => {
    expect(Either.isLeft(CollectionPath.parse(text))).toBe(true)
  })

  it("echoes a directory with its home and a last slash", () => {
    const echo = (text: string) => Either.map(CollectionPath.parse(text), CollectionPath.formatDirectory)
    expect(echo("/~/a/b")).toEqual(Either.right("/~/a/b/"))
    expect(echo("/a/../b/")).toEqual(Either.right("/b/"))
    expect(echo("/")).toEqual(Either.right("/"))
  })
})
