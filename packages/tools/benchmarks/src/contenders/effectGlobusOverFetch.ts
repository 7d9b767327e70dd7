/**
 * `@effect-globus/sdk` over Node's own `fetch`. Nothing here may load the `undici` package, which would replace the
 * connections under that `fetch`.
 */
import * as WebHttpClient from "@effect-globus/http/WebHttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as Layer from "effect/Layer"
import type { Make } from "./Contender.js"
import { calls, fixed } from "./globusCalls.js"
import * as program from "./program.js"

export const makeOverFetch: Make = (surroundings) =>
  program.contender(
    Layer.effect(program.Program, calls(surroundings)).pipe(Layer.provide(fixed), Layer.provide(FetchHttpClient.layer))
  )

export const makeOverWeb: Make = (surroundings) =>
  program.contender(
    Layer.effect(program.Program, calls(surroundings)).pipe(Layer.provide(fixed), Layer.provide(WebHttpClient.layer()))
  )
