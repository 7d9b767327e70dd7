/** Records what the clients report during a run. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Layer from "effect/Layer"
import { inspect } from "node:util"
import type { Call } from "./Call.js"
import type { Claim } from "./Claim.js"
import type { Cache, RunRecord, Stored, Submission } from "./RunRecord.js"

export interface Recorder {
  readonly call: (call: Call) => Effect.Effect<void>
  readonly claim: (claim: Claim) => Effect.Effect<void>
  /** Records a submission before it is made. The returned function adds a task that the client was told of. */
  readonly submission: (submission: Omit<Submission, "told">) => Effect.Effect<(taskId: string) => Effect.Effect<void>>
  /** Records that a cache has stored the token with this fingerprint. */
  readonly stored: (cache: Cache, token: string) => Effect.Effect<void>
  /** Records every line of every level, as a console would show it. */
  readonly logger: Layer.Layer<never>
  readonly recorded: Effect.Effect<Pick<RunRecord, "calls" | "claims" | "submissions" | "stored" | "logged">>
}

export const make: Effect.Effect<Recorder> = Effect.sync(() => {
  const calls: Array<Call> = []
  const claims: Array<Claim> = []
  const submissions: Array<Submission & { readonly told: Array<string> }> = []
  const stored: Array<Stored> = []
  const logged: Array<string> = []
  const logger = Logger.make((options) => {
    logged.push(`${Logger.stringLogger.log(options)} ${inspect(options.message, { depth: 8, showHidden: true })}`)
  })
  return {
    call: (call) => Effect.sync(() => void calls.push(call)),
    claim: (claim) => Effect.sync(() => void claims.push(claim)),
    submission: (submission) =>
      Effect.sync(() => {
        const told: Array<string> = []
        submissions.push({ ...submission, told })
        return (taskId) => Effect.sync(() => void told.push(taskId))
      }),
    stored: (cache, token) =>
      Effect.map(Clock.currentTimeMillis, (time) => void stored.push({ clientId: cache.clientId, token, time })),
    logger: Layer.merge(Logger.replace(Logger.defaultLogger, logger), Logger.minimumLogLevel(LogLevel.All)),
    recorded: Effect.sync(() => ({ calls, claims, submissions, stored, logged }))
  }
})
