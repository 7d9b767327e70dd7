/**
 * The derivation: from a declaration to a client's operations. A call encodes its argument, sends, and checks the answer;
 * what does not depend on the argument is computed once, when the client is made.
 */
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity, unsafeCoerce } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { GlobusError } from "../../GlobusError.js"
import * as Operation from "../../Operation.js"
import * as Paging from "../../Paging.js"
import type { Answer, Endpoint, Transport } from "../wire/types.js"
import { nextPage, onward } from "./paging.js"
import * as ast from "./ast.js"
import { checkAnswer } from "./check.js"
import { asksForPart } from "./cut.js"
import type { Operations, Replies, Streams } from "./declaration.js"
import { encodeCall } from "./encode.js"
import { itemStream } from "./items.js"
import { rounds } from "./rounds.js"

type Fields = Readonly<Record<string, unknown>>

/** One operation, with everything prepared that does not depend on its argument. */
const prepare = (transport: Transport, declared: ast.Declared, annotations: Context.Context<never>) => {
  const endpoint: Endpoint = {
    call: { operation: ast.nameOf(declared), method: declared.method, origin: transport.origin, path: declared.path },
    method: declared.method,
    resourceServer: Option.getOrUndefined(Context.getOption(annotations, Operation.ResourceServer)),
    repeat: Context.get(annotations, Operation.Repeat),
    sensitive: Context.get(annotations, Operation.Sensitive)
  }
  const encode = encodeCall(endpoint, declared)
  const check = checkAnswer(endpoint, ast.success(declared), transport.trusts)
  const isPart = asksForPart(declared)

  const call = <A>(
    argument: Fields = {},
    options: Operation.AnyOptions = {},
    /** What the caller is given of the answer and its value. */
    give: (value: unknown, answer: Answer) => A
  ): Effect.Effect<A, GlobusError> => {
    const request = encode(argument, options)
    return Either.isLeft(request)
      ? Effect.fail(request.left)
      : transport.collect(request.right, (success) => {
          const checked = check(success, isPart(argument, options))
          return Either.isRight(checked)
            ? Effect.succeed(give(checked.right, success.answer))
            : Effect.fail(checked.left)
        })
  }
  return { call, encode, isPart, endpoint }
}

type Prepared = ReturnType<typeof prepare>["call"]

/** The call of a handler, in place of a service: its value is the answer. */
const handled =
  (handler: (argument: Fields, options: Operation.AnyOptions) => Effect.Effect<unknown, GlobusError>): Prepared =>
  (argument = {}, options = {}, give) =>
    Effect.map(
      Effect.suspend(() => handler(argument, options)),
      (value) => give(value, { status: 200, headers: {}, text: "" })
    )

/** The handler of an operation, if there is one. */
const handlerOf = ({ handlers }: Transport, operation: string): Prepared | undefined => {
  const handler: unknown = handlers === undefined ? undefined : Reflect.get(handlers, operation)
  // The types of the clients say what a handler is.
  return Predicate.isFunction(handler) ? handled(unsafeCoerce(handler)) : undefined
}

const reply = (value: unknown, { status, headers }: Answer): Operation.Reply<unknown> => ({ status, headers, value })

/** What asks for a page, and a page with what asks for the next one. */
type Asked = Effect.Effect<readonly [Fields, Operation.AnyOptions], GlobusError>
type Step = readonly [Paging.Page<unknown>, Option.Option<Asked>]

/** The pages of a list, each asked for when the one before it is used up. */
const pagesOf =
  (endpoint: Endpoint, call: Prepared, style: Paging.Style) =>
  (argument: Fields = {}, options: Operation.AnyOptions = {}): Stream.Stream<Paging.Page<unknown>, GlobusError> =>
    Stream.suspend(() => {
      const repeated = rounds(argument)
      const first: Asked = Effect.succeed([argument, options])
      return Stream.paginateEffect(first, (asked) =>
        Effect.flatMap(asked, ([argument, options]) =>
          call(argument, options, (page, answer): Step => {
            const next = nextPage(style, argument, Predicate.isRecord(page) ? page : {})
            const round = next && repeated(next, { endpoint, answer, strike: identity })
            return [
              { page, next },
              Option.map(Option.fromNullable(next), (next) =>
                round === undefined
                  ? Effect.succeed([{ ...argument, ...next }, onward(style, options)])
                  : Effect.fail(round)
              )
            ]
          })
        )
      )
    })

/** The items of those pages. */
const itemsOf =
  (pages: ReturnType<typeof pagesOf>, { items }: Paging.Style) =>
  (argument?: Fields, options?: Operation.AnyOptions) =>
    Stream.mapConcat(pages(argument, options), ({ page }): Iterable<unknown> => {
      const found = Predicate.isRecord(page) ? page[items] : undefined
      return Array.isArray(found) ? found : []
    })

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
      const name = ast.nameOf(endpoint)
      const prepared = prepare(transport, endpoint, mergedAnnotations)
      const handler = handlerOf(transport, name)
      const call = handler ?? prepared.call
      operations[name] = (argument?: Fields, options?: Operation.AnyOptions) => call(argument, options, identity)
      replies[name] = (argument?: Fields, options?: Operation.AnyOptions) => call(argument, options, reply)
      const paging = Context.getOption(mergedAnnotations, Paging.Paging)
      if (Option.isSome(paging)) {
        const pages = pagesOf(prepared.endpoint, call, paging.value)
        streams[`${name}Pages`] = pages
        streams[`${name}Stream`] =
          handler === undefined
            ? itemStream(transport, prepared, ast.success(endpoint), paging.value)
            : itemsOf(pages, paging.value)
      }
    }
  })
  // Reflection has no types of its own: what stands in the three records is what `declaration.ts` derives from `Api`.
  return unsafeCoerce({ operations, replies, streams })
}
