import { describe, expect, it } from "@effect/vitest"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import * as GroupsClient from "@effect-globus/sdk/groups/GroupsClient"
import { AuthScopes } from "@effect-globus/sdk/Scopes"
import * as Effect from "effect/Effect"
import { layerInProcess } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const nobody = "6f1c2a7e-0000-4000-8000-0000000000ff"
const users = [
  { sub: ada, username: "ada@example.org", name: "Ada" },
  { sub: bob, username: "bob@example.org" }
]

const inProcess = Effect.provide(layerInProcess({ users }))

const admin = (user?: string) => as(AuthClient.make, AuthScopes.manage_projects, user)

const portal = { display_name: "Portal", contact_email: "help@example.org" }

describe("projects", () => {
  it.effect("are made, read, changed and deleted by their administrators, in the words of recorded answers", () =>
    Effect.gen(function* () {
      const auth = yield* admin()
      const { project } = yield* auth.createProject({ project: { ...portal, admin_ids: [ada] } })
      expect(project).toStrictEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ...portal,
        project_name: "Portal",
        admin_ids: [ada],
        admin_group_ids: null,
        admins: { identities: [expect.objectContaining({ id: ada, name: "Ada", identity_type: "login" })], groups: [] }
      })
      const project_id = project.id
      expect(yield* auth.getProject({ project_id })).toStrictEqual({ project })
      expect(yield* auth.getProjects()).toStrictEqual({ projects: [project] })

      const changed = yield* auth.updateProject({ project_id, project: { display_name: "Gate" } })
      expect(changed.project).toMatchObject({
        project_name: "Gate",
        contact_email: "help@example.org",
        admin_ids: [ada]
      })

      expect(yield* auth.deleteProject({ project_id })).toStrictEqual(changed)
      expect(yield* auth.getProjects()).toStrictEqual({ projects: [] })
      expect(yield* Effect.flip(auth.getProject({ project_id }))).toMatchObject({ status: 404 })
    }).pipe(inProcess)
  )

  it.effect("are nothing to those who do not administer them, until they do", () =>
    Effect.gen(function* () {
      const hers = yield* admin()
      const his = yield* admin(bob)
      const { project } = yield* hers.createProject({ project: { ...portal, admin_ids: [ada] } })
      const project_id = project.id
      expect(yield* his.getProjects()).toStrictEqual({ projects: [] })
      for (const refused of [
        his.getProject({ project_id }),
        his.updateProject({ project_id, project: { admin_ids: [bob] } }),
        his.deleteProject({ project_id })
      ]) {
        expect(yield* Effect.flip(Effect.asVoid(refused))).toMatchObject({ status: 403 })
      }
      yield* hers.updateProject({ project_id, project: { admin_ids: [ada, bob] } })
      expect((yield* his.getProjects()).projects).toMatchObject([{ id: project_id, admin_ids: [ada, bob] }])
      yield* his.updateProject({ project_id, project: { admin_ids: [bob] } })
      expect(yield* Effect.flip(hers.getProject({ project_id }))).toMatchObject({ status: 403 })
    }).pipe(inProcess)
  )

  it.effect("are administered by the members of a group", () =>
    Effect.gen(function* () {
      const groups = yield* as(GroupsClient.make, Ask.groupsAll, bob)
      const group = yield* groups.createGroup({ name: "Keepers", description: "They keep it" })
      const hers = yield* admin()
      const { project } = yield* hers.createProject({ project: { ...portal, admin_group_ids: [group.id] } })
      expect(project).toMatchObject({
        admin_ids: null,
        admin_group_ids: [group.id],
        admins: { identities: [], groups: [{ id: group.id, name: "Keepers", description: "They keep it" }] }
      })
      expect(yield* hers.getProjects()).toStrictEqual({ projects: [] })
      expect(yield* (yield* admin(bob)).getProjects()).toStrictEqual({ projects: [project] })
    }).pipe(inProcess)
  )

  it.effect("have an administrator, and all of them are there", () =>
    Effect.gen(function* () {
      const auth = yield* admin()
      for (const admins of [{}, { admin_ids: [] }, { admin_ids: [ada, nobody] }, { admin_group_ids: [nobody] }]) {
        const refused = yield* Effect.flip(auth.createProject({ project: { ...portal, ...admins } }))
        expect(refused).toMatchObject({ status: 400 })
      }
      expect(yield* auth.getProjects()).toStrictEqual({ projects: [] })
    }).pipe(inProcess)
  )

  it.effect("are not deleted while they have clients or policies", () =>
    Effect.gen(function* () {
      const auth = yield* admin()
      const { project } = yield* auth.createProject({ project: { ...portal, admin_ids: [ada] } })
      const project_id = project.id
      const { client } = yield* auth.createClient({ client: { name: "App", project: project_id, public_client: true } })
      expect(yield* Effect.flip(auth.deleteProject({ project_id }))).toMatchObject({ status: 409 })
      yield* auth.deleteClient({ client_id: String(client.id) })
      const { policy } = yield* auth.createPolicy({
        policy: { project_id, display_name: "P", description: "A policy" }
      })
      expect(yield* Effect.flip(auth.deleteProject({ project_id }))).toMatchObject({ status: 409 })
      yield* auth.deletePolicy({ policy_id: String(policy.id) })
      yield* auth.deleteProject({ project_id })
    }).pipe(inProcess)
  )

  it.effect("need a token with the scope manage_projects", () =>
    Effect.gen(function* () {
      const auth = yield* as(AuthClient.make, AuthScopes.openid)
      expect(yield* Effect.flip(auth.getProjects())).toMatchObject({ status: 403 })
      expect((yield* Ask.get("/v2/api/projects")).status).toBe(401)
    }).pipe(inProcess)
  )
})
