/** The record of a run as a table, and the verdicts of the laws. */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import type { Outcome } from "./Call.js"
import * as FaultKind from "./FaultKind.js"
import { bound } from "./laws/boundedTokenRequests.js"
import type { Law } from "./laws/Law.js"
import * as Lag from "./Lag.js"
import type { RunRecord } from "./RunRecord.js"
import * as TokenRequest from "./TokenRequest.js"

/** Counts equal names, the most frequent first. */
const tally = (names: ReadonlyArray<string>): ReadonlyArray<readonly [string, number]> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].sort(([, one], [, other]) => other - one)
}

const rows = (cells: ReadonlyArray<ReadonlyArray<string | number>>): string => {
  const widths = cells.reduce<ReadonlyArray<number>>(
    (widths, row) => row.map((cell, index) => Math.max(widths[index] ?? 0, String(cell).length)),
    []
  )
  return cells
    .map((row) =>
      row
        .map((cell, index) =>
          typeof cell === "number" ? String(cell).padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)
        )
        .join("  ")
        .trimEnd()
    )
    .map((row) => `  ${row}`)
    .join("\n")
}

const outcomeName = (outcome: Outcome): string =>
  outcome._tag === "Failed" ? outcome.error : outcome._tag.toLowerCase()

const calls = ({ calls }: RunRecord): string => {
  const count = (operation: string, tag: Outcome["_tag"]) =>
    calls.filter((call) => call.operation === operation && call.outcome._tag === tag).length
  const operations = tally(calls.map(({ operation }) => operation)).map(([operation, made]) => [
    operation,
    made,
    count(operation, "Succeeded"),
    count(operation, "Failed") + count(operation, "Died"),
    count(operation, "Abandoned")
  ])
  return rows([["operation", "made", "ok", "failed", "given up"], ...operations])
}

const tasks = ({ submissions, tasks }: RunRecord): string => {
  const told = new Set(submissions.flatMap(({ told }) => told))
  return rows([
    ["submissions", submissions.length],
    ["tasks", tasks.length],
    ["tasks that the client was not told of", tasks.filter(({ id }) => !told.has(id)).length],
    ...tally(tasks.map(({ status, type }) => `${type} ${status}`))
  ])
}

const tokens = (run: RunRecord): string =>
  rows([
    ["cache", "requests", "at most", "issued", "failed", "given up", "401 answers"],
    ...run.caches.map((cache) => {
      const requests = TokenRequest.ofCache(run, cache)
      const count = (outcome: string) => requests.filter((request) => request.outcome === outcome).length
      const rejected = run.journal.filter(({ clientId, status }) => clientId === cache.clientId && status === 401)
      return [
        cache.name,
        requests.length,
        bound(run, cache),
        count("issued"),
        count("failed"),
        count("given up"),
        rejected.length
      ]
    })
  ])

const faults = (requests: ReadonlyArray<JournalEntry>): string => {
  const journal = requests.filter(({ faultName }) => faultName !== FaultKind.distant.name)
  const names = (isToken: boolean) =>
    new Map(
      tally(
        journal.flatMap(({ faultName, operation }) =>
          faultName !== undefined && (operation === "oauth2Token") === isToken ? [faultName] : []
        )
      )
    )
  const [ofCalls, ofTokens] = [names(false), names(true)]
  const all = tally(journal.flatMap(({ faultName }) => faultName ?? []))
  return rows([
    ["fault", "calls", "token requests"],
    ...all.map(([name]) => [name, ofCalls.get(name) ?? 0, ofTokens.get(name) ?? 0])
  ])
}

const section = (title: string, body: string): string => `${title}\n${body}\n`

/** The whole report. The verdicts follow law by law. */
export const make = (run: RunRecord, laws: ReadonlyArray<Law>) => {
  const judged = laws.map((law) => ({ name: law.name, violations: law.violations(run) }))
  const failed = judged.filter(({ violations }) => violations.length > 0)
  const shown = 10
  const evidence = failed.flatMap(({ name, violations }) => [
    `violated: ${name}, ${violations.length} times`,
    ...violations.slice(0, shown).map((violation) => `  ${violation}`),
    ...(violations.length > shown ? [`  and ${violations.length - shown} more`] : [])
  ])
  const text = [
    section("Calls", calls(run)),
    section("By outcome", rows(tally(run.calls.map(({ outcome }) => outcomeName(outcome))))),
    section(`Faults, of ${run.journal.length} requests`, faults(run.journal)),
    section("Tasks", tasks(run)),
    section(
      `Token requests; the median round trip took ${Lag.median(run.lags)} ms, the longest ${Lag.longest(run.lags)} ms`,
      tokens(run)
    ),
    section(
      `Laws, on ${run.claims.length} answers that were compared with the truth`,
      rows(judged.map(({ name, violations }) => [violations.length === 0 ? "holds" : "VIOLATED", name]))
    ),
    ...evidence,
    `${judged.length - failed.length} passed, ${failed.length} failed`
  ].join("\n")
  return { text, failed: failed.map(({ name }) => name) }
}
