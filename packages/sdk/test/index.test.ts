import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, it } from "@effect/vitest"
import * as index from "../src/index.js"

const source = fileURLToPath(new URL("../src", import.meta.url))

/** Every module by its name. */
const modules = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.includes("internal"))
  .map((path) => path.replace(/^.*[/\\]|\.ts$/g, ""))

it("has every client and every authorizer", () => {
  const named = modules.filter((name) => /(Client(V\d)?|Authorizer)$/.test(name) && name !== "Client")
  expect(named.length).toBeGreaterThan(18)
  expect(named.filter((name) => !(name in index))).toEqual([])
})

it("has no declaration, and no module that only holds the schemas of documents", () => {
  expect(Object.keys(index).filter((name) => /Api(V\d)?$/.test(name))).toEqual([])
  for (const name of ["Task", "File", "Flow", "Run", "Group", "Identity", "Index", "Ingest", "Timer", "Endpoint"]) {
    expect(modules).toContain(name)
    expect(Object.keys(index)).not.toContain(name)
  }
})
