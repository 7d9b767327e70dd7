/** The whole command, if it cannot start, fails, or is interrupted. CI runs it with real clients. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))

const place = Effect.acquireRelease(
  Effect.sync(() => {
    const root = mkdtempSync(join(tmpdir(), "effect-globus-interop-test-"))
    return { root, python: join(root, "python3"), report: join(root, "interop.counts.json") }
  }),
  ({ root }) => Effect.sync(() => rmSync(root, { recursive: true }))
)

/** A fake Python that prints its version, and otherwise runs the script. */
const write = (python: string, script: string) =>
  Effect.sync(() =>
    writeFileSync(python, `#!/bin/sh\ncase "$*" in *python_version*) echo 3.11.7; exit 0 ;; esac\n${script}\n`, {
      mode: 0o755
    })
  )

const run = (
  { python, report, root }: Effect.Effect.Success<typeof place>,
  act: (kill: (signal: NodeJS.Signals) => void) => Effect.Effect<void> = () => Effect.void
) =>
  Effect.gen(function* () {
    const args = ["--python", python, "--environments", join(root, "environments"), "--report", report]
    const child = spawn(process.execPath, ["--conditions=@effect-globus/source", "--import", "tsx", main, ...args])
    yield* Effect.addFinalizer(() => Effect.sync(() => child.kill("SIGKILL")))
    const [outcome] = yield* Effect.all(
      [
        Effect.async<{ readonly code: number | null; readonly lines: ReadonlyArray<string> }>((resume) => {
          let output = ""
          child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
          child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
          child.on("close", (code) =>
            resume(Effect.succeed({ code, lines: output.split("\n").filter((line) => line !== "") }))
          )
        }),
        act((signal) => child.kill(signal))
      ],
      { concurrency: "unbounded" }
    )
    return outcome
  }).pipe(Effect.scoped)

const counts = (report: string): unknown => JSON.parse(readFileSync(report, "utf8"))

describe("npm run interop", () => {
  it.scopedLive("without Python reports that nothing was run, and does not fail", () =>
    Effect.gen(function* () {
      const here = yield* place
      const { code, lines } = yield* run(here)
      expect(lines).toStrictEqual([`not run: There is no ${here.python}`])
      expect(code).toBe(0)
      expect(counts(here.report)).toStrictEqual({ passed: 0, failed: 0, notRun: `There is no ${here.python}` })
    })
  )

  it.scopedLive("with a broken installation fails", () =>
    Effect.gen(function* () {
      const here = yield* place
      const making = '*"-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;'
      yield* write(here.python, `case "$*" in ${making} *install*) exit 1 ;; esac`)
      const { code, lines } = yield* run(here)
      expect(lines.at(-1)).toBe("0 passed, 1 failed")
      expect(lines.join("\n")).toMatch(/cannot be installed/)
      expect(code).toBe(1)
      expect(counts(here.report)).toStrictEqual({ passed: 0, failed: 1 })
    })
  )

  it.scopedLive.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends at once on %s, with everything that it started",
    (signal) =>
      Effect.gen(function* () {
        const here = yield* place
        const pid = join(here.root, "pid")
        yield* write(here.python, `echo $$ > '${pid}.new'; mv '${pid}.new' '${pid}'; exec sleep 60`)
        const { code } = yield* run(here, (kill) =>
          Effect.sync(() => existsSync(pid)).pipe(
            Effect.repeat({ until: (there) => there, schedule: Schedule.spaced("20 millis") }),
            Effect.map(() => kill(signal))
          )
        )
        expect(code).toBe(130)
        expect(() => process.kill(Number(readFileSync(pid, "utf8")), 0)).toThrow("ESRCH")
        expect(existsSync(here.report)).toBe(false)
      })
  )
})
