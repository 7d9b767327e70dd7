/** A call of the pipeline. A query parameter identifies its requests in the sandbox's journal. */
import type { Arrival, JournalEntry } from "@effect-globus/sandbox/Journal"
import type { CallOptions } from "@effect-globus/sdk/Operation"

/** The outcome of a call, as the client reported it. `Abandoned`: the pipeline did not wait for it. */
export type Outcome =
  | { readonly _tag: "Succeeded" }
  | { readonly _tag: "Failed"; readonly error: string }
  | { readonly _tag: "Died"; readonly cause: string }
  | { readonly _tag: "Abandoned" }

/** Times are epoch milliseconds. */
export interface Call {
  readonly id: string
  /** The principal that makes the call. */
  readonly principal: string
  readonly operation: string
  /** Whether each of its requests carries its id. */
  readonly traced: boolean
  readonly start: number
  readonly end: number
  readonly outcome: Outcome
}

const parameter = "call"

/** The last argument of operations for a call with this id. */
export const options = (id: string): CallOptions => ({ query: { [parameter]: id } })

/** The id of the call that a request belongs to, if the request has one. */
export const callId = ({ query }: Pick<Arrival, "query">): string | undefined => {
  const id = query[parameter]
  return typeof id === "string" ? id : undefined
}

/**
 * The requests of each call, grouped by page, in the order of arrival. Each page of a list counts as a call of its own.
 */
export const attempts = (
  journal: ReadonlyArray<JournalEntry>
): ReadonlyMap<string, ReadonlyArray<readonly [JournalEntry, ...ReadonlyArray<JournalEntry>]>> => {
  const calls = new Map<string, Map<string, [JournalEntry, ...Array<JournalEntry>]>>()
  for (const entry of journal) {
    const id = callId(entry)
    if (id === undefined) continue
    const pages = calls.get(id) ?? new Map<string, [JournalEntry, ...Array<JournalEntry>]>()
    calls.set(id, pages)
    const page = `${entry.method} ${entry.path} ${String(entry.query["offset"] ?? "")}`
    const known = pages.get(page)
    if (known === undefined) pages.set(page, [entry])
    else known.push(entry)
  }
  return new Map([...calls].map(([id, pages]) => [id, [...pages.values()]]))
}
