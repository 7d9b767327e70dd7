/** The code in the README is that of the examples, which are type-checked and run here. */
import { describe, expect, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"

const root = new URL("../../../", import.meta.url)
const readme = readFileSync(new URL("README.md", root), "utf8")

/** Code blocks whose first line names their file. */
const blocks = [...readme.matchAll(/^```ts\n\/\/ (packages\/\S+)\n([\s\S]*?)^```$/gm)].map(
  ([, file = "", code = ""]) => ({ file, code })
)

describe("README", () => {
  it("has a whole first program, and the three ways of Globus's page on API authorization", () => {
    expect(blocks.map(({ file }) => file.replace("packages/examples/src/", ""))).toEqual([
      "firstProgram.ts",
      "accessTokens.ts",
      "refreshTokens.ts",
      "basicAuthorization.ts"
    ])
  })

  it("has only TypeScript from the examples", () => {
    expect([...readme.matchAll(/^```ts$/gm)].length).toBe(blocks.length)
  })

  for (const [at, { code, file }] of blocks.entries()) {
    const program = readFileSync(new URL(file, root), "utf8")
    it(at === 0 ? `shows ${file} unchanged` : `shows a part of ${file} unchanged`, () => {
      if (at === 0) expect(code).toBe(program)
      else expect(`\n${program}`).toContain(`\n${code}`)
    })
  }

  for (const [page, file] of [
    ["tests", "swapLayers"],
    ["http-clients", "httpClients"]
  ]) {
    it(`the page ${page}.md shows ${file}.ts as it is`, () => {
      const text = readFileSync(new URL(`packages/sdk/docs/${page}.md`, root), "utf8")
      const [, code] = /^```ts\n\/\/ packages\/\S+\n([\s\S]*?)^```$/m.exec(text) ?? []
      expect(code).toBe(readFileSync(new URL(`packages/examples/src/${file}.ts`, root), "utf8"))
    })
  }

  it("of the SDK shows firstProgramOverFetch.ts as it is", () => {
    const [, code] =
      /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(new URL("packages/sdk/README.md", root), "utf8")) ?? []
    expect(code).toBe(readFileSync(new URL("packages/examples/src/firstProgramOverFetch.ts", root), "utf8"))
  })

  it("names the two commands of the workspace on its first screen", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"))
    const firstScreen = readme.split("\n").slice(0, 45).join("\n")
    expect(firstScreen).toContain("npm ci && npm run quickstart")
    expect(firstScreen).toContain("npm ci && npm test")
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["quickstart", "test"]))
  })

  it("links to existing files", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = ""]) => path)
    expect(links.length).toBeGreaterThan(3)
    for (const link of links) expect(() => readFileSync(new URL(link, root))).not.toThrow(/ENOENT/)
    expect(readdirSync(new URL("packages/", root))).toEqual(expect.arrayContaining(["sdk", "sandbox", "examples"]))
  })
})
