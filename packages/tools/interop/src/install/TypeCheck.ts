/** Type-checks a program with the declarations of the packages, without `skipLibCheck`. */
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { join } from "node:path"
import type { CheckFailed } from "../Check.js"
import type { Project } from "./Project.js"
import type { Tarball } from "./Tarballs.js"

export interface Setting {
  readonly compiler: "typescript5" | "typescript7"
  readonly moduleResolution: "NodeNext" | "bundler"
}

export const settings: ReadonlyArray<Setting> = [
  { compiler: "typescript5", moduleResolution: "NodeNext" },
  { compiler: "typescript5", moduleResolution: "bundler" },
  { compiler: "typescript7", moduleResolution: "NodeNext" },
  { compiler: "typescript7", moduleResolution: "bundler" }
]

/** The public modules of the packages in a project, as import paths. */
export const modules = (
  { folder }: Project,
  tarballs: ReadonlyArray<Tarball>
): Effect.Effect<ReadonlyArray<string>, PlatformError.PlatformError, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const found = yield* Effect.forEach(tarballs, ({ manifest: { exports, name } }) =>
      Effect.gen(function* () {
        const paths = typeof exports === "object" && exports !== null ? Object.keys(exports) : []
        const named = paths
          .filter((path) => !path.includes("*") && path !== "./package.json")
          .map((path) => name + path.slice(1))
        if (!paths.includes("./*")) return named
        const declared = yield* files.readDirectory(join(folder, "node_modules", name, "dist"), { recursive: true })
        const behind = declared
          .filter((file) => file.endsWith(".d.ts") && !/(^|\/)internal\/|^index\.d\.ts$/.test(file))
          .map((file) => `${name}/${file.slice(0, -".d.ts".length)}`)
        return [...named, ...behind.sort()]
      })
    )
    return found.flat()
  })

export const packageOf = (module: string): string => module.split("/").slice(0, 2).join("/")

/** A program that imports all modules. */
export const importing = (modules: ReadonlyArray<string>): string =>
  modules.map((module, index) => `import type * as M${index} from "${module}"\nexport type { M${index} }\n`).join("")

/** Compiles files of a project with the strictest options. */
export const run = (
  tools: string,
  project: Project,
  options: Setting & { readonly files: ReadonlyArray<string>; readonly emit: boolean }
): Effect.Effect<void, CheckFailed> =>
  Effect.asVoid(
    project.run(process.execPath, [
      join(tools, "node_modules", options.compiler, "bin", "tsc"),
      ...(options.emit ? [] : ["--noEmit"]),
      "--strict",
      "--exactOptionalPropertyTypes",
      "--skipLibCheck",
      "false",
      "--target",
      "ES2022",
      "--module",
      options.moduleResolution === "NodeNext" ? "NodeNext" : "ESNext",
      "--moduleResolution",
      options.moduleResolution,
      // A user's project would have the types of Node. Here they are in the tools' project.
      "--typeRoots",
      join(tools, "node_modules", "@types"),
      "--types",
      "node",
      ...options.files
    ])
  )
