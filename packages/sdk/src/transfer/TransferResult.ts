/**
 * The result document of Transfer.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { resultMembers } from "./internal/transfer.js"

const wireResult = Schema.Struct(resultMembers).annotations({ identifier: "Result" })

/**
 * The result of an operation that returns no other document.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Result extends Schema.Schema.Type<typeof wireResult> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Result: Schema.Schema<Result> = wireResult
