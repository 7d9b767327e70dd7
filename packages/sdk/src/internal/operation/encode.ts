/**
 * The way out of a call: its one argument is split into path, query and body, each is encoded by the declaration, and
 * what does not depend on the argument is computed once. Nothing is sent that the declaration does not have.
 */
import * as HttpBody from "@effect/platform/HttpBody"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import { GlobusUsageError } from "../../GlobusError.js"
import type * as Operation from "../../Operation.js"
import { checkHeaders, checkTimeout } from "../wire/callOptions.js"
import * as ast from "./ast.js"
import { IdId, SegmentsId } from "./document.js"
import { compile } from "./guard.js"
import { firstFlaw } from "./parseIssue.js"
import { pathBuilder, queryString } from "./target.js"
import { type Endpoint, noHeaders, type Request } from "../wire/types.js"
import { canonicalId, usage } from "../usage.js"

type Fields = Readonly<Record<string, unknown>>

/** The names of a struct's fields; of a union's members, all of them. */
const names = (schema: Pick<Schema.Schema.All, "ast"> | undefined): ReadonlySet<string> =>
  new Set(schema === undefined ? [] : ast.allMembers(schema.ast).map(({ name }) => String(name)))

const isId = (node: ast.Node): boolean =>
  Option.isSome(ast.annotation(node, IdId)) || ast.alternatives(node).some((type) => type !== node && isId(type))

/** The fields that are ids, of a struct or of a union's members. */
const ids = (schema: Pick<Schema.Schema.All, "ast"> | undefined): ReadonlyArray<string> =>
  schema === undefined ? [] : ast.allMembers(schema.ast).flatMap(({ name, type }) => (isId(type) ? [String(name)] : []))

/** The path parameters that are paths of their own. */
const segmented = (schema: Pick<Schema.Schema.All, "ast"> | undefined): ReadonlySet<string> =>
  new Set(
    schema === undefined
      ? []
      : ast
          .members(schema.ast)
          .flatMap(({ name, type }) => (Option.isSome(ast.annotation(type, SegmentsId)) ? [String(name)] : []))
  )

/** Encodes one part of a request, or says which field is at fault. */
const encoder = (
  operation: string,
  schema: Schema.Schema<never, unknown> | undefined
): ((fields: Fields) => Either.Either<Fields, GlobusUsageError>) => {
  if (schema === undefined) return () => Either.right({})
  /** Of a schema that transforms nothing: what fits is encoded already. */
  const isEncoded = compile(schema.ast)
  const encode = ParseResult.encodeUnknownEither(schema)
  const encoded = (fields: Fields): Either.Either<Fields, GlobusUsageError> =>
    Either.match(encode(fields), {
      onLeft: (issue) => {
        const { path, expected } = firstFlaw(issue)
        const field = path.map(String).join(".")
        return usage(field, `${operation}: ${field === "" ? "the argument" : field}: ${expected}`)
      },
      onRight: (encoded) => Either.right(Predicate.isRecord(encoded) ? encoded : {})
    })
  return (fields) => (isEncoded?.(fields) === true ? Either.right(fields) : encoded(fields))
}

interface Body {
  readonly body: HttpBody.HttpBody
  /** What is in it that no error may show. */
  readonly secrets: ReadonlyArray<string>
}

const noBody = Either.right<Body>({ body: HttpBody.empty, secrets: [] })

/** The `DATA_TYPE` that the declaration gives a document, required or not: the only literal that it can be. */
const constants = (schema: Schema.Schema.All): Fields =>
  Object.fromEntries(
    ast.members(schema.ast).flatMap(({ name, type }) => {
      const [only, ...others] = name === "DATA_TYPE" ? ast.alternatives(type).map(ast.shapeOf) : []
      return only?.kind === "literals" && only.values.length === 1 && others.length === 0
        ? [[String(name), only.values[0]]]
        : []
    })
  )

const refuseNotFinite = (_key: string, value: unknown): unknown => {
  if (Predicate.isNumber(value) && !Number.isFinite(value)) throw new Error("not finite")
  return value
}

/** JSON would say null for NaN and Infinity, which is another value. It is looked for only where there is a null. */
const toJson = (document: Fields): string => {
  const text = JSON.stringify(document)
  return text.includes("null") ? JSON.stringify(document, refuseNotFinite) : text
}

/** Members of OAuth's forms that are secret (RFC 6749, 7521, 7636, 8693), also where a caller gives one as a text. */
const secretMembers: ReadonlySet<string> = new Set([
  "actor_token",
  "assertion",
  "client_assertion",
  "client_secret",
  "code",
  "code_verifier",
  "password",
  "refresh_token",
  "subject_token",
  "token"
])

const secretsIn = (fields: Fields): ReadonlyArray<string> =>
  Object.entries(fields).flatMap(([name, value]) =>
    Redacted.isRedacted(value)
      ? [String(Redacted.value(value))]
      : secretMembers.has(name) && Predicate.isString(value)
        ? [value]
        : []
  )

/**
 * The body from its fields. A form is encoded by the declaration; a JSON document is checked by it and goes out as it
 * is, so that members that it does not know go along.
 */
const bodyBuilder = (
  operation: string,
  payload: Schema.Schema<never, unknown, never>
): ((fields: Fields) => Either.Either<Body, GlobusUsageError>) => {
  const encode = encoder(operation, payload)
  if (ast.isForm(payload)) {
    const declared = names(payload)
    return (fields) =>
      Either.gen(function* () {
        const further = Object.entries(fields).flatMap(([name, value]): ReadonlyArray<[string, unknown]> =>
          declared.has(name) ? [] : [[name, Redacted.isRedacted(value) ? Redacted.value(value) : value]]
        )
        const members = yield* queryString({ ...(yield* encode(fields)), ...Object.fromEntries(further) })
        return {
          body: HttpBody.text(members.slice(1), "application/x-www-form-urlencoded"),
          secrets: secretsIn(fields)
        }
      })
  }
  const fixed = constants(payload)
  return (fields) => {
    const document = { ...fixed, ...fields }
    return Either.flatMap(encode(document), () =>
      Either.mapBoth(
        Either.try(() => toJson(document)),
        {
          onLeft: () =>
            new GlobusUsageError({
              field: "",
              message: `${operation}: the document cannot be written as JSON: look for a number that is not finite, a BigInt or a cycle`
            }),
          onRight: (text) => ({ body: HttpBody.text(text, "application/json"), secrets: [] })
        }
      )
    )
  }
}

/** Without the fields that are undefined: they are as good as absent. */
const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** The encoding of an endpoint's argument and the call's options. */
export const encodeCall = (
  endpoint: Endpoint,
  declared: ast.Declared
): ((argument: Fields, options: Operation.AnyOptions) => Either.Either<Request, GlobusUsageError>) => {
  const { operation } = endpoint.call
  const params = ast.params(declared)
  const query = ast.query(declared)
  const payload = ast.payload(declared)
  const pathNames = names(params)
  const queryNames = names(query)
  const idNames = new Set([...ids(query), ...ids(payload)])
  const encodePath = encoder(operation, params)
  const encodeQuery = encoder(operation, query)
  const buildPath = pathBuilder(operation, declared.path, segmented(params))
  /** Most calls give none of its parameters. */
  const noQuery = Either.flatMap(encodeQuery({}), queryString)
  const buildBody = payload && bodyBuilder(operation, payload)

  return (argument, options) => {
    // The types say so already; JavaScript does not.
    if (!Predicate.isRecord(argument)) return usage("", `${operation}: give its parameters as the fields of one object`)
    const pathFields: Record<string, unknown> = {}
    let queryFields: Record<string, unknown> | undefined
    const rest: Array<[string, unknown]> = []
    for (const name of Object.keys(argument)) {
      const given = argument[name]
      // As good as absent.
      if (given === undefined) continue
      const value = Predicate.isString(given) && idNames.has(name) ? canonicalId(given) : given
      if (pathNames.has(name)) pathFields[name] = value
      else if (queryNames.has(name)) (queryFields ??= {})[name] = value
      else if (buildBody !== undefined) rest.push([name, value])
      else {
        return usage(
          name,
          `${operation}: ${name} is not one of its parameters; one that is not declared goes into the last argument: { query: { ${name}: … } }`
        )
      }
    }
    const path = Either.flatMap(encodePath(pathFields), buildPath)
    if (Either.isLeft(path)) return Either.left(path.left)
    const query =
      queryFields === undefined && options.query === undefined
        ? noQuery
        : Either.flatMap(encodeQuery(queryFields ?? {}), (known) =>
            queryString(options.query === undefined ? known : { ...known, ...defined(options.query) })
          )
    if (Either.isLeft(query)) return Either.left(query.left)
    const body = buildBody === undefined ? noBody : buildBody(Object.fromEntries(rest))
    if (Either.isLeft(body)) return Either.left(body.left)
    const headers = options.headers === undefined ? Either.right(noHeaders) : checkHeaders(options.headers)
    if (Either.isLeft(headers)) return Either.left(headers.left)
    const timeout = options.timeout === undefined ? undefined : checkTimeout(options.timeout)
    if (timeout !== undefined && Either.isLeft(timeout)) return Either.left(timeout.left)
    return Either.right({
      endpoint,
      target: path.right + query.right,
      headers: headers.right,
      body: body.right.body,
      secrets: body.right.secrets,
      timeout: timeout?.right
    })
  }
}
