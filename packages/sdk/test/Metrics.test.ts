import { describe, expect, it } from "@effect/vitest"
import { Effect, Metric, Redacted } from "effect"
import { down } from "./tokenScript.js"
import * as Metrics from "../src/Metrics.js"
import * as TokenCache from "../src/TokenCache.js"

const refreshes = (resourceServer: string, cause: string, outcome: string) =>
  Metrics.refreshes.pipe(
    Metric.tagged("globus.refresh.cause", cause),
    Metric.tagged("globus.refresh.outcome", outcome),
    Metric.tagged("globus.resource_server", resourceServer),
    Metric.tagged("unit", "{refresh}"),
    Metric.value,
    Effect.map(({ count }) => count)
  )

describe("renewals", () => {
  it.scoped("are counted by cause and outcome, for each resource server", () =>
    Effect.gen(function* () {
      let fails = true
      const cache = yield* TokenCache.make({
        exchange: Effect.suspend(() =>
          fails
            ? Effect.fail(down)
            : Effect.succeed({
                resource_server: "counted.example.org",
                access_token: Redacted.make("an-access-token"),
                refresh_token: undefined,
                token_type: "Bearer",
                scope: "",
                expires_at_seconds: undefined
              })
        ),
        resourceServer: "counted.example.org",
        policy: { patience: 0 }
      })
      expect(yield* Effect.flip(cache.ensure("1 minute"))).toMatchObject({ _tag: "GlobusRefreshFailed" })
      fails = false
      yield* cache.ensure("1 minute", { force: true })
      expect(yield* refreshes("counted.example.org", "forced", "failed")).toBe(1)
      expect(yield* refreshes("counted.example.org", "forced", "renewed")).toBe(1)
      expect(yield* refreshes("another.example.org", "forced", "renewed")).toBe(0)
    })
  )
})
