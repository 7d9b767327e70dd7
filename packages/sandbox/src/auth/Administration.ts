/**
 * What of the registered things the caller may administer: projects by their lists of administrators, clients by their
 * projects. A client may administer itself, and the clients that it made.
 *
 * @since 0.1.0
 */
import { resourceServer } from "@effect-globus/sdk/auth/AuthApi"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Caller } from "../Caller.js"
import * as Envelope from "../Envelope.js"
import type { Failure } from "../Failure.js"
import type { Groups } from "../groups/Groups.js"
import * as Principals from "../Principals.js"
import type { Client } from "./Directory.js"
import { Directory } from "./Directory.js"
import type { Registration, StoredProject } from "./Registry.js"
import { Registry, unregistered } from "./Registry.js"

/**
 * A refusal in the words of Globus Auth.
 *
 * @since 0.1.0
 * @category errors
 */
export const refuse = (status: number, detail: string) => Envelope.refuse(resourceServer, { status, detail })

/**
 * What was found, or 404.
 *
 * @since 0.1.0
 * @category errors
 */
export const found = <A>(what: string, one: Option.Option<A>): Effect.Effect<A, Failure> =>
  Option.match(one, { onNone: () => refuse(404, `There is no such ${what}`), onSome: Effect.succeed })

/**
 * Whether the caller administers a project.
 *
 * @since 0.1.0
 * @category predicates
 */
export const administers = (project: StoredProject): Effect.Effect<boolean, never, Groups> =>
  Effect.map(
    Principals.ofCaller,
    (caller) =>
      project.admin_ids.some((id) => caller.has(Principals.identity(id))) ||
      project.admin_group_ids.some((id) => caller.has(Principals.group(id)))
  )

/**
 * The projects that the caller administers.
 *
 * @since 0.1.0
 * @category getters
 */
export const projects: Effect.Effect<ReadonlyArray<StoredProject>, never, Groups | Registry> = Effect.flatMap(
  Registry,
  (registry) => Effect.flatMap(registry.projects.all, Effect.filter(administers))
)

/**
 * A project that the caller administers. A guess: another one is refused by 403, and not by 404.
 *
 * @since 0.1.0
 * @category getters
 */
export const project = (id: string): Effect.Effect<StoredProject, Failure, Groups | Registry> =>
  Effect.gen(function* () {
    const registry = yield* Registry
    const one = yield* found("project", yield* registry.projects.find(id))
    return (yield* administers(one)) ? one : yield* refuse(403, "You are no administrator of this project")
  })

/**
 * A client with its registration.
 *
 * @since 0.1.0
 * @category models
 */
export interface Registered {
  readonly client: Client
  readonly registration: Registration
}

/**
 * A client, whoever's it is.
 *
 * @since 0.1.0
 * @category getters
 */
export const anyClient = (id: string): Effect.Effect<Registered, Failure, Directory | Registry> =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const registry = yield* Registry
    const client = yield* found("client", yield* directory.client(id))
    const registration = yield* registry.registrations.find(id)
    return { client, registration: Option.getOrElse(registration, () => unregistered(client)) }
  })

/**
 * Whether the caller administers a client.
 *
 * @since 0.1.0
 * @category predicates
 */
export const administersClient = ({
  client,
  registration
}: Registered): Effect.Effect<boolean, never, Groups | Registry> =>
  Effect.gen(function* () {
    const { sub } = yield* Caller
    if (sub === client.id || (registration.isChild && sub === registration.parent_client)) return true
    if (registration.project === null) return false
    const registry = yield* Registry
    const project = yield* registry.projects.find(registration.project)
    return Option.isSome(project) && (yield* administers(project.value))
  })

/**
 * A client that the caller administers.
 *
 * @since 0.1.0
 * @category getters
 */
export const client = (id: string): Effect.Effect<Registered, Failure, Directory | Groups | Registry> =>
  Effect.filterOrElse(
    Effect.flatMap(anyClient(id), (one) => Effect.map(administersClient(one), (may) => ({ one, may }))),
    ({ may }) => may,
    () => refuse(403, "You are no administrator of this client")
  ).pipe(Effect.map(({ one }) => one))
