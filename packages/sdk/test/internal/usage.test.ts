import type * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, FastCheck as fc, Option, Redacted } from "effect"
import * as AccessTokenAuthorizer from "../../src/AccessTokenAuthorizer.js"
import * as ConfidentialAppAuthClient from "../../src/auth/ConfidentialAppAuthClient.js"
import * as NativeAppAuthClient from "../../src/auth/NativeAppAuthClient.js"
import { Authorization } from "../../src/Authorization.js"
import * as GCSCollectionClient from "../../src/collections/GCSCollectionClient.js"
import * as SpecificFlowClient from "../../src/flows/SpecificFlowClient.js"
import * as GCSClient from "../../src/gcs/GCSClient.js"
import { canonicalId } from "../../src/internal/usage.js"
import * as Scopes from "../../src/Scopes.js"
import * as FlowTimer from "../../src/timers/FlowTimer.js"
import * as DeleteData from "../../src/transfer/DeleteData.js"
import * as TransferClient from "../../src/transfer/TransferClient.js"
import * as TransferData from "../../src/transfer/TransferData.js"
import { json, script, tokens } from "../script.js"

const id = "abcdef01-2345-4678-8abc-def012345678"
const ID = id.toUpperCase()

describe("a UUID in capitals is the same UUID (RFC 9562, section 4)", () => {
  it("and no other text is touched", () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => canonicalId(uuid.toUpperCase()) === uuid))
    fc.assert(fc.property(fc.uuid(), (uuid) => canonicalId(uuid) === uuid))
    fc.assert(fc.property(fc.string(), (text) => canonicalId(text) === text))
    expect(canonicalId(`${ID}X`)).toBe(`${ID}X`)
    expect(canonicalId("ABCDEF")).toBe("ABCDEF")
  })

  it("in every scope that has an id in it", () => {
    expect(Scopes.gcsCollectionScopes(ID)).toEqual(Scopes.gcsCollectionScopes(id))
    expect(Scopes.gcsEndpointScopes(ID)).toEqual(Scopes.gcsEndpointScopes(id))
    expect(Scopes.specificFlowScopes(ID)).toEqual(Scopes.specificFlowScopes(id))
    expect(Scopes.transferWithDataAccess([ID, id])).toEqual(Scopes.transferWithDataAccess(id))
    expect(Scopes.timersWithDataAccess(ID)).toEqual(Scopes.timersWithDataAccess(id))
    expect(Scopes.timersWithFlows([ID, id])).toEqual(Scopes.timersWithFlows(id))
    expect(Scopes.specificFlowWithDataAccess(ID, ID)).toEqual(Scopes.specificFlowWithDataAccess(id, id))
  })

  it("in the documents that builders make", () => {
    expect(TransferData.make({ source_endpoint: ID, destination_endpoint: ID })).toEqual(
      TransferData.make({ source_endpoint: id, destination_endpoint: id })
    )
    expect(DeleteData.make({ endpoint: ID })).toEqual(DeleteData.make({ endpoint: id }))
    const timer = { schedule: { type: "once" }, body: { body: {} } } as const
    expect(FlowTimer.make({ ...timer, flow_id: ID }).flow_id).toBe(id)
  })

  it.effect("in a path, a query and a document of a call, and a path on a collection stays as it is", () =>
    Effect.gen(function* () {
      const service = script(json({ DATA: [], id, task_id: "t", value: "s" }))
      const transfer = yield* TransferClient.make({ baseUrl: "https://t.example.org" }).pipe(
        Effect.provideService(Authorization, tokens("Bearer t").service),
        Effect.provide(service.layer)
      )
      yield* transfer.operationLs({ endpoint_id: ID, path: ID })
      yield* transfer.endpointSearch({ filter_host_endpoint: ID, filter_fulltext: ID })
      yield* transfer.endpointManagerTaskList({ filter_endpoint: ID })
      yield* transfer.submitTransfer({
        submission_id: "s",
        source_endpoint: ID,
        destination_endpoint: ID,
        label: ID,
        DATA: [{ DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" }]
      })
      const targets = service.requests.map(({ url }) => url.pathname + url.search)
      expect(targets.slice(0, 3)).toEqual([
        `/v0.10/operation/endpoint/${id}/ls?path=${ID}`,
        `/v0.10/endpoint_search?filter_fulltext=${ID}&filter_host_endpoint=${id}`,
        `/v0.10/endpoint_manager/task_list?filter_endpoint=${id}`
      ])
      expect(JSON.parse(service.requests[3]?.text ?? "")).toMatchObject({
        source_endpoint: id,
        destination_endpoint: id,
        label: ID
      })
    })
  )

  it.effect("in the options of a client: its token is the one that the id names", () =>
    Effect.gen(function* () {
      const service = script(json({ data: [], run_id: id, status: "ACTIVE" }))
      const asked = <A, E, C>(
        make: Effect.Effect<C, E, Authorization | HttpClient.HttpClient>,
        call: (client: C) => Effect.Effect<A, unknown>
      ) =>
        Effect.gen(function* () {
          const authorizer = tokens("Bearer t")
          const client = yield* make.pipe(
            Effect.provideService(Authorization, authorizer.service),
            Effect.provide(service.layer)
          )
          yield* Effect.ignore(call(client))
          return authorizer.asked
        })
      const address = "m.example.org"
      expect(
        yield* asked(GCSClient.make({ gcsAddress: address, endpointId: ID }), (client) => client.getEndpoint())
      ).toEqual([id])
      expect(yield* asked(SpecificFlowClient.make({ flowId: ID }), (client) => client.runFlow({ body: {} }))).toEqual([
        id
      ])
      expect(
        yield* asked(GCSCollectionClient.make({ collectionId: ID, collectionAddress: address }), (client) =>
          client.head("/a")
        )
      ).toEqual([id])
    })
  )

  it.effect("in what an application and an authorizer are told", () =>
    Effect.gen(function* () {
      const service = script(json({}))
      const native = yield* Effect.provide(NativeAppAuthClient.make({ clientId: ID }), service.layer)
      expect(native.clientId).toBe(id)
      const confidential = yield* Effect.provide(
        ConfidentialAppAuthClient.make({ clientId: ID, clientSecret: Redacted.make("a-secret-of-a-length") }),
        service.layer
      )
      expect(confidential.clientId).toBe(id)
      const { header } = yield* AccessTokenAuthorizer.make({
        accessToken: Redacted.make("a-token-of-a-length"),
        resourceServer: ID
      })
      expect(Option.isSome(yield* header(id))).toBe(true)
      expect(Either.isLeft(yield* Effect.either(header("another")))).toBe(true)
    })
  )
})
