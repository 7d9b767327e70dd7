/**
 * The handlers of what older programs ask of Transfer.
 *
 * @since 0.1.0
 */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Consents } from "../auth/Consents.js"
import { Caller } from "../Caller.js"
import { answered } from "../Failure.js"
import { endpointId } from "../gcs/SandboxEndpoint.js"
import { GlobusApi } from "../GlobusApi.js"
import { Collections } from "./Collections.js"
import * as DataAccess from "./DataAccess.js"
import * as Operations from "./Operations.js"
import { badRequest, done, refuse } from "./Refusal.js"
import * as TaskDetailsHandlers from "./TaskDetailsHandlers.js"
import * as TaskEngine from "./TaskEngine.js"
import * as Tasks from "./Tasks.js"

/**
 * The handlers.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = () =>
  HttpApiBuilder.group(GlobusApi, "transfer.older", (handlers) =>
    Effect.gen(function* () {
      const collections = yield* Collections
      const consents = yield* Consents
      const engine = yield* TaskEngine.TaskEngine
      return handlers
        .handle("operationSymlink", ({ path: { endpoint_id }, payload }) =>
          answered(
            Effect.gen(function* () {
              const collection = yield* collections.get(endpoint_id)
              const resource = `/operation/endpoint/${collection.id}/symlink`
              yield* DataAccess.check(consents, [collection], yield* Caller, resource)
              return yield* Operations.symlink(collection, payload.symlink_target, payload.path)
            })
          )
        )
        .handle("removeTask", ({ path: { task_id } }) =>
          answered(
            Effect.gen(function* () {
              const resource = `/task/${task_id}/remove`
              const { sub } = yield* Caller
              const found = yield* engine.remove(task_id, sub)
              if (Option.isNone(found)) return yield* TaskDetailsHandlers.noTask(task_id)
              if (Tasks.isFinal(found.value))
                return yield* done("result", "Removed", "The task has been removed", resource)
              // A guess: status and code, and the code of a task that is gone.
              return yield* refuse({
                status: 409,
                code: "ClientError.Conflict",
                message: "The task has not ended: wait for it, or cancel it first",
                resource
              })
            })
          )
        )
        .handle("endpointAutoactivate", ({ path: { endpoint_id } }) =>
          answered(
            Effect.gen(function* () {
              const id = endpoint_id.toLowerCase()
              if (id !== endpointId) yield* collections.get(id)
              // Programs take every code for success but AutoActivationFailed.
              const result = yield* done(
                "activation_result",
                "AlreadyActivated",
                "The endpoint needs no activation",
                `/endpoint/${id}/autoactivate`
              )
              return {
                ...result,
                endpoint: id,
                expires_in: -1,
                expire_time: null,
                subject: null,
                oauth_server: null,
                length: 0,
                DATA: []
              }
            })
          )
        )
        .handle("createEndpoint", ({ payload: { DATA_TYPE: _, display_name, is_globus_connect, ...described } }) =>
          answered(
            Effect.gen(function* () {
              const resource = "/endpoint"
              const { sub, username } = yield* Caller
              if (is_globus_connect !== true) {
                return yield* refuse({
                  status: 501,
                  code: "NotImplemented",
                  message:
                    "The sandbox does not imitate new endpoints that are none of Globus Connect Personal: set is_globus_connect",
                  resource
                })
              }
              const { id } = yield* collections
                .connect({ displayName: display_name, ownerId: sub, ownerName: username })
                .pipe(Effect.catchAll(({ message }) => badRequest(message, resource)))
              yield* collections.update(id, described)
              const result = yield* done("endpoint_create_result", "Created", "The endpoint has been created", resource)
              return { ...result, id, globus_connect_setup_key: globalThis.crypto.randomUUID() }
            })
          )
        )
    })
  )
