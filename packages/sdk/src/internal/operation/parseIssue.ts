/** The first thing that is wrong in a document: where, and what was expected. Never the value found: it may be secret. */
import type * as ParseResult from "effect/ParseResult"
import { describe, identifier, type Node, shapeOf } from "./ast.js"

export interface Flaw {
  readonly path: ReadonlyArray<PropertyKey>
  readonly expected: string
}

const kind = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)

/** A flaw while it is looked for, its path from the leaf's end. */
interface Found {
  readonly path: { readonly keys: ReadonlyArray<PropertyKey>; readonly rest: Found["path"] } | undefined
  readonly length: number
  readonly expected: string
  /** It is advice of ours, which says more than what was expected. */
  readonly isAdvice: boolean
}

const leaf = (expected: string, isAdvice = false): Found => ({ path: undefined, length: 0, expected, isAdvice })

const unfit = (ast: Node, actual: unknown): Found => leaf(`expected ${either(ast)}, found ${kind(actual)}`)

/** What a value may be: of a union each of its members, literals by their value. What may be left out goes unsaid. */
const alternatives = (ast: Node): ReadonlyArray<string> => {
  const shape = shapeOf(ast)
  if (shape.kind === "undefined") return []
  return shape.kind === "union" && identifier(ast) === undefined ? shape.types.flatMap(alternatives) : [describe(ast)]
}

const either = (ast: Node): string => {
  const all = [...new Set(alternatives(ast))]
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`
}

/** The first leaf; of a union's members the one that got furthest, or the union itself where none got anywhere. */
const find = (issue: ParseResult.ParseIssue): Found => {
  switch (issue._tag) {
    case "Pointer": {
      const { expected, isAdvice, length, path } = find(issue.issue)
      const keys = [issue.path].flat()
      return { path: { keys, rest: path }, length: keys.length + length, expected, isAdvice }
    }
    case "Composite": {
      const issues = "_tag" in issue.issues ? [issue.issues] : [...issue.issues]
      const [first, ...others] = issues.map(find)
      if (first === undefined) return leaf(describe(issue.ast))
      const furthest = others.reduce((best, flaw) => (flaw.length > best.length ? flaw : best), first)
      if (shapeOf(issue.ast).kind !== "union" || furthest.length > 0) return furthest
      return [first, ...others].find(({ isAdvice }) => isAdvice) ?? unfit(issue.ast, issue.actual)
    }
    case "Refinement":
    case "Transformation":
      return find(issue.issue)
    case "Missing":
      return leaf("it is missing")
    case "Unexpected":
      return leaf("nothing was expected here")
    case "Forbidden":
      return leaf(issue.message ?? "it is not allowed here", issue.message !== undefined)
    case "Type":
      return unfit(issue.ast, issue.actual)
  }
}

/** The first thing that is wrong, by the order of the declaration. */
export const firstFlaw = (issue: ParseResult.ParseIssue): Flaw => {
  const { expected, path } = find(issue)
  const keys: Array<PropertyKey> = []
  for (let part = path; part !== undefined; part = part.rest) keys.push(...part.keys)
  return { path: keys, expected }
}
