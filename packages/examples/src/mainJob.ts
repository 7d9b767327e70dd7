// The main job: transfer a directory between two collections, which takes longer than an access token is valid.
import {
  ConfidentialAppAuthClient,
  RefreshTokenAuthorizer,
  Retry,
  TransferClient,
  TransferData
} from "@effect-globus/sdk"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"

const App = ConfidentialAppAuthClient.layerConfig({
  clientId: Config.string("CLIENT_ID"),
  clientSecret: Config.redacted("CLIENT_SECRET")
})

/** The transfer client of the job. `retries` counts its retries. */
export const client = (retries: Ref.Ref<number>) =>
  TransferClient.layer({
    retry: Schedule.tapOutput(Retry.schedule(), () => Ref.update(retries, (n) => n + 1))
  }).pipe(
    Layer.provide(RefreshTokenAuthorizer.layerConfig({ refreshToken: Config.redacted("TRANSFER_REFRESH_TOKEN") })),
    Layer.provide(App)
  )

/** Transfers `/` of one collection to another, reports the progress, and returns the final task document. */
export const transferAll = (options: {
  readonly source: string
  readonly destination: string
  readonly onProgress: (bytes: number) => Effect.Effect<void>
}) =>
  Effect.gen(function* () {
    const transfer = yield* TransferClient.TransferClient
    const { task_id } = yield* transfer.submitTransfer(
      pipe(
        TransferData.make({
          source_endpoint: options.source,
          destination_endpoint: options.destination,
          label: "quickstart",
          verify_checksum: true
        }),
        TransferData.addItem("/", "/", { recursive: true })
      )
    )
    const task = yield* transfer.taskProgress({ task_id }, { pollingInterval: "1 second" }).pipe(
      Stream.tap((task) => options.onProgress(task.bytes_transferred ?? 0)),
      Stream.runLast
    )
    return yield* Option.match(task, {
      onNone: () => Effect.dieMessage("A task without a document"),
      onSome: Effect.succeed
    })
  })
