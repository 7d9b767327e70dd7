/**
 * What of identities the SDK does not declare: one of them by its id, and one of the organizations that people log in at.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/auth/AuthApi"
import { Identity, IdentityProvider } from "@effect-globus/sdk/auth/Identity"
import * as Operation from "@effect-globus/sdk/Operation"
import { AuthScopes } from "@effect-globus/sdk/Scopes"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Schema from "effect/Schema"

const path = Schema.Struct({ id: Schema.String })

/**
 * @since 0.1.0
 * @category api
 */
export const Lookups = HttpApiGroup.make("auth.lookups")
  .add(
    HttpApiEndpoint.get("getIdentity", "/v2/api/identities/:id")
      .annotate(Operation.Callers, ["client"])
      .setPath(path)
      .addSuccess(Schema.Struct({ identity: Identity }))
  )
  // A guess: the name of the envelope.
  .add(
    HttpApiEndpoint.get("getIdentityProvider", "/v2/api/identity_providers/:id")
      .annotate(Operation.Callers, ["client"])
      .setPath(path)
      .addSuccess(Schema.Struct({ identity_provider: IdentityProvider }))
  )
  .annotate(Operation.ResourceServer, resourceServer)
  .annotate(Operation.Scopes, [AuthScopes.view_identities, AuthScopes.view_identity_set, AuthScopes.openid])
