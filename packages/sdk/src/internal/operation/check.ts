/**
 * The way back of a call: an answer is parsed, and checked by the declaration. The value is the very document that was
 * parsed, so members that are not declared survive.
 */
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import { GlobusDecodeError } from "../../GlobusError.js"
import type { Answer, Endpoint, Success } from "../wire/types.js"
import { requestId } from "../wire/apiError.js"
import { emptiness, type Node, schemaOf } from "./ast.js"
import { compile } from "./guard.js"
import { firstFlaw } from "./parseIssue.js"
import { cut } from "./cut.js"
import type { Strike } from "../wire/strike.js"
import { strikeDocument, strikeMaybe } from "../wire/strike.js"

/** Where a document came from: what an error about it tells, and how to strike the call's secrets out of it. */
export interface Source {
  readonly endpoint: Pick<Endpoint, "call" | "sensitive">
  readonly answer: Pick<Answer, "status" | "headers">
  readonly strike: Strike
}

/** The error of an answer that is not as declared. */
export const decodeError = (
  { answer, endpoint, strike }: Source,
  documentPath: ReadonlyArray<PropertyKey>,
  message: string,
  document?: unknown
): GlobusDecodeError =>
  new GlobusDecodeError({
    ...endpoint.call,
    status: answer.status,
    requestId: strikeMaybe(strike, requestId(answer, document)),
    documentPath: documentPath.map((key) => (typeof key === "number" ? key : strike(String(key)))),
    description: strike(message),
    ...(document === undefined || endpoint.sensitive ? {} : { document: strikeDocument(strike, document) })
  })

export const noJson = (source: Source): GlobusDecodeError =>
  decodeError(source, [], `The answer is no JSON (${source.answer.headers["content-type"] ?? "no content type"})`)

const whole = (): ReadonlyArray<PropertyKey> => []

/** Says what is wrong with a document; `place` tells where it stands in the answer. */
export type CheckDocument = (
  source: Source,
  document: unknown,
  place?: () => ReadonlyArray<PropertyKey>
) => GlobusDecodeError | undefined

/** What is checked by no schema is as it should be. */
const trusted: CheckDocument = () => undefined

/** Checks documents by a schema. */
const checkBy = (ast: Node): CheckDocument => {
  const guard = compile(ast)
  const check = ParseResult.decodeUnknownEither(schemaOf(ast))
  return (source, document, place = whole) => {
    if (guard?.(document) === true) return undefined
    const checked = Either.try(() => check(document))
    // The decoder has its limits: how deep a document may be, and members such as `toString` that are no functions.
    if (Either.isLeft(checked))
      return decodeError(source, place(), "The answer is nothing that can be checked", document)
    if (Either.isRight(checked.right)) return undefined
    const flaw = firstFlaw(checked.right.left)
    const path = [...place(), ...flaw.path]
    const words = [path.map(String).join("."), flaw.expected].filter((text) => text !== "")
    return decodeError(source, path, `The answer is not as declared: ${words.join(": ")}`, document)
  }
}

/**
 * Checks documents by a schema, or parts of them where a call asked for a part; none where the service is trusted. The
 * check of parts is made when the first call asks for one.
 */
export const checkDocument = (ast: Node, trusts: boolean): ((isPart: boolean) => CheckDocument) => {
  if (trusts) return () => trusted
  const whole = checkBy(ast)
  let part: CheckDocument | undefined
  return (isPart) => (isPart ? (part ??= checkBy(cut(ast))) : whole)
}

/** Checks the answers of an endpoint. */
export const checkAnswer = (endpoint: Endpoint, ast: Node, trusts: boolean) => {
  const check = checkDocument(ast, trusts)
  const empty = emptiness(ast)
  return ({ answer, strike }: Success<Answer>, isPart: boolean): Either.Either<unknown, GlobusDecodeError> => {
    if (empty === "always" || (empty === "sometimes" && answer.text === "")) return Either.right(undefined)
    const source = { endpoint, answer, strike }
    if (answer.text === "") return Either.left(decodeError(source, [], "The answer is empty"))
    const parsed = Either.try({ try: (): unknown => JSON.parse(answer.text), catch: () => noJson(source) })
    if (Either.isLeft(parsed)) return parsed
    const error = check(isPart)(source, parsed.right)
    return error === undefined ? parsed : Either.left(error)
  }
}
