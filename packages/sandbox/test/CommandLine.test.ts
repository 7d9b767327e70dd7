import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { announcement, parse } from "../src/CommandLine.js"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"

describe("the arguments", () => {
  it.effect("are the options of a sandbox", () =>
    Effect.gen(function* () {
      const args = ["--port", "8080", "--access-token-life=2.5", "--collection", "My data=/tmp/a=b", "--collection=B=b"]
      const asking = ["--data-access-collection", "C=c", "--allowed-host", "sandbox", "--allowed-host=proxy:80"]
      expect(yield* parse([...args, ...asking])).toStrictEqual({
        port: 8080,
        allowedHosts: ["sandbox", "proxy:80"],
        accessTokenLife: Duration.seconds(2.5),
        collections: [
          { displayName: "My data", root: "/tmp/a=b" },
          { displayName: "B", root: "b" },
          { displayName: "C", root: "c", dataAccess: true }
        ]
      })
      expect(yield* parse(["--help"])).toBe("help")
    })
  )

  it.effect.each([
    ["--port", ["--port", "80a"]],
    ["--access-token-life", ["--access-token-life", "1h"]],
    ["--collection", ["--collection", "/tmp"]],
    ["--data-access-collection", ["--data-access-collection", "/tmp"]],
    ["arguments", ["--unknown"]],
    ["arguments", ["extra"]]
  ] as const)("what is wrong is named: %s", ([option, args]) =>
    Effect.map(Effect.flip(parse(args)), (error) =>
      expect([error._tag, error.option]).toStrictEqual(["SandboxError", option])
    )
  )
})

describe("the announcement", () => {
  it.effect("can be sourced by a shell, whatever the names, and has all that one needs", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox
      const text = announcement(sandbox)
      expect(
        text.split("\n").filter((line) => !/^(# |export GLOBUS_SDK_SERVICE_URL_[A-Z]+=http:\S+$)/.test(line))
      ).toStrictEqual([])
      for (const needed of [
        sandbox.baseUrl,
        sandbox.users[0].sub,
        sandbox.confidentialClient.id,
        Redacted.value(sandbox.confidentialClient.secret),
        sandbox.nativeClient.id,
        sandbox.endpointId
      ]) {
        expect(text).toContain(needed)
      }
    }).pipe(Effect.provide(layerInProcess({ collections: [{ displayName: "a\nrm -rf b", root: "." }] })))
  )
})

describe("the command", () => {
  const run = (args: ReadonlyArray<string>, act: (child: ReturnType<typeof spawn>, output: string) => void) =>
    Effect.async<{ readonly code: number | null; readonly output: string }>((resume) => {
      const main = fileURLToPath(new URL("../src/main.ts", import.meta.url))
      const child = spawn(process.execPath, ["--conditions=@effect-globus/source", "--import", "tsx", main, ...args])
      let output = ""
      const hear = (chunk: Buffer) => {
        output += chunk.toString()
        act(child, output)
      }
      child.stdout.on("data", hear)
      child.stderr.on("data", hear)
      child.on("exit", (code) => resume(Effect.succeed({ code, output })))
      return Effect.sync(() => child.kill("SIGKILL"))
    })

  it.live.each(["SIGINT", "SIGTERM"] as const)(
    "serves until %s, and ends well",
    (signal) =>
      Effect.gen(function* () {
        const { code, output } = yield* run(["--collection", "Here=."], (child, output) => {
          if (output.includes("Here")) child.kill(signal)
        })
        expect(output).toMatch(/^export GLOBUS_SDK_SERVICE_URL_AUTH=http:\/\/127\.0\.0\.1:\d+\/$/m)
        expect(code).toBe(0)
      }),
    20_000
  )

  it.live(
    "says what is wrong, and ends with 1",
    () =>
      Effect.gen(function* () {
        const { code, output } = yield* run(["--collection", "None=./no-such-directory"], () => {})
        expect(output).toContain("collections[0].root")
        expect(code).toBe(1)
      }),
    20_000
  )
})
