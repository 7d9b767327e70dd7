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

/** As long as a secret must be. */
const long = "s3cret-0123"

describe("BasicAuthorizer", () => {
  it.effect("makes the header of RFC 7617: Base64 of id and secret, as UTF-8", () =>
    Effect.gen(function* () {
      expect(yield* header("Aladdin", "open sesame, open!")).toBe("Basic QWxhZGRpbjpvcGVuIHNlc2FtZSwgb3BlbiE=")
      expect(yield* header("test", "123£ and some more")).toBe("Basic dGVzdDoxMjPCoyBhbmQgc29tZSBtb3Jl")
    })
  )

  it("carries any id and secret without control characters whole, as UTF-8", async () => {
    const text = FastCheck.string({ unit: "grapheme" }).filter((text) => !/\p{Cc}/u.test(text))
    await FastCheck.assert(
      FastCheck.asyncProperty(
        text.filter((id) => id.trim() !== "" && !id.includes(":")),
        FastCheck.oneof(
          text.map((text) => text.padEnd(16, "é")),
          FastCheck.stringMatching(/^[+/=%:&]{16,36}$/)
        ),
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
      expect(yield* header("id", long, "transfer.api.globus.org")).toBe(yield* header("id", long, "auth.globus.org"))
    })
  )

  it.effect("takes a 401 as final", () =>
    Effect.gen(function* () {
      const authorizer = yield* BasicAuthorizer.make({ clientId: "id", clientSecret: Redacted.make(long) })
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
        const error = yield* flaw(id, long)
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

  it.effect("refuses a secret that is so short that it may be a word of any text, and does not tell its length", () =>
    Effect.gen(function* () {
      for (const secret of ["", "e", "task", "endpoint", "canary-123"]) {
        const error = yield* flaw("id", secret)
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "clientSecret" })
        expect(error.message).toBe("clientSecret: it has fewer than 11 characters: give the whole of what Globus gave")
        expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary")
      }
      expect(yield* header("id", long)).toMatch(/^Basic /)
    })
  )

  it.effect("refuses a secret that is not wrapped, without showing it", () =>
    Effect.gen(function* () {
      // What a JavaScript caller would write.
      const options: BasicAuthorizer.Options = JSON.parse(
        '{"clientId":"id","clientSecret":"canary-secret-of-some-length"}'
      )
      const error = yield* Effect.flip(BasicAuthorizer.make(options))
      expect(error.field).toBe("clientSecret")
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("canary")
    })
  )

  it.effect("is a layer, from values or from Config", () =>
    Effect.gen(function* () {
      const asLayer = BasicAuthorizer.layer({ clientId: "id", clientSecret: Redacted.make(long) })
      const fromConfig = BasicAuthorizer.layerConfig({
        clientId: Config.string("CLIENT_ID"),
        clientSecret: Config.redacted("CLIENT_SECRET")
      }).pipe(
        Layer.provide(
          Layer.setConfigProvider(
            ConfigProvider.fromMap(
              new Map([
                ["CLIENT_ID", "id"],
                ["CLIENT_SECRET", long]
              ])
            )
          )
        )
      )
      const ask = Effect.flatMap(Authorization, (authorization) =>
        Effect.map(Effect.flatten(authorization.header("auth.globus.org")), Redacted.value)
      )
      expect(yield* Effect.provide(ask, asLayer)).toBe(`Basic ${Buffer.from(`id:${long}`).toString("base64")}`)
      expect(yield* Effect.provide(ask, fromConfig)).toBe(`Basic ${Buffer.from(`id:${long}`).toString("base64")}`)
    })
  )
})
