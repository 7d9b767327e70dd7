/** The sandbox, installed in an empty project and started as its README says. */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { CheckFailed } from "../Check.js"
import { announced } from "../LocalGlobus.js"
import { npm } from "./PackageManager.js"
import * as Project from "./Project.js"
import * as Readme from "./Readme.js"
import { readReadme } from "./Tarballs.js"

export interface InstalledSandbox {
  /** The variables that a program needs to find it and to act as an app. */
  readonly environment: Readonly<Record<string, string>>
  /** The name of its collection. */
  readonly collection: string
}

/** Starts the sandbox. It runs until the scope closes. */
export const make = (
  registry: string
): Effect.Effect<
  InstalledSandbox,
  CheckFailed,
  CommandExecutor.CommandExecutor | FileSystem.FileSystem | Scope.Scope
> =>
  Effect.gen(function* () {
    const readme = yield* readReadme("packages/sandbox")
    const project = yield* Project.make(registry)
    yield* project.run(...npm.add("", yield* Readme.install(readme)))
    const line = Readme.commands(readme).find((line) => line.startsWith("npx effect-globus-sandbox"))
    if (line === undefined)
      return yield* new CheckFailed({ message: "The README does not say how to start the command" })
    const [command = "", ...args] = line.split(/\s+/)
    const announcement = yield* announced(
      { command, args, environment: Project.userEnvironment(), directory: project.folder },
      1
    )
    const { id, secret } = announcement.confidentialClient
    return {
      environment: { ...announcement.environment, CLIENT_ID: id, CLIENT_SECRET: Redacted.value(secret) },
      collection: announcement.collections[0]?.name ?? ""
    }
  }).pipe(Effect.mapError(({ message }) => new CheckFailed({ message })))
