import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { verdicts } from "../src/Errors.js"
import { of, outcomes } from "./corpora.js"

describe("requirements", () => {
  const converted = (document: unknown, authorization_parameters: unknown) => ({
    fn: "to_gare",
    input: { kind: "dict", document },
    gare: authorization_parameters === null ? null : { fields: { code: "C", authorization_parameters } }
  })
  const asked = { session_required_mfa: true, required_scopes: ["a"] }
  const answered = {
    fn: "to_gare",
    input: {
      kind: "api_error",
      errorClass: "GlobusAPIError",
      status: 403,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: "C", authorization_parameters: asked })
    },
    gare: { fields: { code: "C", authorization_parameters: asked } }
  }

  it.effect("of documents and of answers are held, one by one and together", () =>
    Effect.gen(function* () {
      const found = yield* of(verdicts, "errors", {
        gare: [
          converted({ code: "C", authorization_parameters: asked }, asked),
          answered,
          converted({ code: "Nothing" }, null),
          converted({ code: "C", required_scopes: ["a"] }, null),
          converted(
            { code: "ConsentRequired", required_scopes: ["a"], message: "m" },
            { session_message: "m", required_scopes: ["a"] }
          ),
          converted({ code: "C", authorization_parameters: { prompt: "none" } }, { prompt: "none" }),
          { fn: "to_gares", inputs: [], gares: [], has_gares: false },
          {
            fn: "to_gares",
            inputs: [{ kind: "dict", document: { errors: [answered.gare.fields, { required_scopes: ["a"] }] } }],
            gares: [
              { fields: { code: "C", authorization_parameters: { session_message: "m", required_scopes: ["a"] } } },
              answered.gare
            ]
          },
          converted({ code: "C", errors: [{ unapproved_scopes: ["a"] }] }, null)
        ],
        gareFromDict: [
          { class: "GARE", document: { code: "C", authorization_parameters: asked }, gare: answered.gare },
          { class: "GlobusAuthorizationParameters", document: asked, result: { fields: asked } },
          { class: "GARE", document: {}, error: "ValidationError" }
        ]
      })
      expect(outcomes(found)).toEqual([
        "passed",
        "passed",
        "passed",
        "by design",
        "by design",
        "by design",
        "passed",
        "passed",
        "by design",
        "passed",
        "passed",
        "passed"
      ])
    })
  )

  it.effect("fail if others are recorded", () =>
    Effect.gen(function* () {
      const other = { ...asked, required_scopes: ["b"] }
      const found = yield* of(verdicts, "errors", {
        gare: [
          converted({ code: "C", authorization_parameters: asked }, other),
          { ...answered, gare: { fields: { authorization_parameters: other } } },
          { ...answered, input: { ...answered.input, status: 200 } },
          converted(
            { code: "C", message: "m", required_scopes: ["a"] },
            { session_message: "m", required_scopes: ["b"] }
          ),
          converted({ code: "Nothing" }, asked),
          { fn: "to_gares", inputs: [{ kind: "dict", document: answered.gare.fields }], gares: [] },
          { fn: "to_gares", inputs: [{ ...answered.input, status: 200 }], gares: [] }
        ],
        gareFromDict: [
          { class: "GlobusAuthorizationParameters", document: asked, result: { fields: other } },
          { class: "GARE", document: {} },
          { class: "GARE", document: {}, gare: answered.gare },
          { class: "GARE", document: { code: "C", authorization_parameters: {} }, error: "ValidationError" }
        ]
      })
      expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
    })
  )
})
