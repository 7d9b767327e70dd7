/**
 * Documents that a call asked for in part: the query parameter `fields` (Transfer's "Limiting Result Fields") names the
 * members that a document, or each document of a list, is to have.
 */
import type * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Option from "effect/Option"
import * as AST from "effect/SchemaAST"
import type { AnyOptions } from "../../Operation.js"

/** The same schema, no member of which must be there, at any depth. A member that is there is checked as ever. */
export const cut = (ast: AST.AST): AST.AST => {
  const known = new Map<AST.AST, AST.AST>()
  const of = (ast: AST.AST): AST.AST => {
    const before = known.get(ast)
    if (before !== undefined) return before
    const after = build(ast)
    known.set(ast, after)
    return after
  }
  const build = (ast: AST.AST): AST.AST => {
    switch (ast._tag) {
      case "TypeLiteral":
        return new AST.TypeLiteral(
          ast.propertySignatures.map(
            ({ annotations, isReadonly, name, type }) =>
              new AST.PropertySignature(name, of(type), true, isReadonly, annotations)
          ),
          ast.indexSignatures.map(
            ({ isReadonly, parameter, type }) => new AST.IndexSignature(parameter, of(type), isReadonly)
          ),
          ast.annotations
        )
      case "TupleType":
        return new AST.TupleType(
          ast.elements.map(
            ({ annotations, isOptional, type }) => new AST.OptionalType(of(type), isOptional, annotations)
          ),
          ast.rest.map(({ annotations, type }) => new AST.Type(of(type), annotations)),
          ast.isReadonly,
          ast.annotations
        )
      case "Union":
        return AST.Union.make(ast.types.map(of), ast.annotations)
      case "Suspend":
        return new AST.Suspend(() => of(ast.f()), ast.annotations)
      case "Refinement":
        return new AST.Refinement(of(ast.from), ast.filter, ast.annotations)
      default:
        return ast
    }
  }
  return of(ast)
}

/** Whether a call asks for a part: `fields` among its further parameters, or its own where the endpoint declares it. */
export const asksForPart = (declared: HttpApiEndpoint.HttpApiEndpoint<string, HttpMethod>) => {
  const isDeclared = Option.exists(declared.urlParamsSchema, ({ ast }) =>
    AST.getPropertySignatures(AST.typeAST(ast)).some(({ name }) => name === "fields")
  )
  return (argument: Readonly<Record<string, unknown>>, { query }: AnyOptions): boolean =>
    (query !== undefined && query["fields"] !== undefined) || (isDeclared && argument["fields"] !== undefined)
}
