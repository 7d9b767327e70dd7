/** Makes the OpenAPI 3.1 document of a service from its declaration. */
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Operation from "@effect-globus/sdk/Operation"
import * as Context from "effect/Context"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as AST from "effect/SchemaAST"

/** How the document describes the service. */
export interface Described {
  readonly title: string
  readonly version: string
  /** The address of the service. It may have variables with default values. */
  readonly server: { readonly url: string; readonly variables?: Readonly<Record<string, { readonly default: string }>> }
}

export type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }

/** What the document says about an operation in addition to the platform's output. */
interface Facts {
  readonly id: string
  /** Undefined: it needs no token. */
  readonly scopes: ReadonlyArray<string> | undefined
  /** Query parameters that are numbers. The platform describes them as text. */
  readonly numbers: ReadonlySet<string>
}

const isNumber = (type: AST.AST): boolean =>
  AST.isUnion(type)
    ? type.types.some(isNumber)
    : AST.isRefinement(type)
      ? isNumber(type.from)
      : AST.isNumberKeyword(type)

const numbersOf = (query: AST.AST): ReadonlySet<string> =>
  new Set(
    AST.getPropertySignatures(AST.typeAST(query)).flatMap(({ name, type }) => (isNumber(type) ? [String(name)] : []))
  )

const factsOf = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>
): ReadonlyMap<string, Facts> => {
  const found = new Map<string, Facts>()
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, group, mergedAnnotations }) => {
      const annotated = Context.getOption(mergedAnnotations, Operation.ResourceServer)
      found.set(`${group.identifier}.${endpoint.name}`, {
        id: endpoint.name,
        scopes: Option.getOrUndefined(
          Option.zipRight(annotated, Context.getOption(mergedAnnotations, Operation.Scopes))
        ),
        numbers: Option.match(endpoint.urlParamsSchema, {
          onNone: () => new Set<string>(),
          onSome: ({ ast }) => numbersOf(ast)
        })
      })
    }
  })
  return found
}

/** The error document of all services. Each service sends some of these members, and possibly others. */
const errorDocument: Json = {
  description: "An error. Each service sends some of these members.",
  type: "object",
  properties: {
    code: { type: "string", description: "A name for the error, such as NotFound." },
    message: { type: ["string", "null"], description: "For people." },
    detail: { description: "A text for people, or a further document." },
    request_id: { type: "string", description: "The id of the request. Globus support may ask for it." },
    errors: { type: "array", items: { type: "object" }, description: "The single errors." },
    error: { description: "An OAuth2 error code (RFC 6749, section 5.2), or a further document." },
    error_description: { type: "string" },
    authorization_parameters: {
      type: "object",
      description: "A Globus Auth Requirements Error: the requirements that a new login must meet."
    }
  }
}

const refusal: Json = {
  description: "A refusal",
  content: { "application/json": { schema: { $ref: "#/components/schemas/ErrorDocument" } } }
}

/** The schemas of the platform's answer to a bad request, which no Globus service sends. */
const ofThePlatform = new Set(["HttpApiDecodeError", "Issue", "PropertyKey"])

const isPlatformRef = (value: Json | undefined): boolean =>
  JSON.stringify(value ?? null).includes("#/components/schemas/HttpApiDecodeError")

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } => Predicate.isRecord(value)

const mapObject = (value: Json | undefined, f: (member: Json, name: string) => Json | undefined) =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).flatMap(([name, member]) => {
      const mapped = f(member, name)
      return mapped === undefined ? [] : [[name, mapped] as const]
    })
  )

/**
 * Removes `additionalProperties: false`, since Globus adds members. Removes ids of Effect's schemas, since an id must
 * be unique in a document.
 */
const open = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(open)
  return isObject(value)
    ? mapObject(value, (member, name) =>
        (name === "additionalProperties" && member === false) || (name === "$id" && typeof member === "string")
          ? undefined
          : open(member)
      )
    : value
}

const parameterOf =
  ({ numbers }: Facts) =>
  (parameter: Json): Json =>
    isObject(parameter) && parameter["in"] === "query" && numbers.has(String(parameter["name"]))
      ? {
          name: String(parameter["name"]),
          in: "query",
          required: parameter["required"] === true,
          schema: { type: "number" }
        }
      : parameter

const operationOf = (operation: Json, facts: ReadonlyMap<string, Facts>): Json => {
  const found = isObject(operation) ? facts.get(String(operation["operationId"])) : undefined
  if (found === undefined || !isObject(operation)) return operation
  const { parameters } = operation
  return {
    ...operation,
    operationId: found.id,
    parameters: Array.isArray(parameters) ? parameters.map(parameterOf(found)) : [],
    // One of the scopes is enough, so each is an alternative.
    security:
      found.scopes === undefined
        ? []
        : found.scopes.length === 0
          ? [{ globus: [] }]
          : found.scopes.map((scope) => ({ globus: [scope] })),
    responses: {
      ...mapObject(operation["responses"], (response) => (isPlatformRef(response) ? undefined : response)),
      default: refusal
    }
  }
}

/** Makes the document. `api`: the declaration of one service in the SDK. */
export const make = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>,
  { server, title, version }: Described
): { readonly [name: string]: Json } => {
  const facts = factsOf(api)
  const { components, openapi, paths, tags }: { readonly [name: string]: Json } = JSON.parse(
    JSON.stringify(OpenApi.fromApi(api))
  )
  const schemas = mapObject(isObject(components) ? components["schemas"] : {}, (schema, name) =>
    ofThePlatform.has(name) ? undefined : open(schema)
  )
  return {
    openapi: openapi ?? "3.1.0",
    info: { title, version },
    servers: [{ ...server }],
    tags: tags ?? [],
    paths: mapObject(paths, (path) => mapObject(path, (operation) => open(operationOf(operation, facts)))),
    components: {
      schemas: { ...schemas, ErrorDocument: errorDocument },
      securitySchemes: {
        globus: {
          type: "http",
          scheme: "bearer",
          description: "A Globus Auth access token for this service, with the named scope."
        }
      }
    }
  }
}
