/**
 * `clientInfo` of `environments.json`: the products in the `X-Globus-Client-Info` header. Python adds to a list; ours are the
 * option `products` of a client, which is read off the recording.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { firstRequest } from "./FirstRequest.js"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import { rows } from "./RecordedFile.js"

const RecordedClientInfo = Schema.Struct({
  ok: Schema.Boolean,
  /** Null: it is not sent. */
  header: Schema.NullOr(Schema.String),
  /** Python's refusal, with what it refused at its end: `Bad usage: 'product: a,b'`. */
  message: Schema.optional(Schema.String)
})
type RecordedClientInfo = typeof RecordedClientInfo.Type

export interface HeldClientInfo extends RecordedClientInfo {
  /** Our header. Null or undefined: there is none. */
  readonly ours: string | null | undefined
}

interface Product {
  readonly product: string
  readonly version: string
}

/** The products after the SDK's own. */
const added = (header: string): ReadonlyArray<Product> =>
  header
    .split(";")
    .slice(1)
    .flatMap((item) => {
      const [, product, version] = /^product=(.*),version=(.*)$/.exec(item) ?? []
      return product === undefined || version === undefined ? [] : [{ product, version }]
    })

/** The refused product. The message has a pair of key and value, or a text for the whole. */
const refused = (message: string): ReadonlyArray<Product> => {
  const usage = /'(.*)'$/.exec(message)?.[1]
  if (usage === undefined) return []
  const [, key, value] = /^([^:]*): (.*)$/.exec(usage) ?? [undefined, "product", usage]
  return key === "product" || key === "version" ? [{ product: "a-product", version: "1", [key]: value }] : []
}

const products = ({ header, message, ok }: RecordedClientInfo): ReadonlyArray<Product> =>
  ok ? added(header ?? "") : refused(message ?? "")

/** Its rows. */
export const part = rows({
  schema: RecordedClientInfo,
  hold: (row) =>
    Effect.map(Effect.either(firstRequest("TransferClient", { products: products(row) }, {})), (sent) => {
      const header = Either.getOrNull(Either.map(sent, ({ headers }) => headers["x-globus-client-info"]))
      return Judge.judge(
        compare({ refused: [!row.ok, Either.isLeft(sent)], ...(row.ok && { header: [row.header, header] }) }),
        { kind: "client info", facts: { ...row, ours: header } }
      )
    })
})
