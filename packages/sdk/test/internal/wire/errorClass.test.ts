import { describe, expect, it } from "@effect/vitest"
import { Duration, Schema } from "effect"
import { GlobusLoginFailed } from "../../../src/auth/AuthorizationFlow.js"
import { GlobusIncompleteConsents } from "../../../src/auth/ConsentForest.js"
import { GlobusIdTokenInvalid } from "../../../src/auth/IdToken.js"
import { GlobusFileChanged, GlobusRangeNotSatisfiable } from "../../../src/collections/CollectionFile.js"
import { blocked as runBlocked, GlobusRunBlocked } from "../../../src/flows/RunBlocked.js"
import { TypeId } from "../../../src/GlobusError.js"
import { asIs, errorClass, isMarked, maybe } from "../../../src/internal/wire/errorClass.js"
import { GlobusScopeCycleError, GlobusScopeParseError } from "../../../src/Scope.js"
import type { Task } from "../../../src/transfer/Task.js"
import { blocked as taskBlocked, GlobusTaskBlocked } from "../../../src/transfer/TaskBlocked.js"
import { GlobusTaskWaitTimeout } from "../../../src/transfer/TransferClient.js"
import { GlobusWaitTimeout } from "../../../src/Wait.js"

const call = { operation: "download", method: "GET", origin: "https://example.org", path: "/*" }

const task: Task & { readonly added_later: ReadonlyArray<number> } = {
  task_id: "t-1",
  status: "INACTIVE",
  is_paused: true,
  added_later: [1, 2]
}

/** What JSON makes of an error, and what comes of that again. */
const cross = <A, I>(schema: Schema.Schema<A, I>, error: A): readonly [unknown, A] => {
  const encoded: unknown = JSON.parse(JSON.stringify(Schema.encodeSync(schema)(error)))
  return [encoded, Schema.decodeUnknownSync(schema)(encoded)]
}

const same = <A extends Error, I>(schema: Schema.Schema<A, I>, error: A) => {
  const [encoded, copy] = cross(schema, error)
  expect(copy.constructor).toBe(error.constructor)
  expect({ ...copy }).toStrictEqual({ ...error })
  expect(encoded).toMatchObject({ _tag: error.name, message: error.message })
  expect(isMarked(copy, new Set([error.name]))).toBe(true)
}

describe("the errors beside those of every call", () => {
  it("cross to another process, each with the mark and a tag that begins with Globus", () => {
    const time = { timeout: Duration.minutes(5), message: "It goes on" }
    same(GlobusTaskWaitTimeout, new GlobusTaskWaitTimeout({ task, ...time }))
    same(GlobusWaitTimeout, new GlobusWaitTimeout({ last: { a: [1] }, ...time }))
    same(GlobusScopeParseError, new GlobusScopeParseError({ offset: 3, message: "no bracket" }))
    same(GlobusScopeCycleError, new GlobusScopeCycleError({ cycle: ["a", "b"], message: "a, b" }))
    same(GlobusLoginFailed, new GlobusLoginFailed({ reason: "refused", error: "access_denied", message: "no" }))
    same(GlobusLoginFailed, new GlobusLoginFailed({ reason: "state", error: undefined, message: "no" }))
    same(GlobusIncompleteConsents, new GlobusIncompleteConsents({ id: 1, message: "1" }))
    same(GlobusIdTokenInvalid, new GlobusIdTokenInvalid({ reason: "at_hash", message: "no" }))
    same(GlobusFileChanged, new GlobusFileChanged({ ...call, offset: 9, message: "begin anew" }))
    same(GlobusRangeNotSatisfiable, new GlobusRangeNotSatisfiable({ ...call, start: 9, size: 3, message: "too far" }))
    const blocks = [
      taskBlocked(task),
      runBlocked({
        run_id: "r-1",
        flow_id: "f-1",
        status: "INACTIVE",
        details: {
          code: "AuthorizationRequired",
          authorization_parameters: { session_required_single_domain: ["uchicago.edu"], required_scopes: ["s"] }
        }
      })
    ] as const
    expect(blocks[1]?.requirements).toEqual({
      session_required_single_domain: ["uchicago.edu"],
      required_scopes: ["s"]
    })
    if (blocks[0] !== undefined) same(GlobusTaskBlocked, blocks[0])
    if (blocks[1] !== undefined) same(GlobusRunBlocked, blocks[1])
    expect(blocks.map((error) => error?.[TypeId])).toEqual([TypeId, TypeId])
  })

  it("keep members of a document that are not declared", () => {
    const [, copy] = cross(GlobusTaskBlocked, new GlobusTaskBlocked({ task, reason: "paused", message: "m" }))
    expect(copy.task).toStrictEqual(task)
  })

  it("are refused where their document is none", () => {
    const decode = Schema.decodeUnknownEither(GlobusTaskBlocked)
    const sent = { _tag: "GlobusTaskBlocked", reason: "paused", message: "m" }
    expect(decode({ ...sent, task })._tag).toBe("Right")
    expect(decode({ ...sent, task: { task_id: 1 } })._tag).toBe("Left")
  })
})

describe("a class of errors", () => {
  class Composed extends errorClass<Composed>()(
    "Composed",
    { a: Schema.Number, b: maybe(Schema.Duration), c: asIs(Schema.Struct({ d: Schema.Number })) },
    ({ a }) => `a is ${a}`
  ) {}

  it("makes its message of its fields before the stack is written", () => {
    const error = new Composed({ a: 1, b: undefined, c: { d: 1 } })
    expect([error.message, error.stack?.split("\n")[0]]).toEqual(["a is 1", "Composed: a is 1"])
  })

  it("leaves out what is not known, and says so again when it is read", () => {
    const [encoded, copy] = cross(Composed, new Composed({ a: 1, b: undefined, c: { d: 1 } }))
    expect(Object.keys(encoded as object)).not.toContain("b")
    expect(Object.entries(copy)).toContainEqual(["b", undefined])
  })

  it("shows no mark when it is printed", () => {
    expect(JSON.stringify(new Composed({ a: 1, b: undefined, c: { d: 1 } }))).not.toContain("~")
  })
})
