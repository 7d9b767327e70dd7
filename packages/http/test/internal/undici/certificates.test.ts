import { expect, it, vi } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { syncBuiltinESMExports } from "node:module"
import tls, { rootCertificates } from "node:tls"
import { tlsOptions } from "../../../src/internal/undici/certificates.js"
import { authority } from "../../certificates.js"

it.scoped("an authority is trusted beside those that Node trusts, and one context is for all connections", () =>
  Effect.gen(function* () {
    const made = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const spy = vi.spyOn(tls, "createSecureContext")
        syncBuiltinESMExports()
        return spy
      }),
      (spy) =>
        Effect.sync(() => {
          spy.mockRestore()
          syncBuiltinESMExports()
        })
    )
    const { ca } = authority("Ours")
    const { server } = yield* tlsOptions({ ca })
    const given = made.mock.calls[0]?.[0]?.ca
    expect(given).toEqual(expect.arrayContaining([rootCertificates[0], rootCertificates.at(-1), ca]))
    expect(server.secureContext).toBe(made.mock.results[0]?.value)
  })
)
