/**
 * The derivation: from a declaration to a client's operations. A call encodes its argument, sends, and checks the answer;
 * what does not depend on the argument is computed once, when the client is made.
 */
import * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { identity, unsafeCoerce } from "effect/Function"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import type { GlobusError } from "../GlobusError.js"
import * as Operation from "../Operation.js"
import * as Paging from "../Paging.js"
import type { Answer } from "./apiError.js"
import { checkAnswer } from "./check.js"
import { asksForPart } from "./cut.js"
import type { Operations, Replies, Streams } from "./declaration.js"
import { encodeCall } from "./encode.js"
import { itemStream } from "./items.js"
import type { Endpoint } from "./sending.js"
import type { Transport } from "./transport.js"

type Fields = Readonly<Record<string, unknown>>

/** One operation, with everything prepared that does not depend on its argument. */
const prepare = (
  transport: Transport,
  declared: HttpApiEndpoint.HttpApiEndpoint<string, HttpMethod>,
  annotations: Context.Context<never>
) => {
  const endpoint: Endpoint = {
    call: { operation: declared.name, method: declared.method, origin: transport.origin, path: declared.path },
    method: declared.method,
    resourceServer: Option.getOrUndefined(Context.getOption(annotations, Operation.ResourceServer)),
    repeat: Context.get(annotations, Operation.Repeat),
    sensitive: Context.get(annotations, Operation.Sensitive)
  }
  const encode = encodeCall(endpoint, declared)
  const check = checkAnswer(endpoint, declared.successSchema.ast, transport.trusts)
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
  return { call, encode, isPart }
}

type Prepared = ReturnType<typeof prepare>["call"]

const reply = (value: unknown, { status, headers }: Answer): Operation.Reply<unknown> => ({ status, headers, value })

/** The pages of a list, each asked for when the one before it is used up. */
const pages =
  (call: Prepared, style: Paging.Style) =>
  (argument: Fields = {}, options: Operation.AnyOptions = {}) =>
    Stream.paginateEffect({ argument, options }, ({ argument, options }) =>
      Effect.map(call(argument, options, identity), (value) => {
        const next = Paging.next(style, argument, Predicate.isRecord(value) ? value : {})
        return [
          { page: value, next },
          Option.map(Option.fromNullable(next), (next) => ({
            argument: { ...argument, ...next },
            options: Paging.onward(style, options)
          }))
        ]
      })
    )

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
      const { call, encode, isPart } = prepare(transport, endpoint, mergedAnnotations)
      operations[endpoint.name] = (argument?: Fields, options?: Operation.AnyOptions) =>
        call(argument, options, identity)
      replies[endpoint.name] = (argument?: Fields, options?: Operation.AnyOptions) => call(argument, options, reply)
      const paging = Context.getOption(mergedAnnotations, Paging.Paging)
      if (Option.isSome(paging)) {
        streams[`${endpoint.name}Pages`] = pages(call, paging.value)
        streams[`${endpoint.name}Stream`] = itemStream(
          transport,
          { encode, isPart },
          endpoint.successSchema.ast,
          paging.value
        )
      }
    }
  })
  // Reflection has no types of its own: what stands in the three records is what `declaration.ts` derives from `Api`.
  return unsafeCoerce({ operations, replies, streams })
}
