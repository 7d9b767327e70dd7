import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Duration, Effect, Either, Option } from "effect"
import * as Environment from "../src/Environment.js"
import { anonymous, json, script } from "./script.js"
import * as transport from "../src/internal/wire/transport.js"

const withVariables = (variables: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

const services = ["auth", "app", "transfer", "groups", "search", "flows", "timer", "compute"] as const

describe("serviceUrl", () => {
  const urls = {
    production: [
      "https://auth.globus.org/",
      "https://app.globus.org/",
      "https://transfer.api.globus.org/",
      "https://groups.api.globus.org/",
      "https://search.api.globus.org/",
      "https://flows.automate.globus.org/",
      "https://timer.automate.globus.org/",
      "https://compute.api.globus.org/"
    ],
    preview: [
      "https://auth.preview.globus.org/",
      "https://app.preview.globus.org/",
      "https://transfer.api.preview.globus.org/",
      "https://groups.api.preview.globus.org/",
      "https://search.api.preview.globus.org/",
      "https://preview.flows.automate.globus.org/",
      "https://preview.timer.automate.globus.org/",
      "https://compute.api.preview.globus.org/"
    ],
    sandbox: [
      "https://auth.sandbox.globuscs.info/",
      "https://app.sandbox.globuscs.info/",
      "https://transfer.api.sandbox.globuscs.info/",
      "https://groups.api.sandbox.globuscs.info/",
      "https://search.api.sandbox.globuscs.info/",
      "https://sandbox.flows.automate.globus.org/",
      "https://sandbox.timer.automate.globus.org/",
      "https://compute.api.sandbox.globuscs.info/"
    ]
  } as const

  for (const [environment, expected] of [
    ["production", urls.production],
    ["preview", urls.preview],
    ["sandbox", urls.sandbox]
  ] as const) {
    it(`knows where the services of ${environment} are`, () => {
      expect(services.map((service) => Environment.serviceUrl(service, environment))).toEqual(expected)
    })
  }

  it("names the three of Globus's own developers alike", () => {
    for (const name of ["integration", "test", "staging"] as const) {
      expect(services.map((service) => Environment.serviceUrl(service, name))).toEqual(
        urls.sandbox.map((url) => url.replace("sandbox", name))
      )
    }
  })
})

describe("baseUrl", () => {
  const url = (
    options: { readonly baseUrl?: string; readonly environment?: Environment.Environment },
    variables: Readonly<Record<string, string>> = {}
  ) => withVariables(variables)(Environment.baseUrl("transfer", options))

  it.effect("is production's, unless the variable or, before it, the option names another environment", () =>
    Effect.gen(function* () {
      const preview = { GLOBUS_SDK_ENVIRONMENT: "preview" }
      expect(yield* url({})).toBe("https://transfer.api.globus.org")
      expect(yield* url({}, preview)).toBe("https://transfer.api.preview.globus.org")
      expect(yield* url({ environment: "test" }, preview)).toBe("https://transfer.api.test.globuscs.info")
    })
  )

  it.effect("is the service's own variable before any environment, and the option before all", () =>
    Effect.gen(function* () {
      const variables = { GLOBUS_SDK_SERVICE_URL_TRANSFER: "https://t.example.org/x/", GLOBUS_SDK_ENVIRONMENT: "nope" }
      expect(yield* url({ environment: "test" }, variables)).toBe("https://t.example.org/x")
      expect(yield* url({ baseUrl: "https://b.example.org" }, variables)).toBe("https://b.example.org")
    })
  )

  it.effect("has a variable for each service", () =>
    Effect.gen(function* () {
      for (const service of services) {
        const name = `GLOBUS_SDK_SERVICE_URL_${service.toUpperCase()}`
        expect(yield* withVariables({ [name]: "https://x.example.org" })(Environment.baseUrl(service, {}))).toBe(
          "https://x.example.org"
        )
      }
    })
  )

  it.effect("takes an empty variable for an unset one", () =>
    Effect.gen(function* () {
      const empty = { GLOBUS_SDK_SERVICE_URL_TRANSFER: "", GLOBUS_SDK_ENVIRONMENT: "", GLOBUS_SDK_HTTP_TIMEOUT: "" }
      expect(yield* url({}, empty)).toBe("https://transfer.api.globus.org")
      expect(yield* withVariables(empty)(Environment.httpTimeout)).toEqual(Option.some(Duration.seconds(60)))
    })
  )

  it.effect("fails for an environment that there is not, and says which there are", () =>
    Effect.gen(function* () {
      for (const name of ["nope", "PREVIEW", "toString", "__proto__"]) {
        const error = yield* Effect.flip(url({}, { GLOBUS_SDK_ENVIRONMENT: name }))
        expect(String(error)).toContain(
          `GLOBUS_SDK_ENVIRONMENT: "${name}" is not a Globus environment: use one of production, preview, sandbox, integration, test, staging`
        )
      }
      const untyped = JSON.parse('{"environment":"nope"}')
      expect(yield* Effect.flip(url(untyped))).toMatchObject({ _tag: "GlobusUsageError", field: "environment" })
    })
  )
})

describe("httpTimeout", () => {
  const timeout = (text: string) =>
    withVariables({ GLOBUS_SDK_HTTP_TIMEOUT: text })(
      Effect.map(Environment.httpTimeout, Option.map(Duration.toSeconds))
    )

  it.effect("is in seconds, and -1 is none", () =>
    Effect.gen(function* () {
      expect(yield* timeout("10")).toEqual(Option.some(10))
      expect(yield* timeout("0.5")).toEqual(Option.some(0.5))
      expect(yield* timeout("1e2")).toEqual(Option.some(100))
      expect(yield* timeout("-1")).toEqual(Option.none())
      expect(yield* timeout("-1.0")).toEqual(Option.none())
      expect(yield* withVariables({})(Environment.httpTimeout)).toEqual(Option.some(Duration.seconds(60)))
    })
  )

  it.effect("fails for anything else, and says what to give", () =>
    Effect.gen(function* () {
      for (const text of ["abc", "0", "-2", "10s", " ", "Infinity", "NaN"]) {
        expect(String(yield* Effect.flip(timeout(text)))).toContain(
          "GLOBUS_SDK_HTTP_TIMEOUT: give a number of seconds above 0, or -1 for no timeout"
        )
      }
    })
  )
})

describe("what belongs to the HttpClient layer", () => {
  const made = (variables: Readonly<Record<string, string>>) =>
    transport
      .make("transfer", {}, anonymous)
      .pipe(Effect.provide(script(json({})).layer), withVariables(variables), Effect.either)

  it.effect("GLOBUS_SDK_VERIFY_SSL may say yes", () =>
    Effect.gen(function* () {
      for (const yes of ["", "1", "y", "yes", "t", "true", "on", "True", "YES"]) {
        expect([yes, Either.isRight(yield* made({ GLOBUS_SDK_VERIFY_SSL: yes }))]).toEqual([yes, true])
      }
    })
  )

  it.effect("GLOBUS_SDK_VERIFY_SSL fails a client for anything else, and says where to set it instead", () =>
    Effect.gen(function* () {
      for (const other of ["0", "no", "false", "off", "/etc/ca.pem", "maybe", "yes please", "\ny"]) {
        const failed = String(yield* Effect.flip(Effect.flatten(made({ GLOBUS_SDK_VERIFY_SSL: other }))))
        expect(failed).toContain("GLOBUS_SDK_VERIFY_SSL")
        expect(failed).toContain("leaves certificates to the HttpClient layer")
      }
    })
  )

  it.effect("HTTP_PROXY and HTTPS_PROXY fail nothing, whatever is in them", () =>
    Effect.gen(function* () {
      for (const proxy of ["http://proxy.example.org:3128", "", "nonsense"]) {
        const variables = {
          HTTP_PROXY: proxy,
          HTTPS_PROXY: proxy,
          http_proxy: proxy,
          https_proxy: proxy,
          ALL_PROXY: proxy
        }
        expect(Either.isRight(yield* made(variables))).toBe(true)
      }
    })
  )
})
