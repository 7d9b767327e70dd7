/**
 * Instances of native applications' templates: each is a client with a secret, for one installation, and is made before
 * anybody has logged in. The Globus CLI makes itself one at its first login.
 *
 * @since 0.1.0
 */
import type { ClientDocument } from "@effect-globus/sdk/auth/Client"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Administration from "./Administration.js"
import * as ClientDocuments from "./ClientDocuments.js"
import * as Credentials from "./Credentials.js"
import { Directory, isUuid, newSecret } from "./Directory.js"
import { Registry, unregistered } from "./Registry.js"

const { refuse } = Administration

/** `name` is Globus's own to demand; without one the template's is taken (a guess). */
const Asked = Schema.Struct({
  client: Schema.Struct({ template_id: Schema.Unknown, name: Schema.optional(Schema.String) })
})

/**
 * Whether a client to be has a template.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isAskedFor: (body: unknown) => boolean = Schema.is(
  Schema.Struct({ client: Schema.Struct({ template_id: Schema.Unknown }) })
)

/**
 * Makes one, and tells its secret.
 *
 * @since 0.1.0
 * @category operations
 */
export const create = (body: unknown) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const registry = yield* Registry
    const asked = Schema.decodeUnknownOption(Asked)(body)
    if (Option.isNone(asked)) return yield* refuse(400, "Missing or malformed: client")
    const { name, template_id } = asked.value.client
    if (typeof template_id !== "string" || !isUuid(template_id)) {
      return yield* refuse(400, "client.template_id: it is no UUID")
    }
    // A guess: every client is a template here, known or not: which ones Globus has as such is not told to anybody.
    const template = yield* directory.client(template_id)
    const named = name ?? Option.getOrUndefined(template)?.name
    const client = yield* Effect.orDie(directory.addClient({ name: named, native: true }, newSecret(), "client"))
    const registration = yield* registry.registrations.put({ ...unregistered(client), parent_client: template_id })
    const [credential] = yield* directory.credentials.of(client.id)
    const document: ClientDocument = {
      client: yield* ClientDocuments.document({ client, registration }),
      included: {
        client_credential: credential === undefined ? null : Credentials.document(credential, { told: true })
      }
    }
    return HttpServerResponse.unsafeJson(document, { headers: { "cache-control": "no-store" } })
  })
