import { describe, expect, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TaskEngine from "../../src/transfer/TaskEngine.js"
import * as TransferOptions from "../../src/transfer/TransferOptions.js"

describe("TransferOptions", () => {
  it.effect.each([
    ["bytesPerSecond", { bytesPerSecond: 0 }],
    ["bytesPerSecond", { bytesPerSecond: Number.NaN }],
    ["bytesPerSecond", { bytesPerSecond: Infinity }],
    ["concurrentTasks", { concurrentTasks: 0 }],
    ["concurrentTasks", { concurrentTasks: 1.5 }],
    ["retryInterval", { retryInterval: 0 }],
    ["retryInterval", { retryInterval: Duration.infinity }]
  ] as const)("name %s when it cannot be worked with: %j", ([option, options]) =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(Effect.scoped(Layer.build(TaskEngine.layer(options))))
      expect(refused).toMatchObject({ _tag: "InvalidOption", option })
      expect(refused.message).toContain(option)
    })
  )

  it.effect("are three tasks at once, ten seconds between tries, and no limit, unless told otherwise", () =>
    Effect.gen(function* () {
      expect(yield* TransferOptions.check({})).toEqual({
        bytesPerSecond: undefined,
        concurrentTasks: 3,
        retryInterval: Duration.seconds(10)
      })
    })
  )
})
