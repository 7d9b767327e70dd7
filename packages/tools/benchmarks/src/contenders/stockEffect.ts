/**
 * Effect's own parts with everything on, as a program would first be written: `HttpApiClient` of the same declaration
 * over `NodeHttpClient.layerUndici`, the header from a `Ref`, and `Effect.timeout` and `Effect.retry` around each call.
 */
import { TransferApi } from "@effect-globus/sdk/transfer/TransferApi"
import * as HttpApiClient from "@effect/platform/HttpApiClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import { collectionId, taskId } from "../documents.js"
import type { Make, Surroundings } from "./Contender.js"
import { authorization } from "./Contender.js"
import * as program from "./program.js"

const retries = Schedule.exponential("250 millis").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(5)))

const calls = ({ baseUrl }: Surroundings) =>
  Effect.gen(function* () {
    const header = yield* Ref.make(Redacted.make(authorization))
    const client = yield* HttpApiClient.make(TransferApi, {
      baseUrl,
      transformClient: HttpClient.mapRequestEffect((request) =>
        Effect.map(Ref.get(header), (header) =>
          HttpClientRequest.setHeader(request, "authorization", Redacted.value(header))
        )
      )
    })
    const everythingOn = <A, E, R>(call: Effect.Effect<A, E, R>) =>
      call.pipe(Effect.timeout("60 seconds"), Effect.retry({ schedule: retries }))
    return {
      task: Effect.suspend(() => everythingOn(client["transfer.tasks"].getTask({ path: { task_id: taskId } }))),
      listing: Effect.map(
        everythingOn(client["transfer.operations"].operationLs({ path: { endpoint_id: collectionId }, urlParams: {} })),
        ({ DATA }) => DATA
      )
    }
  })

const layer = (surroundings: Surroundings) =>
  Layer.effect(program.Program, calls(surroundings)).pipe(Layer.provide(NodeHttpClient.layerUndici))

export const make: Make = (surroundings) => program.contender(layer(surroundings))

export const makeTraced: Make = (surroundings) =>
  program.contender(Layer.provideMerge(layer(surroundings), program.cheapTracer))
