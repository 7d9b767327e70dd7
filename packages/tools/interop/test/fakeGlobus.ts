/** A fake Globus CLI for tests: a shell script with given answers, in place of the real one. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { join } from "node:path"
import * as GlobusCli from "../src/GlobusCli.js"

export const announcement = {
  environment: { GLOBUS_SDK_SERVICE_URL_AUTH: "http://127.0.0.1:1/" },
  user: { sub: "0f0e0d0c-0000-4000-8000-000000000001", username: "robin@example.org" },
  confidentialClient: { id: "0f0e0d0c-0000-4000-8000-000000000002", secret: Redacted.make("a+b/c=") },
  nativeClientId: "0f0e0d0c-0000-4000-8000-000000000003",
  collections: []
}

export const make = (script: string, secret?: Redacted.Redacted) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const folder = yield* files.makeTempDirectoryScoped({ prefix: "effect-globus-cli-" })
    yield* files.makeDirectory(join(folder, "bin"))
    yield* files.writeFileString(join(folder, "bin", "globus"), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const environment = { folder, python: "", reused: true }
    return yield* GlobusCli.make({ environment, announcement, home: folder, secret })
  })
