import { describe, expect, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { small } from "./corpora.js"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** As `npm run conformance` runs it. */
const run = (...args: ReadonlyArray<string>) =>
  new Promise<{ readonly code: number | null; readonly out: string; readonly error: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=@effect-globus/source", "--import", "tsx", main, ...args])
    let [out, error] = ["", ""]
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (error += chunk.toString()))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, out, error }))
  })

/** A corpus of the first vector alone, with its method changed or not. */
const corpus = async (method: string) => {
  const folder = await mkdtemp(path.join(tmpdir(), "conformance-"))
  const [first = ""] = (await readFile(path.join(small, "vectors.jsonl"), "utf8")).split("\n")
  await writeFile(path.join(folder, "vectors.jsonl"), first.replaceAll('"method":"GET"', `"method":"${method}"`))
  return folder
}

/** Starting a process with a compiler in it takes its time on a busy machine. */
const patience = 60_000

describe("the command", () => {
  it(
    "prints the table and the sum, writes the report, and ends well when all hold",
    { timeout: patience },
    async () => {
      const folder = await corpus("GET")
      const report = path.join(folder, "report.json")
      const { code, out } = await run(folder, "--report", report)
      const summary: unknown = JSON.parse(await readFile(report, "utf8"))
      await rm(folder, { recursive: true })
      expect(code).toBe(0)
      expect(out).toContain("TransferClient.operation_ls")
      expect(out.trimEnd().split("\n").at(-1)).toBe("1 passed, 0 failed")
      expect(summary).toStrictEqual({ passed: 1, failed: 0, byDesign: 0, notYet: 0, failures: [] })
    }
  )

  it("ends badly when something fails, and says what", { timeout: patience }, async () => {
    const folder = await corpus("PUT")
    const { code, out } = await run(folder)
    await rm(folder, { recursive: true })
    expect(code).toBe(1)
    expect(out).toContain('request 1, method: recorded "PUT", ours "GET"')
    expect(out.trimEnd().split("\n").at(-1)).toBe("0 passed, 1 failed")
  })

  it("ends badly where there are no recordings", { timeout: patience }, async () => {
    const { code, error } = await run("/nowhere")
    expect(code).toBe(1)
    expect(error).toContain("/nowhere holds no recorded traffic")
  })
})
