/** A call of the pipeline, and how its requests are found in the sandbox's journal: by a query parameter of their own. */
import type { Arrival, JournalEntry } from "@effect-globus/sandbox/Journal"
import type { CallOptions } from "@effect-globus/sdk/Operation"

/** What became of a call, by the client's word. `Abandoned`: the pipeline did not wait for it. */
export type Outcome =
  | { readonly _tag: "Succeeded" }
  | { readonly _tag: "Failed"; readonly error: string }
  | { readonly _tag: "Died"; readonly cause: string }
  | { readonly _tag: "Abandoned" }

/** Times are epoch milliseconds. */
export interface Call {
  readonly id: string
  /** Who makes it. */
  readonly principal: string
  readonly operation: string
  /** Each of its requests carries its id. */
  readonly traced: boolean
  readonly start: number
  readonly end: number
  readonly outcome: Outcome
}

const parameter = "call"

/** The last argument of the operations, for a call of this id. */
export const options = (id: string): CallOptions => ({ query: { [parameter]: id } })

/** The id of the call that a request belongs to, if it says so. */
export const callId = ({ query }: Pick<Arrival, "query">): string | undefined => {
  const id = query[parameter]
  return typeof id === "string" ? id : undefined
}

/**
 * The requests of each call, attempt by attempt: those of one page, as the pages of a list are calls by themselves. In
 * the order of arrival.
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
