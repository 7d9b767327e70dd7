/**
 * The items of a list as a stream. They are cut out of a page while its bytes arrive, so a page of any length takes the
 * memory of what arrived last, or of its longest item; a page that breaks off is asked for again from where it broke.
 */
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { GlobusDecodeError, GlobusError, GlobusUsageError } from "../../GlobusError.js"
import type * as Operation from "../../Operation.js"
import type { NoBody } from "../../Operation.js"
import type * as Paging from "../../Paging.js"
import { nextPage, onward, type Rest, rest } from "./paging.js"
import type * as Retry from "../../Retry.js"
import { pieces } from "../wire/read.js"
import { itemOf, type Node } from "./ast.js"
import { checkDocument, noJson } from "./check.js"
import { tooLarge } from "../wire/noAnswer.js"
import { rounds } from "./rounds.js"
import { RowSplitter, TooLong } from "../file/rows.js"
import type { Request, Success, Transport } from "../wire/types.js"
import { isFinal } from "../wire/classify.js"

type Fields = Readonly<Record<string, unknown>>

/** What is asked for next, and how. */
interface Asked extends Rest {
  readonly options: Operation.AnyOptions
}

/** What is known of a paged operation: how its arguments are encoded, and whether they ask for parts of its items. */
interface Operated {
  readonly encode: (argument: Fields, options: Operation.AnyOptions) => Either.Either<Request, GlobusUsageError>
  readonly isPart: (argument: Fields, options: Operation.AnyOptions) => boolean
}

/** A paged operation as a stream of items. */
export const itemStream = (transport: Transport, { encode, isPart }: Operated, list: Node, style: Paging.Style) => {
  const checkItems = checkDocument(itemOf(list, style.items), transport.trusts)
  const checkLists = checkDocument(list, transport.trusts)

  return (argument: Fields = {}, options: Operation.AnyOptions = {}): Stream.Stream<unknown, GlobusError> =>
    Stream.suspend(() => {
      const checkItem = checkItems(isPart(argument, options))
      const checkList = checkLists(isPart(argument, options))
      let next: Asked | undefined = { argument, skip: 0, options }
      const repeated = rounds(argument)
      let round: GlobusDecodeError | undefined
      let driver: Schedule.ScheduleDriver<unknown, Retry.Failure> | undefined

      /** Waits until the rest of a page may be asked for, if at all. */
      const again = (request: Request, error: NoBody, asked: Asked, count: number) =>
        Effect.gen(function* () {
          if (isFinal(error)) return yield* error
          // What got on starts anew.
          if (count > asked.skip) driver = undefined
          driver ??= yield* Schedule.driver(transport.retry)
          yield* Effect.mapError(driver.next({ error, method: request.endpoint.method, repeatable: true }), () => error)
          next = { ...rest(style, asked.argument, Math.max(count, asked.skip)), options: asked.options }
        })

      const read = (
        asked: Asked,
        request: Request,
        { answer, strike }: Success<HttpClientResponse.HttpClientResponse>
      ): Stream.Stream<unknown, GlobusError> => {
        const source = { endpoint: request.endpoint, answer, strike }
        const deadline = request.timeout ?? transport.deadline
        const { maxHeldBytes } = transport
        const reading = { call: request.endpoint.call, deadline, maxHeldBytes, strike }
        const splitter = new RowSplitter(style.items, maxHeldBytes)
        let count = 0
        let isOver = false

        const place = () => [style.items, count]
        const checked = (rows: ReadonlyArray<unknown>): Either.Either<Chunk.Chunk<unknown>, GlobusError> => {
          // Those that came before the page broke off were given out, and checked, then.
          const known = Math.min(Math.max(asked.skip - count, 0), rows.length)
          count += known
          const others = known === 0 ? rows : rows.slice(known)
          for (const row of others) {
            const error = checkItem(source, row, place)
            if (error !== undefined) return Either.left(error)
            count++
          }
          return Either.right(Chunk.unsafeFromArray(others))
        }
        const splitting = <A>(split: () => A) =>
          Either.try({
            try: split,
            catch: (error): GlobusError =>
              error instanceof TooLong ? tooLarge(reading, answer.status, error.part) : noJson(source)
          })

        const some = (chunks: Chunk.Chunk<Uint8Array>) =>
          Either.flatMap(
            splitting(() => {
              const [first, ...rest] = Chunk.map(chunks, (bytes) => splitter.push(bytes))
              // One piece as a rule, and then its rows need not be copied.
              return first === undefined || rest.length === 0 ? (first ?? []) : [first, ...rest].flat()
            }),
            checked
          )
        const last = () =>
          Either.flatMap(
            splitting(() => splitter.end()),
            ({ document, rows }) => {
              const error = checkList(source, document)
              if (error !== undefined) return Either.left(error)
              // Items that were not found before the document was whole.
              const members = Predicate.isRecord(document) ? document : {}
              const others = members[style.items]
              return Either.map(checked([...rows, ...(Array.isArray(others) ? others : [])]), (rows) => {
                const following = nextPage(style, asked.argument, members, count)
                round = following && repeated(following, source)
                next = following && {
                  argument: { ...asked.argument, ...following },
                  skip: 0,
                  options: onward(style, asked.options)
                }
                return rows
              })
            }
          )

        /** The items of what comes next, of the end, or none after a page that broke off. */
        const step = (piece: Effect.Effect<Chunk.Chunk<Uint8Array>, Option.Option<NoBody>>) =>
          Effect.suspend(() =>
            isOver
              ? Effect.fail(Option.none<GlobusError>())
              : Effect.matchEffect(piece, {
                  onSuccess: (chunks) => Either.mapLeft(some(chunks), Option.some<GlobusError>),
                  onFailure: (end) => {
                    isOver = true
                    return Effect.mapError(
                      Option.match(end, {
                        onNone: (): Effect.Effect<Chunk.Chunk<unknown>, GlobusError> => last(),
                        onSome: (error) => Effect.as(again(request, error, asked, count), Chunk.empty<unknown>())
                      }),
                      Option.some
                    )
                  }
                })
          )
        return Stream.unwrapScoped(
          Effect.map(pieces(answer, reading), (piece) => Stream.repeatEffectChunkOption(step(piece)))
        )
      }

      const page = (asked: Asked): Stream.Stream<unknown, GlobusError> =>
        Stream.unwrap(
          Effect.gen(function* () {
            next = undefined
            const request = yield* encode(asked.argument, asked.options)
            return read(asked, request, yield* transport.open(request))
          })
        )

      return Stream.flatMap(
        Stream.repeatEffectOption(
          Effect.suspend((): Effect.Effect<Asked, Option.Option<GlobusError>> => {
            if (round !== undefined) return Effect.fail(Option.some(round))
            return next === undefined ? Effect.fail(Option.none()) : Effect.succeed(next)
          })
        ),
        page
      )
    })
}
