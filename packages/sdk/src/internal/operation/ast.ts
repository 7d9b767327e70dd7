/**
 * How a declaration is read: the tree of a schema, and the parts of an endpoint. Effect's own types of both differ from
 * version to version, so nothing else in the SDK looks into them.
 */
import type * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

/** A node of a schema's tree. */
export type Node = AST.AST

/** An endpoint as it is declared. */
export type Declared = HttpApiEndpoint.HttpApiEndpoint<string, HttpMethod>

/** One part of a request, such as its query. Undefined where the endpoint declares none. */
type Part = Schema.Schema<never, unknown> | undefined

export const nameOf = (endpoint: Pick<Declared, "name">): string => endpoint.name

export const params = (endpoint: Pick<Declared, "pathSchema">): Part => Option.getOrUndefined(endpoint.pathSchema)

export const query = (endpoint: Pick<Declared, "urlParamsSchema">): Part =>
  Option.getOrUndefined(endpoint.urlParamsSchema)

export const payload = (endpoint: Pick<Declared, "payloadSchema">): Part =>
  Option.getOrUndefined(endpoint.payloadSchema)

export const success = (endpoint: Pick<HttpApiEndpoint.HttpApiEndpoint.AnyWithProps, "successSchema">): Node =>
  endpoint.successSchema.ast

/** Whether a payload goes as a form. Others go as JSON. */
export const isForm = ({ ast }: Pick<Schema.Schema.All, "ast">): boolean =>
  HttpApiSchema.getEncoding(ast).kind === "UrlParams"

/** A schema made of a node. */
export const schemaOf = (ast: Node): Schema.Schema<unknown> => Schema.make<unknown>(ast)

/** A member of a struct. */
export interface Member {
  readonly name: PropertyKey
  readonly type: Node
  readonly isOptional: boolean
}

/** What a node accepts. */
export type Shape =
  | { readonly kind: "string" | "number" | "boolean" | "undefined" | "object" | "unknown" | "never" }
  | { readonly kind: "literals"; readonly values: ReadonlyArray<AST.LiteralValue> }
  | { readonly kind: "union"; readonly types: ReadonlyArray<Node> }
  | {
      readonly kind: "array"
      readonly elements: ReadonlyArray<Omit<Member, "name">>
      /** The items after the elements, and then what comes after these. */
      readonly rest: ReadonlyArray<Node>
    }
  | {
      readonly kind: "struct"
      readonly members: ReadonlyArray<Member>
      readonly records: ReadonlyArray<{ readonly key: Node; readonly value: Node }>
    }
  | { readonly kind: "filtered"; readonly from: Node; readonly accepts: (input: unknown) => boolean }
  | { readonly kind: "suspended"; readonly inner: () => Node }
  /** It builds another value, or it is for what no document of ours has. */
  | { readonly kind: "other" }

export const shapeOf = (ast: Node): Shape => {
  switch (ast._tag) {
    case "StringKeyword":
      return { kind: "string" }
    case "NumberKeyword":
      return { kind: "number" }
    case "BooleanKeyword":
      return { kind: "boolean" }
    case "UndefinedKeyword":
      return { kind: "undefined" }
    case "ObjectKeyword":
      return { kind: "object" }
    case "UnknownKeyword":
    case "AnyKeyword":
    case "VoidKeyword":
      return { kind: "unknown" }
    case "NeverKeyword":
      return { kind: "never" }
    case "Literal":
      return { kind: "literals", values: [ast.literal] }
    case "Enums":
      return { kind: "literals", values: ast.enums.map(([, value]) => value) }
    case "Union":
      return { kind: "union", types: ast.types }
    case "TupleType":
      return { kind: "array", elements: ast.elements, rest: ast.rest.map(({ type }) => type) }
    case "TypeLiteral":
      return {
        kind: "struct",
        members: ast.propertySignatures,
        records: ast.indexSignatures.map(({ parameter, type }) => ({ key: parameter, value: type }))
      }
    case "Refinement":
      return {
        kind: "filtered",
        from: ast.from,
        accepts: (input) => Option.isNone(ast.filter(input, AST.defaultParseOption, ast))
      }
    case "Suspend":
      return { kind: "suspended", inner: ast.f }
    case "Transformation":
    case "Declaration":
    case "TemplateLiteral":
    case "BigIntKeyword":
    case "SymbolKeyword":
    case "UniqueSymbol":
      return { kind: "other" }
  }
}

/** Whether a node has options of its own for the parser, which can make that stricter. */
export const hasParseOptions = (ast: Node): boolean => Option.isSome(AST.getParseOptionsAnnotation(ast))

/** The value under a key of ours. The keys are strings: those of Effect are symbols. */
export const annotation = (ast: Node, key: string): Option.Option<unknown> => Option.fromNullable(ast.annotations[key])

/** The name of a schema. */
export const identifier = (ast: Node): string | undefined => Option.getOrUndefined(AST.getIdentifierAnnotation(ast))

/** A node in words: its name, or what it accepts. */
export const describe = (ast: Node): string => identifier(ast) ?? String(ast)

/** The members of a document as the program has it; of a union, those that all its members have. */
export const members = (ast: Node): ReadonlyArray<Member> => AST.getPropertySignatures(AST.typeAST(ast))

/** The members of a document; of a union, those that any of its members has. */
export const allMembers = (ast: Node): ReadonlyArray<Member> =>
  AST.isUnion(ast) ? ast.types.flatMap(allMembers) : members(ast)

/** The types that a value may have, besides undefined. */
export const alternatives = (ast: Node): ReadonlyArray<Node> =>
  (AST.isUnion(ast) ? ast.types : [ast]).filter((type) => !AST.isUndefinedKeyword(type))

/** The schema of a list's items. The list may be missing or null. If it may be both, its items pass as unknown so far. */
export const itemOf = (list: Node, member: string): Node => {
  const type = members(list).find(({ name }) => name === member)?.type
  const items = type && alternatives(type).find(AST.isTupleType)
  return items?.rest[0]?.type ?? AST.unknownKeyword
}

const encodesVoid = (encoded: Node): boolean =>
  AST.isVoidKeyword(encoded) || (AST.isUnion(encoded) && encoded.types.some(encodesVoid))

/** Whether an answer may be empty, or always is. */
export const emptiness = (ast: Node): "never" | "sometimes" | "always" => {
  const encoded = AST.encodedAST(ast)
  return AST.isVoidKeyword(encoded) ? "always" : encodesVoid(encoded) ? "sometimes" : "never"
}

/** The same node, its parts replaced and its members optional. */
export const loosened = (ast: Node, replace: (part: Node) => Node): Node => {
  switch (ast._tag) {
    case "TypeLiteral":
      return new AST.TypeLiteral(
        ast.propertySignatures.map(
          ({ annotations, isReadonly, name, type }) =>
            new AST.PropertySignature(name, replace(type), true, isReadonly, annotations)
        ),
        ast.indexSignatures.map(
          ({ isReadonly, parameter, type }) => new AST.IndexSignature(parameter, replace(type), isReadonly)
        ),
        ast.annotations
      )
    case "TupleType":
      return new AST.TupleType(
        ast.elements.map(
          ({ annotations, isOptional, type }) => new AST.OptionalType(replace(type), isOptional, annotations)
        ),
        ast.rest.map(({ annotations, type }) => new AST.Type(replace(type), annotations)),
        ast.isReadonly,
        ast.annotations
      )
    case "Union":
      return AST.Union.make(ast.types.map(replace), ast.annotations)
    case "Suspend":
      return new AST.Suspend(() => replace(ast.f()), ast.annotations)
    case "Refinement":
      return new AST.Refinement(replace(ast.from), ast.filter, ast.annotations)
    default:
      return ast
  }
}
