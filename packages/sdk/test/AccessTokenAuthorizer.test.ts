import * as Sandbox from "@effect-globus/sandbox/Sandbox"
import { describe, expect, it } from "@effect/vitest"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { inspect } from "node:util"
import * as AccessTokenAuthorizer from "../src/AccessTokenAuthorizer.js"
import { Authorization } from "../src/Authorization.js"
import { asked, login, transferClient } from "./local.js"

const server = "transfer.api.globus.org"

describe("AccessTokenAuthorizer", () => {
  it.effect("sends the token as it is", () =>
    Effect.gen(function* () {
      const { header } = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make("a.b-c_d~e+/=0123") })
      expect(Option.map(yield* header(server), Redacted.value)).toEqual(Option.some("Bearer a.b-c_d~e+/=0123"))
    })
  )

  it.effect("without resourceServer it is for who asks first, with it for that one alone", () =>
    Effect.gen(function* () {
      const open = yield* AccessTokenAuthorizer.make({ accessToken: Redacted.make("an-access-token-0001") })
      yield* open.header(server)
      yield* open.header(server)
      expect(yield* Effect.flip(open.header("auth.globus.org"))).toMatchObject({ _tag: "GlobusWrongResourceServer" })
      const said = yield* AccessTokenAuthorizer.make({
        accessToken: Redacted.make("an-access-token-0001"),
        resourceServer: "auth.globus.org"
      })
      expect(yield* Effect.flip(said.header(server))).toMatchObject({ held: "auth.globus.org", asked: server })
    })
  )

  for (const [text, what] of [
    ["", "empty"],
    ["canary token", "with a blank"],
    ["canary\r\nx-evil: 1", "with line ends"],
    ["canäry-0123456789", "beyond ASCII"],
    ["canary-012", "so short that it may be a word"]
  ] as const) {
    it.effect(`a token that is ${what} is a usage error that does not show it`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(AccessTokenAuthorizer.make({ accessToken: Redacted.make(text) }))
        expect(error).toMatchObject({ _tag: "GlobusUsageError", field: "accessToken" })
        expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/can.ry/)
      })
    )
  }

  it.effect("an empty resourceServer is a usage error", () =>
    Effect.gen(function* () {
      const options = { accessToken: Redacted.make("an-access-token-0001"), resourceServer: " " }
      expect(yield* Effect.flip(AccessTokenAuthorizer.make(options))).toMatchObject({
        _tag: "GlobusUsageError",
        field: "resourceServer"
      })
    })
  )

  it.effect("reads its options from Config", () =>
    Effect.gen(function* () {
      const layer = AccessTokenAuthorizer.layerConfig({
        accessToken: Config.redacted("TOKEN"),
        resourceServer: Config.string("SERVER")
      }).pipe(
        Layer.provide(
          Layer.setConfigProvider(
            ConfigProvider.fromMap(
              new Map([
                ["TOKEN", "an-access-token-0001"],
                ["SERVER", "auth.globus.org"]
              ])
            )
          )
        )
      )
      const error = yield* Effect.flatMap(Authorization, ({ header }) => Effect.flip(header(server))).pipe(
        Effect.provide(layer)
      )
      expect(error).toMatchObject({ _tag: "GlobusWrongResourceServer", held: "auth.globus.org" })
    })
  )

  it.scoped("a 401 is final: one attempt", () =>
    Effect.gen(function* () {
      const { transfer } = yield* login()
      const sandbox = yield* Sandbox.Sandbox
      const client = yield* transferClient().pipe(
        Effect.provide(AccessTokenAuthorizer.layer({ accessToken: transfer.accessToken }))
      )
      yield* client.taskList()
      yield* sandbox.expireAccessTokens()
      expect(yield* Effect.flip(client.taskList())).toMatchObject({
        _tag: "GlobusUnauthenticated",
        code: "ClientError.AuthenticationFailed"
      })
      expect(yield* asked("taskList")).toBe(2)
    }).pipe(Effect.provide(Sandbox.layerInProcess()))
  )
})
