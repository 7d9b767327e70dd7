/** The first request of our client, with its address and headers. Nobody answers it. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import type { ClientOptions } from "@effect-globus/sdk/ClientOptions"
import * as GCSCollectionClient from "@effect-globus/sdk/collections/GCSCollectionClient"
import * as ComputeClientV2 from "@effect-globus/sdk/compute/ComputeClientV2"
import * as ComputeClientV3 from "@effect-globus/sdk/compute/ComputeClientV3"
import * as FlowsClient from "@effect-globus/sdk/flows/FlowsClient"
import * as SpecificFlowClient from "@effect-globus/sdk/flows/SpecificFlowClient"
import * as GCSClient from "@effect-globus/sdk/gcs/GCSClient"
import type { GlobusUsageError } from "@effect-globus/sdk/GlobusError"
import * as GroupsClient from "@effect-globus/sdk/groups/GroupsClient"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import type { SendRaw } from "@effect-globus/sdk/Operation"
import * as SearchClient from "@effect-globus/sdk/search/SearchClient"
import * as TimersClient from "@effect-globus/sdk/timers/TimersClient"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as TransferClientV2 from "@effect-globus/sdk/transfer/TransferClientV2"
import type { ConfigError } from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"

/** The id of an application, a flow or a collection. */
const id = "00000000-1111-4222-8333-444444444444"

/** Our clients by their Python names. A login client supplies `AuthLoginClient`. */
const clients = {
  AuthClient: AuthClient.make,
  AuthLoginClient: (options: ClientOptions) => NativeAppAuthClient.make({ ...options, clientId: id }),
  ComputeClientV2: ComputeClientV2.make,
  ComputeClientV3: ComputeClientV3.make,
  ConfidentialAppAuthClient: (options: ClientOptions) =>
    ConfidentialAppAuthClient.make({ ...options, clientId: id, clientSecret: Redacted.make("conformance-secret") }),
  FlowsClient: FlowsClient.make,
  // The recorded client is of this endpoint.
  GCSClient: (options: ClientOptions) =>
    GCSClient.make({ ...options, gcsAddress: "x.data.globus.org", endpointId: id }),
  // Its address is always given. The recorded client has this one.
  GCSCollectionClient: ({ baseUrl = "x.data.globus.org", ...options }: ClientOptions) =>
    GCSCollectionClient.make({ ...options, collectionId: id, collectionAddress: baseUrl }),
  GroupsClient: GroupsClient.make,
  NativeAppAuthClient: (options: ClientOptions) => NativeAppAuthClient.make({ ...options, clientId: id }),
  SearchClient: SearchClient.make,
  SpecificFlowClient: (options: ClientOptions) => SpecificFlowClient.make({ ...options, flowId: id }),
  TimersClient: TimersClient.make,
  TransferClient: TransferClient.make,
  TransferClientV2: TransferClientV2.make
}

export type ClientName = keyof typeof clients

export const isClient = (name: string): name is ClientName => Object.hasOwn(clients, name)

/** The request. Fails with the reason if the client cannot be made. */
export const firstRequest = (
  name: ClientName,
  options: ClientOptions,
  variables: Readonly<Record<string, string>>
): Effect.Effect<HttpClientRequest.HttpClientRequest, string> =>
  Effect.gen(function* () {
    const sent: Array<HttpClientRequest.HttpClientRequest> = []
    const nobody = HttpClient.make((request) => {
      sent.push(request)
      return Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport" }))
    })
    yield* Effect.gen(function* () {
      const client: { readonly request: SendRaw } = yield* clients[name]({ ...options, retry: Schedule.stop })
      yield* Effect.ignore(client.request({ method: "GET", path: "/path" }))
    }).pipe(
      Effect.provide([NullAuthorizer.layer(), Layer.succeed(HttpClient.HttpClient, nobody)]),
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))),
      Effect.mapError((error: GlobusUsageError | ConfigError) => String(error))
    )
    const [request] = sent
    return request ?? (yield* Effect.fail("Nothing is sent"))
  })
