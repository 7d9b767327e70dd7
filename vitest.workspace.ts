// The workspace is fixed to this file, which vitest 3.2 reads and marks as deprecated on each run: `test.projects`
// would need a `vitest.config.ts` at the top, and the top level is closed. The notice goes when vitest 4 is adopted.
// The `test` script adds what cannot be said here: both cores, and no isolation, since loading Effect anew for each file
// takes longer than most of the tests, which share no state but through layers.
import { basename } from "node:path"
import { defineWorkspace } from "vitest/config"

const project = (folder: string) => ({
  // Siblings resolve to their sources, so the tests need no build.
  resolve: { conditions: ["@effect-globus/source"] },
  ssr: { resolve: { conditions: ["@effect-globus/source"] } },
  test: {
    name: basename(folder),
    root: `packages/${folder}`,
    include: ["test/**/*.test.ts"],
    // Time in the tests is Effect's; this is for a busy machine only.
    testTimeout: 30_000,
    hookTimeout: 120_000
  }
})

export default defineWorkspace(
  [
    "http",
    "sdk",
    "sandbox",
    "examples",
    ...["benchmarks", "chaos", "conformance", "interop", "openapi"].map((name) => `tools/${name}`)
  ].map(project)
)
