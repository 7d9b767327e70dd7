import * as FileSystem from "@effect/platform/FileSystem"
import { describe, expect, it, layer } from "@effect/vitest"
import type * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { parse, run } from "../src/CommandLine.js"
import { live, platform, vectors, withRequest } from "./corpora.js"

describe("the arguments", () => {
  it.effect("are a folder, by default the one beside the repository, and a file for the report", () =>
    Effect.gen(function* () {
      const repository = fileURLToPath(new URL("../../../..", import.meta.url))
      expect(yield* parse([])).toStrictEqual({
        folder: path.join(repository, "../shared/wire"),
        report: undefined,
        page: false
      })
      expect(yield* parse(["a/b", "--report", "c.json"])).toStrictEqual({
        folder: "a/b",
        report: "c.json",
        page: false
      })
      expect(yield* parse(["--page"])).toMatchObject({ page: true })
      expect(yield* parse(["--help"])).toBe("help")
    })
  )

  it.effect.each([[["a", "b"]], [["--verbose"]], [["--report"]]])("are refused if they make no sense: %s", ([args]) =>
    Effect.map(Effect.flip(parse(args)), (error) => expect(error._tag).toBe("WrongArguments"))
  )
})

/** What the command prints and gives for the first vector of the small corpus, with this method in its request. */
const runWith = (method: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const folder = yield* fs.makeTempDirectoryScoped()
    const rows = (yield* vectors)
      .slice(0, 1)
      .map((vector) => withRequest(vector, (request) => ({ ...request, method })))
    yield* fs.writeFileString(`${folder}/vectors.jsonl`, JSON.stringify(rows[0]))
    const console = yield* Effect.console
    const out: Array<string> = []
    const captured: Console.Console = {
      ...console,
      log: (...args) => Effect.sync(() => out.push(args.join(" "))),
      error: () => Effect.void
    }
    const holds = yield* Effect.withConsole(run([folder, "--report", `${folder}/x.json`]), captured)
    const report: unknown = JSON.parse(yield* fs.readFileString(`${folder}/x.json`))
    return { holds, out: out.join("\n"), report }
  }).pipe(Effect.scoped)

layer(platform, live)("the command", (it) => {
  it.effect("prints the table and the sum, and writes the report", () =>
    Effect.gen(function* () {
      const { holds, out, report } = yield* runWith("GET")
      expect(holds).toBe(true)
      expect(out).toContain("TransferClient.operation_ls")
      expect(out.split("\n").at(-1)).toBe("1 passed, 0 failed")
      expect(report).toStrictEqual({ passed: 1, failed: 0, byDesign: 0, notYet: 0, failures: [] })
    })
  )

  it.effect("says what fails", () =>
    Effect.gen(function* () {
      const { holds, out } = yield* runWith("PUT")
      expect(holds).toBe(false)
      expect(out).toContain('request 1, method: recorded "PUT", ours "GET"')
      expect(out.split("\n").at(-1)).toBe("0 passed, 1 failed")
    })
  )
})
