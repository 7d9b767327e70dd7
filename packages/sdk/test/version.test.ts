import { readFileSync } from "node:fs"
import { expect, it } from "@effect/vitest"
import { version } from "../src/internal/version.js"

it("the version that goes out in headers is the package's", () => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  expect(manifest).toMatchObject({ version })
})
