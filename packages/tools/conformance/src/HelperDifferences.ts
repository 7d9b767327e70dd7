/** What our calls do otherwise than the helpers of the Python SDK. The differences of all calls hold for them as well. */
import type { Difference } from "./Differences.js"
import * as Held from "./Held.js"
import { documentOf } from "./OutcomeComparison.js"

export const helperDifferences: ReadonlyArray<Difference> = [
  {
    name: "nulls of helpers",
    ours: "What is not given is not sent, where Python's helper sends null.",
    why: "A caller who says nothing of a member leaves it to the service; null can be given.",
    excuses: ({ name = "", ours, place, recorded }, { vector: { params } }) =>
      place === "json" &&
      (name === "parent_id" || name === "authentication_assurance_timeout") &&
      recorded === null &&
      ours === undefined &&
      !Object.hasOwn(params, name)
  },
  {
    name: "files of any kind",
    ours: "Any media type will do for a file, where Python's downloader asks for JSON.",
    why: "A file is what it is.",
    excuses: ({ name, ours, place, recorded }, { vector: { client } }) =>
      client === "GCSDownloader" &&
      place === "header" &&
      name === "accept" &&
      recorded === "application/json" &&
      ours === "*/*"
  },
  {
    name: "public files",
    ours: "A file that anybody may read is read, where Python's downloader raises for want of a login page.",
    why: "It is there.",
    excuses: (mismatch, held) =>
      held.vector.client === "GCSDownloader" &&
      held.vector.outcome.error === "RuntimeError" &&
      Held.answer(Held.lastMade(held))?.status === 200 &&
      held.made.outcome._tag === "Value" &&
      held.made.outcome.value === documentOf(Held.lastMade(held)) &&
      Held.isOutcome(mismatch, held)
  },
  {
    name: "login pages",
    ours: "A redirect to a login page is GlobusUnauthenticated, whatever stands in its URL.",
    why: "The client is made for a collection, and reads no ids out of URLs.",
    excuses: (mismatch, held) =>
      held.vector.client === "GCSDownloader" &&
      held.vector.outcome.error === "RuntimeError" &&
      Held.answer(Held.lastMade(held))?.status === 302 &&
      Held.failure(held, "GlobusUnauthenticated") !== undefined &&
      Held.isOutcome(mismatch, held)
  }
]
