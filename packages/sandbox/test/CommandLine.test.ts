import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { spawn } from "node:child_process"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { announcement, help, parse } from "../src/CommandLine.js"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"

const uuid = "6f1a4bb4-9d2b-4d3c-8d2e-1f5b3c1d2e3f"

const given = {
  clients: [
    { name: "Without an id", secret: "hush" },
    { id: uuid, name: "Portal", secret: "hush" }
  ],
  knownClients: true
}

/** A file of options, for as long as the test. */
const file = (options: object) =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "sandbox-command-"))),
      (path) => Effect.promise(() => rm(path, { recursive: true }))
    )
    const path = join(folder, "sandbox.json")
    yield* Effect.promise(() => writeFile(path, JSON.stringify(options)))
    return path
  })

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

  it.effect("name users, clients and collections, in short or as JSON", () =>
    Effect.gen(function* () {
      const args = [
        "--user=ada@example.org",
        `--user=bob@example.org=${uuid}`,
        '--user={"username": "c@d", "name": "C"}',
        "--client",
        uuid,
        "--client",
        `${uuid}:a:b/c=`,
        "--client",
        `{"id": "${uuid}", "scopes": ["run"]}`,
        "--collection",
        `{"displayName": "A", "root": "a", "id": "${uuid}"}`,
        "--known-clients",
        "--no-cors"
      ]
      expect(yield* parse(args)).toMatchObject({
        users: [
          { username: "ada@example.org" },
          { username: "bob@example.org", sub: uuid },
          { username: "c@d", name: "C" }
        ],
        clients: [{ id: uuid }, { id: uuid, secret: "a:b/c=" }, { id: uuid, scopes: ["run"] }],
        collections: [{ displayName: "A", root: "a", id: uuid }],
        knownClients: true,
        cors: false
      })
    })
  )

  it.scoped("add to a file's lists, and come before the rest of it", () =>
    Effect.gen(function* () {
      const path = yield* file({
        port: 1234,
        accessTokenLife: "1 hour",
        users: [{ username: "ada@example.org" }],
        clients: [{ name: "Portal" }],
        collections: [{ displayName: "A", root: "/tmp" }]
      })
      expect(yield* parse(["--config", path])).toMatchObject({ port: 1234, accessTokenLife: "1 hour" })
      const flags = ["--port=80", "--user=b@c", `--client=${uuid}`, "--collection=B=/tmp", "--access-token-life=5"]
      expect(yield* parse([...flags, "--config", path])).toStrictEqual({
        port: 80,
        accessTokenLife: Duration.seconds(5),
        users: [{ username: "ada@example.org" }, { username: "b@c" }],
        clients: [{ name: "Portal" }, { id: uuid }],
        collections: [
          { displayName: "A", root: "/tmp" },
          { displayName: "B", root: "/tmp" }
        ]
      })
    })
  )

  it.effect("--help names the schema of the file, which is there", () =>
    Effect.gen(function* () {
      const [path = ""] = /\S+sandbox\.schema\.json/.exec(help) ?? []
      const schema = yield* Effect.promise(() => readFile(path, "utf8"))
      expect(JSON.parse(schema)).toHaveProperty("properties.clients")
      for (const flag of ["--config", "--user", "--client", "--known-clients", "--no-cors"])
        expect(help).toContain(flag)
    })
  )

  it.effect.each([
    ["--port", ["--port", "80a"]],
    ["--access-token-life", ["--access-token-life", "1h"]],
    ["--collection", ["--collection", "/tmp"]],
    ["--data-access-collection", ["--data-access-collection", "/tmp"]],
    ["--collection", ["--collection", '{"displayName": "A"}']],
    ["--user", ["--user", "ada"]],
    ["--user", ["--user", "ada@example.org=1"]],
    ["--client", ["--client", "portal:hush"]],
    ["--client", ["--client", '{"redirectUris": 5}']],
    ["--config", ["--config", "./no-such-file.json"]],
    ["arguments", ["--unknown"]],
    ["arguments", ["extra"]]
  ] as const)("what is wrong is named: %s", ([option, args]) =>
    Effect.map(Effect.flip(parse(args)), (error) => {
      expect([error._tag, error.option]).toStrictEqual(["SandboxError", option])
      expect(error.message).not.toContain("hush")
    })
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

  it.effect("names who and what was given, and shows no secret that was", () =>
    Effect.gen(function* () {
      const text = announcement(yield* Sandbox, given)
      expect(text).toContain(`# confidential client ${uuid}, Portal\n`)
      expect(text).toContain("# native client 95fdeba8-fac2-42bd-a357-e068d82ff78e, Globus CLI\n")
      expect(text).not.toContain("hush")
    }).pipe(Effect.provide(layerInProcess(given)))
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
    60_000
  )

  it.scopedLive(
    "begins anew with the same ids, and a portal logs in by its own",
    () =>
      Effect.gen(function* () {
        const redirect_uri = "https://portal.example.org/callback"
        const client = { client_id: uuid, client_secret: "the portal's + own" }
        const path = yield* file({
          users: [{ username: "ada@example.org", sub: uuid.replace(/^./, "7") }],
          clients: [{ id: uuid, secret: client.client_secret, redirectUris: [redirect_uri] }],
          collections: [{ id: uuid.replace(/^./, "8"), displayName: "Here", root: "." }]
        })
        const logIn = async (baseUrl: string) => {
          const query = new URLSearchParams({
            ...client,
            redirect_uri,
            response_type: "code",
            scope: "openid",
            state: "s"
          })
          query.delete("client_secret")
          const page = await fetch(`${baseUrl}v2/oauth2/authorize?${query}`, { redirect: "manual" })
          const target = new URL(page.headers.get("location") ?? "")
          const code = target.searchParams.get("code") ?? ""
          const form = new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri, ...client })
          const answer: unknown = await (
            await fetch(`${baseUrl}v2/oauth2/token`, { method: "POST", body: form })
          ).json()
          return [target.origin + target.pathname, answer] as const
        }
        const outputs: Array<string> = []
        for (const _ of ["first", "again"]) {
          let login: ReturnType<typeof logIn> | undefined
          const { code, output } = yield* run(["--config", path], (child, output) => {
            const [, baseUrl = ""] = /URL_AUTH=(\S+)/.exec(output) ?? []
            if (login !== undefined || !output.includes("Here")) return
            login = logIn(baseUrl)
            login.finally(() => child.kill("SIGTERM")).catch(() => {})
          })
          expect(code).toBe(0)
          expect(yield* Effect.promise(async () => login)).toStrictEqual([
            redirect_uri,
            expect.objectContaining({ access_token: expect.any(String), id_token: expect.any(String), state: "s" })
          ])
          outputs.push(output.replace(/127\.0\.0\.1:\d+/g, "").replace(/.*native client.*/g, ""))
        }
        expect(outputs[0]).toBe(outputs[1])
        expect(outputs[0]).toContain(uuid.replace(/^./, "8"))
        expect(outputs[0]).not.toContain(client.client_secret)
      }),
    60_000
  )

  it.live(
    "says what is wrong, and ends with 1",
    () =>
      Effect.gen(function* () {
        const { code, output } = yield* run(["--collection", "None=./no-such-directory"], () => {})
        expect(output).toContain("collections[0].root")
        expect(code).toBe(1)
      }),
    60_000
  )
})
