/** On what, when, and with which versions it was measured. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { cpus, loadavg } from "node:os"

const require = createRequire(import.meta.url)

const packages = [
  "undici",
  "@globus/sdk",
  "effect",
  "@effect/platform",
  "@effect/platform-node",
  "@effect-globus/sdk",
  "@effect-globus/fetch",
  "@effect-globus/undici"
] as const

const version = (name: (typeof packages)[number]): string => {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"))
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "?"
}

/** To be asked before the run, so that the load is that of others: ratios bear some of it, and no more. */
export const describe = (date: Date): string => {
  const [processor] = cpus()
  const [load = 0] = loadavg()
  return [
    `${date.toISOString().slice(0, 10)}, Node ${process.versions.node} on ${process.platform} ${process.arch}, ` +
      `${cpus().length} cores (${processor?.model.trim() ?? "unknown"}), load average before ${load.toFixed(1)}.`,
    `fetch is Node's own (undici ${process.versions["undici"] ?? "?"}); ` +
      `${packages.map((name) => `${name} ${version(name)}`).join(", ")}.`
  ].join("\n")
}
