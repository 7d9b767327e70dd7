/** What a declaration says at the level of types: arguments, answers, and the operations of a client. */
import type * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import type * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type * as Types from "effect/Types"
import type { GlobusError } from "../../GlobusError.js"
import type { AnyOptions, Answered, CallOptions, Part, Reply } from "../../Operation.js"
import type { Page, Paged } from "../../Paging.js"

type Any = HttpApiEndpoint.HttpApiEndpoint.Any

/** A part of the request that is not declared has no fields. */
type Fields<A> = [A] extends [never] ? unknown : A

/** A document's `DATA_TYPE`, where it can be one thing only, is known from the operation: a caller may leave it out. */
type Body<A> = A extends { readonly DATA_TYPE: infer D }
  ? string extends D
    ? A
    : [D] extends [Types.UnionToIntersection<D>]
      ? Omit<A, "DATA_TYPE"> & { readonly DATA_TYPE?: D }
      : A
  : A

type PathOf<E extends Any> = HttpApiEndpoint.HttpApiEndpoint.PathParsed<E>
type QueryOf<E extends Any> = HttpApiEndpoint.HttpApiEndpoint.UrlParams<E>
type PayloadOf<E extends Any> = HttpApiEndpoint.HttpApiEndpoint.Payload<E>
type SuccessOf<E extends Any> = HttpApiEndpoint.HttpApiEndpoint.Success<E>
type NameOf<E extends Any> = HttpApiEndpoint.HttpApiEndpoint.Name<E>

/** What an operation without fields takes. */
type Nothing = Record<never, never>

/** Path, query and body fields of an operation, in one object. */
export type Argument<E extends Any> = [PathOf<E> | QueryOf<E> | PayloadOf<E>] extends [never]
  ? Nothing
  : Fields<PayloadOf<E>> extends infer P
    ? P extends unknown
      ? [PathOf<E> | QueryOf<E>] extends [never]
        ? Body<P>
        : Types.Simplify<Fields<PathOf<E>> & Fields<QueryOf<E>> & Body<P>>
      : never
    : never

type EndpointsOf<Api> =
  Api extends HttpApi.HttpApi<string, infer Groups, infer _E, infer _R>
    ? HttpApiGroup.HttpApiGroup.Endpoints<Groups>
    : never

/** Where `fields` is declared, the argument may ask for a part, whatever the options say. */
type Answer<E extends Any, A, O> = "fields" extends keyof Fields<QueryOf<E>> ? Part<A> : Answered<A, O>

type ItemOf<E> =
  E extends Paged<infer Items>
    ? E extends Any
      ? SuccessOf<E> extends { readonly [K in Items]?: ReadonlyArray<infer A> | null | undefined }
        ? A
        : never
      : never
    : never

type ParameterOf<E> = E extends Paged<string, infer P> ? P : never

/** What a call gives, in each of its forms. */
interface Forms<E extends Any, O> {
  readonly value: Effect.Effect<Answer<E, SuccessOf<E>, O>, GlobusError>
  readonly reply: Effect.Effect<Reply<Answer<E, SuccessOf<E>, O>>, GlobusError>
  readonly items: Stream.Stream<Answer<E, ItemOf<E>, O>, GlobusError>
  readonly pages: Stream.Stream<Page<Answer<E, SuccessOf<E>, O>, ParameterOf<E>>, GlobusError>
}

/** An operation whose every field is optional can be called without an argument. */
type Call<E extends Any, Form extends keyof Forms<E, CallOptions>> =
  Nothing extends Argument<E>
    ? <O extends AnyOptions = CallOptions>(argument?: Argument<E>, options?: O) => Forms<E, O>[Form]
    : <O extends AnyOptions = CallOptions>(argument: Argument<E>, options?: O) => Forms<E, O>[Form]

/** The operations of an API, by name. */
export type Operations<Api> = {
  readonly [E in EndpointsOf<Api> as NameOf<E>]: Call<E, "value">
}

/** The same operations, each with the whole answer. */
export type Replies<Api> = {
  readonly [E in EndpointsOf<Api> as NameOf<E>]: Call<E, "reply">
}

type OnlyPaged<E> = E extends Any ? (keyof Paged<string> extends keyof E ? E : never) : never

type PagedOf<Api> = OnlyPaged<EndpointsOf<Api>>

/** The paged operations as streams of items and of pages. */
export type Streams<Api> = {
  readonly [E in PagedOf<Api> as `${NameOf<E>}Stream`]: Call<E, "items">
} & {
  readonly [E in PagedOf<Api> as `${NameOf<E>}Pages`]: Call<E, "pages">
}

type Overlap<A, B> = keyof Fields<A> & keyof Fields<B>

type CollisionsOf<E> = E extends Any
  ? Overlap<PathOf<E>, QueryOf<E>> | Overlap<PathOf<E>, PayloadOf<E>> | Overlap<QueryOf<E>, PayloadOf<E>>
  : never

/** A name that stands for two fields of one operation can not be flattened. */
export type Flat<Api> = [CollisionsOf<EndpointsOf<Api>>] extends [never]
  ? unknown
  : { readonly "this name occurs in two places of one endpoint": CollisionsOf<EndpointsOf<Api>> }

/** Closes a declaration: a type error when one of its endpoints uses a name in two places. */
export const declaration = <Api extends HttpApi.HttpApi.Any>(api: Api & Flat<Api>): Api => api
