import { describe, expect, it } from "@effect/vitest"
import { AuthApi } from "@effect-globus/sdk/auth/AuthApi"
import { ComputeApiV2, ComputeApiV3 } from "@effect-globus/sdk/compute/ComputeApi"
import { FlowsApi } from "@effect-globus/sdk/flows/FlowsApi"
import { GcsApi } from "@effect-globus/sdk/gcs/GcsApi"
import { GroupsApi } from "@effect-globus/sdk/groups/GroupsApi"
import * as Operation from "@effect-globus/sdk/Operation"
import { SearchApi } from "@effect-globus/sdk/search/SearchApi"
import { TimersApi } from "@effect-globus/sdk/timers/TimersApi"
import { TransferApi } from "@effect-globus/sdk/transfer/TransferApi"
import { TransferApiV2 } from "@effect-globus/sdk/transfer/TransferApiV2"
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { GlobusApi } from "../src/GlobusApi.js"
import { ResourceServerOf } from "../src/ResourceServerOf.js"
import { layerInProcess, Sandbox } from "../src/Sandbox.js"
import * as Ask from "./ask.js"

/** The groups of operations of a declaration that the sandbox does not imitate, and all that it was asked for. */
const notImitated = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>,
  prefix = ""
) =>
  Effect.gen(function* () {
    const requests: Array<readonly [string, HttpClientRequest.HttpClientRequest]> = []
    HttpApi.reflect(api, {
      onGroup: () => {},
      onEndpoint: ({ endpoint: { method, path }, group }) => {
        const url = prefix + path.replaceAll(/:\w+/g, "some-id")
        requests.push([group.identifier, HttpClientRequest.make(method)(url)])
      }
    })
    const groups = new Set<string>()
    for (const [group, request] of requests) {
      const { body, status } = yield* Ask.send(request)
      expect([request.url, status]).not.toEqual([request.url, 500])
      if (status !== 501) continue
      groups.add(group)
      expect([request.url, JSON.stringify(body)]).toEqual([request.url, expect.stringContaining("does not imitate")])
    }
    return [...groups]
  })

describe("the operations of the SDK", () => {
  it.effect("are all imitated, or 501 says that they are not", () =>
    Effect.gen(function* () {
      expect(yield* notImitated(AuthApi)).toStrictEqual([])
      expect(yield* notImitated(TransferApi)).toStrictEqual([
        "transfer.manager.endpoints",
        "transfer.manager.tasks",
        "transfer.manager.pauseRules",
        "transfer.tunnels"
      ])
      expect(yield* notImitated(TransferApiV2)).toStrictEqual([
        "transfer.tunnels",
        "transfer.streamAccessPoints",
        "transfer.bookmarks"
      ])
      expect(yield* notImitated(GroupsApi)).toStrictEqual([])
      expect(yield* notImitated(SearchApi)).toStrictEqual([])
      expect(yield* notImitated(FlowsApi)).toStrictEqual([])
      expect(yield* notImitated(TimersApi)).toStrictEqual([])
      expect(yield* notImitated(ComputeApiV2)).toStrictEqual([])
      expect(yield* notImitated(ComputeApiV3)).toStrictEqual([])
      expect(yield* notImitated(GcsApi, "/api")).toStrictEqual([])
    }).pipe(Effect.provide(layerInProcess()))
  )
})

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
