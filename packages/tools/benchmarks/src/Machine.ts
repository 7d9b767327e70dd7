/** Describes the machine, the date, and the versions of a measurement. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { cpus, loadavg } from "node:os"
import { join } from "node:path"

const require = createRequire(import.meta.url)

const packages = [
  "undici",
  "@globus/sdk",
  "effect",
  "@effect/platform",
  "@effect/platform-node",
  "@effect-globus/sdk",
  "@effect-globus/http"
] as const

const version = (name: (typeof packages)[number]): string => {
  const manifest: unknown = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8"))
  return typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "?"
}

/** The default of Linux, in nanoseconds. */
const usualPolling = 200_000

/**
 * How long an idle core of a virtual machine polls before it halts, in nanoseconds. Undefined if the kernel's governor
 * does not poll. Waking a halted core takes longer than a call (Documentation/virt/guest-halt-polling of Linux).
 */
const polling = (sys: string): number | undefined => {
  try {
    const governor = readFileSync(join(sys, "devices/system/cpu/cpuidle/current_governor"), "utf8").trim()
    return governor === "haltpoll"
      ? Number(readFileSync(join(sys, "module/haltpoll/parameters/guest_halt_poll_ns"), "utf8"))
      : undefined
  } catch {
    return undefined
  }
}

const idling = (nanoseconds: number | undefined): ReadonlyArray<string> =>
  nanoseconds === undefined
    ? []
    : [
        (nanoseconds === 0
          ? "An idle core halts at once"
          : `An idle core polls for up to ${nanoseconds / 1000} us before it halts`) +
          ` (guest_halt_poll_ns is ${nanoseconds}${nanoseconds === usualPolling ? ", as is usual" : `, usual is ${usualPolling}`}).`
      ]

/**
 * Call it before the run, so that it shows the load from other programs. Ratios tolerate only some load. `sys`: the
 * folder of the kernel's settings.
 */
export const describe = (date: Date, sys = "/sys"): string => {
  const [processor] = cpus()
  const [load = 0] = loadavg()
  return [
    `${date.toISOString().slice(0, 10)}, Node ${process.versions.node} on ${process.platform} ${process.arch}, ` +
      `${cpus().length} cores (${processor?.model.trim() ?? "unknown"}), load average before ${load.toFixed(1)}.`,
    ...idling(polling(sys)),
    `fetch is Node's own (undici ${process.versions["undici"] ?? "?"}); ` +
      `${packages.map((name) => `${name} ${version(name)}`).join(", ")}.`
  ].join("\n")
}
