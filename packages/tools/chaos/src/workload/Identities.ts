/**
 * The pipeline's calls about identities, collections and Globus itself. Each answer is compared with the options of the
 * sandbox.
 */
import type { Sandbox } from "@effect-globus/sandbox/Sandbox"
import type { Identity } from "@effect-globus/sdk/auth/Identity"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { Answered, Worker } from "./Worker.js"

/** Records an answer as text, to be compared with the truth. */
const fact = <A>(
  worker: Worker,
  answer: Option.Option<Answered<A>>,
  about: string,
  told: (value: A) => unknown,
  truth: unknown
) =>
  Option.match(answer, {
    onNone: () => Effect.void,
    onSome: ({ call, value }) =>
      worker.claim({ _tag: "Fact", call, about, told: JSON.stringify(told(value)), truth: JSON.stringify(truth) })
  })

export const whoAmI = (worker: Worker) =>
  Effect.gen(function* () {
    const { auth, identity } = worker.principal
    const answer = yield* worker.call("userinfo", (options) => auth.userinfo(undefined, options))
    const truth = [identity.sub, identity.username]
    yield* fact(worker, answer, "the caller", ({ preferred_username, sub }) => [sub, preferred_username], truth)
  })

export const whoAreThey = (worker: Worker, { users }: Sandbox.Service) =>
  Effect.gen(function* () {
    const { auth } = worker.principal
    const byName = worker.roll("identities") < 0.5
    const answer = yield* worker.call("getIdentities", (options) =>
      auth.getIdentities(
        byName ? { usernames: users.map(({ username }) => username) } : { ids: users.map(({ sub }) => sub) },
        options
      )
    )
    const shown = ({ email, id, name, organization, username }: Identity) => [id, username, name, email, organization]
    const truth = users.map(({ email, name, organization, sub, username }) => [
      sub,
      username,
      name,
      email,
      organization
    ])
    yield* fact(worker, answer, "the identities", ({ identities }) => identities.map(shown), truth)
  })

export const whatIsThere = (worker: Worker, { baseUrl, users }: Sandbox.Service) =>
  Effect.gen(function* () {
    const { auth, ownerId, transfer } = worker.principal
    const { archive, instrument } = worker.collections
    const endpoint = yield* worker.call("getEndpoint", (options) =>
      transfer.getEndpoint({ endpoint_id: archive.id }, options)
    )
    const archiveShown = [archive.id, archive.displayName]
    yield* fact(worker, endpoint, "the collection", ({ display_name, id }) => [id, display_name], archiveShown)

    const mine = yield* worker.call("endpointSearch", (options) =>
      transfer.endpointSearch({ filter_scope: "my-endpoints" }, options)
    )
    const own = ownerId === users[0].sub ? [instrument.id, archive.id] : []
    yield* fact(worker, mine, "the caller's collections", ({ DATA }) => DATA.map(({ id }) => id).sort(), own.sort())

    const raw = yield* worker.call("request", (options) =>
      Effect.flatMap(
        transfer.request({ method: "GET", path: `/v0.10/endpoint/${instrument.id}`, ...options }),
        ({ json }) => json
      )
    )
    const rawName = (document: unknown) =>
      Predicate.hasProperty(document, "display_name") ? document.display_name : ""
    yield* fact(worker, raw, "the collection, by an undeclared request", rawName, instrument.displayName)

    const configuration = yield* worker.call("getOpenidConfiguration", (options) =>
      auth.getOpenidConfiguration(undefined, options)
    )
    yield* fact(worker, configuration, "the issuer", ({ issuer }) => `${issuer}/`, baseUrl)
  })
