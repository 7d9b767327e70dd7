import * as NodeContext from "@effect/platform-node/NodeContext"
import * as FileSystem from "@effect/platform/FileSystem"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { join } from "node:path"
import { perform } from "../../src/Check.js"
import { makeDisk } from "../../src/cli/Bench.js"
import * as Checks from "../../src/cli/checks.js"
import * as FakeGlobus from "../fakeGlobus.js"

const served = (root: string, name: string) => ({ id: `id-of-${name}`, name, root: join(root, name) })

/** Performs every check with this script as the CLI. */
const performed = (script: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const root = yield* files.makeTempDirectoryScoped({ prefix: "effect-globus-checks-" })
    const [source, destination] = [served(root, "source"), served(root, "destination")]
    for (const directory of [join(source.root, "runs"), destination.root]) {
      yield* files.makeDirectory(directory, { recursive: true })
    }
    for (const name of [
      "sample.txt",
      '50% of the "données" & more.txt',
      "runs/a.dat",
      "runs/b.dat",
      "runs/empty.dat"
    ]) {
      yield* files.writeFileString(join(source.root, name), name)
    }
    const cli = yield* FakeGlobus.make(script)
    const bench = {
      cli,
      impostor: cli,
      disk: yield* makeDisk,
      globus: {
        announcement: FakeGlobus.announcement,
        source,
        destination,
        shelf: { word: "Shelf", ids: ["1"] },
        makeHome: Effect.succeed(root)
      }
    }
    const { first, last, withTasks, withoutTasks } = Checks.all(bench)
    const checks = [...first, ...withoutTasks, ...withTasks, ...last]
    return yield* Effect.forEach(checks, (check) => perform("fake", check))
  }).pipe(Effect.scoped, Effect.provide(NodeContext.layer))

describe("the checks of the CLI", () => {
  it.live.each([
    ["prints nothing and ends with 0", "exit 0"],
    ["prints empty documents and ends with 0", "echo '{\"DATA\": []}'"],
    ["prints its arguments", 'echo "$@"; echo "$@" >&2']
  ])("no check passes for one that %s", ([, script]) =>
    Effect.gen(function* () {
      const results = yield* performed(script)
      expect(results.length).toBeGreaterThan(55)
      expect(results.filter(({ failure }) => failure === undefined).map(({ check }) => check)).toStrictEqual([])
      // They failed by their own checks, not by defects.
      expect(results.filter(({ failure }) => failure?.includes("    at "))).toStrictEqual([])
    })
  )

  it.live("have unique names", () =>
    Effect.map(performed("exit 0"), (results) => {
      const names = results.map(({ check }) => check)
      expect(new Set(names).size).toBe(names.length)
    })
  )
})

describe("the disk", () => {
  it.live("distinguishes files of the same length, including hidden ones", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const [a, b] = [yield* files.makeTempDirectoryScoped(), yield* files.makeTempDirectoryScoped()].map((root) => ({
        ...served("", "x"),
        root
      }))
      if (a === undefined || b === undefined) return expect.fail("there are two")
      const disk = yield* makeDisk
      for (const place of [a, b]) yield* disk.write(place, "deep/.hidden", "same")
      expect(yield* disk.tree(a)).toStrictEqual(yield* disk.tree(b))
      yield* disk.write(b, "deep/.hidden", "five")
      const [first, second] = [yield* disk.tree(a), yield* disk.tree(b)]
      expect(Object.keys(first)).toStrictEqual(["deep/", "deep/.hidden"])
      expect(first["deep/.hidden"]).not.toBe(second["deep/.hidden"])
      expect([yield* disk.size(b, "deep/.hidden"), yield* disk.exists(b, "deep")]).toStrictEqual([4, true])
    }).pipe(Effect.scoped, Effect.provide(NodeContext.layer))
  )
})
