/** `npm run quickstart`: runs the examples of the README and the main job against a sandbox that it starts. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { UndiciHttpClient } from "@effect-globus/http"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Clock from "effect/Clock"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import { accessTokens } from "./accessTokens.js"
import { basicAuthorization } from "./basicAuthorization.js"
import * as Instrument from "./Instrument.js"
import { client, transferAll } from "./mainJob.js"
import { refreshTokens } from "./refreshTokens.js"

/** The quickstart did not reach the expected result. */
class QuickstartFailed extends Data.TaggedError("QuickstartFailed")<{ readonly message: string }> {}

const megabyte = 1_000_000
const total = 200 * megabyte
const rate = 20 * megabyte
const tokenLife = 3

const scopes = ["openid", "profile", "email", "urn:globus:auth:scope:transfer.api.globus.org:all"]

/**
 * The settings that the examples read from their `Config`: tokens of a login for two services, an app, and the address
 * of Globus.
 */
const settings = Effect.gen(function* () {
  const sandbox = yield* Sandbox.Sandbox
  const auth = yield* sandbox.issueTokens({ scopes, refreshTokens: true })
  const [transfer] = auth.other_tokens
  return new Map(
    Object.entries({
      ...sandbox.environment,
      AUTH_TOKEN: auth.access_token,
      AUTH_REFRESH_TOKEN: auth.refresh_token ?? "",
      TRANSFER_TOKEN: transfer?.access_token ?? "",
      TRANSFER_REFRESH_TOKEN: transfer?.refresh_token ?? "",
      CLIENT_ID: sandbox.confidentialClient.id,
      CLIENT_SECRET: Redacted.value(sandbox.confidentialClient.secret)
    })
  )
})

const bar = (bytes: number, seconds: number) => {
  const share = Math.min(1, bytes / total)
  const done = Math.round(share * 30)
  const figures = `${Math.round(bytes / megabyte)} of ${total / megabyte} MB, ${seconds.toFixed(0)} s`
  return `  [${"#".repeat(done)}${".".repeat(30 - done)}] ${String(Math.round(share * 100)).padStart(3)} %  ${figures}`
}

/** Overwrites the last line on a terminal. Elsewhere it prints a new line. */
const draw = (line: string) =>
  Effect.sync(() => void process.stdout.write(process.stdout.isTTY ? `\r${line}` : `${line}\n`))

const table = (rows: ReadonlyArray<readonly [string, string]>) =>
  rows.map(([name, value]) => `  ${name.padEnd(22)} ${value}`).join("\n")

const quickstart = (source: string, destination: string) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const [from, to] = sandbox.collections
    if (from === undefined || to === undefined) return yield* Effect.dieMessage("The sandbox has no two collections")
    yield* Console.log(`A local Globus on ${sandbox.baseUrl}, access tokens live ${tokenLife} s\n`)

    const withSettings = Effect.withConfigProvider(ConfigProvider.fromMap(yield* settings))
    yield* Console.log(`  access tokens        ${yield* withSettings(accessTokens)}`)
    yield* Console.log(`  refresh tokens       ${yield* withSettings(refreshTokens)}`)
    yield* Console.log(`  basic authorization  ${yield* withSettings(basicAuthorization)}\n`)

    yield* Console.log(`Transfer of ${total / megabyte} MB at ${rate / megabyte} MB/s, with one refresh token`)
    yield* sandbox.clearJournal
    // Services sometimes fail like this. The client retries, and the program does not notice.
    yield* sandbox.fault({ operation: "getTask", status: 503, times: 2 })
    const retries = yield* Ref.make(0)
    const started = yield* Clock.currentTimeMillis
    const seconds = Effect.map(Clock.currentTimeMillis, (now) => (now - started) / 1000)
    const task = yield* transferAll({
      source: from.id,
      destination: to.id,
      onProgress: (bytes) => Effect.flatMap(seconds, (seconds) => draw(bar(bytes, seconds)))
    }).pipe(Effect.provide(client(retries)), withSettings)
    const elapsed = yield* seconds
    if (process.stdout.isTTY) yield* Console.log("")

    const [sent, received] = yield* Effect.all([Instrument.checksums(source), Instrument.checksums(destination)])
    const same = sent.length > 0 && sent.join() === received.join()
    const journal = yield* sandbox.journal
    const refreshes = journal.filter((entry) => entry.grantType === "refresh_token" && entry.status === 200).length
    const retried = yield* Ref.get(retries)
    yield* Console.log(
      `\n${table([
        ["task", task.status],
        ["bytes", String(task.bytes_transferred ?? 0)],
        ["time", `${elapsed.toFixed(1)} s`],
        ["calls", String(journal.length - refreshes)],
        ["refreshes", String(refreshes)],
        ["retries", String(retried)],
        ["checksums (SHA-256)", same ? `${sent.length} files, all the same` : "they differ"]
      ])}`
    )

    const wrong = [
      task.status === "SUCCEEDED" ? "" : `the task ended as ${task.status}`,
      task.bytes_transferred === total ? "" : `${task.bytes_transferred} bytes are not ${total}`,
      same ? "" : "the checksums differ",
      refreshes >= 3 ? "" : `${refreshes} refreshes, not at least 3`,
      retried === 2 ? "" : `${retried} retries, not 2`
    ].filter((fault) => fault !== "")
    if (wrong.length > 0) return yield* new QuickstartFailed({ message: wrong.join("; ") })
  })

const program = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const source = yield* fs.makeTempDirectoryScoped({ prefix: "globus-source-" })
  const destination = yield* fs.makeTempDirectoryScoped({ prefix: "globus-destination-" })
  yield* Instrument.record(source, 4, total)
  const sandbox = Sandbox.layer({
    accessTokenLife: `${tokenLife} seconds`,
    bytesPerSecond: rate,
    collections: [
      { displayName: "Instrument", root: source },
      { displayName: "Archive", root: destination }
    ]
  })
  yield* quickstart(source, destination).pipe(Effect.provide(Layer.merge(sandbox, UndiciHttpClient.layer())))
})

NodeRuntime.runMain(program.pipe(Effect.scoped, Effect.provide(NodeContext.layer)))
