import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { symlinkSync } from "node:fs"
import { join } from "node:path"
import { makeFixture, plant, tree } from "./TransferFixture.js"

const fixture = Effect.gen(function* () {
  const fixture = yield* makeFixture()
  plant(fixture.roots.source, { "d/a": "", "d/sub/b": "", "x1.txt": "", "x2.txt": "", ".x3.txt": "", keep: "" })
  return { ...fixture, left: () => Object.keys(tree(fixture.roots.source)) }
})

describe("a deletion", () => {
  it.scoped("takes files, and directories with all that is in them", () =>
    Effect.gen(function* () {
      const { ended, left, remove } = yield* fixture
      const end = yield* ended(yield* remove(["/d", "/x1.txt"], { recursive: true }))
      expect(end).toMatchObject({ type: "DELETE", status: "SUCCEEDED", files: 3, directories: 2 })
      expect(end.destination_endpoint_id).toBeNull()
      expect(left()).toEqual([".x3.txt", "keep", "x2.txt"])
    })
  )

  it.scoped.each([
    ["a directory, without recursive", ["/d"], {}, "IS_A_DIRECTORY"],
    ["a path that is not there", ["/nothing"], {}, "FILE_NOT_FOUND"],
    ["a pattern that fits nothing", ["/z*"], { interpret_globs: true }, "FILE_NOT_FOUND"],
    ["a pattern that is not to be read as one", ["/x*"], {}, "FILE_NOT_FOUND"],
    ["the root", ["/"], { recursive: true }, "PERMISSION_DENIED"]
  ] as const)("fails at once for %s", ([, paths, more, code]) =>
    Effect.gen(function* () {
      const { ended, left, remove } = yield* fixture
      const before = left()
      const end = yield* ended(yield* remove(paths, more))
      expect(end).toMatchObject({ status: "FAILED", fatal_error: { code }, faults: 1, nice_status: null })
      expect(left()).toEqual(before)
    })
  )

  it.scoped("does not mind a missing path if told so", () =>
    Effect.gen(function* () {
      const { ended, left, remove } = yield* fixture
      const end = yield* ended(yield* remove(["/nothing", "/no/where", "/keep"], { ignore_missing: true }))
      expect(end.status).toBe("SUCCEEDED")
      expect(left()).not.toContain("keep")
    })
  )

  it.scoped("reads patterns on request, in the last name, sparing dot names", () =>
    Effect.gen(function* () {
      const { ended, left, remove } = yield* fixture
      yield* ended(yield* remove(["/*.txt", "/d/[ab]"], { interpret_globs: true }))
      expect(left()).toEqual([".x3.txt", "d/", "d/sub/", "d/sub/b", "keep"])
    })
  )

  it.scoped("takes a link away, not what it leads to", () =>
    Effect.gen(function* () {
      const { ended, left, remove, roots, until } = yield* fixture
      symlinkSync(roots.outside, join(roots.source, "d/out"))
      symlinkSync(roots.outside, join(roots.source, "out"))
      symlinkSync("keep", join(roots.source, "link"))
      const id = yield* remove(["/out/secret"])
      expect(yield* until(id, ({ faults }) => faults === 1)).toMatchObject({
        status: "ACTIVE",
        nice_status: "PERMISSION_DENIED"
      })
      yield* ended(yield* remove(["/d", "/out", "/link"], { recursive: true }))
      expect(left()).toEqual([".x3.txt", "keep", "x1.txt", "x2.txt"])
      expect(tree(roots.outside)).toEqual({ secret: "SECRET" })
    })
  )
})
