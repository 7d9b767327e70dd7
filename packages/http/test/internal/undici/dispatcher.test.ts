import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Undici from "undici"
import { ownAgent, supported } from "../../../src/internal/undici/dispatcher.js"

/** Like the stand-in of Bun: it has the names of undici's classes, which do nothing. */
const standIns: object = { Agent: function () {} }
const StandIn: typeof Undici.Agent = Reflect.get(standIns, "Agent")

describe("a runtime with a stand-in for undici", () => {
  const message = /Use WebHttpClient\.layer\(\) of @effect-globus\/http/

  it("is refused when the agent is made, by a message that names the layer to use", () => {
    expect(() => ownAgent(StandIn)).toThrow(message)
  })

  it.effect("is refused when layerWithDispatcher is built", () =>
    Effect.gen(function* () {
      const program = Effect.provide(HttpClient.HttpClient, UndiciHttpClient.layerWithDispatcher(new StandIn()))
      const defect = yield* Effect.flip(Effect.sandbox(program))
      expect(String(defect)).toMatch(message)
      expect(() => UndiciHttpClient.make(new StandIn())).toThrow(message)
    })
  )

  it("is not seen in a dispatcher that dispatches", () => {
    const agent = new Undici.Agent()
    for (const dispatcher of [agent, new Undici.MockAgent(), agent.compose((dispatch) => dispatch)]) {
      expect(supported(dispatcher)).toBe(dispatcher)
    }
  })
})
