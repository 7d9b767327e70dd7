/**
 * Everything the sandbox imitates, as one API on one origin: the services' own declarations side by side, without
 * prefixes, since their paths do not collide. What has a host of its own elsewhere, a manager or a collection, is below
 * a path here. A further service is one more line here, and a layer for its groups.
 *
 * @since 0.1.0
 */
import { AuthApi } from "@effect-globus/sdk/auth/AuthApi"
import { ComputeApi } from "@effect-globus/sdk/compute/ComputeApi"
import { FlowsApi } from "@effect-globus/sdk/flows/FlowsApi"
import { GroupsApi } from "@effect-globus/sdk/groups/GroupsApi"
import { SearchApi } from "@effect-globus/sdk/search/SearchApi"
import { TimersApi } from "@effect-globus/sdk/timers/TimersApi"
import { EndpointsApi } from "@effect-globus/sdk/transfer/EndpointsApi"
import { TasksApi } from "@effect-globus/sdk/transfer/TasksApi"
import { FilesApi } from "@effect-globus/sdk/transfer/TransferApi"
import * as HttpApi from "@effect/platform/HttpApi"
import type { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import { Lookups } from "./auth/LookupsApi.js"
import { Pages } from "./auth/PagesApi.js"
import { CollectionFiles } from "./collections/CollectionFilesApi.js"
import { ManagerApi } from "./gcs/SandboxEndpoint.js"
import { Statuses } from "./groups/StatusesApi.js"
import { Beta } from "./search/BetaApi.js"
import { Older } from "./transfer/OlderApi.js"

type GroupsOf<Api> = Api extends HttpApi.HttpApi<string, infer Groups, infer _E, infer _R> ? Groups : never

/**
 * The services side by side, with the pages that people see. Its type is written by names: the compiler would write out every
 * endpoint, by types that the SDK keeps to itself.
 *
 * @since 0.1.0
 * @category api
 */
export const GlobusApi: HttpApi.HttpApi<
  "globus",
  | GroupsOf<
      | typeof AuthApi
      | typeof ComputeApi
      | typeof EndpointsApi
      | typeof FilesApi
      | typeof FlowsApi
      | typeof GroupsApi
      | typeof ManagerApi
      | typeof SearchApi
      | typeof TasksApi
      | typeof TimersApi
    >
  | typeof Beta
  | typeof CollectionFiles
  | typeof Lookups
  | typeof Older
  | typeof Pages
  | typeof Statuses,
  HttpApiDecodeError
> = HttpApi.make("globus")
  .addHttpApi(AuthApi)
  .add(Pages)
  .add(Lookups)
  .addHttpApi(FilesApi.addHttpApi(EndpointsApi).addHttpApi(TasksApi))
  .add(Older)
  .addHttpApi(GroupsApi)
  .add(Statuses)
  .addHttpApi(SearchApi)
  .add(Beta)
  .addHttpApi(TimersApi)
  .addHttpApi(ManagerApi)
  .add(CollectionFiles)
  .addHttpApi(FlowsApi)
  .addHttpApi(ComputeApi)
