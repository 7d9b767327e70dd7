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

/** The first leaf; of a union's members the one that got furthest. */
export const firstFlaw = (issue: ParseResult.ParseIssue): Flaw => {
  switch (issue._tag) {
    case "Pointer": {
      const inner = firstFlaw(issue.issue)
      const path = Array.isArray(issue.path) ? issue.path : [issue.path]
      return { path: [...path, ...inner.path], expected: inner.expected }
    }
    case "Composite": {
      const issues = "_tag" in issue.issues ? [issue.issues] : [...issue.issues]
      const [first, ...others] = issues.map(firstFlaw)
      if (first === undefined) return { path: [], expected: named(issue.ast) }
      return others.reduce((best, flaw) => (flaw.path.length > best.path.length ? flaw : best), first)
    }
    case "Refinement":
    case "Transformation":
      return firstFlaw(issue.issue)
    case "Missing":
      return { path: [], expected: "it is missing" }
    case "Unexpected":
      return { path: [], expected: "nothing was expected here" }
    case "Forbidden":
      // Its message, where it has one, is advice of ours.
      return { path: [], expected: issue.message ?? "it is not allowed here" }
    case "Type":
      return { path: [], expected: `expected ${named(issue.ast)}, found ${kind(issue.actual)}` }
  }
}
