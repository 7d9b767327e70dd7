import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpBody from "@effect/platform/HttpBody"
import { describe, expect, expectTypeOf, it } from "@effect/vitest"
import { Chunk, Effect, FastCheck as fc, Redacted, Runtime, Schema, Stream, type SchemaAST as AST } from "effect"
import { AuthApi } from "../../../src/auth/AuthApi.js"
import { FlowsApi } from "../../../src/flows/FlowsApi.js"
import { GcsApi } from "../../../src/gcs/GcsApi.js"
import type { GlobusError } from "../../../src/GlobusError.js"
import { GroupsApi } from "../../../src/groups/GroupsApi.js"
import type { Flat } from "../../../src/internal/operation/declaration.js"
import type { CallOptions } from "../../../src/Operation.js"
import { TimersApi } from "../../../src/timers/TimersApi.js"
import { SearchApi } from "../../../src/search/SearchApi.js"
import { TransferApi } from "../../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../../src/transfer/TransferApiV2.js"
import type { Answer, Script } from "../../script.js"
import { empty, failure, json, script, text, tokens } from "../../script.js"
import { answersOf } from "../wire/answers.js"
import { baseUrl, things } from "./ThingsApi.js"

const found = json({ id: "t" })

const client = (service: Script) => Effect.provide(things({}, tokens("Bearer secret").service), service.layer)

type Client = Effect.Effect.Success<ReturnType<typeof client>>

/** A call's request, when the answer is a thing. */
const sent = <A, E>(call: (client: Client) => Effect.Effect<A, E>, answer: Answer = found) =>
  Effect.gen(function* () {
    const service = script(answer)
    yield* Effect.flatMap(client(service), call)
    const [request] = service.requests
    if (request === undefined) return yield* Effect.dieMessage("nothing was sent")
    return { ...request, target: request.url.href.slice(baseUrl.length) }
  })

/** The error of a call that must not be sent. */
const refused = <A>(call: (client: Client) => Effect.Effect<A, GlobusError>) =>
  Effect.gen(function* () {
    const service = script(found)
    const error = yield* Effect.flip(Effect.flatMap(client(service), call))
    expect(service.requests).toHaveLength(0)
    return error
  })

/** An argument that the types know nothing of. */
const untyped = (text: string) => JSON.parse(text)

describe("the argument", () => {
  it.effect("is one object of path, query and body fields", () =>
    Effect.gen(function* () {
      const request = yield* sent(({ putThing }) => putThing({ thing_id: "a", force: true, name: "n", note: "x" }))
      expect(request.method).toBe("PUT")
      expect(request.target).toBe("/v1/thing/a?force=1")
      expect(JSON.parse(request.text)).toEqual({ DATA_TYPE: "thing", name: "n", note: "x" })
      expect(request.headers["content-type"]).toBe("application/json")
    })
  )

  it("has no name twice: such a declaration is a type error", () => {
    const path = Schema.Struct({ id: Schema.String })
    const api = HttpApi.make("a")
    const group = HttpApiGroup.make("g")
    const pathAndQuery = api.add(group.add(HttpApiEndpoint.get("e", "/:id").setPath(path).setUrlParams(path)))
    const pathAndBody = api.add(group.add(HttpApiEndpoint.put("e", "/:id").setPath(path).setPayload(path)))
    const queryAndBody = api.add(group.add(HttpApiEndpoint.put("e", "/").setUrlParams(path).setPayload(path)))
    const none = api.add(
      group.add(
        HttpApiEndpoint.put("e", "/:id")
          .setPath(path)
          .setPayload(Schema.Struct({ x: Schema.String }))
      )
    )
    type Clash = { readonly "this name occurs in two places of one endpoint": "id" }
    expectTypeOf<Flat<typeof pathAndQuery>>().toEqualTypeOf<Clash>()
    expectTypeOf<Flat<typeof pathAndBody>>().toEqualTypeOf<Clash>()
    expectTypeOf<Flat<typeof queryAndBody>>().toEqualTypeOf<Clash>()
    expectTypeOf<Flat<typeof none>>().toEqualTypeOf<unknown>()
    // What `declaration` asks for is the API and this: an API without that member is refused.
    expectTypeOf(pathAndQuery).not.toExtend<Flat<typeof pathAndQuery>>()
  })

  it("may leave out a DATA_TYPE that the operation knows, and all of it when no field is required", () => {
    type Put = Parameters<Client["putThing"]>[0]
    expectTypeOf<{ thing_id: string; name: string }>().toExtend<Put>()
    expectTypeOf<{ thing_id: string }>().not.toExtend<Put>()
    expectTypeOf<[]>().toExtend<Parameters<Client["listThings"]>>()
    expectTypeOf<[]>().not.toExtend<Parameters<Client["getThing"]>>()
  })

  it.effect("fills the DATA_TYPE of its document, declared as required or not, and keeps one that is given", () =>
    Effect.gen(function* () {
      const required = yield* sent(({ putThing }) => putThing({ thing_id: "a", name: "n" }))
      expect(JSON.parse(required.text)).toEqual({ DATA_TYPE: "thing", name: "n" })
      const optional = yield* sent(({ createThing }) => createThing({ name: "n" }))
      expect(JSON.parse(optional.text)).toEqual({ DATA_TYPE: "thing", name: "n" })
      expect(yield* refused(({ sortThing }) => sortThing(untyped("{}")))).toMatchObject({ field: "DATA_TYPE" })
      const given = yield* sent(({ createThing }) => createThing({ DATA_TYPE: "thing", name: "n" }))
      expect(JSON.parse(given.text)).toEqual({ DATA_TYPE: "thing", name: "n" })
    })
  )

  it.effect("drops what is undefined", () =>
    Effect.gen(function* () {
      const argument = { thing_id: "a", limit: undefined, fields: undefined, stray: undefined }
      expect((yield* sent(({ getThing }) => getThing(argument))).target).toBe("/v1/thing/a/whole")
    })
  )

  it.effect("is refused with a field that has no place, and the message says where it can go", () =>
    Effect.gen(function* () {
      const argument = { thing_id: "a", depth: 3 }
      expect(yield* refused(({ getThing }) => getThing(argument))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "depth",
        message: expect.stringContaining("{ query: { depth: … } }")
      })
      expect(yield* refused(({ getThing }) => getThing(untyped('{"thing_id":"a","__proto__":1}')))).toMatchObject({
        field: "__proto__"
      })
    })
  )

  it.effect("keeps the further members of a document, as they are", () =>
    Effect.gen(function* () {
      const document = { name: "n", colour: "red", nested: { deep: [1, null, { x: true }] } }
      const request = yield* sent(({ createThing }) => createThing(document))
      expect(JSON.parse(request.text)).toEqual({ DATA_TYPE: "thing", ...document })
      const odd = yield* sent(({ createThing }) => createThing(untyped('{"name":"n","__proto__":{"a":1}}')))
      expect(odd.text).toBe('{"DATA_TYPE":"thing","name":"n","__proto__":{"a":1}}')
    })
  )

  it.effect("keeps the further members of a form", () =>
    Effect.gen(function* () {
      const argument = { code: Redacted.make("s e+c&r=t"), client_id: "me", flavour: "sweet & sour" }
      const request = yield* sent(({ spend }) => spend(argument))
      expect(request.headers["content-type"]).toBe("application/x-www-form-urlencoded")
      expect(Object.fromEntries(new URLSearchParams(request.text))).toEqual({
        code: "s e+c&r=t",
        client_id: "me",
        flavour: "sweet & sour"
      })
    })
  )

  for (const [what, field, call] of [
    ["of the query", "limit", ({ getThing }) => getThing({ thing_id: "a", limit: -1 })],
    ["of the path", "thing_id", ({ deleteThing }) => deleteThing(untyped('{"thing_id":7}'))],
    ["that is missing from the path", "thing_id", ({ deleteThing }) => deleteThing(untyped("{}"))],
    ["of the document", "name", ({ createThing }) => createThing(untyped('{"name":["secret"]}'))],
    ["that is missing from the document", "name", ({ createThing }) => createThing(untyped("{}"))],
    ["of a form", "code", ({ spend }) => spend(untyped('{"code":"secret"}'))]
  ] satisfies ReadonlyArray<readonly [string, string, (client: Client) => Effect.Effect<unknown, GlobusError>]>) {
    it.effect(`is refused for a field ${what}: the error names it, not its value, and nothing is sent`, () =>
      Effect.gen(function* () {
        const error = yield* refused<unknown>(call)
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field, message: expect.stringContaining(field) })
        expect(error.message).not.toContain("secret")
      })
    )
  }

  it.effect("is refused when its document cannot be written as JSON", () =>
    Effect.gen(function* () {
      const document = { name: "n", size: 1n }
      expect(yield* refused(({ createThing }) => createThing(document))).toMatchObject({ _tag: "GlobusUsageError" })
    })
  )
})

describe("a path parameter", () => {
  it.effect("is encoded, and never changes the route", () =>
    Effect.gen(function* () {
      const hostile = "a/../b?c=d#e%2e %\\\t\n;:@&=+$,é"
      const request = yield* sent(({ getThing }) => getThing({ thing_id: hostile }))
      expect(request.url.search + request.url.hash).toBe("")
      expect(request.url.pathname.split("/").map(decodeURIComponent)).toEqual(["", "v1", "thing", hostile, "whole"])
    })
  )

  const strings = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("/", ".", "?", "#", "%", "\\", "2", "e", "\t", "\n", " ", ";", "a") }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    fc.constantFrom("", ".", "..", "%2e", "%2E%2e", "..%2f", "\ud800")
  )

  it.effect("of any text is one segment of the same route, or is refused unsent", () =>
    Effect.gen(function* () {
      const service = script(found)
      const { getThing } = yield* client(service)
      const run = Runtime.runPromise(yield* Effect.runtime<never>())
      const property = fc.asyncProperty(strings, async (value) => {
        const before = service.requests.length
        const outcome = await run(Effect.either(getThing({ thing_id: value })))
        if (outcome._tag === "Left") {
          expect(outcome.left).toMatchObject({ _tag: "GlobusUsageError", field: "thing_id" })
          expect(service.requests).toHaveLength(before)
          expect(["", ".", ".."].includes(value) || /\p{Surrogate}/u.test(value)).toBe(true)
        } else {
          expect(service.requests).toHaveLength(before + 1)
          const { hash, origin, pathname, search } = service.requests[before]?.url ?? new URL("x:")
          expect([origin, search, hash]).toEqual([baseUrl, "", ""])
          expect(pathname.split("/").map(decodeURIComponent)).toEqual(["", "v1", "thing", value, "whole"])
        }
      })
      yield* Effect.promise(() => fc.assert(property, { numRuns: 300 }))
    })
  )

  it.effect("that is empty, . or .. is refused by a message that says what to give", () =>
    Effect.gen(function* () {
      for (const thing_id of ["", ".", ".."]) {
        expect(yield* refused(({ getThing }) => getThing({ thing_id }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "thing_id",
          message: `getThing: thing_id: "${thing_id}" cannot be a segment of a path; give the thing's id or name`
        })
      }
    })
  )

  it.effect("leaves the path's end as it is declared: with a slash or without", () =>
    Effect.gen(function* () {
      expect((yield* sent(({ lastThing }) => lastThing({}, { query: { n: 1 } }))).target).toBe("/v1/last/?n=1")
      expect((yield* sent(({ putThing }) => putThing({ thing_id: "a", name: "n" }))).target).toBe("/v1/thing/a")
    })
  )

  it.effect("that is a path of its own keeps its slashes, and each segment is encoded", () =>
    Effect.gen(function* () {
      const request = yield* sent(({ readFile }) => readFile({ path: "/raw data/50%/a?b#c.h5" }))
      expect(request.target).toBe("/v1/files/raw%20data/50%25/a%3Fb%23c.h5")
      expect((yield* sent(({ readFile }) => readFile({ path: "raw/" }))).target).toBe("/v1/files/raw/")
      for (const path of ["a/../b", "../a", "a/.", "a//b", "", "/"]) {
        expect(yield* refused(({ readFile }) => readFile({ path }))).toMatchObject({ field: "path" })
      }
    })
  )
})

describe("an argument that is no object", () => {
  it.effect("is refused, as JavaScript can give one", () =>
    Effect.gen(function* () {
      for (const argument of ["null", '"a"', "1", "[1]"]) {
        const error = yield* refused(({ getThing }) => getThing(untyped(argument)))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", message: expect.stringContaining("getThing") })
      }
    })
  )
})

describe("text that UTF-8 cannot say", () => {
  it.effect("is refused wherever it stands, by the name of its field", () =>
    Effect.gen(function* () {
      const half = "a\ud83d"
      expect(yield* refused(({ getThing }) => getThing({ thing_id: half }))).toMatchObject({ field: "thing_id" })
      expect(yield* refused(({ getThing }) => getThing({ thing_id: "a", fields: half }))).toMatchObject({
        field: "fields"
      })
      expect(yield* refused(({ getThing }) => getThing({ thing_id: "a" }, { query: { further: half } }))).toMatchObject(
        { field: "further" }
      )
      expect(yield* refused(({ spend }) => spend({ code: Redacted.make(half) }))).toMatchObject({ field: "code" })
      expect(yield* refused(({ request }) => request({ method: "GET", path: `/${half}` }))).toMatchObject({
        field: "path"
      })
    })
  )
})

describe("an answer", () => {
  it.effect("may have any status from 200 to 299, whichever is declared", () =>
    Effect.gen(function* () {
      for (const status of [200, 201, 202, 203, 299]) {
        const { getThing, putThing, withResponse } = yield* client(script(json({ id: "t" }, status)))
        expect(yield* getThing({ thing_id: "a" })).toEqual({ id: "t" })
        expect(yield* putThing({ thing_id: "a", name: "n" })).toEqual({ id: "t" })
        expect((yield* withResponse.getThing({ thing_id: "a" })).status).toBe(status)
      }
    })
  )

  it.effect("that is empty is void where the declaration allows it", () =>
    Effect.gen(function* () {
      const { deleteThing, maybeThing, touchThing } = yield* client(script(empty()))
      expect(yield* touchThing({ thing_id: "a" })).toBeUndefined()
      expect(yield* deleteThing({ thing_id: "a" })).toBeUndefined()
      expect(yield* maybeThing()).toBeUndefined()
      expect(yield* Effect.flatMap(client(script(found)), ({ maybeThing }) => maybeThing())).toEqual({ id: "t" })
      const chatty = yield* client(script(text("Deleted.")))
      expect(yield* chatty.deleteThing({ thing_id: "a" })).toBeUndefined()
    })
  )

  it.effect("is the document that was parsed: what is not declared survives, at every depth", () =>
    Effect.gen(function* () {
      const body =
        '{"later":{"x":[1]},"id":"t","__proto__":{"polluted":true},"parts":[{"size":1,"unit":"B","constructor":2}]}'
      const { getThing } = yield* client(script(() => new Response(body)))
      const thing = yield* getThing({ thing_id: "a" })
      expect(JSON.stringify(thing)).toBe(body)
      expect(Object.hasOwn(thing, "__proto__")).toBe(true)
      expect({}).not.toHaveProperty("polluted")
    })
  )

  const wrong = (answer: Answer) =>
    Effect.flatMap(client(script(answer)), ({ getThing }) => failure(getThing({ thing_id: "a" })))

  it.effect("that is not as declared is a GlobusDecodeError that says where, with the request id", () =>
    Effect.gen(function* () {
      const document = { id: "t", request_id: "r-1", parts: [{ size: 1 }, { size: "secret" }] }
      expect(yield* wrong(json(document, 202))).toMatchObject({
        _tag: "GlobusDecodeError",
        operation: "getThing",
        method: "GET",
        origin: baseUrl,
        path: "/v1/thing/:thing_id/whole",
        status: 202,
        requestId: "r-1",
        documentPath: ["parts", 1, "size"],
        description: "The answer is not as declared: parts.1.size: expected number, found string"
      })
      expect(yield* wrong(json({}, 200, { "x-request-id": "r-2" }))).toMatchObject({
        requestId: "r-2",
        documentPath: ["id"],
        description: "The answer is not as declared: id: it is missing"
      })
      expect(yield* wrong(json([]))).toMatchObject({
        documentPath: [],
        description: "The answer is not as declared: expected Thing, found array"
      })
    })
  )

  it.effect("that is deeper than can be checked is a GlobusDecodeError too", () =>
    Effect.gen(function* () {
      const deep = `${'{"children":['.repeat(50_000)}${"]}".repeat(50_000)}`
      const { getTree } = yield* client(script(text(deep)))
      expect(yield* failure(getTree())).toMatchObject({
        _tag: "GlobusDecodeError",
        description: "The answer is nothing that can be checked"
      })
    })
  )

  for (const [what, answer, message] of [
    ["truncated JSON", () => new Response('{"id":"t'), "The answer is no JSON"],
    ["HTML with 200", text("<html>Log in</html>", 200, { "content-type": "text/html" }), "no JSON (text/html)"],
    ["empty", empty(200), "The answer is empty"]
  ] satisfies ReadonlyArray<readonly [string, Answer, string]>) {
    it.effect(`that is ${what} is a GlobusDecodeError, once`, () =>
      Effect.gen(function* () {
        const service = script(answer)
        const { getThing } = yield* client(service)
        expect(yield* failure(getThing({ thing_id: "a" }))).toMatchObject({
          _tag: "GlobusDecodeError",
          status: 200,
          documentPath: [],
          description: expect.stringContaining(message)
        })
        expect(service.requests).toHaveLength(1)
      })
    )
  }

  it.effect("that is not as declared is in the error, so that no id of a thing just made is lost", () =>
    Effect.gen(function* () {
      const document = { id: "just-made", parts: [{ size: "1" }], later: { deep: true } }
      const { createThing, withResponse } = yield* client(script(json(document)))
      expect(yield* Effect.flip(createThing({ name: "n" }))).toMatchObject({ document })
      expect(yield* Effect.flip(withResponse.createThing({ name: "n" }))).toMatchObject({ document })
    })
  )

  it.effect("is there without secrets: the call's own at any depth, also in names, and what is named as one", () =>
    Effect.gen(function* () {
      const service = script(
        json({
          id: 1,
          echo: [{ "Bearer swordfish": "Bearer swordfish", deep: ["a swordfish b"] }],
          access_token: "t",
          s3_secret_key: "k",
          globus_connect_setup_key: "k",
          service_account_key: { private_key: "k" },
          secret: null
        })
      )
      const { createThing } = yield* Effect.provide(things({}, tokens("Bearer swordfish").service), service.layer)
      const error = yield* Effect.flip(createThing({ name: "n" }))
      expect(error).toMatchObject({
        _tag: "GlobusDecodeError",
        document: {
          id: 1,
          echo: [{ "Bearer <redacted>": "Bearer <redacted>", deep: ["a <redacted> b"] }],
          access_token: "<redacted>",
          s3_secret_key: "<redacted>",
          globus_connect_setup_key: "<redacted>",
          service_account_key: "<redacted>",
          secret: null
        }
      })
    })
  )

  it.effect("is in no error of an operation whose answers hold secrets, nor is what is no JSON", () =>
    Effect.gen(function* () {
      const { spend } = yield* client(script(json({ access: "granted" })))
      const error = yield* Effect.flip(spend({ code: Redacted.make("c") }))
      expect(error).toMatchObject({ _tag: "GlobusDecodeError" })
      expect(error).not.toHaveProperty("document")
      const { createThing } = yield* client(script(text("<html>")))
      expect(yield* Effect.flip(createThing({ name: "n" }))).not.toHaveProperty("document")
    })
  )

  it.effect("that is deeper than can be looked at is in no error", () =>
    Effect.gen(function* () {
      const depth = 100_000
      const { createThing } = yield* client(script(text(`{"id":${"[".repeat(depth)}${"]".repeat(depth)}}`)))
      const error = yield* Effect.flip(createThing({ name: "n" }))
      expect(error).toMatchObject({ _tag: "GlobusDecodeError", document: undefined })
    })
  )

  it.effect("comes whole, with status and headers, by withResponse", () =>
    Effect.gen(function* () {
      const { withResponse } = yield* client(script(json({ id: "t" }, 202, { "X-Request-Id": "r", etag: "e" })))
      const reply = yield* withResponse.putThing({ thing_id: "a", name: "n" })
      expect(reply.status).toBe(202)
      expect(reply.value).toEqual({ id: "t" })
      expect(reply.headers).toMatchObject({ "x-request-id": "r", etag: "e" })
    })
  )
})

describe("the schemas of answers", () => {
  const transforms = (ast: AST.AST, seen = new Set<AST.AST>()): boolean => {
    if (seen.has(ast)) return false
    seen.add(ast)
    const inside = (ast: AST.AST) => transforms(ast, seen)
    switch (ast._tag) {
      case "Transformation":
        return true
      case "Declaration":
        return ast.typeParameters.some(inside)
      case "Refinement":
        return inside(ast.from)
      case "Suspend":
        return inside(ast.f())
      case "Union":
        return ast.types.some(inside)
      case "TupleType":
        return [...ast.elements, ...ast.rest].some(({ type }) => inside(type))
      case "TypeLiteral":
        return (
          ast.propertySignatures.some(({ type }) => inside(type)) ||
          ast.indexSignatures.some(({ parameter, type }) => inside(parameter) || inside(type))
        )
      default:
        return false
    }
  }

  it("are found out when they rebuild what they check", () => {
    expect(transforms(Schema.Struct({ a: Schema.Array(Schema.NullOr(Schema.NumberFromString)) }).ast)).toBe(true)
    expect(transforms(Schema.Struct({ a: Schema.optionalWith(Schema.String, { default: () => "" }) }).ast)).toBe(true)
    expect(transforms(Schema.Struct({ a: Schema.Array(Schema.NullOr(Schema.Number)) }).ast)).toBe(false)
  })

  for (const [name, all] of [
    ["AuthApi", answersOf(AuthApi)],
    ["TimersApi", answersOf(TimersApi)],
    ["GroupsApi", answersOf(GroupsApi)],
    ["SearchApi", answersOf(SearchApi)],
    ["FlowsApi", answersOf(FlowsApi)],
    ["GcsApi", answersOf(GcsApi)],
    ["TransferApi", answersOf(TransferApi)],
    ["TransferApiV2", answersOf(TransferApiV2)]
  ] as const) {
    it(`have no transformation in ${name}`, () => {
      expect(all.length).toBeGreaterThan(5)
      expect(all.filter(([, ast]) => transforms(ast))).toEqual([])
    })
  }
})

describe("a call that asks for some `fields`", () => {
  const list = json({ DATA: [{ parts: [{}] }, { id: "b" }] })

  it.effect("is answered a part of each document, in every form of the call", () =>
    Effect.gen(function* () {
      const fields = { query: { fields: "parts" } }
      const { createThing, listThings, listThingsPages, listThingsStream, withResponse } = yield* client(script(list))
      expect(yield* listThings({}, fields)).toEqual({ DATA: [{ parts: [{}] }, { id: "b" }] })
      expect(yield* withResponse.listThings({}, fields)).toMatchObject({ value: { DATA: [{ parts: [{}] }, {}] } })
      expect(yield* Stream.runCollect(listThingsPages({}, fields))).toHaveLength(1)
      expect(Chunk.toReadonlyArray(yield* Stream.runCollect(listThingsStream({}, fields)))).toEqual([
        { parts: [{}] },
        { id: "b" }
      ])
      expect(yield* createThing({ name: "n" }, fields)).toEqual({ DATA: [{ parts: [{}] }, { id: "b" }] })
    })
  )

  it.effect("is checked as ever: what is there must be of its kind", () =>
    Effect.gen(function* () {
      const { listThings, listThingsStream } = yield* client(script(json({ DATA: [{ id: 1 }] })))
      const fields = { query: { fields: ["id"] } }
      const flaw = { _tag: "GlobusDecodeError", documentPath: ["DATA", 0, "id"] }
      expect(yield* Effect.flip(listThings({}, fields))).toMatchObject(flaw)
      expect(yield* Effect.flip(Stream.runCollect(listThingsStream({}, fields)))).toMatchObject(flaw)
    })
  )

  it.effect("is so also where the endpoint declares the parameter", () =>
    Effect.gen(function* () {
      const { getThing } = yield* client(script(json({})))
      expect(yield* getThing({ thing_id: "a", fields: "parts" })).toEqual({})
      expect(yield* Effect.flip(getThing({ thing_id: "a" }))).toMatchObject({ documentPath: ["id"] })
    })
  )

  it.effect("and no other is answered so: not by a member of its body, nor where it says undefined", () =>
    Effect.gen(function* () {
      const { createThing, listThings, listThingsStream } = yield* client(script(list))
      const flaw = { _tag: "GlobusDecodeError", documentPath: ["DATA", 0, "id"] }
      expect(yield* Effect.flip(listThings())).toMatchObject(flaw)
      expect(yield* Effect.flip(listThings({}, { query: { fields: undefined } }))).toMatchObject(flaw)
      expect(yield* Effect.flip(Stream.runCollect(listThingsStream()))).toMatchObject(flaw)
      const further = { name: "n", fields: ["id"] }
      expect(yield* Effect.flip(createThing(further))).toMatchObject({ documentPath: ["id"] })
    })
  )

  it("says so in its type, and a call without them has whole documents", () => {
    const types = ({ getThing, listThings, listThingsStream, withResponse }: Client, options?: CallOptions) => {
      interface Whole {
        readonly id: string
      }
      interface Some {
        readonly id?: string | undefined
      }
      type Item<S> = S extends Stream.Stream<infer A, unknown> ? A : never
      const fields = { query: { fields: "id" } }
      const whole = { query: { limit: 1 } }
      const documents = {
        none: listThings(),
        other: listThings({}, whole),
        given: listThings({}, options),
        some: listThings({}, fields),
        reply: withResponse.listThings({}, fields),
        items: listThingsStream({}),
        someItems: listThingsStream({}, fields),
        declared: getThing({ thing_id: "a" })
      }
      type Of<K extends keyof typeof documents> =
        (typeof documents)[K] extends Effect.Effect<infer A, unknown> ? A : never
      expectTypeOf<Of<"none">["DATA"][number]>().toExtend<Whole>()
      expectTypeOf<Of<"other">["DATA"][number]>().toExtend<Whole>()
      expectTypeOf<Of<"given">["DATA"][number]>().toExtend<Whole>()
      expectTypeOf<NonNullable<Of<"some">["DATA"]>[number]["id"]>().toEqualTypeOf<Some["id"]>()
      expectTypeOf<NonNullable<Of<"reply">["value"]["DATA"]>[number]["id"]>().toEqualTypeOf<Some["id"]>()
      expectTypeOf<Item<(typeof documents)["items"]>>().toExtend<Whole>()
      expectTypeOf<Item<(typeof documents)["someItems"]>["id"]>().toEqualTypeOf<Some["id"]>()
      expectTypeOf<Of<"declared">["id"]>().toEqualTypeOf<Some["id"]>()
      // @ts-expect-error options that are not known to ask for a part cannot ask for one
      const opaque: CallOptions = fields
      return { documents, opaque }
    }
    expectTypeOf<
      Effect.Effect.Success<ReturnType<Client["listThings"]>>["DATA"][number]["id"]
    >().toEqualTypeOf<string>()
    expect(types).toBeTypeOf("function")
  })

  it("is answered by a handler that gives whole documents", () => {
    const handlers: Partial<Client> = { listThings: ({ limit } = {}) => Effect.succeed({ DATA: [], total: limit }) }
    expect(handlers.listThings).toBeTypeOf("function")
  })
})

describe("the answers of a service that is trusted", () => {
  const odd = json({ id: 5, parts: "none" })
  const trusting = (service: Script) =>
    Effect.provide(things({ answers: "trusted" }, tokens("Bearer secret").service), service.layer)

  it.effect("are what the JSON gave, in every form of the call", () =>
    Effect.gen(function* () {
      const { createThing, withResponse } = yield* trusting(script(odd))
      expect(yield* createThing({ name: "n" })).toEqual({ id: 5, parts: "none" })
      expect(yield* withResponse.createThing({ name: "n" })).toMatchObject({ value: { id: 5, parts: "none" } })
      const { listThingsPages, listThingsStream } = yield* trusting(script(json({ DATA: [5, null], total: "2" })))
      expect(Chunk.toReadonlyArray(yield* Stream.runCollect(listThingsStream()))).toEqual([5, null])
      expect(yield* Stream.runCollect(listThingsPages())).toHaveLength(1)
    })
  )

  it.effect("are JSON all the same", () =>
    Effect.gen(function* () {
      const { createThing } = yield* trusting(script(text("<html>")))
      expect(yield* Effect.flip(createThing({ name: "n" }))).toMatchObject({ _tag: "GlobusDecodeError" })
    })
  )

  it.effect("are checked by default, and by that name", () =>
    Effect.gen(function* () {
      for (const options of [{}, { answers: "checked" }] as const) {
        const { createThing } = yield* Effect.provide(things(options), script(odd).layer)
        expect(yield* Effect.flip(createThing({ name: "n" }))).toMatchObject({ _tag: "GlobusDecodeError" })
      }
    })
  )
})

describe("the last argument", () => {
  const get = { thing_id: "a", limit: 5 }

  it.effect("leaves a declared parameter alone where it says undefined", () =>
    Effect.gen(function* () {
      const request = yield* sent(({ getThing }) => getThing(get, { query: { limit: undefined } }))
      expect(request.url.searchParams.get("limit")).toBe("5")
    })
  )

  it.effect("adds query parameters: lists repeat their key, undefined is dropped, a declared name is replaced", () =>
    Effect.gen(function* () {
      const request = yield* sent(({ getThing }) =>
        getThing(get, { query: { tag: ["a b", "c&d"], deep: true, gone: undefined, limit: 9, n: 0 } })
      )
      expect(request.target).toBe("/v1/thing/a/whole?limit=9&tag=a%20b&tag=c%26d&deep=true&n=0")
    })
  )

  it.effect("adds headers, which beat ours", () =>
    Effect.gen(function* () {
      const { headers } = yield* sent(({ getThing }) => getThing(get, { headers: { Accept: "x/y", "X-Own": "ü" } }))
      expect(headers).toMatchObject({ accept: "x/y", "x-own": "ü", authorization: "Bearer secret" })
    })
  )

  it.effect("sets no authorization, and no header that HTTP cannot carry", () =>
    Effect.gen(function* () {
      for (const headers of [
        { Authorization: "Bearer mine" },
        { "a b": "x" },
        { "": "x" },
        { a: "x\r\nauthorization: y" },
        { a: "日本" },
        { a: "\0" }
      ]) {
        expect(yield* refused(({ getThing }) => getThing(get, { headers }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "headers"
        })
        expect(yield* refused(({ request }) => request({ method: "GET", path: "/", headers }))).toMatchObject({
          field: "headers"
        })
      }
    })
  )
})

describe("`request`", () => {
  it.effect("goes below the base URL, its path encoded and its query appended", () =>
    Effect.gen(function* () {
      const request = yield* sent(({ request }) =>
        request({ method: "DELETE", path: "/v2/a b/c?d#e%", query: { q: ["1", "2"] } })
      )
      expect([request.method, request.target]).toEqual(["DELETE", "/v2/a%20b/c%3Fd%23e%25?q=1&q=2"])
      expect(request.headers["authorization"]).toBe("Bearer secret")
      expect((yield* sent(({ request }) => request({ method: "GET", path: "v2/x" }))).target).toBe("/v2/x")
      expect((yield* sent(({ request }) => request({ method: "GET", path: `${baseUrl}/v2/x` }))).target).toBe("/v2/x")
    })
  )

  it.effect("takes a whole URL as it is, with its query: a link is encoded already", () =>
    Effect.gen(function* () {
      const service = script(found)
      const { request } = yield* Effect.provide(things({ baseUrl: `${baseUrl}/below/` }), service.layer)
      yield* request({ method: "GET", path: `${baseUrl}/below/a%20b/c%2Fd?next=x%26y#part` })
      yield* request({ method: "GET", path: `${baseUrl}/below/a b?next=x`, query: { limit: 1 } })
      expect(service.requests.map(({ url }) => url.href)).toEqual([
        `${baseUrl}/below/a%20b/c%2Fd?next=x%26y`,
        `${baseUrl}/below/a%20b?next=x&limit=1`
      ])
    })
  )

  it.effect("keeps a base URL's own path", () =>
    Effect.gen(function* () {
      const service = script(found)
      const { getThing, request } = yield* Effect.provide(things({ baseUrl: `${baseUrl}/below/` }), service.layer)
      yield* request({ method: "GET", path: "/x" })
      yield* getThing({ thing_id: "a" })
      expect(service.requests.map(({ url }) => url.href)).toEqual([
        `${baseUrl}/below/x`,
        `${baseUrl}/below/v1/thing/a/whole`
      ])
      expect(yield* Effect.flip(request({ method: "GET", path: `${baseUrl}/above` }))).toMatchObject({ field: "path" })
    })
  )

  for (const path of [
    "https://evil.example.org/",
    `${baseUrl}.evil.example.org/x`,
    `${baseUrl}@evil.example.org/x`,
    `${baseUrl}:8443/x`,
    "http://things.example.org/x",
    "HTTPS://evil.example.org",
    "//evil.example.org/x",
    "\\\\evil.example.org/x",
    "/\\evil.example.org/x",
    "javascript:x",
    "/../x",
    "/a/./b",
    "..",
    `${baseUrl}/../x`,
    `${baseUrl}/a/%2E%2e/x`,
    `${baseUrl}/a/.?x`
  ]) {
    it.effect(`is refused for ${path}`, () =>
      Effect.gen(function* () {
        expect(yield* refused(({ request }) => request({ method: "GET", path }))).toMatchObject({
          _tag: "GlobusUsageError",
          field: "path"
        })
      })
    )
  }

  it.effect("never leaves the origin, whatever the path", () =>
    Effect.gen(function* () {
      const service = script(found)
      const { request } = yield* Effect.provide(things({ baseUrl: `${baseUrl}/below` }), service.layer)
      const run = Runtime.runPromise(yield* Effect.runtime<never>())
      const hostile = fc.string({
        unit: fc.constantFrom(
          "/",
          "\\",
          ".",
          "..",
          "@",
          ":",
          "%2e",
          "%2f",
          "?",
          "#",
          "\t",
          "\n",
          " ",
          "evil.org",
          "https"
        )
      })
      const property = fc.asyncProperty(hostile, async (path) => {
        await run(Effect.either(request({ method: "GET", path })))
        await run(Effect.either(request({ method: "GET", path: `${baseUrl}/below/${path}` })))
      })
      yield* Effect.promise(() => fc.assert(property, { numRuns: 300 }))
      expect(service.requests.length).toBeGreaterThan(50)
      for (const { url } of service.requests) expect(url.href.startsWith(`${baseUrl}/below/`)).toBe(true)
    })
  )

  it.effect("gives the body as text, as JSON or as a stream", () =>
    Effect.gen(function* () {
      const { request } = yield* client(script(json({ a: 1 }, 201, { etag: "e" })))
      const get = request({ method: "GET", path: "/x" })
      const reply = yield* get
      expect([reply.status, reply.headers["etag"]]).toEqual([201, "e"])
      expect(yield* reply.text).toBe('{"a":1}')
      expect(yield* (yield* get).json).toEqual({ a: 1 })
      const chunks = yield* Stream.runCollect(Stream.unwrap(Effect.map(get, ({ stream }) => stream)))
      expect(Buffer.concat(Chunk.toReadonlyArray(chunks)).toString()).toBe('{"a":1}')
      const page = yield* client(script(text("<html>", 200, { "x-request-id": "r" })))
      expect(
        yield* Effect.flip(Effect.flatMap(page.request({ method: "GET", path: "/x" }), (reply) => reply.json))
      ).toMatchObject({
        _tag: "GlobusDecodeError",
        status: 200,
        requestId: "r"
      })
    })
  )

  it.effect("sends a body, streams too", () =>
    Effect.gen(function* () {
      const body = HttpBody.stream(Stream.make(Buffer.from("one,"), Buffer.from("two")), "text/csv")
      const streamed = yield* sent(({ request }) => request({ method: "PUT", path: "/x", body }))
      expect([streamed.text, streamed.headers["content-type"]]).toEqual(["one,two", "text/csv"])
      const whole = yield* sent(({ request }) => request({ method: "POST", path: "/x", body: HttpBody.text("three") }))
      expect(whole.text).toBe("three")
    })
  )

  it.effect("fails as an operation does", () =>
    Effect.gen(function* () {
      const { request } = yield* client(script(json({ code: "Gone", message: "It is gone" }, 410)))
      expect(yield* failure(request({ method: "GET", path: "/x" }))).toMatchObject({
        _tag: "GlobusInvalidRequest",
        operation: "request",
        code: "Gone",
        description: "It is gone"
      })
    })
  )
})
