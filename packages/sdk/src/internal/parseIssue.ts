/** The first thing that is wrong in a document: where, and what was expected. Never the value found: it may be secret. */
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as AST from "effect/SchemaAST"

export interface Flaw {
  readonly path: ReadonlyArray<PropertyKey>
  readonly expected: string
}

const kind = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)

const named = (ast: AST.AST): string => Option.getOrElse(AST.getIdentifierAnnotation(ast), () => String(ast))

/** A flaw while it is looked for, its path from the leaf's end. */
interface Found {
  readonly path: { readonly keys: ReadonlyArray<PropertyKey>; readonly rest: Found["path"] } | undefined
  readonly length: number
  readonly expected: string
}

const leaf = (expected: string): Found => ({ path: undefined, length: 0, expected })

/** The first leaf; of a union's members the one that got furthest. */
const find = (issue: ParseResult.ParseIssue): Found => {
  switch (issue._tag) {
    case "Pointer": {
      const { expected, length, path } = find(issue.issue)
      const keys = [issue.path].flat()
      return { path: { keys, rest: path }, length: keys.length + length, expected }
    }
    case "Composite": {
      const issues = "_tag" in issue.issues ? [issue.issues] : [...issue.issues]
      const [first, ...others] = issues.map(find)
      if (first === undefined) return leaf(named(issue.ast))
      return others.reduce((best, flaw) => (flaw.length > best.length ? flaw : best), first)
    }
    case "Refinement":
    case "Transformation":
      return find(issue.issue)
    case "Missing":
      return leaf("it is missing")
    case "Unexpected":
      return leaf("nothing was expected here")
    case "Forbidden":
      return leaf("it is not allowed here")
    case "Type":
      return leaf(`expected ${named(issue.ast)}, found ${kind(issue.actual)}`)
  }
}

/** The first thing that is wrong, by the order of the declaration. */
export const firstFlaw = (issue: ParseResult.ParseIssue): Flaw => {
  const { expected, path } = find(issue)
  const keys: Array<PropertyKey> = []
  for (let part = path; part !== undefined; part = part.rest) keys.push(...part.keys)
  return { path: keys, expected }
}
