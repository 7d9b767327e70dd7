import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import { GroupsApi } from "@effect-globus/sdk/groups/GroupsApi"
import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { make, placeOf } from "../src/Argument.js"
import type { Vector } from "../src/Corpus.js"
import * as Declared from "../src/Declared.js"

const Thing = Schema.Struct({ name: Schema.optional(Schema.String), size: Schema.optional(Schema.Number) })

const Registered = Schema.Union(
  Schema.Struct({ uris: Schema.Array(Schema.String), links: Schema.Struct({ privacy_policy: Schema.String }) }),
  Schema.Struct({ name: Schema.Union(Schema.String, Schema.Array(Schema.String)) })
)

/** An endpoint of each form. */
const declared = Declared.operations(
  HttpApi.make("things").add(
    HttpApiGroup.make("things")
      .add(
        HttpApiEndpoint.get("getThing", "/things/:thing_id")
          .setPath(Schema.Struct({ thing_id: Schema.String }))
          .setUrlParams(
            Schema.Struct({
              colour: Schema.optional(Schema.String),
              count: Schema.optional(Schema.NumberFromString),
              flag: Schema.optional(Schema.BooleanFromString)
            })
          )
      )
      .add(HttpApiEndpoint.post("createThing", "/things").setPayload(Schema.Struct({ thing: Thing })))
      .add(HttpApiEndpoint.post("register", "/registered").setPayload(Schema.Struct({ thing: Registered })))
      .add(HttpApiEndpoint.post("submitThing", "/submit").setPayload(Thing))
      .add(
        HttpApiEndpoint.post("batch", "/batch").setPayload(Schema.Struct({ thing_ids: Schema.Array(Schema.String) }))
      )
      .add(
        HttpApiEndpoint.post("formThing", "/form").setPayload(
          HttpApiSchema.withEncoding(
            Schema.Struct({ token: Schema.Redacted(Schema.String), note: Schema.optional(Schema.String) }),
            { kind: "UrlParams" }
          )
        )
      )
  )
)

const vector = (params: Vector["params"], flow?: Vector["clientConfig"]["flow"]): Vector => ({
  id: "",
  origin: "own",
  client: "ThingsClient",
  operation: "",
  mode: "call",
  clientConfig: { baseUrl: "https://things.example.org/", flow },
  params,
  exchanges: [],
  outcome: { ok: true }
})

const mapped = (operation: string, params: Vector["params"]) => make(vector(params), operation, declared.get(operation))

const missing = { $missing: true }

describe("a Python parameter", () => {
  it("has the name of our field at every place of the request", () => {
    expect(mapped("getThing", { thing_id: "a", colour: "red", count: 2 })).toStrictEqual({
      argument: { thing_id: "a", colour: "red", count: 2 },
      options: {}
    })
  })

  it("that is the whole body is spread into the argument", () => {
    for (const name of ["actions", "data", "form_data", "thing_data", "thing_doc", "update_document"]) {
      expect(mapped("submitThing", { [name]: { name: "a", own: [1] } }).argument).toStrictEqual({ name: "a", own: [1] })
    }
  })

  it("goes into the envelope if the declared body is one, unless it is in the path", () => {
    expect(mapped("createThing", { name: "a", size: 1 }).argument).toStrictEqual({ thing: { name: "a", size: 1 } })
    expect(mapped("createThing", { thing: { name: "a" } }).argument).toStrictEqual({ thing: { name: "a" } })
    expect(mapped("batch", { thing_ids: ["a"] }).argument).toStrictEqual({ thing_ids: ["a"] })
  })

  it("leaves an empty envelope if there is nothing to put in", () => {
    expect(mapped("createThing", {}).argument).toStrictEqual({ thing: {} })
    expect(mapped("createThing", { name: missing, additional_fields: null }).argument).toStrictEqual({ thing: {} })
  })

  it("becomes a list of one or a member of a document in the envelope, if the wire has that", () => {
    expect(
      mapped("register", { uris: "a", name: "b", privacy_policy: "c", terms_and_conditions: null }).argument
    ).toEqual({ thing: { uris: ["a"], name: "b", links: { privacy_policy: "c", terms_and_conditions: null } } })
    expect(mapped("register", { uris: ["a", "b"] }).argument).toEqual({ thing: { uris: ["a", "b"] } })
    expect(mapped("createThing", { privacy_policy: "c" }).argument).toEqual({ thing: { privacy_policy: "c" } })
  })

  it("for undeclared fields is the last argument, or the open document", () => {
    const { argument, options } = mapped("createThing", {
      name: "a",
      additional_fields: { name: "b", own: 1 },
      query_params: { x: ["y", null], gone: null },
      headers: { "X-Own": "1", gone: missing }
    })
    expect(argument).toStrictEqual({ thing: { name: "b", own: 1 } })
    expect(options).toStrictEqual({ query: { x: ["y"] }, headers: { "X-Own": "1" } })
    expect(mapped("formThing", { token: "t", body_params: { own: "1" } }).argument).toMatchObject({ own: "1" })
  })

  it("is left out if it is Python's MISSING, at any depth, and None stays in JSON alone", () => {
    expect(
      mapped("submitThing", { name: missing, data: { a: missing, b: [missing, { c: missing }], d: null } }).argument
    ).toStrictEqual({ b: [{}], d: null })
    expect(mapped("getThing", { thing_id: "a", colour: null }).argument).toStrictEqual({ thing_id: "a" })
    expect(mapped("formThing", { token: "t", note: null }).argument).not.toHaveProperty("note")
  })

  it("that is a number becomes text if the wire has text", () => {
    expect(mapped("getThing", { thing_id: 7, count: 7 }).argument).toStrictEqual({ thing_id: "7", count: 7 })
  })

  it("that is 1 or 0 becomes a boolean if our field is one", () => {
    const flags = [1, 0, true, 2].map((flag) => mapped("getThing", { thing_id: "a", flag }).argument["flag"])
    expect(flags).toStrictEqual([true, false, true, 2])
  })

  it("that holds a secret is redacted, by the declaration or by its name", () => {
    const { argument } = mapped("formThing", { token: "t", note: "n" })
    expect(argument).toStrictEqual({ token: Redacted.make("t"), note: "n" })
    expect(make(vector({ refresh_token: "r", note: "n" }), "oauth2RefreshToken", undefined).argument).toStrictEqual({
      refresh_token: Redacted.make("r"),
      note: "n"
    })
  })

  it("that is in the tables has another name, or is no field", () => {
    const params = { auth_code: "c" }
    const flow = { redirectUri: "https://a.example.org/", verifier: "v" }
    expect(make(vector(params, flow), "oauth2ExchangeCodeForTokens", undefined).argument).toStrictEqual({
      code: Redacted.make("c"),
      redirect_uri: "https://a.example.org/",
      code_verifier: Redacted.make("v")
    })
    expect(make(vector({ task_id: "a", timeout: 5, polling_interval: 1 }), "taskWait", undefined)).toStrictEqual({
      argument: { task_id: "a" },
      options: { timeout: Duration.seconds(5), pollingInterval: Duration.seconds(1) }
    })
    expect(
      make(vector({ as_pem: true, openid_configuration: {} }), "getJwk", declared.get("getThing")).argument
    ).toStrictEqual({})
  })

  it("has another name in one operation alone", () => {
    const groups = Declared.operations(GroupsApi)
    const given = (operation: string, params: Vector["params"]) =>
      make(vector(params), operation, groups.get(operation)).argument
    expect(given("setSubscriptionAdminVerified", { group_id: "g", subscription_id: null })).toStrictEqual({
      group_id: "g",
      subscription_admin_verified_id: null
    })
    expect(given("getGroupBySubscriptionId", { subscription_id: "s" })).toStrictEqual({ subscription_id: "s" })
  })

  it("without a place is reported as such", () => {
    expect(placeOf("size", declared.get("getThing"))).toBe("nowhere")
    expect(placeOf("size", declared.get("submitThing"))).toBe("body")
  })
})
