import { describe, expect, it } from "@effect/vitest"
import { Config, ConfigProvider, Duration, Effect, Layer } from "effect"
import { Authorization } from "../src/Authorization.js"
import * as ClientOptions from "../src/ClientOptions.js"
import * as TransferClient from "../src/transfer/TransferClient.js"
import { anonymous, failure, json, script, silence } from "./script.js"
import * as Retry from "../src/Retry.js"

const variables = (entries: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(entries))))

describe("fromConfig", () => {
  const configured = {
    baseUrl: Config.string("URL"),
    timeout: Config.duration("TIMEOUT"),
    environment: Config.literal("production", "preview")("WHERE")
  } satisfies ClientOptions.Configured

  it.effect("reads the settings and keeps the behaviour", () =>
    Effect.gen(function* () {
      const products = [{ product: "p", version: "1" }]
      const read = ClientOptions.fromConfig({ ...configured, products, tracePropagation: true, retry: Retry.never })
      expect(yield* variables({ URL: "https://x.example.org", TIMEOUT: "5 seconds", WHERE: "preview" })(read)).toEqual({
        baseUrl: "https://x.example.org",
        timeout: Duration.seconds(5),
        environment: "preview",
        products,
        tracePropagation: true,
        retry: Retry.never
      })
    })
  )

  it.effect("leaves out what is not set, so that its default holds", () =>
    Effect.gen(function* () {
      const options = yield* variables({})(ClientOptions.fromConfig(configured))
      expect([options.baseUrl, options.timeout, options.environment]).toEqual([undefined, undefined, undefined])
    })
  )

  it.effect("fails for what is set and wrong", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(variables({ TIMEOUT: "soon" })(ClientOptions.fromConfig(configured)))
      expect(String(error)).toContain("TIMEOUT")
    })
  )
})

describe("layerConfig", () => {
  const client = (configured: ClientOptions.Configured, service = script(json({ value: "id" }))) =>
    TransferClient.TransferClient.pipe(
      Effect.provide(
        TransferClient.layerConfig(configured).pipe(
          Layer.provide(Layer.succeed(Authorization, anonymous)),
          Layer.provide(service.layer)
        )
      )
    )

  it.effect("makes a client by the settings that Config holds", () =>
    Effect.gen(function* () {
      const service = script(json({ value: "id" }))
      const { getSubmissionId } = yield* variables({ WHERE: "https://x.example.org/below" })(
        client({ baseUrl: Config.string("WHERE") }, service)
      )
      yield* getSubmissionId()
      expect(service.requests[0]?.url.href).toBe("https://x.example.org/below/v0.10/submission_id")
      const late = yield* variables({ SECONDS: "2 seconds" })(
        client({ timeout: Config.duration("SECONDS"), retry: Retry.never }, script(silence))
      )
      expect(yield* failure(late.getSubmissionId())).toMatchObject({ timeout: Duration.seconds(2) })
    })
  )

  it.effect("fails when it is built, not at the first call", () =>
    Effect.gen(function* () {
      const wrong = (configured: ClientOptions.Configured, entries: Readonly<Record<string, string>>) =>
        Effect.flip(variables(entries)(client(configured)))
      expect(yield* wrong({ baseUrl: Config.string("WHERE") }, { WHERE: "http://x.example.org" })).toMatchObject({
        _tag: "GlobusUsageError",
        field: "baseUrl"
      })
      expect(String(yield* wrong({}, { GLOBUS_SDK_ENVIRONMENT: "nope" }))).toContain("nope")
      expect(yield* wrong({}, { GLOBUS_SDK_SERVICE_URL_TRANSFER: "nonsense" })).toMatchObject({
        field: "GLOBUS_SDK_SERVICE_URL_TRANSFER"
      })
      expect(yield* wrong({ products: [{ product: "a;b", version: "1" }] }, {})).toMatchObject({ field: "products" })
    })
  )
})
