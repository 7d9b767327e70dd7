/** Lists that lead back to a page that was there before: they would never end. */
import type { GlobusDecodeError } from "../../GlobusError.js"
import type * as Paging from "../../Paging.js"
import { decodeError, type Source } from "./check.js"

type Fields = Readonly<Record<string, unknown>>

/** What a page is asked for by, where the service gives that. A list that is counted cannot go round. */
const markersOf = (argument: Fields): ReadonlyArray<string> =>
  ["marker", "last_key", "next_token", "page[marker]"].flatMap((name) => {
    const marker = argument[name]
    return typeof marker === "string" ? [marker] : []
  })

/** Of one list, from its first page on: the error of a page that was asked for already. */
export const rounds = (first: Fields) => {
  const seen = new Set(markersOf(first))
  return (next: Paging.NextPage, source: Source): GlobusDecodeError | undefined => {
    const markers = markersOf(next)
    if (markers.some((marker) => seen.has(marker))) {
      return decodeError(
        source,
        [],
        "The page names one before it as the next: the list would go round for ever. Report it to Globus; what came so far is good"
      )
    }
    for (const marker of markers) seen.add(marker)
    return undefined
  }
}
