/**
 * The parts of Globus Auth that a browser visits. No client calls them, so the sandbox declares them itself.
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
export const Pages = HttpApiGroup.make("auth.pages")
  /** Asks the user, and sends the browser back to the client (RFC 6749, section 4.1). */
  .add(HttpApiEndpoint.get("authorize", "/v2/oauth2/authorize"))
  /** Shows the code, for a person to copy: where a native application sends the browser. */
  .add(HttpApiEndpoint.get("authCode", "/v2/web/auth-code"))
  /** Ends the browser's session, and shows the way back. */
  .add(HttpApiEndpoint.get("webLogout", "/v2/web/logout"))
  .annotate(Operation.ResourceServer, resourceServer)
