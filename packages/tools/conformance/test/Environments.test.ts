import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { verdicts } from "../src/Environments.js"
import { neverCrashes, of, outcomes, unused } from "./corpora.js"

const held = (document: unknown) => of(verdicts, "environments", document)

const allFailed = (document: unknown) =>
  Effect.map(held(document), (found) => {
    expect(found.length).toBeGreaterThan(0)
    expect(found.filter(({ outcome }) => outcome !== "failed")).toEqual([])
  })

describe("addresses", () => {
  const preview = {
    services: { auth: "https://auth.preview.globus.org/", flows: "https://preview.flows.automate.globus.org/" },
    webapp: "https://app.preview.globus.org/",
    clients: {
      TransferClient: "https://transfer.api.preview.globus.org/",
      AuthLoginClient: "https://auth.preview.globus.org/"
    }
  }

  it.effect("of services and clients are the recorded ones", () =>
    Effect.gen(function* () {
      const found = yield* held({ default: "production", environments: { preview } })
      expect(found.map(({ detail, outcome }) => [outcome, detail])).toEqual(
        Array.from({ length: 6 }, () => ["passed", ""])
      )
      expect(found[1]).toMatchObject({
        section: "environments",
        subject: "addresses of services",
        id: "environments[0]"
      })
    })
  )

  it.effect("fail if others are recorded, or in an unknown environment", () =>
    allFailed({
      default: "preview",
      environments: {
        production: preview,
        nowhere: { services: { auth: "https://auth.nowhere.globus.org/" } },
        test: "no addresses"
      }
    })
  )

  it.effect("of managers are the recorded ones", () =>
    Effect.gen(function* () {
      const found = yield* held({
        environments: { preview: { clients: { GCSClient: "https://x.data.globus.org/api/" } } },
        gcsAddresses: [
          { gcsAddress: "m.example.org", ok: true, value: "https://m.example.org/api/" },
          { gcsAddress: "https://m.example.org/x/", ok: true, value: "https://m.example.org/x/api/" },
          { gcsAddress: "https://m.example.org/api", ok: true, value: "https://m.example.org/api" }
        ]
      })
      expect(outcomes(found)).toEqual(["passed", "passed", "passed", "passed"])
    })
  )

  it.effect("of managers fail if others are recorded", () =>
    allFailed({
      gcsAddresses: [
        { gcsAddress: "m.example.org", ok: true, value: "https://m.example.org/" },
        { gcsAddress: "m.example.org", ok: false },
        { gcsAddress: "not a host", ok: true, value: "https://m.example.org/api/" }
      ]
    })
  )

  it.effect("of collections are the recorded ones", () =>
    Effect.gen(function* () {
      const found = yield* held({
        environments: { preview: { clients: { GCSCollectionClient: "https://x.data.globus.org" } } },
        collectionAddresses: [
          { collectionAddress: "c.example.org", ok: true, value: "https://c.example.org" },
          { collectionAddress: "https://c.example.org/", ok: true, value: "https://c.example.org/" },
          { collectionAddress: "http://c.example.org", ok: true, value: "https://http://c.example.org" }
        ]
      })
      expect(outcomes(found)).toEqual(["passed", "passed", "passed", "by design"])
    })
  )

  it.effect("of collections fail if others are recorded", () =>
    allFailed({
      environments: { preview: { clients: { GCSCollectionClient: "https://x.example.org/" } } },
      collectionAddresses: [
        { collectionAddress: "c.example.org", ok: true, value: "https://c.example.org/api/" },
        { collectionAddress: "c.example.org", ok: false },
        { collectionAddress: "not a host", ok: true, value: "https://not a host" },
        {}
      ]
    })
  )

  it.effect("without a client are not held yet", () =>
    Effect.gen(function* () {
      const found = yield* held({
        environments: { production: { clients: { ThingsClient: "https://x.example.org/" } } },
        overrides: [{ label: "nexus", env: { GLOBUS_SDK_SERVICE_URL_NEXUS: "https://n.example.org" }, ok: true }]
      })
      expect(outcomes(found)).toEqual(["not yet", "not yet"])
    })
  )
})

describe("overrides", () => {
  const override = (label: string, env: unknown, value: string | undefined) => ({
    label,
    env,
    ok: value !== undefined,
    value
  })
  const url = "https://t.example.org/x/"

  it.effect("by variables and arguments lead to the recorded address", () =>
    Effect.gen(function* () {
      const found = yield* held({
        overrides: [
          override("variable", { GLOBUS_SDK_ENVIRONMENT: "test" }, "https://transfer.api.test.globuscs.info/"),
          override("another service", { GLOBUS_SDK_SERVICE_URL_GROUPS: url }, url),
          override(
            "argument beats env var",
            { GLOBUS_SDK_ENVIRONMENT: "nowhere" },
            "https://transfer.api.test.globuscs.info/"
          ),
          override("base_url argument beats all", { GLOBUS_SDK_SERVICE_URL_TRANSFER: url }, "https://b.example.org/"),
          override("unknown environment", { GLOBUS_SDK_ENVIRONMENT: "nowhere" }, undefined)
        ]
      })
      expect(found.filter(({ outcome }) => outcome !== "passed")).toEqual([])
    })
  )

  it.effect("fail if they lead elsewhere, or if an argument is not known", () =>
    allFailed({
      overrides: [
        override("variable", { GLOBUS_SDK_ENVIRONMENT: "test" }, "https://transfer.api.globus.org/"),
        override("variable", { GLOBUS_SDK_ENVIRONMENT: "test" }, undefined),
        override("unknown environment", { GLOBUS_SDK_ENVIRONMENT: "nowhere" }, "https://transfer.api.globus.org/"),
        override("base_url argument beats all", {}, "https://transfer.api.globus.org/"),
        override("an argument of next year", {}, "https://transfer.api.globus.org/")
      ]
    })
  )
})

describe("differences by design", () => {
  it.effect("are all met", () =>
    Effect.gen(function* () {
      const found = yield* held({
        environments: { production: { services: { nexus: "https://nexus.example.org/" } } },
        overrides: [
          { label: "empty environment argument", env: {}, ok: true, value: "https://transfer.api.globus.org/" },
          {
            label: "open",
            env: { GLOBUS_SDK_SERVICE_URL_AUTH: "http://auth.example.org/" },
            ok: true,
            value: "http://auth.example.org/"
          },
          { label: "no service", env: {}, ok: false, message: "Unable to resolve base_url in client X" }
        ],
        gcsAddresses: [
          { gcsAddress: "http://m.example.org", ok: true, value: "https://http://m.example.org/api/" },
          { gcsAddress: "m.example.org/api/", ok: true, value: "https://m.example.org/api//api/" }
        ]
      })
      expect(found.filter(({ outcome }) => outcome !== "by design")).toEqual([])
      expect(unused(["base URL", "address", "service"], found)).toEqual([])
    })
  )
})

describe("the file", () => {
  it.effect("gets verdicts whatever is in it", () => neverCrashes(verdicts, "environments", "gcsAddresses"))
})
