/** What each module imports, directly or not: a browser has neither Node nor undici. */
import { describe, expect, it } from "@effect/vitest"
import { readFileSync } from "node:fs"

/** The sources that a module loads, including itself, and the modules of other packages. */
const graph = (module: string) => {
  const sources = new Map<string, string>()
  const modules = new Set<string>()
  const load = (url: URL) => {
    if (sources.has(url.href)) return
    const source = readFileSync(url, "utf8")
    sources.set(url.href, source)
    const imports = source.matchAll(/^(?:import|export|\}) .*?"([^"]+)"$|\bimport\("([^"]+)"\)/gm)
    for (const [statement, from = "", loaded = ""] of imports) {
      if (/^(?:import|export) type /.test(statement)) continue
      const name = from || loaded
      if (name.startsWith(".")) load(new URL(name.replace(/\.js$/, ".ts"), url))
      else modules.add(name)
    }
  }
  load(new URL(`../src/${module}.ts`, import.meta.url))
  return { modules: [...modules], sources: [...sources.values()] }
}

const isNeutral = (name: string) => name.startsWith("effect/") || name.startsWith("@effect/platform/")

describe("a program without Node", () => {
  for (const [module, size] of [
    ["WebHttpClient", 10],
    ["DeadlineHttpClient", 1]
  ] as const) {
    it(`can import ${module}: it loads modules of effect and @effect/platform only`, () => {
      const { modules, sources } = graph(module)
      expect(modules.length).toBeGreaterThan(0)
      expect(modules.filter((name) => !isNeutral(name))).toEqual([])
      expect(sources.length).toBeGreaterThanOrEqual(size)
      for (const source of sources) expect(source).not.toMatch(/\b(?:Buffer|process)[.(]/)
    })
  }

  it("cannot import UndiciHttpClient, by the same reading of its sources", () => {
    const { modules, sources } = graph("UndiciHttpClient")
    expect(modules.filter((name) => !isNeutral(name)).sort()).toEqual([
      "node:buffer",
      "node:crypto",
      "node:stream",
      "node:stream/web",
      "node:tls",
      "node:zlib",
      "undici"
    ])
    expect(sources.some((source) => /\bBuffer[.(]/.test(source))).toBe(true)
  })
})
