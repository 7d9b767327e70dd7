/**
 * The form of a deliberate difference from the Python SDK. Each one is a rule: a predicate over the recorded row and what
 * our client did, with the reason in plain words. A rule excuses single mismatches, and only while our client does what the
 * rule says; the rest of the recording holds. If a row fails, mend the client or add a rule. Do not widen a rule.
 */
import type { HeldUrl } from "../AuthorizeUrls.js"
import type { Helper, Payload, Vector } from "../Corpus.js"
import type * as Environments from "../Environments.js"
import type { HeldError } from "../Errors.js"
import type { Held } from "../Held.js"
import type { Mismatch } from "../Mismatch.js"
import type { HeldFailure } from "../NetworkFailures.js"
import type { HeldRequirements } from "../RecordedRequirements.js"
import type { HeldRetry } from "../Retries.js"
import type * as Scopes from "../Scopes.js"
import type { HeldClient, HeldIds } from "../ScopeRequirements.js"

/** What a rule can look at, by the kind of recording. */
export interface Facts {
  /** A call of a client or of a helper: the recording, and what our client did. */
  readonly call: Held
  /** A call that is answered by test data of the Python SDK. */
  readonly fixture: Held
  /** A recorded call before it is made: some are for Python only. */
  readonly "recorded call": Vector
  /** A call of a helper before it is made. */
  readonly helper: Helper
  readonly payload: Payload
  readonly error: HeldError
  readonly requirements: HeldRequirements
  readonly "network failure": HeldFailure
  readonly "authorization URL": HeldUrl
  readonly "base URL": Environments.HeldBaseUrl
  readonly address: Environments.HeldAddress
  readonly service: { readonly name: string }
  readonly retry: HeldRetry
  readonly "client's scopes": HeldClient
  /** The scopes of a collection or a flow by its id, and those that an app is to ask for. */
  readonly "scopes of ids": HeldIds
  readonly "joined scopes": Scopes.HeldJoin
  /** Recordings for which nothing may differ. */
  readonly exact: undefined
}

export type Kind = keyof Facts

export interface Evidence<K extends Kind = Kind> {
  readonly kind: K
  readonly facts: Facts[K]
}

/** A rule of the table. `ours` and `why` are sentences, which the report prints. */
export interface Difference {
  /** The kind of recordings that it is about. */
  readonly kind: Kind
  readonly name: string
  readonly ours: string
  readonly why: string
  readonly excuses: (mismatch: Mismatch, evidence: Evidence) => boolean
}

const isOf = <K extends Kind>(kind: K, evidence: Evidence): evidence is Evidence<K> => evidence.kind === kind

/** A rule about one kind of recording. */
export const rule = <K extends Kind>(
  kind: K,
  {
    excuses,
    ...words
  }: Omit<Difference, "excuses" | "kind"> & { readonly excuses: (mismatch: Mismatch, facts: Facts[K]) => boolean }
): Difference => ({
  ...words,
  kind,
  excuses: (mismatch, evidence) => isOf(kind, evidence) && excuses(mismatch, evidence.facts)
})
