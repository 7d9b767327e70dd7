/** The command. It writes each document into a folder. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { documents } from "./Services.js"

const [folder = "openapi"] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* fs.makeDirectory(folder, { recursive: true })
  yield* Effect.forEach(documents, ([name, document]) => {
    const file = path.join(folder, `${name}.json`)
    return Effect.zipRight(
      fs.writeFileString(file, `${JSON.stringify(document, undefined, 2)}\n`),
      Console.log(`${file}: ${Object.keys(document["paths"] ?? {}).length} paths`)
    )
  })
})

NodeRuntime.runMain(Effect.provide(program, NodeContext.layer))
