/** What our declarations say of an operation: its request, and the place of each name in it. */
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Operation from "@effect-globus/sdk/Operation"
import * as Context from "effect/Context"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

/** The type of each field, by name. */
export type Fields = ReadonlyMap<string, AST.AST>

export interface Body {
  readonly kind: "form" | "json"
  readonly fields: Fields
  readonly schema: Schema.Schema.All
}

export interface Declared {
  readonly name: string
  readonly method: string
  /** Such as `/v0.10/task/:task_id`. */
  readonly template: string
  readonly path: Fields
  readonly query: Fields
  readonly body: Body | undefined
  /** Whether the call may be sent again if it is not known whether it arrived. */
  readonly repeat: Operation.Repeat["Type"]
  /** Arguments for a call that needs more than its path and its body. */
  readonly example?: Readonly<Record<string, unknown>>
}

const none: Fields = new Map()

/** The fields of a struct, or of all members of a union. */
export const fieldsOf = ({ ast }: Pick<Schema.Schema.All, "ast">): Fields => {
  const collect = (ast: AST.AST): ReadonlyArray<readonly [string, AST.AST]> =>
    AST.isUnion(ast)
      ? ast.types.flatMap(collect)
      : AST.getPropertySignatures(ast).map(({ name, type }) => [String(name), type] as const)
  return new Map(collect(AST.typeAST(ast)))
}

/** The body of an operation that calls another one's endpoint. */
export const form = (schema: Schema.Schema.All): Body => ({ kind: "form", fields: fieldsOf(schema), schema })

/** The operations of a service, by name. */
export const operations = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>
): ReadonlyMap<string, Declared> => {
  const found = new Map<string, Declared>()
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, mergedAnnotations }) => {
      const { method, name, path, pathSchema, payloadSchema, urlParamsSchema } = endpoint
      found.set(name, {
        name,
        method,
        template: path,
        repeat: Context.get(mergedAnnotations, Operation.Repeat),
        path: Option.match(pathSchema, { onNone: () => none, onSome: fieldsOf }),
        query: Option.match(urlParamsSchema, { onNone: () => none, onSome: fieldsOf }),
        body: Option.getOrUndefined(
          Option.map(payloadSchema, (schema) => ({
            kind: HttpApiSchema.getEncoding(schema.ast).kind === "UrlParams" ? ("form" as const) : ("json" as const),
            fields: fieldsOf(schema),
            schema
          }))
        )
      })
    }
  })
  return found
}

/** The types that a value may have: those of a union, or the one type. */
const alternatives = (type: AST.AST): ReadonlyArray<AST.AST> => {
  if (AST.isUnion(type)) return type.types.flatMap(alternatives)
  if (AST.isRefinement(type)) return alternatives(type.from)
  return AST.isUndefinedKeyword(type) || (AST.isLiteral(type) && type.literal === null) ? [] : [type]
}

/** Whether the type is a secret, and takes no plain text. */
export const isSecret = (type: AST.AST): boolean => {
  const is = Schema.is(Schema.make<unknown>(type))
  return is(Redacted.make("text")) && !is("text")
}

/** Whether the type is text and nothing else. */
export const isText = (type: AST.AST): boolean => {
  const types = alternatives(type)
  return types.length > 0 && types.every(AST.isStringKeyword)
}

/** Whether the type is a boolean and nothing else. */
export const isFlag = (type: AST.AST): boolean => {
  const types = alternatives(type)
  return types.length > 0 && types.every(AST.isBooleanKeyword)
}

/** Whether the type is a list and nothing else. */
export const isList = (type: AST.AST): boolean => {
  const types = alternatives(type)
  return types.length > 0 && types.every(AST.isTupleType)
}

/** The fields of a document inside of the body. */
export const within = ({ body }: Declared, name: string): Fields => {
  const type = body?.fields.get(name)
  return type === undefined ? none : fieldsOf({ ast: type })
}

/** The one key of a body whose value is the document, if the body has one key. */
export const envelope = ({ body }: Declared): string | undefined => {
  const fields = [...(body?.fields ?? none)].filter(([name]) => name !== "DATA_TYPE")
  const [only, ...others] = fields
  if (only === undefined || others.length > 0) return undefined
  const [name, type] = only
  return alternatives(type).every((type) => AST.isTypeLiteral(type) || AST.isSuspend(type)) ? name : undefined
}
