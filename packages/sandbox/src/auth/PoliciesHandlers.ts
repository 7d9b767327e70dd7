/**
 * Authentication policies. They are kept, and nobody's login is judged by them.
 *
 * @since 0.1.0
 */
import type { PolicyUpdate } from "@effect-globus/sdk/auth/Policy"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { answered } from "../Failure.js"
import { GlobusApi } from "../GlobusApi.js"
import * as Administration from "./Administration.js"
import { Registry } from "./Registry.js"

/** A guess: only the administrators of its project may read it. */
const policy = (id: string) =>
  Effect.gen(function* () {
    const registry = yield* Registry
    const one = yield* Administration.found("policy", yield* registry.policies.find(id))
    yield* Administration.project(one.project_id)
    return one
  })

const policies = Effect.gen(function* () {
  const registry = yield* Registry
  const projects = new Set((yield* Administration.projects).map(({ id }) => id))
  return { policies: (yield* registry.policies.all).filter(({ project_id }) => projects.has(project_id)) }
})

const update = (id: string, changes: PolicyUpdate) =>
  Effect.gen(function* () {
    const registry = yield* Registry
    const one = yield* policy(id)
    const { id: project_id } = yield* Administration.project(changes.project_id ?? one.project_id)
    return { policy: yield* registry.policies.put({ ...one, ...changes, id: one.id, project_id }) }
  })

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "auth.policies", (handlers) =>
    handlers
      .handle("getPolicies", () => policies)
      .handle("getPolicy", ({ path: { policy_id } }) =>
        answered(Effect.map(policy(policy_id), (policy) => ({ policy })))
      )
      .handle("createPolicy", ({ payload }) =>
        answered(
          Effect.gen(function* () {
            const registry = yield* Registry
            const { id: project_id } = yield* Administration.project(payload.policy.project_id)
            const made = yield* registry.policies.put({
              // A guess: what stands there when nothing was said.
              high_assurance: false,
              authentication_assurance_timeout: null,
              required_mfa: false,
              domain_constraints_include: null,
              domain_constraints_exclude: null,
              ...payload.policy,
              project_id,
              id: globalThis.crypto.randomUUID()
            })
            return { policy: made }
          })
        )
      )
      .handle("updatePolicy", ({ path: { policy_id }, payload }) => answered(update(policy_id, payload.policy)))
      .handle("deletePolicy", ({ path: { policy_id } }) =>
        answered(
          Effect.gen(function* () {
            const registry = yield* Registry
            const gone = yield* policy(policy_id)
            yield* registry.policies.remove(gone.id)
            return { policy: gone }
          })
        )
      )
  )
