/** How lists are read page by page. */
import * as Predicate from "effect/Predicate"
import * as ErrorWords from "../ErrorWords.js"
import * as Held from "../Held.js"
import { documentOf } from "../OutcomeComparison.js"
import { rule } from "./Difference.js"

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export const lists = [
  rule("call", {
    name: "page sizes",
    ours: "A list is asked for with the caller's `limit`, or with none. Python's paginator sends its own and counts it down.",
    why: "The service's default is a good page, and there is no ceiling to count down to.",
    excuses: ({ name, ours, place }, held) => {
      const limit = Held.number(held, "limit")
      return (
        Held.isList(held) &&
        name === "limit" &&
        (place === "query"
          ? same(ours, limit === undefined ? undefined : [String(limit)])
          : place === "json" && ours === limit)
      )
    }
  }),
  rule("call", {
    name: "offsets",
    ours: "A list that begins at the caller's `offset` goes on from there.",
    why: "Python's paginator counts from 0 after the first page, and gives items twice.",
    excuses: (mismatch, held) => {
      const { exchange, name, ours, place, recorded } = mismatch
      const offset = Held.number(held, "offset")
      if (!Held.isList(held) || offset === undefined || offset === 0) return false
      if (place === "pages" || Held.isLeftOut(mismatch, held)) return Held.isBeyondTotal(held, offset)
      const reached = Held.itemsBefore(held, exchange ?? 0)
      return (
        name === "offset" &&
        (place === "query"
          ? same(recorded, [String(reached)]) && same(ours, [String(offset + reached)])
          : place === "json" && recorded === reached && ours === offset + reached)
      )
    }
  }),
  rule("call", {
    name: "links",
    ours: "Only `page[marker]` and `page[limit]` are taken from a link to the next page. The rest of the query stays the caller's.",
    why: "The caller says which list is read and what is filtered out of it.",
    excuses: ({ exchange = 0, name = "", ours, place, recorded }, held) => {
      const { query_params } = held.vector.params
      const given: unknown = Predicate.isRecord(query_params) ? query_params[name] : undefined
      const link = ErrorWords.at(documentOf(held.exchanges[exchange - 1]), "links", "next")
      if (!Held.isList(held) || place !== "query" || !ErrorWords.isText(link)) return false
      if (/^page\[(marker|limit)\]$/.test(name)) return false
      const linked = new URLSearchParams(link.replace(/^[^?]*/, "")).getAll(name)
      return (
        same(recorded, linked.length === 0 ? undefined : linked) &&
        same(ours, Predicate.isNullable(given) ? undefined : [given].flat().map(String))
      )
    }
  }),
  rule("call", {
    name: "ceilings",
    ours: "A list is read to its end. Python's paginator stops at a number of items.",
    why: "A service that has a ceiling says so itself.",
    excuses: ({ place }, held) => {
      const most = held.vector.paging?.maxTotalResults
      return (
        Held.isList(held) &&
        (place === "request beyond" || place === "outcome" || place === "pages") &&
        Predicate.isNumber(most) &&
        Held.itemsBefore(held, held.exchanges.length) >= most &&
        held.made.heard.at(-1)?.exchange === undefined
      )
    }
  }),
  rule("call", {
    name: "empty pages",
    ours: "A page without items ends a counted list, even if it says that there is another page.",
    why: "The number of items leads to the next page, so the same page could be asked for without end.",
    excuses: (mismatch, held) =>
      Held.isEndedByEmptyPage(held) &&
      (Held.isLeftOut(mismatch, held) || (mismatch.place === "pages" && mismatch.ours === held.made.heard.length))
  }),
  rule("call", {
    name: "the last page",
    ours: "A page without the members that say whether there are more is the last one.",
    why: "Python raises a KeyError.",
    excuses: ({ place }, held) =>
      place === "outcome" && Held.isList(held) && Held.isOfPython(held) && held.made.outcome._tag === "Value"
  })
]
