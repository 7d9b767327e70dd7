import { describe, expect, it } from "@effect/vitest"
import * as AuthClient from "@effect-globus/sdk/auth/AuthClient"
import { AuthScopes } from "@effect-globus/sdk/Scopes"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import { layerInProcess, Sandbox } from "../../src/Sandbox.js"
import * as Ask from "../ask.js"
import { as } from "../clients.js"

const ada = "6f1c2a7e-0000-4000-8000-0000000000a1"
const bob = "6f1c2a7e-0000-4000-8000-0000000000b1"
const users = [
  { sub: ada, username: "ada@example.org" },
  { sub: bob, username: "bob@example.org" }
]

const inProcess = Effect.provide(layerInProcess({ users }))

const admin = (user: string) =>
  Effect.gen(function* () {
    const auth = yield* as(AuthClient.make, AuthScopes.manage_projects, user)
    const made = { display_name: "Portal", contact_email: "help@example.org", admin_ids: [user] }
    const { project } = yield* auth.createProject({ project: made })
    return { auth, project_id: project.id }
  })

describe("policies", () => {
  it.effect("are made, read, changed and deleted; high assurance stays as it was", () =>
    Effect.gen(function* () {
      const { auth, project_id } = yield* admin(ada)
      const asked = { project_id, display_name: "Ours", description: "Only us", high_assurance: true }
      const { policy } = yield* auth.createPolicy({
        policy: { ...asked, authentication_assurance_timeout: 35, domain_constraints_include: ["example.org"] }
      })
      expect(policy).toStrictEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ...asked,
        authentication_assurance_timeout: 35,
        required_mfa: false,
        domain_constraints_include: ["example.org"],
        domain_constraints_exclude: null
      })
      const policy_id = String(policy.id)
      expect(yield* auth.getPolicy({ policy_id })).toStrictEqual({ policy })
      expect(yield* auth.getPolicies()).toStrictEqual({ policies: [policy] })

      const changes = { required_mfa: true, domain_constraints_include: null }
      const changed = yield* auth.updatePolicy({ policy_id, policy: changes })
      expect(changed.policy).toStrictEqual({ ...policy, required_mfa: true, domain_constraints_include: null })

      const { access_token } = yield* (yield* Sandbox).issueTokens({ scopes: AuthScopes.manage_projects })
      const lowered = HttpClientRequest.put(`/v2/api/policies/${policy_id}`).pipe(
        HttpClientRequest.bodyUnsafeJson({ policy: { high_assurance: false } }),
        HttpClientRequest.bearerToken(access_token)
      )
      expect((yield* Ask.send(lowered)).body).toStrictEqual(changed)

      expect(yield* auth.deletePolicy({ policy_id })).toStrictEqual(changed)
      expect(yield* auth.getPolicies()).toStrictEqual({ policies: [] })
      expect(yield* Effect.flip(auth.getPolicy({ policy_id }))).toMatchObject({ status: 404 })
    }).pipe(inProcess)
  )

  it.effect("are the business of their project's administrators, in a project of theirs", () =>
    Effect.gen(function* () {
      const hers = yield* admin(ada)
      const his = yield* admin(bob)
      const asked = { project_id: hers.project_id, display_name: "Ours", description: "Only us" }
      const { policy } = yield* hers.auth.createPolicy({ policy: asked })
      const policy_id = String(policy.id)
      expect(yield* his.auth.getPolicies()).toStrictEqual({ policies: [] })
      for (const refused of [
        his.auth.createPolicy({ policy: asked }),
        his.auth.getPolicy({ policy_id }),
        his.auth.updatePolicy({ policy_id, policy: { project_id: his.project_id } }),
        his.auth.deletePolicy({ policy_id }),
        hers.auth.updatePolicy({ policy_id, policy: { project_id: his.project_id } })
      ]) {
        expect(yield* Effect.flip(Effect.asVoid(refused))).toMatchObject({ status: 403 })
      }
      expect(yield* hers.auth.getPolicy({ policy_id })).toStrictEqual({ policy })
    }).pipe(inProcess)
  )
})
