import * as NodeContext from "@effect/platform-node/NodeContext"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Subprocess from "../src/Subprocess.js"

const sh = (script: string, more: Partial<Subprocess.Program> = {}): Subprocess.Program => ({
  command: "/bin/sh",
  args: ["-c", script],
  environment: { PATH: process.env["PATH"] ?? "" },
  ...more
})

const limit = "20 seconds"

const run = (program: Subprocess.Program, within: Parameters<typeof Subprocess.run>[1] = limit) =>
  Effect.provide(Subprocess.run(program, within), NodeContext.layer)

describe("a program that is run", () => {
  it.live("returns its exit code, its output and its errors", () =>
    Effect.gen(function* () {
      const outcome = yield* run(sh("echo out; echo err >&2; exit 3"))
      expect(outcome).toStrictEqual({ exitCode: 3, stdout: "out\n", stderr: "err\n" })
    })
  )

  it.live("gets the given variables and none of ours", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run(sh("env", { environment: { PATH: "/usr/bin:/bin", HOME: "/nowhere" } }))
      // Without the variables that a shell sets itself.
      const names = stdout.split("\n").flatMap((line) => (/^(PWD|SHLVL|_|OLDPWD)=|^$/.test(line) ? [] : [line]))
      expect(names.sort()).toStrictEqual(["HOME=/nowhere", "PATH=/usr/bin:/bin"])
    })
  )

  it.live("reads the given input, which is empty by default", () =>
    Effect.gen(function* () {
      expect((yield* run(sh("cat", { input: "one\ntwo" }))).stdout).toBe("one\ntwo")
      expect((yield* run(sh("cat; echo end"))).stdout).toBe("end\n")
    })
  )

  it.live("runs in the given directory", () =>
    Effect.gen(function* () {
      expect((yield* run(sh("pwd", { directory: "/" }))).stdout).toBe("/\n")
    })
  )

  it.live("may print more than fits into a pipe", () =>
    Effect.gen(function* () {
      const { stderr, stdout } = yield* run(
        sh("i=0; while [ $i -lt 4000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done; echo e >&2")
      )
      expect([stdout.length, stderr]).toStrictEqual([4000 * 41, "e\n"])
    })
  )

  it.live("that does not exist is not found", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(run({ command: "no-such-program", args: [], environment: {} }))
      expect([error._tag, error.reason]).toStrictEqual(["SubprocessError", "NotFound"])
      expect(error.message).toBe("There is no no-such-program")
    })
  )

  it.live("that is killed has no exit code, and fails", () =>
    Effect.gen(function* () {
      expect((yield* Effect.flip(run(sh("kill -KILL $$")))).reason).toBe("Failed")
    })
  )

  it.live("that takes too long is ended, and its error does not show its input or variables", () =>
    Effect.gen(function* () {
      const program = sh("sleep 60", { environment: { PATH: "/usr/bin:/bin", SECRET: "a-secret" }, input: "a-secret" })
      const error = yield* Effect.flip(run(program, "200 millis"))
      expect([error.reason, error.message]).toStrictEqual(["TimedOut", "/bin/sh has not ended in 200ms"])
      expect(JSON.stringify(error)).not.toContain("a-secret")
    })
  )
})

describe("a program that is started", () => {
  /** Resumes when its output is closed: by the program and by all programs that it started. */
  const endsWithItsScope = (script: string) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const program = yield* Scope.extend(Subprocess.start(sh(script)), scope)
      const chunks = yield* Stream.toPull(program.stdout)
      yield* chunks
      const drained = yield* Effect.fork(Effect.forever(chunks))
      yield* Scope.close(scope, Exit.void)
      yield* Effect.timeout(Fiber.await(drained), "10 seconds")
      return yield* program.isRunning
    }).pipe(Effect.scoped, Effect.provide(NodeContext.layer))

  it.live("ends with its scope, together with the programs that it started", () =>
    Effect.map(endsWithItsScope("sleep 60 & echo started; wait"), (running) => expect(running).toBe(false))
  )

  it.live("ends even if it ignores SIGTERM", () =>
    Effect.map(endsWithItsScope("trap '' TERM; echo started; while :; do sleep 1; done"), (running) =>
      expect(running).toBe(false)
    )
  )
})
