import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { apiError } from "../../../src/internal/wire/apiError.js"
import { excerpt, readable } from "../../../src/internal/wire/excerpt.js"
import { striker } from "../../../src/internal/wire/strike.js"

const error = (body: string, description: string) =>
  apiError("GlobusServiceUnavailable", {
    operation: "getTask",
    method: "GET",
    origin: "https://transfer.api.globus.org",
    path: "/task",
    status: 503,
    code: undefined,
    description,
    requestId: undefined,
    resource: undefined,
    errors: [],
    requirements: undefined,
    retryAfter: undefined,
    body
  })

describe("an error's text", () => {
  it("is the beginning of the answer's, at most 64 KiB of it, and no half of a character", () => {
    const unit = FastCheck.constantFrom("a", "ä", "€", "😀")
    FastCheck.assert(
      FastCheck.property(
        FastCheck.array(unit, { minLength: 1, maxLength: 5 }),
        FastCheck.nat(90_000),
        (units, size) => {
          const text = units.join("").repeat(Math.ceil(size / units.length))
          for (const kept of [excerpt(error(text, "")).body, excerpt(error("", text)).description]) {
            expect(text.startsWith(kept)).toBe(true)
            const bytes = Buffer.byteLength(kept)
            expect(bytes).toBeLessThanOrEqual(65_536)
            // There was no room for one more character.
            if (kept !== text) expect(bytes).toBeGreaterThan(65_536 - 4)
            expect(kept).not.toMatch(/\p{Surrogate}/u)
          }
        }
      ),
      { numRuns: 50 }
    )
  })

  it("has no part of a secret that stands where the answer is cut", () => {
    const secret = "s3cr3t".repeat(100)
    const strike = striker(() => [secret])
    for (let at = 2 ** 20 - 700; at <= 2 ** 20; at += 50) {
      const read = readable("x".repeat(at) + secret + "y".repeat(1000), strike)
      expect(read.length).toBeLessThanOrEqual(2 ** 20)
      expect(read).not.toContain("s3cr3t")
    }
    // To strike makes a text shorter, so that its end comes near.
    expect(readable(secret.repeat(2_000), strike)).not.toContain("s3cr3t")
  })
})
