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

const unfit = (ast: AST.AST, actual: unknown): Flaw => ({
  path: [],
  expected: `expected ${either(ast)}, found ${kind(actual)}`
})

/** What a value may be: of a union each of its members, literals by their value. What may be left out goes unsaid. */
const alternatives = (ast: AST.AST): ReadonlyArray<string> =>
  AST.isUnion(ast) && Option.isNone(AST.getIdentifierAnnotation(ast))
    ? ast.types.flatMap(alternatives)
    : AST.isUndefinedKeyword(ast)
      ? []
      : [named(ast)]

const either = (ast: AST.AST): string => {
  const all = [...new Set(alternatives(ast))]
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`
}

/** The first leaf; of a union's members the one that got furthest, or the union itself where none got anywhere. */
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
      const furthest = others.reduce((best, flaw) => (flaw.path.length > best.path.length ? flaw : best), first)
      return AST.isUnion(issue.ast) && furthest.path.length === 0 ? unfit(issue.ast, issue.actual) : furthest
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
      return unfit(issue.ast, issue.actual)
  }
}
