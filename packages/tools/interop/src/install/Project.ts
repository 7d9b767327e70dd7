/** An empty project, as a new user has it, and how to run commands in it. */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { join } from "node:path"
import { CheckFailed } from "../Check.js"
import * as Subprocess from "../Subprocess.js"

export interface Project {
  readonly folder: string
  readonly write: (file: string, content: string) => Effect.Effect<void, CheckFailed>
  /** Runs a command in the project. Fails unless its exit code is 0. */
  readonly run: (
    command: string,
    args: ReadonlyArray<string>,
    more?: RunOptions
  ) => Effect.Effect<Subprocess.Outcome, CheckFailed>
  /** The same, whatever its exit code. */
  readonly attempt: Project["run"]
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly limit?: Duration.DurationInput
}

/**
 * The user's own variables, since package managers find their registry, proxy and certificates there. The variables of
 * `npm run` are removed, since with them another npm would use this workspace as its project.
 */
export const userEnvironment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(npm_|INIT_CWD$|NODE_OPTIONS$|GLOBUS_|CI$)/.test(name) ? [] : [[name, value]]
    )
  )

const shown = ({ stderr, stdout }: Subprocess.Outcome): string => `${stdout}\n${stderr}`.trim().slice(-4000)

const failed = ({ message }: { readonly message: string }) => new CheckFailed({ message })

/** Makes a project, and removes it when the scope closes. `settings`: files to start with. */
export const make = (
  registry: string,
  settings: Readonly<Record<string, string>> = {}
): Effect.Effect<
  Project,
  CheckFailed | PlatformError.PlatformError,
  CommandExecutor.CommandExecutor | FileSystem.FileSystem | Scope.Scope
> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const executor = yield* Effect.context<CommandExecutor.CommandExecutor>()
    const folder = yield* files.makeTempDirectoryScoped({ prefix: "effect-globus-install-" })
    const write: Project["write"] = (file, content) =>
      Effect.mapError(files.writeFileString(join(folder, file), content), failed)
    // Caches of package managers are in the project, and are removed with it.
    const own = {
      YARN_GLOBAL_FOLDER: join(folder, ".yarn-global"),
      YARN_CACHE_FOLDER: join(folder, ".yarn-cache"),
      YARN_ENABLE_TELEMETRY: "0",
      BUN_INSTALL_CACHE_DIR: join(folder, ".bun-cache"),
      DENO_DIR: join(folder, ".deno")
    }
    const attempt: Project["attempt"] = (command, args, { environment, limit = "4 minutes" } = {}) =>
      Subprocess.run(
        { command, args, environment: { ...userEnvironment(), ...own, ...environment }, directory: folder },
        limit
      ).pipe(Effect.mapError(failed), Effect.provide(executor))
    yield* write("package.json", JSON.stringify({ name: "a-project", private: true, type: "module" }))
    yield* write(".npmrc", `@effect-globus:registry=${registry}/\n`)
    for (const [file, content] of Object.entries(settings)) yield* write(file, content)
    return {
      folder,
      write,
      attempt,
      run: (command, args, more) =>
        Effect.filterOrFail(
          attempt(command, args, more),
          ({ exitCode }) => exitCode === 0,
          (outcome) =>
            new CheckFailed({
              message: `${[command, ...args].join(" ")} ended with ${outcome.exitCode}:\n${shown(outcome)}`
            })
        )
    }
  })
