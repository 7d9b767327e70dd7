/**
 * The measuring loops, which run in the process of the contender. Every answer is checked, so that only clients that do
 * their work are measured.
 */
import { deepStrictEqual } from "node:assert"
import { readFileSync } from "node:fs"
import type { Contender } from "./contenders/Contender.js"
import type { Ask, Mode, Taken } from "./messages.js"
import { width } from "./messages.js"

/** The answers of the server, to check the contender. */
export interface Expected {
  readonly task: { readonly task_id: string }
  readonly rows: number
}

const megabyte = 1_000_000

const missing = (mode: Mode): never => {
  throw new Error(`This contender has nothing to run for "${mode}"`)
}

/** The checks of answers. Each is one cheap comparison, since it is part of the measured time. */
const checks = ({ rows, task }: Expected) => ({
  task: (document: unknown): void => {
    if (typeof document !== "object" || document === null || !("task_id" in document)) {
      throw new Error("The answer is not a task")
    }
    if (document.task_id !== task.task_id) throw new Error(`The answer is another task: ${String(document.task_id)}`)
  },
  rows: (count: number): void => {
    if (count !== rows) throw new Error(`The listing has ${count} rows instead of ${rows}`)
  }
})

/** Makes this many calls in a mode. */
export const run = async (contender: Contender, expected: Expected, { calls, mode }: Ask): Promise<void> => {
  const check = checks(expected)
  const inTurn = async () => {
    for (let call = 0; call < calls; call++) check.task(await contender.task())
  }
  const inPromises = async () => {
    let left = calls
    const worker = async () => {
      try {
        while (left > 0) {
          left--
          check.task(await contender.task())
        }
      } finally {
        // The first failure stops all others, so that no call is in flight after the run.
        left = 0
      }
    }
    for (const outcome of await Promise.allSettled(Array.from({ length: width }, worker))) {
      if (outcome.status === "rejected") throw outcome.reason
    }
  }
  const download = async (bytes: number) => {
    const read = (await contender.download?.(bytes)) ?? missing(mode)
    if (read !== bytes) throw new Error(`The file has ${read} bytes instead of ${bytes}`)
  }
  switch (mode) {
    case "sequential":
      return inTurn()
    case "promises":
      return inPromises()
    case "fibers":
      return contender.inFibers?.(calls, width, check.task) ?? inPromises()
    case "listing":
      for (let call = 0; call < calls; call++) check.rows((await contender.listing()).length)
      return
    case "stream":
      for (let call = 0; call < calls; call++) check.rows((await contender.stream?.()) ?? missing(mode))
      return
    case "download":
      return download(calls * megabyte)
    case "downloadTenth":
      return download((calls * megabyte) / 10)
    case "upload":
      return contender.upload?.(calls * megabyte) ?? missing(mode)
    case "uploadTenth":
      return contender.upload?.((calls * megabyte) / 10) ?? missing(mode)
    case "headers":
      return contender.headers?.(calls) ?? missing(mode)
    case "known":
    case "rejected": {
      const documents = (await contender.storm?.(calls, mode)) ?? missing(mode)
      deepStrictEqual(documents.length, calls)
      documents.forEach(check.task)
    }
  }
}

/**
 * The peak memory of the process in bytes. On Linux, `maxRSS` includes the memory of the parent when it forked, so
 * `VmHWM` is read there.
 */
const peak = (): number => {
  const kilobytes =
    process.platform === "linux"
      ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]
      : undefined
  return Number(kilobytes ?? process.resourceUsage().maxRSS) * 1024
}

/** Makes one call and compares the whole answer. */
export const verify = async (contender: Contender, expected: Expected): Promise<void> => {
  deepStrictEqual(await contender.task(), expected.task)
}

/** Whether a turn has many small calls, for which the process must be warm. */
const isSmall = (mode: Mode): boolean => mode === "sequential" || mode === "promises" || mode === "fibers"

/** How many calls a process makes to be warm again after the turns of the others: a multiple of its measured calls. */
const again = 3

/**
 * Measures this many calls. A process of small calls first makes further calls: they open its connections and let its
 * heap grow again, since V8 shrinks the heap of an idle process. That takes some thousand calls.
 */
export const measure = async (contender: Contender, expected: Expected, ask: Ask): Promise<Taken> => {
  if (isSmall(ask.mode)) await run(contender, expected, { ...ask, calls: Math.max(again * ask.calls, width) })
  const held = process.memoryUsage.rss()
  const cpu = process.cpuUsage()
  const start = performance.now()
  await run(contender, expected, ask)
  const wall = performance.now() - start
  const { system, user } = process.cpuUsage(cpu)
  return {
    calls: ask.calls,
    wall,
    cpu: (user + system) / 1000,
    held,
    peak: peak()
  }
}
