/**
 * Work over long lists in steps, with a turn of the event loop after each, so that a listing of 100,000 files does not
 * keep everybody else waiting.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import type { Order } from "effect/Order"
import * as Stream from "effect/Stream"
import { setImmediate } from "node:timers/promises"

const step = 1000

/**
 * One turn of the event loop. A fiber that yields gives its turn to other fibers alone.
 *
 * @since 0.1.0
 * @category operations
 */
export const turn: Effect.Effect<void> = Effect.promise(() => setImmediate())

/** Two sorted lists as one. */
const merge = <Row>(one: ReadonlyArray<Row>, other: ReadonlyArray<Row>, order: Order<Row>) =>
  Effect.gen(function* () {
    const merged: Array<Row> = []
    let [left, right] = [0, 0]
    while (left < one.length || right < other.length) {
      const [first, second] = [one[left], other[right]]
      const isFirst = first !== undefined && (second === undefined || order(first, second) <= 0)
      if (isFirst) {
        merged.push(first)
        left += 1
      } else if (second !== undefined) {
        merged.push(second)
        right += 1
      }
      if (merged.length % (4 * step) === 0) yield* turn
    }
    return merged
  })

/**
 * The rows in order. Equal ones keep their places.
 *
 * @since 0.1.0
 * @category combinators
 */
export const sort = <Row extends object>(
  rows: ReadonlyArray<Row>,
  order: Order<Row>
): Effect.Effect<ReadonlyArray<Row>> =>
  Effect.gen(function* () {
    let runs: ReadonlyArray<ReadonlyArray<Row>> = yield* Effect.forEach(Arr.chunksOf(rows, step), (run) =>
      Effect.as(turn, Arr.sort(run, order))
    )
    while (runs.length > 1) {
      runs = yield* Effect.forEach(Arr.chunksOf(runs, 2), ([one = [], other]) =>
        other === undefined ? Effect.succeed(one) : merge(one, other, order)
      )
    }
    return runs[0] ?? []
  })

/**
 * The JSON text of a document with one long list, piece by piece.
 *
 * @since 0.1.0
 * @category conversions
 */
export const json = (document: object, list: string, rows: ReadonlyArray<object>): Stream.Stream<Uint8Array> => {
  const head = `${JSON.stringify(document).slice(0, -1)},${JSON.stringify(list)}:[`
  const pieces = Stream.mapEffect(Stream.fromIterable(Arr.chunksOf(rows, step).entries()), ([at, some]) =>
    Effect.as(turn, (at === 0 ? "" : ",") + JSON.stringify(some).slice(1, -1))
  )
  return Stream.encodeText(Stream.concat(Stream.prepend(pieces, Chunk.of(head)), Stream.make("]}")))
}
