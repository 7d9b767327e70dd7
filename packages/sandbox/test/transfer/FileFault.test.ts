import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FileFault from "../../src/transfer/FileFault.js"
import { pause } from "./TransferFixture.js"

describe("FileFault", () => {
  it("knows the disk's refusals, and never names a place on the host", () => {
    const fault = (code: string) =>
      FileFault.fromErrno(Object.assign(new Error("at /host/place"), { code }), ["a", "b"])
    expect(fault("EACCES")).toMatchObject({ reason: "PermissionDenied", path: "/a/b" })
    expect(fault("EPERM").reason).toBe("PermissionDenied")
    expect(fault("ENOSPC").reason).toBe("NoSpace")
    expect(fault("EIO")).toMatchObject({ reason: "Failed" })
    expect(fault("EIO").message).not.toContain("host")
  })

  it.effect("awaits an operation that was sent to the disk, interrupted or not", () =>
    Effect.gen(function* () {
      let finish = (): void => undefined
      const operation = FileFault.attempt([], () => new Promise<void>((resolve) => (finish = resolve)))
      const working = yield* Effect.fork(operation)
      yield* Effect.yieldNow()
      const interrupting = yield* Effect.fork(Fiber.interrupt(working))
      yield* pause
      expect((yield* Fiber.poll(interrupting))._tag).toBe("None")
      finish()
      expect((yield* Fiber.join(interrupting))._tag).toBe("Failure")
    })
  )
})
