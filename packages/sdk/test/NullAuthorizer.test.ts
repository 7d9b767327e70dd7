import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { Authorization } from "../src/Authorization.js"
import * as NullAuthorizer from "../src/NullAuthorizer.js"

describe("NullAuthorizer", () => {
  it.effect("gives no header, and renews none", () =>
    Effect.gen(function* () {
      const { header, reject } = yield* Authorization
      expect(yield* header("auth.globus.org")).toEqual(Option.none())
      expect(yield* reject(Redacted.make("Bearer token"))).toBe(false)
    }).pipe(Effect.provide(NullAuthorizer.layer()))
  )

  it.effect("is chosen like the others, from Config too", () =>
    Effect.gen(function* () {
      const { header } = yield* Authorization
      expect(yield* header("transfer.api.globus.org")).toEqual(Option.none())
    }).pipe(Effect.provide(NullAuthorizer.layerConfig()))
  )
})
