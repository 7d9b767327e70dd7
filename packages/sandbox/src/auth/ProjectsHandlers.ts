/**
 * Projects: who administers the clients and policies in them.
 *
 * @since 0.1.0
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as SynchronizedRef from "effect/SynchronizedRef"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import { Groups } from "../groups/Groups.js"
import * as Administration from "./Administration.js"
import { identity } from "./Claims.js"
import { Directory } from "./Directory.js"
import type { StoredProject } from "./Registry.js"
import { Registry } from "./Registry.js"

const { refuse } = Administration

/** Null stands for an empty list, as recorded answers have it. */
const orNull = (ids: ReadonlyArray<string>) => (ids.length === 0 ? null : ids)

const document = (project: StoredProject) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { groups } = yield* SynchronizedRef.get((yield* Groups).state)
    const identities = yield* Effect.forEach(project.admin_ids, (id) => directory.identity(id))
    return {
      id: project.id,
      display_name: project.display_name,
      project_name: project.display_name,
      contact_email: project.contact_email,
      admin_ids: orNull(project.admin_ids),
      admin_group_ids: orNull(project.admin_group_ids),
      admins: {
        identities: identities.flatMap(Option.toArray).map(identity),
        groups: project.admin_group_ids
          .flatMap((id) => Option.toArray(HashMap.get(groups, id)))
          .map(({ description, id, name }) => ({ id, name, description, organization: null }))
      }
    }
  })

type Admins = Pick<StoredProject, "admin_group_ids" | "admin_ids">

const admins = (asked: { readonly [list in keyof Admins]?: Admins[list] | undefined }, before: Admins): Admins => ({
  admin_ids: asked.admin_ids ?? before.admin_ids,
  admin_group_ids: asked.admin_group_ids ?? before.admin_group_ids
})

/** Keeps a project if it has administrators, and there are all of them. A guess: what Globus says of those that there are not. */
const keep = (project: StoredProject) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const registry = yield* Registry
    const { groups } = yield* SynchronizedRef.get((yield* Groups).state)
    const admin_ids = project.admin_ids.map((id) => id.toLowerCase())
    const admin_group_ids = project.admin_group_ids.map((id) => id.toLowerCase())
    if (admin_ids.length + admin_group_ids.length === 0) {
      return yield* refuse(400, "project.admin_ids, project.admin_group_ids: a project needs an administrator")
    }
    const identities = yield* Effect.forEach(admin_ids, (id) => directory.identity(id))
    if (identities.some(Option.isNone)) return yield* refuse(400, "project.admin_ids: there is no such identity")
    if (!admin_group_ids.every((id) => HashMap.has(groups, id))) {
      return yield* refuse(400, "project.admin_group_ids: there is no such group")
    }
    return { project: yield* document(yield* registry.projects.put({ ...project, admin_ids, admin_group_ids })) }
  })

const remove = (id: string) =>
  Effect.gen(function* () {
    const registry = yield* Registry
    const project = yield* Administration.project(id)
    const clients = yield* registry.registrations.all
    const policies = yield* registry.policies.all
    // A guess.
    if (clients.some((one) => one.project === project.id) || policies.some((one) => one.project_id === project.id)) {
      return yield* refuse(409, "The project has clients or policies: delete them first")
    }
    yield* registry.projects.remove(project.id)
    return { project: yield* document(project) }
  })

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.projects", (handlers) =>
    handlers
      .handle("getProjects", () =>
        Effect.map(Effect.flatMap(Administration.projects, Effect.forEach(document)), (projects) => ({ projects }))
      )
      .handle("getProject", ({ path: { project_id } }) =>
        answered(
          Effect.map(Effect.flatMap(Administration.project(project_id), document), (project) => ({
            project
          }))
        )
      )
      // A guess: the caller need not be among the administrators.
      .handle("createProject", ({ payload: { project } }) =>
        answered(
          keep({
            id: globalThis.crypto.randomUUID(),
            ...project,
            ...admins(project, { admin_ids: [], admin_group_ids: [] })
          })
        )
      )
      .handle("updateProject", ({ path: { project_id }, payload: { project: changes } }) =>
        answered(
          Effect.flatMap(Administration.project(project_id), (project) =>
            keep({
              id: project.id,
              display_name: changes.display_name ?? project.display_name,
              contact_email: changes.contact_email ?? project.contact_email,
              ...admins(changes, project)
            })
          )
        )
      )
      .handle("deleteProject", ({ path: { project_id } }) => answered(remove(project_id)))
  )
