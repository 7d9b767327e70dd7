/** The calls of `@effect-globus/sdk` over any HTTP client. The module that chooses the client imports it. */
import * as AccessTokenAuthorizer from "@effect-globus/sdk/AccessTokenAuthorizer"
import * as Authorization from "@effect-globus/sdk/Authorization"
import * as GCSCollectionClient from "@effect-globus/sdk/collections/GCSCollectionClient"
import * as TransferClient from "@effect-globus/sdk/transfer/TransferClient"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { collectionId, resourceServer, taskId } from "../documents.js"
import { paths } from "../server.js"
import type { Surroundings } from "./Contender.js"
import { accessToken, pieces } from "./Contender.js"

const ls = { endpoint_id: collectionId }

/** The pieces of a file as a stream, as a disk would deliver them. */
const source = (bytes: number) =>
  Stream.suspend(() => {
    const made = pieces(bytes)
    return Stream.repeatEffectOption(
      Effect.suspend(() => {
        const { done, value } = made.next()
        return done === true ? Effect.fail(Option.none()) : Effect.succeed(value)
      })
    )
  })

/** A fixed token. */
export const fixed = AccessTokenAuthorizer.layer({ accessToken: Redacted.make(accessToken) })

export const calls = ({ baseUrl }: Surroundings) =>
  Effect.gen(function* () {
    const transfer = yield* TransferClient.make({ baseUrl })
    // It needs its own authorizer, since a token is for one resource server.
    const files = yield* Effect.provide(GCSCollectionClient.make({ collectionId, collectionAddress: baseUrl }), fixed)
    const authorization = yield* Authorization.Authorization
    return {
      // Suspended, so that each run makes a new call with a new argument.
      task: Effect.suspend(() => transfer.getTask({ task_id: taskId })),
      listing: Effect.map(transfer.operationLs(ls), ({ DATA }) => DATA),
      stream: Stream.runCount(transfer.operationLsStream(ls)),
      download: (bytes: number) =>
        Stream.runFold(files.download(paths.file + bytes), 0, (read, piece) => read + piece.length),
      upload: (bytes: number) => files.upload(paths.file + bytes, source(bytes), { contentLength: bytes }),
      header: Effect.suspend(() => authorization.header(resourceServer))
    }
  })
