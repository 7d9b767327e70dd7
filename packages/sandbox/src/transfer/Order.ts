/**
 * Transfer's `orderby`: `size DESC, name`. Rows that are equal in the fields asked for keep the list's own order, so a
 * listing is the same on every page.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Ordering from "effect/Order"
import type { Field, Fields } from "./Filter.js"

const values = Ordering.make((self: string | number, that: string | number) => (self < that ? -1 : self > that ? 1 : 0))

const byField = <Row>({ read }: Field<Row>): Ordering.Order<Row> =>
  Ordering.make((self, that) => {
    const left = read(self)
    const right = read(that)
    if (left == null || right == null) return left == null ? (right == null ? 0 : -1) : 1
    return values(left, right)
  })

const column = <Row>(fields: Fields<Row>, written: string): Either.Either<Ordering.Order<Row>, string> => {
  const [name = "", direction = "ASC", ...more] = written.trim().split(/\s+/)
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined) return Either.left(`'${name}' is no field to order by`)
  if (more.length > 0 || !/^(ASC|DESC)$/i.test(direction)) {
    return Either.left(`'${written}' should be a field and ASC or DESC`)
  }
  const order = byField(field)
  return Either.right(/^ASC$/i.test(direction) ? order : Ordering.reverse(order))
}

/**
 * An order from text, or what is wrong with it. `otherwise` decides between equal rows, and alone when nothing is asked.
 *
 * @since 0.1.0
 * @category constructors
 */
export const parse = <Row>(
  fields: Fields<Row>,
  orderby: string | ReadonlyArray<string> | undefined,
  otherwise: Ordering.Order<Row>
): Either.Either<Ordering.Order<Row>, string> => {
  const columns = (typeof orderby === "string" ? [orderby] : (orderby ?? [])).flatMap((text) => text.split(","))
  return Either.map(
    Either.all(columns.filter((text) => text.trim() !== "").map((text) => column(fields, text))),
    (orders) => Ordering.combineAll([...orders, otherwise])
  )
}
