/** The package managers, and how each runs the install line of a README. */
import { join } from "node:path"
import type { Install } from "./Readme.js"

export interface PackageManager {
  readonly name: string
  /** Files that configure the registry of our scope. Every project has npm's `.npmrc` already. */
  readonly settings: (registry: string) => Readonly<Record<string, string>>
  /** The command that installs packages. */
  readonly add: (tools: string, install: Install) => readonly [string, ReadonlyArray<string>]
  /** The command that runs a JavaScript program. */
  readonly start: (tools: string, file: string) => readonly [string, ReadonlyArray<string>]
}

/** A package manager that is not part of Node. */
export interface Other extends PackageManager {
  /** Its package in npm's registry. */
  readonly from: string
}

const none = () => ({})

/** Node with the script of a package manager. */
const script =
  (path: string, ...args: ReadonlyArray<string>) =>
  (tools: string, more: ReadonlyArray<string>): readonly [string, ReadonlyArray<string>] => [
    process.execPath,
    [join(tools, "node_modules", path), ...args, ...more]
  ]

const byNode: PackageManager["start"] = (_tools, file) => [process.execPath, [file]]

export const npm: PackageManager = {
  name: "npm",
  settings: none,
  add: (_tools, { isDev, packages }) => ["npm", ["install", ...(isDev ? ["--save-dev"] : []), ...packages]],
  start: byNode
}

const pnpm: Other = {
  name: "pnpm",
  from: "pnpm@10",
  settings: none,
  add: (tools, { packages }) => script("pnpm/bin/pnpm.cjs", "add", "--store-dir", ".store")(tools, packages),
  start: byNode
}

const yarn1: Other = {
  name: "yarn 1",
  from: "yarn@1",
  settings: none,
  add: (tools, { packages }) => script("yarn/bin/yarn.js", "add")(tools, packages),
  start: byNode
}

/** With Plug'n'Play, its default: a module can import only the declared dependencies of its package. */
const yarn4: Other = {
  name: "yarn 4",
  from: "@yarnpkg/cli-dist@4",
  settings: (registry) => ({
    ".yarnrc.yml": [
      "npmScopes:",
      "  effect-globus:",
      `    npmRegistryServer: "${registry}"`,
      "unsafeHttpWhitelist:",
      "  - 127.0.0.1",
      ""
    ].join("\n"),
    // Marks the root of the project, whatever is in the folders above.
    "yarn.lock": ""
  }),
  add: (tools, { packages }) => script("@yarnpkg/cli-dist/bin/yarn.js", "add")(tools, packages),
  start: (tools, file) => script("@yarnpkg/cli-dist/bin/yarn.js", "node")(tools, [file])
}

const bunBinary = (tools: string) => join(tools, "node_modules", "@oven", "bun-linux-x64", "bin", "bun")

const bun: Other = {
  name: "bun",
  from: "@oven/bun-linux-x64@1",
  settings: none,
  add: (tools, { packages }) => [bunBinary(tools), ["add", ...packages]],
  start: (tools, file) => [bunBinary(tools), [file]]
}

const denoBinary = (tools: string) => join(tools, "node_modules", "@deno", "linux-x64-glibc", "deno")

const deno: Other = {
  name: "deno",
  from: "@deno/linux-x64-glibc@2",
  settings: none,
  add: (tools, { packages }) => [denoBinary(tools), ["add", ...packages.map((name) => `npm:${name}`)]],
  start: (tools, file) => [denoBinary(tools), ["run", "--allow-all", file]]
}

/** All except npm, which has further checks. */
export const others: ReadonlyArray<Other> = [pnpm, yarn1, yarn4, bun, deno]
