// Writes the version that changesets chose into the source that sends it: the User-Agent and X-Globus-Client-Info.
import { readFileSync, writeFileSync } from "node:fs"

const { version } = JSON.parse(readFileSync("packages/sdk/package.json", "utf8"))
writeFileSync(
  "packages/sdk/src/internal/version.ts",
  `/** The version in package.json, which a test compares. */\nexport const version = "${version}"\n`
)
