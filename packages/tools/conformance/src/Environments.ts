/**
 * `environments.json`: the addresses of services and clients, and how the `GLOBUS_SDK_*` variables and a client's options
 * change them. Unit tests of the SDK hold the variables for the deadline and for certificates, and the headers of every call.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import type { ClientOptions } from "@effect-globus/sdk/ClientOptions"
import * as Environment from "@effect-globus/sdk/Environment"
import * as GCSClient from "@effect-globus/sdk/gcs/GCSClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { type ClientName, firstRequest, isClient } from "./FirstRequest.js"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import { hold, rows } from "./RecordedFile.js"
import type { Finding, Verdict } from "./Verdict.js"
import { failed, notYet } from "./Verdict.js"

/** A base URL that comes of variables and arguments. */
export interface HeldBaseUrl {
  readonly env: Readonly<Record<string, string>>
  readonly environment: string | undefined
  readonly message?: string | undefined
  readonly value?: string | undefined
  readonly ours: string | undefined
}

/** An address that a caller may give without `https://`. */
export interface HeldAddress {
  readonly of: "manager" | "collection"
  readonly given: string
  readonly ours: string | undefined
}

const exact = { kind: "exact", facts: undefined } as const

type Variables = Readonly<Record<string, string>>

const withVariables = (variables: Variables) =>
  Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))

const services: Readonly<Record<Environment.Service, true>> = {
  auth: true,
  app: true,
  transfer: true,
  groups: true,
  search: true,
  flows: true,
  timer: true,
  compute: true
}

const isService = (name: string): name is Environment.Service => Object.hasOwn(services, name)

/** An address without slashes at its end, which make no difference. */
const address = (url: string | undefined): string | undefined => url?.replace(/\/+$/, "")

const RecordedAddress = Schema.Struct({
  environment: Schema.String,
  kind: Schema.Literal("service", "client"),
  name: Schema.String,
  url: Schema.String
})

/** The addresses of services, of the web application and of clients in all environments. */
const addresses = (environments: unknown): unknown =>
  Predicate.isRecord(environments)
    ? Object.entries(environments).flatMap(([environment, value]) => {
        const of = (kind: string, urls: unknown) =>
          Object.entries(Predicate.isRecord(urls) ? urls : {}).map(([name, url]) => ({ environment, kind, name, url }))
        return Predicate.isRecord(value)
          ? [
              ...of("service", value["services"]),
              ...of("service", "webapp" in value ? { app: value["webapp"] } : {}),
              ...of("client", value["clients"])
            ]
          : [value]
      })
    : environments

/** The address below which a client's paths are. */
const firstAddress = (name: ClientName, options: ClientOptions, variables: Variables) =>
  Effect.map(firstRequest(name, options, variables), ({ url }) => url.slice(0, -"/path".length))

const holdAddress = ({ environment, kind, name, url }: typeof RecordedAddress.Type): Effect.Effect<Finding> => {
  const variables = { GLOBUS_SDK_ENVIRONMENT: environment }
  const ours =
    kind === "client"
      ? isClient(name) && firstAddress(name, {}, variables)
      : isService(name) && withVariables(variables)(Environment.baseUrl(name, {}))
  if (ours === false) {
    return Effect.succeed(
      kind === "client"
        ? notYet(`no ${name}`)
        : Judge.judge(compare({ address: [address(url), undefined] }), { kind: "service", facts: { name } })
    )
  }
  return Effect.map(Effect.merge(Effect.mapError(ours, String)), (ours) =>
    Judge.judge(compare({ address: [address(url), ours] }), exact)
  )
}

const RecordedOverride = Schema.Struct({
  label: Schema.String,
  env: Schema.Record({ key: Schema.String, value: Schema.String }),
  ok: Schema.Boolean,
  value: Schema.optional(Schema.String),
  message: Schema.optional(Schema.String)
})

/** The arguments of recordings that have them in their label alone. */
const overrideArguments: Readonly<Record<string, { readonly environment?: string; readonly baseUrl?: string }>> = {
  "argument beats env var": { environment: "test" },
  "empty environment argument": { environment: "" },
  "unknown environment argument": { environment: "nope" },
  "upper-case environment": { environment: "PREVIEW" },
  "service url var wins over environment": { environment: "preview" },
  "service url var is used even with an unknown environment": { environment: "nope" },
  "base_url argument beats all": { baseUrl: "https://b.example.org/" }
}

const holdOverride = (row: typeof RecordedOverride.Type): Effect.Effect<Finding> => {
  const given = overrideArguments[row.label]
  if (given === undefined && row.label.includes("argument")) {
    return Effect.succeed(failed(`It has an argument that is not recorded: ${row.label}`))
  }
  const named = Object.keys(row.env).flatMap((name) => /^GLOBUS_SDK_SERVICE_URL_(.*)$/.exec(name)?.[1] ?? [])
  const service = named[0]?.toLowerCase() ?? "transfer"
  if (!isService(service)) return Effect.succeed(notYet(`no client for ${service}`))
  // A JavaScript program can give any environment, which no types stop.
  const options: Pick<ClientOptions, "environment" | "baseUrl"> = JSON.parse(JSON.stringify(given ?? {}))
  return Environment.baseUrl(service, options).pipe(
    withVariables(row.env),
    Effect.either,
    Effect.map((found) => {
      const ours = Either.getOrUndefined(found)
      return Judge.judge(compare({ address: [address(row.value), ours] }), {
        kind: "base URL",
        facts: { ...row, environment: given?.environment, ours }
      })
    })
  )
}

/** The verdicts of `environments.json` in a folder. */
export const verdicts = (folder: string): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem> =>
  hold(folder, "environments", {
    default: rows({
      schema: Schema.String,
      list: (value) => [value],
      hold: (recorded) =>
        Effect.map(withVariables({})(Effect.merge(Environment.environment)), (ours) =>
          Judge.judge(compare({ value: [recorded, ours] }), exact)
        )
    }),
    environments: rows({
      schema: RecordedAddress,
      list: addresses,
      subject: ({ kind }) => `addresses of ${kind}s`,
      hold: holdAddress
    }),
    overrides: rows({ schema: RecordedOverride, hold: holdOverride }),
    gcsAddresses: rows({
      schema: Schema.Struct({ gcsAddress: Schema.String, ok: Schema.Boolean, value: Schema.optional(Schema.String) }),
      hold: ({ gcsAddress, value }) => {
        const ours = Either.getOrUndefined(GCSClient.baseUrl(gcsAddress))
        return Effect.succeed(
          Judge.judge(compare({ address: [address(value), ours] }), {
            kind: "address",
            facts: { of: "manager", given: gcsAddress, ours }
          })
        )
      }
    }),
    collectionAddresses: rows({
      schema: Schema.Struct({
        collectionAddress: Schema.String,
        ok: Schema.Boolean,
        value: Schema.optional(Schema.String)
      }),
      hold: ({ collectionAddress, value }) =>
        Effect.map(Effect.option(firstAddress("GCSCollectionClient", { baseUrl: collectionAddress }, {})), (found) => {
          const ours = Option.getOrUndefined(found)
          return Judge.judge(compare({ address: [address(value), ours] }), {
            kind: "address",
            facts: { of: "collection", given: collectionAddress, ours }
          })
        })
    })
  })
