/** The rows of the table: the calls of each contender, the measured quantity, and the goal for `ours`. */
import type { Name } from "./contenders/byName.js"
import type { Goal } from "./Goal.js"
import type { Mode, Taken } from "./messages.js"

export const columns = [
  "fetch",
  "undici.request",
  "Dispatcher.dispatch",
  "@globus/sdk",
  "bare Effect",
  "stock Effect",
  "ours",
  "ours, renewing"
] as const

/** The columns are contenders. Some rows show a variant of a contender in its column. */
export type Column = (typeof columns)[number]

/** Calls of one contender in one mode. */
export interface Entry {
  readonly contender: Name
  readonly mode: Mode
}

/**
 * - `calls`: warm processes, many small calls in each round.
 * - `listing`: warm processes, one big listing in each round.
 * - `first`: one big listing in a new process.
 * - `files`: warm processes, one big file in each round.
 * - `firstFile`: one file in a new process.
 */
export type Run = "calls" | "listing" | "first" | "files" | "firstFile"

export const runs: ReadonlyArray<Run> = ["calls", "listing", "first", "files", "firstFile"]

/** What is computed from the calls of a round. */
export interface Quantity {
  readonly of: (taken: Taken) => number
  /** Whether it is shown relative to the row's baseline in the same round. Otherwise it is shown in its unit. */
  readonly relative: boolean
  readonly unit: string
}

export const rate: Quantity = { of: ({ calls, wall }) => (calls / wall) * 1000, relative: true, unit: "/s" }
export const cpu: Quantity = { of: ({ calls, cpu }) => (cpu / calls) * 1000, relative: true, unit: " us" }
export const time: Quantity = { of: ({ calls, wall }) => wall / calls, relative: true, unit: " ms" }
export const memory: Quantity = { of: ({ held, peak }) => (peak - held) / 1_000_000, relative: false, unit: " MB" }
/** For files, a call counts one megabyte. */
const throughput: Quantity = { of: rate.of, relative: true, unit: " MB/s" }
const peak: Quantity = { of: ({ peak }) => peak / 1_000_000, relative: true, unit: " MB" }

export interface Row {
  readonly title: string
  readonly run: Run
  readonly quantity: Quantity
  readonly entries: Partial<Record<Column, Entry>>
  /** Default: `fetch`. */
  readonly baseline?: Column
  /** Each column is compared with itself in this mode. */
  readonly against?: Mode
  /** For the column `ours`. */
  readonly goal?: Goal
}

/** All columns in the same mode. */
const all = (mode: Mode): Record<Column, Entry> => ({
  fetch: { contender: "fetch", mode },
  "undici.request": { contender: "undici.request", mode },
  "Dispatcher.dispatch": { contender: "Dispatcher.dispatch", mode },
  "@globus/sdk": { contender: "@globus/sdk", mode },
  "bare Effect": { contender: "bare Effect", mode },
  "stock Effect": { contender: "stock Effect", mode },
  ours: { contender: "ours", mode },
  "ours, renewing": { contender: "ours, renewing", mode }
})

/** Contenders without fibers use promises, which another row measures already. */
const fibers: Record<Column, Entry> = {
  ...all("promises"),
  "bare Effect": { contender: "bare Effect", mode: "fibers" },
  "stock Effect": { contender: "stock Effect", mode: "fibers" },
  ours: { contender: "ours", mode: "fibers" },
  "ours, renewing": { contender: "ours, renewing", mode: "fibers" }
}

const { "bare Effect": _bare, "ours, renewing": _renewing, ...listings } = all("listing")

const baseline = (mode: Mode): Entry => ({ contender: "fetch", mode })

const tenths = { download: "downloadTenth", upload: "uploadTenth" } as const satisfies Partial<Record<Mode, Mode>>

export const rows: ReadonlyArray<Row> = [
  {
    title: "requests/s, 64 promises in flight",
    run: "calls",
    quantity: rate,
    entries: all("promises"),
    goal: { must: 2.5, aim: 3.2, better: "more" }
  },
  {
    title: "requests/s, 64 fibers in one program",
    run: "calls",
    quantity: rate,
    entries: fibers,
    goal: { must: 3, aim: 4, better: "more" }
  },
  {
    title: "requests/s, one at a time",
    run: "calls",
    quantity: rate,
    entries: all("sequential"),
    goal: { must: 2, aim: 2.6, better: "more" }
  },
  {
    title: "client CPU per call, 64 promises in flight",
    run: "calls",
    quantity: cpu,
    entries: all("promises"),
    goal: { must: 0.45, aim: 0.3, better: "less" }
  },
  {
    title: "requests/s, 64 promises, a tracer installed",
    run: "calls",
    quantity: rate,
    entries: {
      fetch: baseline("promises"),
      "stock Effect": { contender: "stock Effect, traced", mode: "promises" },
      ours: { contender: "ours, traced", mode: "promises" }
    },
    goal: { must: 1.8, aim: 2.4, better: "more" }
  },
  {
    title: "requests/s, 64 promises, over fetch (WebHttpClient)",
    run: "calls",
    quantity: rate,
    entries: {
      fetch: baseline("promises"),
      "bare Effect": { contender: "bare Effect, over WebHttpClient", mode: "promises" },
      ours: { contender: "ours, over WebHttpClient", mode: "promises" }
    },
    goal: { must: 0.5, aim: 1, better: "more" }
  },
  // The platform's client limits this row. The column "bare Effect" shows that client alone.
  {
    title: "requests/s, 64 promises, over FetchHttpClient",
    run: "calls",
    quantity: rate,
    entries: {
      fetch: baseline("promises"),
      "bare Effect": { contender: "bare Effect, over fetch", mode: "promises" },
      ours: { contender: "ours, over fetch", mode: "promises" }
    },
    goal: { must: 0.5, aim: 1, better: "more" }
  },
  {
    title: "100,000 rows, whole: time",
    run: "listing",
    quantity: time,
    entries: listings,
    goal: { must: 1.25, aim: 1.05, better: "less" }
  },
  {
    title: "100,000 rows, streamed: time",
    run: "listing",
    quantity: time,
    entries: { fetch: baseline("listing"), ours: { contender: "ours", mode: "stream" } },
    goal: { must: 1, aim: 0.8, better: "less" }
  },
  {
    title: "100,000 rows, streamed, first call: time",
    run: "first",
    quantity: time,
    entries: { fetch: baseline("listing"), ours: { contender: "ours", mode: "stream" } }
  },
  {
    title: "100,000 rows, whole: peak memory above idle",
    run: "first",
    quantity: memory,
    entries: { fetch: baseline("listing"), ours: { contender: "ours", mode: "listing" } }
  },
  {
    title: "100,000 rows, streamed: peak memory above idle",
    run: "first",
    quantity: memory,
    entries: { fetch: baseline("listing"), ours: { contender: "ours", mode: "stream" } },
    goal: { must: 80, aim: 50, better: "less" }
  },
  ...(["download", "upload"] as const).flatMap((mode): ReadonlyArray<Row> => [
    {
      title: `one big file, ${mode}: throughput`,
      run: "files",
      quantity: throughput,
      baseline: "Dispatcher.dispatch",
      entries: {
        fetch: baseline(mode),
        "undici.request": { contender: "undici.request", mode },
        "Dispatcher.dispatch": { contender: "Dispatcher.dispatch", mode },
        ours: { contender: "ours", mode }
      },
      goal: { must: 0.9, aim: 1, better: "more" }
    },
    {
      title: `one big file, ${mode}, over FetchHttpClient: throughput`,
      run: "files",
      quantity: throughput,
      entries: { fetch: baseline(mode), ours: { contender: "ours, over fetch", mode } }
    },
    {
      title: `one big file, ${mode}: peak memory, of that of a tenth of it`,
      run: "firstFile",
      quantity: peak,
      against: tenths[mode],
      entries: {
        fetch: baseline(mode),
        "Dispatcher.dispatch": { contender: "Dispatcher.dispatch", mode },
        ours: { contender: "ours", mode }
      },
      goal: { must: 1.2, aim: 1.1, better: "less" }
    },
    {
      title: `one big file, ${mode}, over FetchHttpClient: peak memory, of that of a tenth of it`,
      run: "firstFile",
      quantity: peak,
      against: tenths[mode],
      entries: { ours: { contender: "ours, over fetch", mode } },
      goal: { must: 1.2, aim: 1.1, better: "less" }
    }
  ])
]

/** The entries that some rows need, without duplicates. */
export const entriesOf = (rows: ReadonlyArray<Row>): ReadonlyArray<Entry> => {
  const entries = new Map<string, Entry>()
  for (const row of rows) {
    for (const entry of Object.values(row.entries)) {
      entries.set(keyOf(entry), entry)
      if (row.against === undefined) continue
      const own = { ...entry, mode: row.against }
      entries.set(keyOf(own), own)
    }
  }
  return [...entries.values()]
}

/** The key of an entry's measurements. */
export const keyOf = ({ contender, mode }: Entry): string => `${contender} ${mode}`
