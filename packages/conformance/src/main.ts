import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Vectors from "./Vectors.js"

const program = Effect.gen(function* () {
  const verdicts = yield* Vectors.verdicts(process.argv[2] ?? "../shared/wire")
  const c = new Map<string, number>()
  for (const v of verdicts) c.set(v.outcome, (c.get(v.outcome) ?? 0) + 1)
  const by = process.argv[3]
  for (const v of verdicts.filter(
    (v) => v.outcome === (process.argv[4] ?? "failed") && (by === undefined || v.subject.includes(by))
  ))
    yield* Console.log(v.subject, v.id, "\n    " + v.detail.replaceAll("\n", "\n    "))
  yield* Console.log([...c])
})
NodeRuntime.runMain(program.pipe(Effect.provide(Layer.merge(NodeContext.layer, NodeHttpClient.layerUndici))))
