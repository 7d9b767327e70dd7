/** All that the laws judge: what the sandbox knows of a run, and what the client said. */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import type { SubmittedTask } from "@effect-globus/sandbox/Options"
import type { RefreshPolicy } from "@effect-globus/sdk/RefreshPolicy"
import type { Call } from "./Call.js"
import type { Claim } from "./Claim.js"
import type { Lags } from "./Lag.js"

/** A piece of work that became a submission: one task, if any, whatever happened to the calls. */
export interface Submission {
  /** Stands in the task. */
  readonly label: string
  readonly ownerId: string
  /** Where the pipeline asked for it itself. */
  readonly submissionId: string | undefined
  /** The tasks that the client was told of. */
  readonly told: ReadonlyArray<string>
}

/** A token cache, as the sandbox sees it: each has a client of its own at Globus Auth. */
export interface Cache {
  readonly name: string
  readonly principal: string
  readonly clientId: string
  /** The service that its tokens are for. */
  readonly resourceServer: string
}

/** A token that a cache has stored, by its fingerprint, and when that had ended. */
export interface Stored {
  readonly clientId: string
  readonly token: string
  readonly time: number
}

/** What the clients of a run were made with. Times in milliseconds. */
export interface Settings {
  readonly policy: RefreshPolicy
  /** The random numbers of the caches are not below this. */
  readonly leastDraw: number
  readonly tokenLife: number
  /** Of an attempt. */
  readonly timeout: number
  readonly maxRetries: number
}

export interface RunRecord {
  readonly settings: Settings
  readonly caches: ReadonlyArray<Cache>
  /** From the first request to the last, in the order of arrival. */
  readonly journal: ReadonlyArray<JournalEntry>
  readonly tasks: ReadonlyArray<SubmittedTask>
  readonly calls: ReadonlyArray<Call>
  readonly claims: ReadonlyArray<Claim>
  readonly submissions: ReadonlyArray<Submission>
  readonly stored: ReadonlyArray<Stored>
  readonly logged: ReadonlyArray<string>
  /** What must not be in a logged line. */
  readonly secrets: ReadonlyArray<string>
  /** How long requests and answers were on their way. */
  readonly lags: Lags
}
