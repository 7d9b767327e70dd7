/** What our calls do otherwise than the helpers of the Python SDK. The differences of all calls hold for them as well. */
import type { Difference } from "./Differences.js"

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
  }
]
