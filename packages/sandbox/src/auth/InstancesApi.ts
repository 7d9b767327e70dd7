/**
 * How an installed application becomes a client of its own, before anybody has logged in. The SDK declares the same route
 * for what a project registers, which needs a token: here it takes none, and what needs one answers 501.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/auth/AuthApi"
import * as Operation from "@effect-globus/sdk/Operation"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"

/**
 * @since 0.1.0
 * @category api
 */
export const Instances = HttpApiGroup.make("auth.instances")
  .add(HttpApiEndpoint.post("createAppInstance", "/v2/api/clients"))
  .annotate(Operation.ResourceServer, resourceServer)
