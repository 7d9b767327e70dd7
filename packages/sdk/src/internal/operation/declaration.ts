/**
 * How a service is declared: groups of endpoints, each endpoint under its operation's name; and what a declaration says at
 * the level of types: arguments, answers, and the operations of a client.
 *
 * The endpoints of a group stand in a record, since the properties of a record have doc comments and a place in a file.
 * The operations of a client are mapped from it, key by key, so an editor shows that comment at each call of an operation
 * and leads to its declaration. (A chain of `HttpApiGroup.add` keeps only a union of endpoints, whose names are strings.)
 */
import type * as HttpApi from "@effect/platform/HttpApi"
import type * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import type { HttpApiDecodeError } from "@effect/platform/HttpApiError"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type * as Types from "effect/Types"
import type { GlobusError } from "../../GlobusError.js"
import type { AnyOptions, Answered, CallOptions, Part, Reply } from "../../Operation.js"
import type { Page } from "../../Paging.js"
import type { Paged } from "./paging.js"

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

/**
 * The other fields and the body's in one object. A body that goes as it is keeps its name: written out, a long one would
 * leave an editor no room for the operation's result.
 */
type Merged<Others, P> = Body<P> extends P ? Types.Simplify<Others> & P : Types.Simplify<Others & Body<P>>

/** Path, query and body fields of an operation, in one object. */
export type Argument<E extends Any> = [PathOf<E> | QueryOf<E> | PayloadOf<E>] extends [never]
  ? Nothing
  : Fields<PayloadOf<E>> extends infer P
    ? P extends unknown
      ? [PathOf<E> | QueryOf<E>] extends [never]
        ? Body<P>
        : Merged<Fields<PathOf<E>> & Fields<QueryOf<E>>, P>
      : never
    : never

/** Endpoints by their operations' names. */
type Endpoints = Readonly<Record<string, Any>>

/** Each endpoint has the name that it stands under. */
type Named<E> = { readonly [K in keyof E]: { readonly name: K } }

/** A group of endpoints that remembers, in its type, the record it was made of. */
export interface Group<Id extends string, E extends Endpoints> extends HttpApiGroup.HttpApiGroup<
  Id,
  E[keyof E],
  never
> {
  readonly "@effect-globus/sdk/Endpoints"?: E
  readonly annotateEndpoints: <I, S>(tag: Context.Tag<I, S>, value: S) => Group<Id, E>
}

/** Declares a group of endpoints. The doc comment of each property is its operation's. */
export const group = <Id extends string, E extends Endpoints & Named<E>>(id: Id, endpoints: E): Group<Id, E> => {
  let all: HttpApiGroup.HttpApiGroup<Id, E[keyof E], never> = HttpApiGroup.make(id)
  for (const name in endpoints) all = all.add(endpoints[name])
  return all
}

type GroupsOf<Api> = Api extends HttpApi.HttpApi<string, infer Groups, infer _E, infer _R> ? Groups : never

/**
 * The type of a declaration made of others, by their names: `Joined<"transfer", typeof FilesApi | typeof TasksApi>`. Without
 * it the compiler writes their endpoints out once more in the file of types, and their comments are lost there.
 */
export type Joined<Id extends string, Apis, Groups extends HttpApiGroup.HttpApiGroup.Any = never> = HttpApi.HttpApi<
  Id,
  GroupsOf<Apis> | Groups,
  HttpApiDecodeError
>

/** The records of all groups, as one. */
type DeclaredOf<Api> = Types.UnionToIntersection<RecordOf<GroupsOf<Api>>>

type RecordOf<G> = G extends Group<string, infer E> ? E : never

type EndpointsOf<Api> = HttpApiGroup.HttpApiGroup.Endpoints<GroupsOf<Api>>

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
export type Operations<Api> = OperationsOf<DeclaredOf<Api>>

type OperationsOf<E> = { readonly [K in keyof E]: E[K] extends Any ? Call<E[K], "value"> : never }

/** The same operations, each with the whole answer. */
export type Replies<Api> = RepliesOf<DeclaredOf<Api>>

type RepliesOf<E> = { readonly [K in keyof E]: E[K] extends Any ? Call<E[K], "reply"> : never }

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

/** A name that stands for two fields of one operation cannot be flattened. */
export type Flat<Api> = [CollisionsOf<EndpointsOf<Api>>] extends [never]
  ? unknown
  : { readonly "this name occurs in two places of one endpoint": CollisionsOf<EndpointsOf<Api>> }

/** Closes a declaration: a type error when one of its endpoints uses a name in two places. */
export const declaration = <Api extends HttpApi.HttpApi.Any>(api: Api & Flat<Api>): Api => api
