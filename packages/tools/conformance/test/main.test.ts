import { describe, expect, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

/** Runs the command as `npm run conformance` does. */
const run = (...args: ReadonlyArray<string>) =>
  new Promise<{ readonly code: number | null; readonly out: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ["--conditions=@effect-globus/source", "--import", "tsx", main, ...args])
    let out = ""
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, out }))
  })

/** A corpus of one row that fails. */
const failing = async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "conformance-"))
  await writeFile(path.join(folder, "payloads.jsonl"), "no JSON")
  return folder
}

describe("the process", () => {
  // A process with a compiler in it starts slowly on a busy machine.
  it("exits with 1 if something fails, and prints the report", { timeout: 60_000 }, async () => {
    const folder = await failing()
    const { code, out } = await run(folder)
    await rm(folder, { recursive: true })
    expect(code).toBe(1)
    expect(out.trimEnd().split("\n").at(-1)).toBe("0 passed, 1 failed")
  })
})
