/** The services with a document. */
import { AuthApi } from "@effect-globus/sdk/auth/AuthApi"
import { ComputeApiV2, ComputeApiV3 } from "@effect-globus/sdk/compute/ComputeApi"
import * as Environment from "@effect-globus/sdk/Environment"
import { FlowsApi } from "@effect-globus/sdk/flows/FlowsApi"
import { GcsApi } from "@effect-globus/sdk/gcs/GcsApi"
import { GroupsApi } from "@effect-globus/sdk/groups/GroupsApi"
import { SearchApi } from "@effect-globus/sdk/search/SearchApi"
import { TimersApi } from "@effect-globus/sdk/timers/TimersApi"
import { TransferApi } from "@effect-globus/sdk/transfer/TransferApi"
import { TransferApiV2 } from "@effect-globus/sdk/transfer/TransferApiV2"
import * as OpenApiDocument from "./OpenApiDocument.js"

/** The version of these documents. The versions of the services are in their paths. */
const version = "0.1.0"

const at = (service: Environment.Service) => ({ url: Environment.serviceUrl(service).replace(/\/$/, "") })

/** The document of each service, by the name of its file. */
export const documents: ReadonlyMap<string, ReturnType<typeof OpenApiDocument.make>> = new Map([
  ["auth", OpenApiDocument.make(AuthApi, { title: "Globus Auth", version, server: at("auth") })],
  ["transfer", OpenApiDocument.make(TransferApi, { title: "Globus Transfer", version, server: at("transfer") })],
  [
    "transfer-v2",
    OpenApiDocument.make(TransferApiV2, { title: "Globus Transfer, version 2", version, server: at("transfer") })
  ],
  [
    "gcs",
    OpenApiDocument.make(GcsApi, {
      title: "Globus Connect Server Manager",
      version,
      server: { url: "https://{gcs_address}/api", variables: { gcs_address: { default: "abc.d1.data.globus.org" } } }
    })
  ],
  ["groups", OpenApiDocument.make(GroupsApi, { title: "Globus Groups", version, server: at("groups") })],
  ["search", OpenApiDocument.make(SearchApi, { title: "Globus Search", version, server: at("search") })],
  ["flows", OpenApiDocument.make(FlowsApi, { title: "Globus Flows", version, server: at("flows") })],
  ["timers", OpenApiDocument.make(TimersApi, { title: "Globus Timers", version, server: at("timer") })],
  [
    "compute-v2",
    OpenApiDocument.make(ComputeApiV2, { title: "Globus Compute, version 2", version, server: at("compute") })
  ],
  [
    "compute-v3",
    OpenApiDocument.make(ComputeApiV3, { title: "Globus Compute, version 3", version, server: at("compute") })
  ]
])
