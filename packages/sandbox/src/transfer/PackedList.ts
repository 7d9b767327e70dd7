/**
 * A list that only grows, as a value, in few bytes: all but the newest rows are compressed JSON, in blocks. What 100,000
 * files have become of is paged through, and must not fill the memory until somebody does.
 *
 * @since 0.1.0
 */
import * as Chunk from "effect/Chunk"
import * as Schema from "effect/Schema"
import { deflateRawSync, inflateRawSync } from "node:zlib"

/** Rows of a block. Packing them takes about a millisecond. */
const block = 500

/**
 * @since 0.1.0
 * @category models
 */
export interface PackedList<A> {
  readonly size: number
  /** Each of 500 rows, the first ones first. */
  readonly blocks: Chunk.Chunk<Uint8Array>
  readonly newest: Chunk.Chunk<A>
}

/**
 * No rows.
 *
 * @since 0.1.0
 * @category constructors
 */
export const empty = <A>(): PackedList<A> => ({ size: 0, blocks: Chunk.empty(), newest: Chunk.empty() })

/**
 * @since 0.1.0
 * @category models
 */
export interface Packing<A> {
  /** With one more row at the end. */
  readonly append: (list: PackedList<A>, row: A) => PackedList<A>
  /** The rows from `start` to before `end`. */
  readonly slice: (list: PackedList<A>, start: number, end: number) => ReadonlyArray<A>
}

/**
 * How lists of such rows are packed.
 *
 * @since 0.1.0
 * @category constructors
 */
export const packing = <A, I>(schema: Schema.Schema<A, I>): Packing<A> => {
  const json = Schema.parseJson(Schema.Array(schema))
  const encode = Schema.encodeSync(json)
  const decode = Schema.decodeSync(json)
  const pack = (rows: Chunk.Chunk<A>) =>
    new Uint8Array(deflateRawSync(encode(Chunk.toReadonlyArray(rows)), { level: 1 }))
  const unpack = (packed: Uint8Array) => decode(inflateRawSync(packed).toString("utf8"))
  return {
    append: ({ blocks, newest, size }, row) => {
      const rows = Chunk.append(newest, row)
      return rows.length < block
        ? { size: size + 1, blocks, newest: rows }
        : { size: size + 1, blocks: Chunk.append(blocks, pack(rows)), newest: Chunk.empty() }
    },
    slice: ({ blocks, newest }, start, end) => {
      const first = Math.floor(start / block)
      const packed = Chunk.toReadonlyArray(blocks).slice(first, Math.ceil(end / block))
      const rows = packed.flatMap(unpack)
      const behind = Chunk.size(blocks) * block
      const all = end > behind ? [...rows, ...newest] : rows
      const origin = Math.min(first * block, behind)
      return all.slice(start - origin, end - origin)
    }
  }
}
