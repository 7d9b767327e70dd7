/**
 * Instances of native applications' templates: each is a client with a secret, for one installation. The Globus CLI makes
 * itself one at its first login.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/auth/AuthApi"
import type { ClientDocument } from "@effect-globus/sdk/auth/Client"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Envelope from "../Envelope.js"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import type { ConfidentialClient } from "./Directory.js"
import { Directory, isUuid, newSecret } from "./Directory.js"

const path = "/v2/api/clients"

const refuse = (status: number, detail: string) => Envelope.refuse(resourceServer, { status, detail, path })

/** `name` is Globus's own to demand; without one the template's is taken [K]. */
const Asked = Schema.Struct({
  client: Schema.Struct({ template_id: Schema.optional(Schema.Unknown), name: Schema.optional(Schema.String) })
})

/** As a recorded answer has it. */
const document = (client: ConfidentialClient, template: string): ClientDocument => ({
  client: {
    id: client.id,
    name: client.name,
    client_type: "confidential_client",
    public_client: false,
    parent_client: template,
    project: null,
    redirect_uris: [...client.redirectUris],
    scopes: [],
    fqdns: [],
    grant_types: ["authorization_code", "client_credentials", "refresh_token"],
    visibility: "private",
    required_idp: null,
    preselect_idp: null,
    links: { privacy_policy: null, terms_and_conditions: null },
    prompt_for_named_grant: false,
    userinfo_from_effective_identity: true
  },
  included: {
    client_credential: {
      id: globalThis.crypto.randomUUID(),
      name: "Auto-created at client creation",
      client: client.id,
      secret: Redacted.value(client.secret)
    }
  }
})

const create = (body: unknown) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const asked = Schema.decodeUnknownOption(Asked)(body)
    if (Option.isNone(asked)) return yield* refuse(400, "Missing or malformed: client")
    const { name, template_id } = asked.value.client
    if (template_id === undefined) {
      return yield* refuse(501, `The sandbox does not imitate POST ${path} but for a client with a template_id`)
    }
    if (typeof template_id !== "string" || !isUuid(template_id)) {
      return yield* refuse(400, "client.template_id: it is no UUID")
    }
    // [K] Every client is a template here, known or not: which ones Globus has as such is not told to anybody.
    const template = yield* directory.client(template_id)
    const named = name ?? Option.getOrUndefined(template)?.name
    const client = yield* Effect.orDie(directory.addClient({ name: named, native: true }, newSecret(), "client"))
    return HttpServerResponse.unsafeJson(document(client, template_id), { headers: { "cache-control": "no-store" } })
  })

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.instances", (handlers) =>
    handlers.handle("createAppInstance", ({ request }) =>
      answered(
        Effect.flatMap(
          Effect.catchAll(request.json, () => refuse(400, "The body is no JSON")),
          create
        )
      )
    )
  )
