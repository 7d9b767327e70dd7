/**
 * Documents that a call asked for in part: the query parameter `fields` (Transfer's "Limiting Result Fields") names the
 * members that a document, or each document of a list, is to have.
 */
import type { AnyOptions } from "../../Operation.js"
import { type Declared, loosened, members, type Node, query as queryOf } from "./ast.js"

/** The same schema, no member of which must be there, at any depth. A member that is there is checked as ever. */
export const cut = (whole: Node): Node => {
  const known = new Map<Node, Node>()
  const of = (node: Node): Node => {
    const before = known.get(node)
    if (before !== undefined) return before
    const after = loosened(node, of)
    known.set(node, after)
    return after
  }
  return of(whole)
}

/** Whether a call asks for a part: `fields` among its further parameters, or its own where the endpoint declares it. */
export const asksForPart = (declared: Declared) => {
  const own = queryOf(declared)
  const isDeclared = own !== undefined && members(own.ast).some(({ name }) => name === "fields")
  return (argument: Readonly<Record<string, unknown>>, { query }: AnyOptions): boolean =>
    (query !== undefined && query["fields"] !== undefined) || (isDeclared && argument["fields"] !== undefined)
}
