/** The package managers, and what a README's install line is in each of them. */
import { join } from "node:path"
import type { Install } from "./Readme.js"

export interface PackageManager {
  readonly name: string
  /** Files of a project that tell it where our scope is; npm's own `.npmrc` is there anyway. */
  readonly settings: (registry: string) => Readonly<Record<string, string>>
  /** Installs. */
  readonly add: (tools: string, install: Install) => readonly [string, ReadonlyArray<string>]
  /** Runs a program of JavaScript. */
  readonly start: (tools: string, file: string) => readonly [string, ReadonlyArray<string>]
}

/** One that is no part of Node. */
export interface Other extends PackageManager {
  /** The package of npm's registry that has it. */
  readonly from: string
}

const none = () => ({})

/** Node, with a package manager's own script. */
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

/** With Plug'n'Play, its default: a module finds only what its package names. */
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
    // Its project ends here, whatever lies above.
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

/** All but npm, which is checked more closely. */
export const others: ReadonlyArray<Other> = [pnpm, yarn1, yarn4, bun, deno]
