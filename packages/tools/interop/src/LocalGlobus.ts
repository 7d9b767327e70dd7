/**
 * The sandbox for foreign clients: its command in a separate process, with temporary directories. Everything about it
 * is known only from its output.
 */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Announcement from "./Announcement.js"
import * as Subprocess from "./Subprocess.js"

/** A collection of the sandbox, with its directory on the disk. */
export interface Served extends Announcement.Collection {
  readonly root: string
}

export interface LocalGlobus {
  readonly announcement: Announcement.Announcement
  /** Has files of every kind that the checks use. */
  readonly source: Served
  /** Empty at the start. */
  readonly destination: Served
  /** More collections than fit on one page of a search. Their names share a word. */
  readonly shelf: { readonly word: string; readonly ids: ReadonlyArray<string> }
  /** Makes an empty directory, the `HOME` of a client. */
  readonly makeHome: Effect.Effect<string, PlatformError.PlatformError>
}

export class SandboxFailed extends Data.TaggedError("SandboxFailed")<{ readonly message: string }> {}

/** Both Python clients ask for 100 collections per page. */
const shelfSize = 120

const root = fileURLToPath(new URL("../../../../", import.meta.url))

const Manifest = Schema.parseJson(Schema.Struct({ scripts: Schema.Struct({ sandbox: Schema.String }) }))

/** The command of `npm run sandbox`, without npm, so that signals reach it. */
const command = (args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { scripts } = yield* Schema.decode(Manifest)(yield* files.readFileString(join(root, "package.json")))
    const [, ...own] = scripts.sandbox.split(" ")
    const environment = Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const]
    )
    return {
      command: process.execPath,
      args: [...own, ...args],
      environment: Object.fromEntries(environment),
      directory: root
    }
  })

/**
 * Starts the sandbox's command, and reads its output until it has named this many collections. It continues to read
 * afterwards, so that the pipe does not fill up.
 */
export const announced = (
  program: Subprocess.Program,
  collections: number
): Effect.Effect<
  Announcement.Announcement,
  SandboxFailed | Subprocess.SubprocessError,
  CommandExecutor.CommandExecutor | Scope.Scope
> =>
  Effect.gen(function* () {
    const sandbox = yield* Subprocess.start(program)
    const complete = yield* Deferred.make<ReadonlyArray<string>>()
    const lines: Array<string> = []
    yield* sandbox.stdout.pipe(
      Stream.decodeText(),
      Stream.splitLines,
      Stream.runForEach((line) =>
        Effect.suspend(() => {
          lines.push(line)
          return Effect.when(Deferred.succeed(complete, [...lines]), () => Announcement.isComplete(lines, collections))
        })
      ),
      Effect.forkScoped
    )
    const complaint = yield* Effect.forkScoped(Stream.mkString(Stream.decodeText(sandbox.stderr)))
    const ended = Effect.gen(function* () {
      const exitCode = yield* Effect.orElseSucceed(sandbox.exitCode, () => "a signal")
      const stderr = yield* Effect.orElseSucceed(complaint, () => "")
      return yield* new SandboxFailed({ message: `The sandbox's command ended with ${exitCode}: ${stderr.trim()}` })
    })
    const said = yield* Effect.raceFirst(Deferred.await(complete), ended).pipe(
      Effect.timeoutFail({
        duration: "60 seconds",
        onTimeout: () => new SandboxFailed({ message: "The sandbox's command has not printed everything within 60 s" })
      })
    )
    return yield* Either.mapLeft(
      Announcement.parse(said),
      (flaw) => new SandboxFailed({ message: `The output of the sandbox's command is incomplete: ${flaw}` })
    )
  })

/** Makes bytes that differ between files, and that a conversion of line endings would change. */
const bytes = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 17 + (index >> 8)) % 256)

const furnish = (root: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    yield* files.makeDirectory(join(root, "runs", "deep"), { recursive: true })
    const contents: ReadonlyArray<readonly [string, Uint8Array]> = [
      ["sample.txt", bytes(1_234, 1)],
      [".hidden", bytes(10, 2)],
      // A name that must be encoded in a URL, quoted in JSON and decoded as UTF-8.
      ['50% of the "données" & more.txt', bytes(77, 3)],
      ["runs/a.dat", bytes(70_000, 4)],
      ["runs/b.dat", bytes(300_000, 5)],
      ["runs/empty.dat", bytes(0, 6)],
      ["runs/deep/notes.md", bytes(64, 7)]
    ]
    for (const [name, content] of contents) yield* files.writeFile(join(root, name), content)
  })

const find = (announcement: Announcement.Announcement, wanted: { readonly name: string; readonly root: string }) => {
  const found = announcement.collections.find(({ name }) => name === wanted.name)
  return found === undefined
    ? new SandboxFailed({ message: `The output of the sandbox does not name the collection ${wanted.name}` })
    : Effect.succeed({ ...found, root: wanted.root })
}

/** Starts a sandbox. When the scope closes, it ends and its directories are removed. */
export const make: Effect.Effect<
  LocalGlobus,
  SandboxFailed | Subprocess.SubprocessError | PlatformError.PlatformError,
  CommandExecutor.CommandExecutor | FileSystem.FileSystem | Scope.Scope
> = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const place = yield* files.makeTempDirectoryScoped({ prefix: "effect-globus-interop-" })
  const [source, destination] = [
    { name: "Laboratory", root: join(place, "laboratory") },
    { name: "Archive", root: join(place, "archive") }
  ] as const
  const shelf = join(place, "shelf")
  for (const directory of [source.root, destination.root, shelf]) yield* files.makeDirectory(directory)
  yield* furnish(source.root)
  const shelved = Array.from({ length: shelfSize }, (_, index) => ({ name: `Shelf ${index + 1}`, root: shelf }))

  const all = [source, destination, ...shelved]
  const program = yield* command(all.flatMap(({ name, root }) => ["--collection", `${name}=${root}`]))
  const announcement = yield* announced(program, all.length)
  return {
    announcement,
    source: yield* find(announcement, source),
    destination: yield* find(announcement, destination),
    shelf: {
      word: "Shelf",
      ids: announcement.collections.flatMap(({ id, name }) => (name.startsWith("Shelf ") ? [id] : []))
    },
    makeHome: files.makeTempDirectory({ directory: place, prefix: "home-" })
  }
}).pipe(Effect.catchTag("ParseError", () => new SandboxFailed({ message: "package.json has no sandbox script" })))
