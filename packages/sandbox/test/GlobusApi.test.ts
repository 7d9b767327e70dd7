import { describe, expect, it } from "@effect/vitest"
import * as Operation from "@effect-globus/sdk/Operation"
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { GlobusApi } from "../src/GlobusApi.js"
import { ResourceServerOf } from "../src/ResourceServerOf.js"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

describe("the services on one origin", () => {
  it.effect("every declared route is found as what it is: no other one is in its way", () =>
    Effect.gen(function* () {
      const declared: Array<string> = []
      const routes = new Set<string>()
      const requests: Array<HttpClientRequest.HttpClientRequest> = []
      HttpApi.reflect(GlobusApi, {
        onGroup: () => {},
        onEndpoint: ({ endpoint, mergedAnnotations }) => {
          // Services share names, such as getTask, and the versions of Compute do: a method and a path are one's own.
          const service = Context.getOption(mergedAnnotations, Operation.ResourceServer).pipe(
            Option.orElse(() =>
              Option.map(
                Context.getOption(mergedAnnotations, ResourceServerOf),
                (known) => known({ collection_id: "some-id" }).service
              )
            ),
            Option.getOrUndefined
          )
          declared.push(`${service} ${endpoint.name}`)
          routes.add(`${endpoint.method} ${endpoint.path.replaceAll(/:\w+/g, ":")}`)
          requests.push(HttpClientRequest.make(endpoint.method)(endpoint.path.replaceAll(/:\w+/g, "some-id")))
        }
      })
      expect(routes.size).toBe(declared.length)
      for (const request of requests) yield* Ask.send(request)
      const { journal } = yield* Sandbox
      expect((yield* journal).map(({ operation, service }) => `${service} ${operation}`)).toStrictEqual(declared)
    }).pipe(Effect.provide(layerInProcess()))
  )

  it.effect("Search's, which takes requests without a token, refuses one that is no good", () =>
    Effect.gen(function* () {
      const path = "/v1/index/6f1c2a7e-0000-4000-8000-0000000000d1/search?q=a"
      expect((yield* Ask.get(path)).status).toBe(404)
      const answer = yield* Ask.get(path, "unknown")
      expect([answer.status, answer.body["@datatype"]]).toStrictEqual([401, "GError"])
      const tasks = yield* Ask.get("/v1/task_list/6f1c2a7e-0000-4000-8000-0000000000d1")
      expect([tasks.status, tasks.body["@datatype"]]).toStrictEqual([401, "GError"])
    }).pipe(Effect.provide(layerInProcess()))
  )
})
