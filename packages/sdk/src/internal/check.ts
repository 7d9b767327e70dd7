/**
 * The way back of a call: an answer is parsed, and checked by the declaration. The value is the very document that was
 * parsed, so members that are not declared survive.
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { GlobusDecodeError } from "../GlobusError.js"
import type { Answer } from "./apiError.js"
import { requestId } from "./apiError.js"
import { compile } from "./guard.js"
import { firstFlaw } from "./parseIssue.js"
import { strikeMaybe } from "./strike.js"
import type { Endpoint, Success } from "./transport.js"

/** The empty answer, where the declaration has it. */
const isVoid = (ast: AST.AST): boolean => {
  const encoded = AST.encodedAST(ast)
  return AST.isVoidKeyword(encoded) || (AST.isUnion(encoded) && encoded.types.some(isVoid))
}

/** Checks the answers of an endpoint. */
export const checkAnswer = <A>(endpoint: Endpoint, schema: Schema.Schema<A, unknown>) => {
  const guard = compile(schema.ast)
  const check = ParseResult.decodeUnknownEither(schema)
  const empty = isVoid(schema.ast)
  const onlyEmpty = AST.isVoidKeyword(AST.encodedAST(schema.ast))
  return ({ answer, strike }: Success<Answer>): Either.Either<unknown, GlobusDecodeError> => {
    const wrong = (documentPath: ReadonlyArray<PropertyKey>, message: string, document?: unknown) =>
      Either.left(
        new GlobusDecodeError({
          ...endpoint.call,
          status: answer.status,
          requestId: strikeMaybe(strike, requestId(answer, document)),
          documentPath,
          message: strike(message)
        })
      )
    if (onlyEmpty || (empty && answer.text === "")) return Either.right(undefined)
    if (answer.text === "") return wrong([], "The answer is empty")
    const parsed = Either.try((): unknown => JSON.parse(answer.text))
    if (Either.isLeft(parsed)) {
      return wrong([], `The answer is no JSON (${answer.headers["content-type"] ?? "no content type"})`)
    }
    if (guard?.(parsed.right) === true) return Either.right(parsed.right)
    const checked = Either.try(() => check(parsed.right))
    // The decoder has its limits: how deep a document may be, and members such as `toString` that are no functions.
    if (Either.isLeft(checked)) return wrong([], "The answer is nothing that can be checked", parsed.right)
    if (Either.isRight(checked.right)) return Either.right(parsed.right)
    const { path, expected } = firstFlaw(checked.right.left)
    return wrong(
      path,
      `The answer is not as declared: ${[path.map(String).join("."), expected].filter((text) => text !== "").join(": ")}`,
      parsed.right
    )
  }
}
