/** Everything that the laws judge: what the sandbox knows about a run, and what the clients reported. */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import type { SubmittedTask } from "@effect-globus/sandbox/Options"
import type { RefreshPolicy } from "@effect-globus/sdk/RefreshPolicy"
import type { Call } from "./Call.js"
import type { Claim } from "./Claim.js"
import type { Lags } from "./Lag.js"

/** A piece of work that was submitted. It makes at most one task, whatever happened to its calls. */
export interface Submission {
  /** The label of the task. */
  readonly label: string
  readonly ownerId: string
  /** Defined if the pipeline asked for the id itself. */
  readonly submissionId: string | undefined
  /** The tasks that the client was told of. */
  readonly told: ReadonlyArray<string>
}

/** A token cache. The sandbox recognizes it, since each has its own client at Globus Auth. */
export interface Cache {
  readonly name: string
  readonly principal: string
  readonly clientId: string
  /** The service that its tokens are for. */
  readonly resourceServer: string
}

/** A stored token, by its fingerprint, and when storing it had ended. */
export interface Stored {
  readonly clientId: string
  readonly token: string
  readonly time: number
}

/** The settings of the clients in a run. Times in milliseconds. */
export interface Settings {
  readonly policy: RefreshPolicy
  /** The lower bound of the caches' random numbers. */
  readonly leastDraw: number
  readonly tokenLife: number
  /** The timeout of an attempt. */
  readonly timeout: number
  readonly maxRetries: number
}

export interface RunRecord {
  readonly settings: Settings
  readonly caches: ReadonlyArray<Cache>
  /** All requests, in the order of arrival. */
  readonly journal: ReadonlyArray<JournalEntry>
  readonly tasks: ReadonlyArray<SubmittedTask>
  readonly calls: ReadonlyArray<Call>
  readonly claims: ReadonlyArray<Claim>
  readonly submissions: ReadonlyArray<Submission>
  readonly stored: ReadonlyArray<Stored>
  readonly logged: ReadonlyArray<string>
  /** Texts that no log line may contain. */
  readonly secrets: ReadonlyArray<string>
  /** The measured transit times of requests and answers. */
  readonly lags: Lags
}
