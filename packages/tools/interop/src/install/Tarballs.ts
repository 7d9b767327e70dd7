/** The published packages as tarballs, packed by npm itself. */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Subprocess from "../Subprocess.js"
import { userEnvironment } from "./Project.js"

const root = fileURLToPath(new URL("../../../../../", import.meta.url))

/** A registry describes a version by its `package.json`. Only these members are read here. */
const Manifest = Schema.Struct(
  { name: Schema.String, version: Schema.String, private: Schema.optional(Schema.Boolean) },
  Schema.Record({ key: Schema.String, value: Schema.Unknown })
)

export interface Tarball {
  readonly manifest: typeof Manifest.Type
  /** The name of the file. */
  readonly file: string
  readonly bytes: Uint8Array
}

/** A package could not be packed. */
export class PackFailed extends Data.TaggedError("PackFailed")<{ readonly message: string }> {}

const readManifest = (folder: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const text = yield* files.readFileString(join(folder, "package.json"))
    return yield* Schema.decode(Schema.parseJson(Manifest))(text)
  })

const pack = (folder: string, manifest: typeof Manifest.Type, into: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    if (!(yield* files.exists(join(folder, "dist", "index.js")))) {
      return yield* new PackFailed({ message: `${manifest.name} is not built: run npm run build first` })
    }
    const { exitCode, stderr, stdout } = yield* Subprocess.run(
      {
        command: "npm",
        args: ["pack", "--silent", "--pack-destination", into],
        environment: userEnvironment(),
        directory: folder
      },
      "2 minutes"
    )
    if (exitCode !== 0) return yield* new PackFailed({ message: `npm pack of ${manifest.name} failed:\n${stderr}` })
    const file = basename(stdout.trim())
    return { manifest, file, bytes: yield* files.readFile(join(into, file)) }
  })

/** Packs all published packages of the workspace into a folder. */
export const packAll = (
  into: string
): Effect.Effect<
  ReadonlyArray<Tarball>,
  PackFailed | Subprocess.SubprocessError | PlatformError.PlatformError,
  CommandExecutor.CommandExecutor | FileSystem.FileSystem
> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const packages = join(root, "packages")
    // `packages/tools` is a folder of packages that nobody publishes, and no package itself.
    const folders = yield* Effect.filter(yield* files.readDirectory(packages), (name) =>
      files.exists(join(packages, name, "package.json"))
    )
    const tarballs = yield* Effect.forEach(
      folders,
      (name) =>
        Effect.flatMap(readManifest(join(packages, name)), (manifest) =>
          manifest.private === true
            ? Effect.succeed([])
            : Effect.map(pack(join(packages, name), manifest, into), (tarball) => [tarball])
        ),
      { concurrency: 2 }
    )
    return tarballs.flat()
  }).pipe(Effect.catchTag("ParseError", (error) => new PackFailed({ message: error.message })))

/** Reads the README of a package, or of the workspace. */
export const readReadme = (folder: string): Effect.Effect<string, PlatformError.PlatformError, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.readFileString(join(root, folder, "README.md")))
