/**
 * An answer that a fault cut or replaced never counts as a success: at least one request for each page was answered
 * without such a fault. A stream emits items before their page is complete. If the page breaks off, a further request
 * asks for the rest.
 */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import { attempts } from "../Call.js"
import * as FaultKind from "../FaultKind.js"
import type { Law } from "./Law.js"

export const isSuccess = ({ faultName, outcome, status }: JournalEntry): boolean =>
  outcome === "answered" &&
  status !== undefined &&
  status >= 200 &&
  status < 300 &&
  (faultName === undefined || FaultKind.named(faultName)?.believable === true)

const words = ({ faultName, outcome, status }: JournalEntry): string =>
  `${outcome} ${status ?? ""} ${faultName === undefined ? "" : `by the fault "${faultName}"`}`

export const believedFaults: Law = {
  name: "no answer that a fault cut or replaced is a success",
  violations: ({ calls, journal }) => {
    const requests = attempts(journal)
    return calls.flatMap(({ id, operation, outcome, traced }) => {
      if (!traced || outcome._tag !== "Succeeded") return []
      const pages = requests.get(id) ?? []
      if (pages.length === 0) return [`call ${id}, ${operation}: succeeded without a request`]
      return pages.flatMap((page, place) => {
        // Any of them, not only the last to arrive, which may be an abandoned request that came late.
        if (page.some(isSuccess)) return []
        const brokeOff = operation.endsWith("Stream") && page.some(({ faultName }) => faultName === "broken off")
        if (brokeOff && pages.slice(place + 1).some((rest) => rest.some(isSuccess))) return []
        return [`call ${id}, ${operation}: succeeded, but its requests were ${page.map(words).join("; ")}`]
      })
    })
  }
}
