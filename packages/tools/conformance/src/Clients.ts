/** The client classes of the Python SDK, and ours. The operations of a client are found by their names. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as AuthApi from "@effect-globus/sdk/auth/AuthApi"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import { Authorization } from "@effect-globus/sdk/Authorization"
import type { ClientOptions } from "@effect-globus/sdk/ClientOptions"
import type { Service } from "@effect-globus/sdk/Environment"
import * as GCSCollectionClient from "@effect-globus/sdk/collections/GCSCollectionClient"
import * as ComputeApi from "@effect-globus/sdk/compute/ComputeApi"
import * as ComputeClientV2 from "@effect-globus/sdk/compute/ComputeClientV2"
import * as ComputeClientV3 from "@effect-globus/sdk/compute/ComputeClientV3"
import * as GcsApi from "@effect-globus/sdk/gcs/GcsApi"
import * as GCSClient from "@effect-globus/sdk/gcs/GCSClient"
import * as GroupsApi from "@effect-globus/sdk/groups/GroupsApi"
import * as GroupsClient from "@effect-globus/sdk/groups/GroupsClient"
import * as FlowsApi from "@effect-globus/sdk/flows/FlowsApi"
import * as FlowsClient from "@effect-globus/sdk/flows/FlowsClient"
import * as SpecificFlowClient from "@effect-globus/sdk/flows/SpecificFlowClient"
import * as NullAuthorizer from "@effect-globus/sdk/NullAuthorizer"
import * as SearchApi from "@effect-globus/sdk/search/SearchApi"
import * as SearchClient from "@effect-globus/sdk/search/SearchClient"
import * as TimersApi from "@effect-globus/sdk/timers/TimersApi"
import * as TimersClient from "@effect-globus/sdk/timers/TimersClient"
import * as TransferApi from "@effect-globus/sdk/transfer/TransferApi"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as TransferApiV2 from "@effect-globus/sdk/transfer/TransferApiV2"
import * as TransferClientV2 from "@effect-globus/sdk/transfer/TransferClientV2"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Declared from "./Declared.js"

/** What a client is made with. */
export interface Setup {
  readonly options: ClientOptions
  readonly authorization: Authorization.Service
  /** The id of the application that a login client is for. */
  readonly clientId: string
  /** The id of the flow that a client of one flow is for. */
  readonly flowId: string
  /** The id of the collection that a client of files is for. */
  readonly collectionId: string
}

/** The secret of every application. The recordings do not contain theirs. */
export const clientSecret = Redacted.make("conformance-secret")

export interface ClientClass {
  /** The service whose base URL it has. A manager of Globus Connect Server has its own. Absent: its address is given. */
  readonly service?: Service | "gcs"
  readonly operations: ReadonlyMap<string, Declared.Declared>
  readonly make: (setup: Setup) => Effect.Effect<object, unknown, HttpClient.HttpClient>
  /** It is an application, which authorizes itself. */
  readonly login?: true
}

/** An id for anything whose id is not recorded. */
export const someId = "11111111-0000-4000-8000-000000000001"

/** Makes a client with an authorization. */
export const withAuthorization =
  <A extends object, E>(
    make: (options: ClientOptions) => Effect.Effect<A, E, Authorization | HttpClient.HttpClient>
  ): ClientClass["make"] =>
  ({ authorization, options }) =>
    Effect.provideService(make(options), Authorization, authorization)

const declaredAuth = Declared.operations(AuthApi.AuthApi)

/** An operation that calls another one's endpoint, and what is its own. */
const authCall = (
  name: string,
  endpoint: string,
  own: Partial<Declared.Declared> = {}
): ReadonlyArray<readonly [string, Declared.Declared]> => {
  const declared = declaredAuth.get(endpoint)
  return declared === undefined ? [] : [[name, { ...declared, name, ...own }]]
}

const byFqdn = { query: declaredAuth.get("getClients")?.query ?? new Map() }

const auth = {
  service: "auth",
  operations: new Map([
    ...declaredAuth,
    ...authCall("createChildClient", "createClient"),
    ...authCall("createNativeAppInstance", "createClient"),
    ...authCall("oauth2GetDependentTokens", "oauth2Token", {
      body: Declared.form(Schema.Struct({ token: Schema.Redacted(Schema.String) }))
    }),
    // It has two addresses.
    ...authCall("getClient", "getClient", byFqdn),
    ...authCall("getClient by fqdn", "getClients", { name: "getClient", example: { fqdn: "example.org" } })
  ])
} as const

const declaredTransfer = Declared.operations(TransferApi.TransferApi)

/** A submission is refused without its collections and at least one item. */
const submission = (
  name: string,
  example: Readonly<Record<string, unknown>>
): ReadonlyArray<readonly [string, Declared.Declared]> => {
  const declared = declaredTransfer.get(name)
  return declared === undefined ? [] : [[name, { ...declared, example }]]
}

const transfer = {
  service: "transfer",
  operations: new Map([
    ...declaredTransfer,
    ...submission("submitTransfer", {
      source_endpoint: someId,
      destination_endpoint: someId,
      DATA: [{ DATA_TYPE: "transfer_item", source_path: "/a", destination_path: "/b" }]
    }),
    ...submission("submitDelete", { endpoint: someId, DATA: [{ DATA_TYPE: "delete_item", path: "/a" }] })
  ]),
  make: withAuthorization(TransferClient.make)
} as const

const flows = { service: "flows", operations: Declared.operations(FlowsApi.FlowsApi) } as const

const native: ClientClass = {
  ...auth,
  login: true,
  make: ({ clientId, options }) => NativeAppAuthClient.make({ ...options, clientId })
}

export const clients: ReadonlyMap<string, ClientClass> = new Map<string, ClientClass>([
  // Its methods are the verbs, which every client of ours has as `request`.
  ["BaseClient", { ...transfer, operations: new Map(), make: withAuthorization(TransferClient.make) }],
  ["TransferClient", transfer],
  [
    "TransferClientV2",
    {
      service: "transfer",
      operations: Declared.operations(TransferApiV2.TransferApiV2),
      make: withAuthorization(TransferClientV2.make)
    }
  ],
  [
    "GroupsClient",
    {
      service: "groups",
      operations: Declared.operations(GroupsApi.GroupsApi),
      make: withAuthorization(GroupsClient.make)
    }
  ],
  [
    "TimersClient",
    {
      service: "timer",
      operations: Declared.operations(TimersApi.TimersApi),
      make: withAuthorization(TimersClient.make)
    }
  ],
  [
    "SearchClient",
    {
      service: "search",
      operations: Declared.operations(SearchApi.SearchApi),
      make: withAuthorization(SearchClient.make)
    }
  ],
  ["AuthClient", { ...auth, make: withAuthorization(AuthClient.make) }],
  ["FlowsClient", { ...flows, make: withAuthorization(FlowsClient.make) }],
  [
    "SpecificFlowClient",
    {
      ...flows,
      make: ({ flowId, ...setup }) =>
        withAuthorization((options) => SpecificFlowClient.make({ ...options, flowId }))({ ...setup, flowId })
    }
  ],
  [
    "ComputeClientV2",
    {
      service: "compute",
      operations: Declared.operations(ComputeApi.ComputeApiV2),
      make: withAuthorization(ComputeClientV2.make)
    }
  ],
  [
    "ComputeClientV3",
    {
      service: "compute",
      operations: Declared.operations(ComputeApi.ComputeApiV3),
      make: withAuthorization(ComputeClientV3.make)
    }
  ],
  [
    "GCSClient",
    {
      service: "gcs",
      operations: Declared.operations(GcsApi.GcsApi),
      make: ({ options: { baseUrl: gcsAddress = "", ...options }, ...setup }) =>
        withAuthorization((options) => GCSClient.make({ ...options, gcsAddress, endpointId: someId }))({
          ...setup,
          options
        })
    }
  ],
  [
    "GCSCollectionClient",
    {
      // Python has only the verbs for it.
      operations: new Map(),
      make: ({ authorization, collectionId, options: { baseUrl = "", ...options } }) =>
        Effect.provideService(
          GCSCollectionClient.make({ ...options, collectionId, collectionAddress: baseUrl }),
          Authorization,
          authorization
        )
    }
  ],
  // The base class of the two that follow; an application that has no secret to show is a native one.
  ["AuthLoginClient", native],
  ["NativeAppAuthClient", native],
  [
    "ConfidentialAppAuthClient",
    {
      ...auth,
      login: true,
      make: ({ clientId, options }) => ConfidentialAppAuthClient.make({ ...options, clientId, clientSecret })
    }
  ]
])

/** `operation_ls` is our `operationLs`. */
export const camelCase = (name: string): string =>
  name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The clients that are looked at send nothing. */
const nobody = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request) => Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport" })))
)

/** A client of each class, made once, to see which operations it has. */
export const specimens: Effect.Effect<ReadonlyMap<string, object>, unknown> = Effect.runSync(
  Effect.cached(
    Effect.forEach(clients, ([name, { make }]) =>
      Effect.gen(function* () {
        const client = yield* make({
          options: { baseUrl: "http://127.0.0.1/" },
          authorization: yield* NullAuthorizer.make(),
          clientId: "specimen",
          flowId: someId,
          collectionId: someId
        })
        return [name, client] as const
      })
    ).pipe(
      Effect.map((entries) => new Map(entries)),
      Effect.provide(nobody)
    )
  )
)
