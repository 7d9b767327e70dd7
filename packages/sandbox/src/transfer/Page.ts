/**
 * One page of a list, with the four numbers Transfer sends along.
 *
 * @since 0.1.0
 */

/**
 * @since 0.1.0
 * @category models
 */
export interface Page<Row> {
  readonly DATA: ReadonlyArray<Row>
  readonly length: number
  readonly limit: number
  readonly offset: number
  /** Rows of the whole list. */
  readonly total: number
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const make = <Row>(rows: ReadonlyArray<Row>, limit: number, offset: number): Page<Row> => {
  const DATA = rows.slice(offset, offset + limit)
  return { DATA, length: DATA.length, limit, offset, total: rows.length }
}
