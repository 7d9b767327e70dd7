/**
 * `clientInfo` of environments.json: what the `X-Globus-Client-Info` header says of the products that make a call. Python
 * has a list that is added to; ours are `products` of a client's options, so the recorded steps are read back into them.
 */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { firstRequest } from "./FirstRequest.js"
import { judge, mismatches } from "./Judgement.js"
import { clientInfoDifferences } from "./EnvironmentDifferences.js"
import { rows } from "./RecordedFile.js"

const RecordedClientInfo = Schema.Struct({
  ok: Schema.Boolean,
  /** Null: it is not sent. */
  header: Schema.NullOr(Schema.String),
  /** Python's refusal, with what it refused at its end: `Bad usage: 'product: a,b'`. */
  message: Schema.optional(Schema.String)
})
type RecordedClientInfo = typeof RecordedClientInfo.Type

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

/** What was refused, as a product; a pair of key and value, or a text for the whole. */
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
      return judge(
        { ...row, ours: header },
        mismatches({ refused: [!row.ok, Either.isLeft(sent)], header: row.ok ? [row.header, header] : [0, 0] }),
        clientInfoDifferences
      )
    })
})
