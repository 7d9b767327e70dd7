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

  it.effect("fail if others are recorded, or in an environment that there is not", () =>
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

  it.effect("of what has no client yet are not held", () =>
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

  it.effect("by variables and by arguments lead where they are recorded to lead", () =>
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

  it.effect("fail if they lead elsewhere, and when an argument is not known", () =>
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

describe("variables", () => {
  it.effect("for the deadline and for certificates mean the same", () =>
    Effect.gen(function* () {
      const found = yield* held({
        httpTimeout: [
          { env: null, ok: true, value: 60 },
          { env: "2.5", ok: true, value: 2.5 },
          { env: "-1", ok: true, value: null },
          { env: "soon", ok: false }
        ],
        verifySsl: [
          { env: null, ok: true, value: true },
          { env: "Yes", ok: true, value: true },
          { env: "perhaps", ok: false }
        ]
      })
      expect(found.filter(({ outcome }) => outcome !== "passed")).toEqual([])
    })
  )

  it.effect("fail if they mean something else", () =>
    allFailed({
      httpTimeout: [
        { env: null, ok: true, value: 30 },
        { env: "2.5", ok: false },
        { env: "-1", ok: true, value: -1 },
        { env: "soon", ok: true, value: 60 },
        { env: "2.5", ok: true, value: 0 }
      ],
      verifySsl: [
        { env: "yes", ok: true, value: false },
        { env: "yes", ok: false },
        { env: "no", ok: true, value: true },
        { env: "", ok: true, value: false }
      ]
    })
  )
})

describe("what a call says of its client", () => {
  const python = "product=python-sdk,version=4.0.0"

  it.effect("is the same but for the SDK's name", () =>
    Effect.gen(function* () {
      const found = yield* held({
        defaultHeaders: { Accept: "application/json" },
        clientInfo: [
          { ok: false, header: python, message: "No reserved characters. Bad usage: 'product: a=b'" },
          { ok: false, header: python, message: "One at a time. Bad usage: 'product=p;product=q'" }
        ]
      })
      expect(outcomes(found)).toEqual(["passed", "passed", "passed"])
    })
  )

  it.effect("fails if it says something else", () =>
    allFailed({
      defaultHeaders: { Accept: "text/plain", "X-Later": "x" },
      userAgentWithAppName: "portal",
      clientInfo: [
        { ok: true, header: `${python};product=p;version=2` },
        { ok: true, header: `other;product=p,version=2` },
        { ok: false, header: python, message: "Bad usage: 'product: fine'" },
        { ok: true, header: `${python};product=a=b,version=1` }
      ]
    })
  )

  it.effect("has differences by design, and all of them are met", () =>
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
        ],
        httpTimeout: [{ env: "0", ok: true, value: 0 }],
        verifySsl: [
          { env: "", ok: false },
          { env: "no", ok: true, value: false },
          { env: "/etc/ca.pem", ok: true, value: "/etc/ca.pem" }
        ],
        defaultHeaders: { "User-Agent": "globus-sdk-py-4.0.0", "X-Globus-Client-Info": python },
        userAgentWithAppName: "globus-sdk-py-4.0.0/portal",
        clientInfo: [
          { ok: true, header: python },
          { ok: true, header: `${python};product=p,version=2` },
          { ok: true, header: `${python};` },
          { ok: true, header: null },
          { ok: false, header: python, message: "Bad usage: 'a=b: c'" }
        ]
      })
      expect(found.filter(({ outcome }) => outcome !== "by design")).toEqual([])
      expect(unused(["base URL", "address", "service", "variable", "header", "agent", "client info"], found)).toEqual(
        []
      )
    })
  )
})

describe("the file", () => {
  it.effect("gets verdicts whatever is in it", () => neverCrashes(verdicts, "environments", "httpTimeout"))
})
