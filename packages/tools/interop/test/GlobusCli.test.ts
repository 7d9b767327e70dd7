import * as NodeContext from "@effect/platform-node/NodeContext"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as FakeGlobus from "./fakeGlobus.js"

const Document = Schema.Struct({ a: Schema.Number })

const withCli = <A, E>(
  script: string,
  use: (cli: Effect.Effect.Success<ReturnType<typeof FakeGlobus.make>>) => Effect.Effect<A, E>
) => Effect.flatMap(FakeGlobus.make(script), use).pipe(Effect.scoped, Effect.provide(NodeContext.layer))

describe("a command of the CLI", () => {
  it.live("gets its arguments, the sandbox's variables, the client, and a home of its own", () =>
    withCli('printf "%s|" "$@"; env', (cli) =>
      Effect.gen(function* () {
        const printed = yield* cli.text("ls", "a b", "*")
        expect(printed).toMatch(/^ls\|a b\|\*\|/)
        expect(printed).toContain("GLOBUS_SDK_SERVICE_URL_AUTH=http://127.0.0.1:1/\n")
        expect(printed).toContain(`GLOBUS_CLI_CLIENT_ID=${FakeGlobus.announcement.confidentialClient.id}\n`)
        expect(printed).toContain("GLOBUS_CLI_CLIENT_SECRET=a+b/c=\n")
        expect(printed).toMatch(/^HOME=.*effect-globus-cli-/m)
        expect(printed).not.toMatch(/^(PYTHON|PIP_|HTTPS?_PROXY)/im)
      })
    )
  )

  it.live("may use a wrong secret", () =>
    Effect.flatMap(FakeGlobus.make("env", Redacted.make("guessed")), (cli) =>
      Effect.map(cli.text("whoami"), (printed) => expect(printed).toContain("GLOBUS_CLI_CLIENT_SECRET=guessed\n"))
    ).pipe(Effect.scoped, Effect.provide(NodeContext.layer))
  )

  it.live("must end with the expected exit code; otherwise the error has its output", () =>
    withCli("echo out; echo err >&2; exit 4", (cli) =>
      Effect.gen(function* () {
        expect((yield* cli.run({ args: ["ls"], exitCode: 4 })).stderr).toBe("err\n")
        for (const call of [
          Effect.asVoid(cli.text("ls")),
          Effect.asVoid(cli.json(Document, "ls")),
          Effect.asVoid(cli.refusal("ls"))
        ]) {
          expect((yield* Effect.flip(call)).message).toMatch(/^globus ls.* ended with 4, expected [01]\nout\nerr\n$/)
        }
      })
    )
  )

  it.live("prints a document on standard output on request", () =>
    withCli('echo "{\\"a\\": $#, \\"b\\": 2}"', (cli) =>
      Effect.map(cli.json(Document, "ls"), (found) => expect(found).toStrictEqual({ a: 3 }))
    )
  )

  it.live.each(["echo no document", 'echo \'{"a": "text"}\'', ":"])("that prints something else fails: %s", (script) =>
    withCli(script, (cli) =>
      Effect.map(Effect.flip(cli.json(Document, "ls")), ({ message }) => expect(message).toContain("globus ls printed"))
    )
  )

  it.live("that is refused prints the reason on standard error", () =>
    withCli('echo \'{"code": "C", "message": "m"}\' >&2; exit 1', (cli) =>
      Effect.map(cli.refusal("ls"), (found) => expect(found).toStrictEqual({ code: "C", message: "m" }))
    )
  )
})
