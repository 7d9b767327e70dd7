/**
 * The lower bound of a call in an Effect program: one fiber that waits for undici's `dispatch`, without deadline, retry
 * or check.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Agent } from "undici"
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { rowsOf } from "./Contender.js"
import { get } from "./dispatch.js"
import * as program from "./program.js"

const overDispatch = (baseUrl: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Agent()),
      (agent) => Effect.promise(() => agent.close())
    ),
    (agent): program.Calls => {
      const ask = (path: string) =>
        Effect.async<unknown, unknown>((resume) =>
          get(agent, baseUrl, path, {
            onDocument: (document) => resume(Effect.succeed(document)),
            onError: (error) => resume(Effect.fail(error))
          })
        )
      return { task: ask(paths.task), listing: Effect.map(ask(paths.listing), rowsOf) }
    }
  )

export const make: Make = ({ baseUrl }) => program.contender(Layer.scoped(program.Program, overDispatch(baseUrl)))
