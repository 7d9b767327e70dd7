/**
 * The derivation: from a declaration to a client's operations. What does not depend on the argument is computed once,
 * when the client is made; a call splits its argument, encodes, sends, and checks the answer.
 */
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as HttpBody from "@effect/platform/HttpBody"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity, unsafeCoerce } from "effect/Function"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import * as Stream from "effect/Stream"
import type { GlobusError } from "../GlobusError.js"
import { GlobusDecodeError, GlobusUsageError } from "../GlobusError.js"
import * as Operation from "../Operation.js"
import * as Paging from "../Paging.js"
import type { Answer } from "./apiError.js"
import { requestId } from "./apiError.js"
import type { Operations, Replies, Streams } from "./declaration.js"
import { checkHeaders, checkTimeout } from "./callOptions.js"
import { compile } from "./guard.js"
import { firstFlaw } from "./parseIssue.js"
import { strikeMaybe } from "./strike.js"
import { pathBuilder, queryString } from "./target.js"
import type { Request, Success, Transport } from "./transport.js"
import { noHeaders } from "./transport.js"
import { usage } from "./usage.js"

type Fields = Readonly<Record<string, unknown>>

/** The names of a struct's fields; of a union's members, all of them. */
const names = (schema: Option.Option<Schema.Schema.All>): ReadonlySet<string> => {
  const collect = (ast: AST.AST): ReadonlyArray<string> =>
    ast._tag === "Union"
      ? ast.types.flatMap(collect)
      : AST.getPropertySignatures(AST.typeAST(ast)).map(({ name }) => String(name))
  return new Set(Option.match(schema, { onNone: () => [], onSome: ({ ast }) => collect(ast) }))
}

/** Encodes one part of a request, or says which field is at fault. */
const encoder = (
  operation: string,
  schema: Option.Option<Schema.Schema<never, unknown, never>>
): ((fields: Fields) => Either.Either<Fields, GlobusUsageError>) => {
  if (Option.isNone(schema)) return () => Either.right({})
  const encode = ParseResult.encodeUnknownEither(schema.value)
  const encoded = (fields: Fields): Either.Either<Fields, GlobusUsageError> =>
    Either.match(encode(fields), {
      onLeft: (issue) => {
        const { path, expected } = firstFlaw(issue)
        const field = path.map(String).join(".")
        return usage(field, `${operation}: ${field === "" ? "the argument" : field}: ${expected}`)
      },
      onRight: (encoded) => Either.right(Predicate.isRecord(encoded) ? encoded : {})
    })
  // Most calls give none of the optional parameters.
  const nothing = encoded({})
  return (fields) => (Object.keys(fields).length === 0 ? nothing : encoded(fields))
}

interface Body {
  readonly body: HttpBody.HttpBody
  /** What is in it that no error may show. */
  readonly secrets: ReadonlyArray<string>
}

const noBody: Body = { body: HttpBody.empty, secrets: [] }

/** The `DATA_TYPE` that the declaration gives a document, required or not: the only literal that it can be. */
const constants = (schema: Schema.Schema.All): Fields =>
  Object.fromEntries(
    AST.getPropertySignatures(AST.typeAST(schema.ast)).flatMap(({ name, type }) => {
      const [only, ...others] = (AST.isUnion(type) ? type.types : [type]).filter((ast) => !AST.isUndefinedKeyword(ast))
      return name === "DATA_TYPE" && only !== undefined && AST.isLiteral(only) && others.length === 0
        ? [[name, only.literal]]
        : []
    })
  )

const secretsIn = (fields: Fields): ReadonlyArray<string> =>
  Object.values(fields).flatMap((value) => (Redacted.isRedacted(value) ? [String(Redacted.value(value))] : []))

/**
 * The body from its fields. A form is encoded by the declaration; a JSON document is checked by it and goes out as it
 * is, so that members that it does not know go along.
 */
const bodyBuilder = (
  operation: string,
  payload: Option.Option<Schema.Schema<never, unknown, never>>
): ((fields: Fields) => Either.Either<Body, GlobusUsageError>) => {
  if (Option.isNone(payload)) return () => Either.right(noBody)
  const encode = encoder(operation, payload)
  if (HttpApiSchema.getEncoding(payload.value.ast).kind === "UrlParams") {
    const declared = names(payload)
    return (fields) =>
      Either.gen(function* () {
        const further = Object.entries(fields).filter(([name]) => !declared.has(name))
        const members = yield* queryString({ ...(yield* encode(fields)), ...Object.fromEntries(further) })
        return {
          body: HttpBody.text(members.slice(1), "application/x-www-form-urlencoded"),
          secrets: secretsIn(fields)
        }
      })
  }
  const fixed = constants(payload.value)
  return (fields) => {
    const document = { ...fixed, ...fields }
    return Either.flatMap(encode(document), () =>
      Either.mapBoth(
        Either.try(() => JSON.stringify(document)),
        {
          onLeft: () =>
            new GlobusUsageError({ field: "", message: `${operation}: the document can not be written as JSON` }),
          onRight: (text) => ({ body: HttpBody.text(text, "application/json"), secrets: [] })
        }
      )
    )
  }
}

/** The empty answer, where the declaration has it. */
const isVoid = (ast: AST.AST): boolean => {
  const encoded = AST.encodedAST(ast)
  return AST.isVoidKeyword(encoded) || (AST.isUnion(encoded) && encoded.types.some(isVoid))
}

/** Checks an answer and gives back the very document that was parsed: members that are not declared survive. */
const checker = <A>(
  request: Pick<Request, "operation" | "method" | "template">,
  origin: string,
  schema: Schema.Schema<A, unknown>
) => {
  const guard = compile(schema.ast)
  const check = ParseResult.decodeUnknownEither(schema)
  const empty = isVoid(schema.ast)
  const onlyEmpty = AST.isVoidKeyword(AST.encodedAST(schema.ast))
  return ({ answer, strike }: Success<Answer>): Either.Either<unknown, GlobusDecodeError> => {
    const wrong = (documentPath: ReadonlyArray<PropertyKey>, message: string, document?: unknown) =>
      Either.left(
        new GlobusDecodeError({
          operation: request.operation,
          method: request.method,
          path: request.template,
          origin,
          status: answer.status,
          requestId: strikeMaybe(strike, requestId(answer, document)),
          documentPath,
          message: strike(message)
        })
      )
    if (onlyEmpty || (empty && answer.text === "")) return Either.right(undefined)
    if (answer.text === "") return wrong([], "The answer is empty")
    const parsed = Either.try((): unknown => JSON.parse(answer.text))
    if (Either.isLeft(parsed)) {
      return wrong([], `The answer is no JSON (${answer.headers["content-type"] ?? "no content type"})`)
    }
    if (guard?.(parsed.right) === true) return Either.right(parsed.right)
    const checked = Either.try(() => check(parsed.right))
    // The decoder has its limits: how deep a document may be, and members such as `toString` that are no functions.
    if (Either.isLeft(checked)) return wrong([], "The answer is nothing that can be checked", parsed.right)
    if (Either.isRight(checked.right)) return Either.right(parsed.right)
    const { path, expected } = firstFlaw(checked.right.left)
    return wrong(
      path,
      `The answer is not as declared: ${[path.map(String).join("."), expected].filter((text) => text !== "").join(": ")}`,
      parsed.right
    )
  }
}

/** Without the fields that are undefined: they are as good as absent. */
const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/** One operation with everything prepared that does not depend on its argument. */
const prepare = (
  transport: Transport,
  endpoint: HttpApiEndpoint.HttpApiEndpoint<string, HttpMethod>,
  annotations: Context.Context<never>
) => {
  const operation = endpoint.name
  const pathNames = names(endpoint.pathSchema)
  const queryNames = names(endpoint.urlParamsSchema)
  const segmented = new Set(
    Option.match(endpoint.pathSchema, {
      onNone: () => [],
      onSome: ({ ast }) =>
        AST.getPropertySignatures(AST.typeAST(ast)).flatMap(({ name, type }) =>
          Option.getOrElse(AST.getAnnotation<boolean>(type, Operation.SegmentsId), () => false) ? [String(name)] : []
        )
    })
  )
  const encodePath = encoder(operation, endpoint.pathSchema)
  const encodeQuery = encoder(operation, endpoint.urlParamsSchema)
  const buildPath = pathBuilder(operation, endpoint.path, segmented)
  const hasBody = Option.isSome(endpoint.payloadSchema)
  const buildBody = bodyBuilder(operation, endpoint.payloadSchema)
  const fixed = {
    operation,
    method: endpoint.method,
    template: endpoint.path,
    resourceServer: Option.getOrUndefined(Context.getOption(annotations, Operation.ResourceServer)),
    repeat: Context.get(annotations, Operation.Repeat),
    sensitive: Context.get(annotations, Operation.Sensitive)
  }

  const toRequest = (argument: Fields, options: Operation.CallOptions): Either.Either<Request, GlobusUsageError> => {
    // The types say so already; JavaScript does not.
    if (!Predicate.isRecord(argument)) return usage("", `${operation}: give its parameters as the fields of one object`)
    const pathFields: Record<string, unknown> = {}
    const queryFields: Record<string, unknown> = {}
    const rest: Array<[string, unknown]> = []
    for (const name of Object.keys(argument)) {
      const value = argument[name]
      // As good as absent.
      if (value === undefined) continue
      if (pathNames.has(name)) pathFields[name] = value
      else if (queryNames.has(name)) queryFields[name] = value
      else if (hasBody) rest.push([name, value])
      else {
        return usage(
          name,
          `${operation}: ${name} is not one of its parameters; one that is not declared goes into the last argument: { query: { ${name}: … } }`
        )
      }
    }
    const path = Either.flatMap(encodePath(pathFields), buildPath)
    if (Either.isLeft(path)) return Either.left(path.left)
    const declared = encodeQuery(queryFields)
    if (Either.isLeft(declared)) return Either.left(declared.left)
    const query = queryString(
      options.query === undefined ? declared.right : { ...declared.right, ...defined(options.query) }
    )
    if (Either.isLeft(query)) return Either.left(query.left)
    const body = buildBody(Object.fromEntries(rest))
    if (Either.isLeft(body)) return Either.left(body.left)
    const headers = options.headers === undefined ? Either.right(noHeaders) : checkHeaders(options.headers)
    if (Either.isLeft(headers)) return Either.left(headers.left)
    const timeout = options.timeout === undefined ? undefined : checkTimeout(options.timeout)
    if (timeout !== undefined && Either.isLeft(timeout)) return Either.left(timeout.left)
    return Either.right({
      ...fixed,
      target: path.right + query.right,
      headers: headers.right,
      body: body.right.body,
      secrets: body.right.secrets,
      timeout: timeout?.right
    })
  }

  const check = checker(fixed, new URL(transport.baseUrl).origin, endpoint.successSchema)

  return <A>(
    argument: Fields = {},
    options: Operation.CallOptions = {},
    /** What the caller is given of the answer and its value. */
    give: (value: unknown, answer: Answer) => A
  ): Effect.Effect<A, GlobusError> =>
    Effect.flatMap(toRequest(argument, options), (request) =>
      Effect.flatMap(transport.collect(request), (success) =>
        Either.map(check(success), (value) => give(value, success.answer))
      )
    )
}

type Prepared = ReturnType<typeof prepare>

const reply = (value: unknown, { status, headers }: Answer): Operation.Reply<unknown> => ({ status, headers, value })

/** The pages of a list, each asked for when the one before it is used up. */
const pages =
  (call: Prepared, style: Paging.Style) =>
  (argument: Fields = {}, options: Operation.CallOptions = {}) =>
    Stream.paginateEffect(argument, (argument) =>
      Effect.map(call(argument, options, identity), (value) => {
        const next = Paging.next(style, argument, Predicate.isRecord(value) ? value : {})
        return [{ page: value, next }, Option.map(Option.fromNullable(next), (next) => ({ ...argument, ...next }))]
      })
    )

const items = (page: unknown, style: Paging.Style): ReadonlyArray<unknown> => {
  const list = Predicate.isRecord(page) ? page[style.items] : []
  return Array.isArray(list) ? list : []
}

/** Everything that a declaration gives a client. */
export interface Derived<Api> {
  readonly operations: Operations<Api>
  readonly replies: Replies<Api>
  readonly streams: Streams<Api>
}

/** The operations of a declaration over a transport. */
export const derive = <Id extends string, Groups extends HttpApiGroup.HttpApiGroup.Any, E, R>(
  api: HttpApi.HttpApi<Id, Groups, E, R>,
  transport: Transport
): Derived<HttpApi.HttpApi<Id, Groups, E, R>> => {
  const operations: Record<string, unknown> = {}
  const replies: Record<string, unknown> = {}
  const streams: Record<string, unknown> = {}
  HttpApi.reflect(api, {
    onGroup: () => {},
    onEndpoint: ({ endpoint, mergedAnnotations }) => {
      const call = prepare(transport, endpoint, mergedAnnotations)
      operations[endpoint.name] = (argument?: Fields, options?: Operation.CallOptions) =>
        call(argument, options, identity)
      replies[endpoint.name] = (argument?: Fields, options?: Operation.CallOptions) => call(argument, options, reply)
      const paging = Context.getOption(mergedAnnotations, Paging.Paging)
      if (Option.isSome(paging)) {
        const inPages = pages(call, paging.value)
        streams[`${endpoint.name}Pages`] = inPages
        streams[`${endpoint.name}Stream`] = (argument?: Fields, options?: Operation.CallOptions) =>
          Stream.mapConcat(inPages(argument, options), ({ page }) => items(page, paging.value))
      }
    }
  })
  // Reflection has no types of its own: what stands in the three records is what `declaration.ts` derives from `Api`.
  return unsafeCoerce({ operations, replies, streams })
}
