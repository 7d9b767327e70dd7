import { describe, expect, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"
import { Authorization } from "../src/Authorization.js"
import * as BasicAuthorizer from "../src/BasicAuthorizer.js"

const header = (clientId: string, secret: string, resourceServer = "auth.globus.org") =>
  BasicAuthorizer.make({ clientId, clientSecret: Redacted.make(secret) }).pipe(
    Effect.flatMap((authorizer) => authorizer.header(resourceServer)),
    Effect.flatten,
    Effect.map(Redacted.value)
  )

const flaw = (clientId: string, secret: string) =>
  Effect.flip(BasicAuthorizer.make({ clientId, clientSecret: Redacted.make(secret) }))

describe("BasicAuthorizer", () => {
  it.effect("makes the header of RFC 7617's own examples", () =>
    Effect.gen(function* () {
      expect(yield* header("Aladdin", "open sesame")).toBe("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
      expect(yield* header("test", "123£")).toBe("Basic dGVzdDoxMjPCow==")
    })
  )

  it("carries any id and secret without control characters whole, as UTF-8", async () => {
    const text = FastCheck.string({ unit: "grapheme" }).filter((text) => !/\p{Cc}/u.test(text))
    await FastCheck.assert(
      FastCheck.asyncProperty(
        text.filter((id) => id.trim() !== "" && !id.includes(":")),
        FastCheck.oneof(text, FastCheck.stringMatching(/^[+/=%:&]{0,20}$/)),
        async (id, secret) => {
          const [scheme, pair = ""] = (await Effect.runPromise(header(id, secret))).split(" ")
          expect(scheme).toBe("Basic")
          expect(Buffer.from(pair, "base64").toString("utf8")).toBe(`${id}:${secret}`)
        }
      )
    )
  })

  it.effect("gives the same header to every resource server: it is pinned to none", () =>
    Effect.gen(function* () {
      expect(yield* header("id", "s", "transfer.api.globus.org")).toBe(yield* header("id", "s", "auth.globus.org"))
    })
  )

  it.effect("takes a 401 as final", () =>
    Effect.gen(function* () {
      const authorizer = yield* BasicAuthorizer.make({ clientId: "id", clientSecret: Redacted.make("s") })
      const header = yield* Effect.flatten(authorizer.header("auth.globus.org"))
      expect(yield* authorizer.reject(header)).toBe(false)
    })
  )

  for (const [what, id] of [
    ["a colon", "a:b"],
    ["nothing", ""],
    ["blanks only", "  "],
    ["a line end", "id\n"],
    ["DEL", "i\x7Fd"]
  ] as const) {
    it.effect(`refuses an id with ${what} when it is made`, () =>
      Effect.gen(function* () {
        const error = yield* flaw(id, "secret")
        expect(error._tag).toBe("GlobusUsageError")
        expect(error.field).toBe("clientId")
        expect(error.message).toMatch(/^clientId: /)
      })
    )
  }

  it.effect("refuses a secret with a control character, without showing it", () =>
    Effect.gen(function* () {
      const error = yield* flaw("id", "canary-secret\r\n")
      expect(error.field).toBe("clientSecret")
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary")
    })
  )

  it.effect("refuses a secret that is not wrapped, without showing it", () =>
    Effect.gen(function* () {
      // What a JavaScript caller would write.
      const options: BasicAuthorizer.Options = JSON.parse('{"clientId":"id","clientSecret":"canary-secret"}')
      const error = yield* Effect.flip(BasicAuthorizer.make(options))
      expect(error.field).toBe("clientSecret")
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary")
    })
  )

  it.effect("is a layer, from values or from Config", () =>
    Effect.gen(function* () {
      const asLayer = BasicAuthorizer.layer({ clientId: "id", clientSecret: Redacted.make("s3cret") })
      const fromConfig = BasicAuthorizer.layerConfig({
        clientId: Config.string("CLIENT_ID"),
        clientSecret: Config.redacted("CLIENT_SECRET")
      }).pipe(
        Layer.provide(
          Layer.setConfigProvider(
            ConfigProvider.fromMap(
              new Map([
                ["CLIENT_ID", "id"],
                ["CLIENT_SECRET", "s3cret"]
              ])
            )
          )
        )
      )
      const ask = Effect.flatMap(Authorization, (authorization) =>
        Effect.map(Effect.flatten(authorization.header("auth.globus.org")), Redacted.value)
      )
      expect(yield* Effect.provide(ask, asLayer)).toBe("Basic aWQ6czNjcmV0")
      expect(yield* Effect.provide(ask, fromConfig)).toBe("Basic aWQ6czNjcmV0")
    })
  )
})
