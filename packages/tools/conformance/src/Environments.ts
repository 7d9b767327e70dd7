/**
 * environments.json: where the services are, and what the `GLOBUS_SDK_*` variables and a client's options make of it; how
 * long a call may take; what every call says of its client.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import type { ClientOptions } from "@effect-globus/sdk/ClientOptions"
import * as Environment from "@effect-globus/sdk/Environment"
import * as GCSClient from "@effect-globus/sdk/gcs/GCSClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as ClientInfo from "./ClientInfo.js"
import { type ClientName, firstRequest, isClient } from "./FirstRequest.js"
import type { Finding } from "./Judgement.js"
import { failed, judge, mismatches, notYet } from "./Judgement.js"
import {
  agentDifferences,
  baseUrlDifferences,
  collectionAddressDifferences,
  gcsAddressDifferences,
  headerDifferences,
  timeoutDifferences,
  verifySslDifferences,
  serviceDifferences
} from "./EnvironmentDifferences.js"
import { hold, members, rows } from "./RecordedFile.js"
import type { Verdict } from "./Verdict.js"

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

/** An address below which there are paths: a slash at its end makes no difference. */
const address = (url: string | undefined): string | undefined => url?.replace(/\/+$/, "")

const RecordedAddress = Schema.Struct({
  environment: Schema.String,
  kind: Schema.Literal("service", "client"),
  name: Schema.String,
  url: Schema.String
})

/** The addresses of all environments: of services, of the web application, of clients. */
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
        ? notYet(`There is no client for ${name}`)
        : judge({ name }, mismatches({ address: [address(url), undefined] }), serviceDifferences)
    )
  }
  return Effect.map(Effect.merge(Effect.mapError(ours, String)), (ours) =>
    judge(undefined, mismatches({ address: [address(url), ours] }), [])
  )
}

const RecordedOverride = Schema.Struct({
  label: Schema.String,
  env: Schema.Record({ key: Schema.String, value: Schema.String }),
  ok: Schema.Boolean,
  value: Schema.optional(Schema.String),
  message: Schema.optional(Schema.String)
})

/** The arguments of recordings that say in their label alone that there are any. */
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
  if (!isService(service)) return Effect.succeed(notYet(`There is no client for ${service}`))
  // As a JavaScript program gives them, which no types stop.
  const options: Pick<ClientOptions, "environment" | "baseUrl"> = JSON.parse(JSON.stringify(given ?? {}))
  return Environment.baseUrl(service, options).pipe(
    withVariables(row.env),
    Effect.either,
    Effect.map((found) => {
      const ours = Either.getOrUndefined(found)
      return judge(
        { ...row, environment: given?.environment, ours },
        mismatches({ address: [address(row.value), ours] }),
        baseUrlDifferences
      )
    })
  )
}

const Variable = Schema.Struct({
  /** Null: it is not set. */
  env: Schema.NullOr(Schema.String),
  ok: Schema.Boolean
})

const set = (name: string, value: string | null): Variables => (value === null ? {} : { [name]: value })

/** The verdicts of environments.json in a folder. */
export const verdicts = (folder: string): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem> =>
  hold(folder, "environments", {
    default: rows({
      schema: Schema.String,
      list: (value) => [value],
      hold: (recorded) =>
        Effect.map(withVariables({})(Effect.merge(Environment.environment)), (ours) =>
          judge(undefined, mismatches({ environment: [recorded, ours] }), [])
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
          judge({ given: gcsAddress, ours }, mismatches({ address: [address(value), ours] }), gcsAddressDifferences)
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
          return judge(
            { given: collectionAddress, ours },
            mismatches({ address: [address(value), ours] }),
            collectionAddressDifferences
          )
        })
    }),
    httpTimeout: rows({
      schema: Schema.Struct({ ...Variable.fields, value: Schema.optional(Schema.NullOr(Schema.Number)) }),
      hold: ({ env, ok, value }) =>
        withVariables(set("GLOBUS_SDK_HTTP_TIMEOUT", env))(Effect.either(Environment.httpTimeout)).pipe(
          Effect.map(
            Either.match({
              onLeft: () => "refused",
              onRight: Option.match({ onNone: () => null, onSome: Duration.toSeconds })
            })
          ),
          Effect.map((ours) =>
            judge({ value, ours }, mismatches({ timeout: [ok ? value : "refused", ours] }), timeoutDifferences)
          )
        )
    }),
    verifySsl: rows({
      schema: Schema.Struct({
        ...Variable.fields,
        /** False: certificates are not checked; a text: against those in this file. */
        value: Schema.optional(Schema.Union(Schema.Boolean, Schema.String))
      }),
      hold: ({ env, ok, value }) =>
        Effect.map(Effect.either(firstRequest("TransferClient", {}, set("GLOBUS_SDK_VERIFY_SSL", env))), (sent) => {
          // Whose request goes out has its certificates checked by the HttpClient layer.
          const ours = Either.isRight(sent) ? true : "refused"
          return judge(
            { env, value, ours },
            mismatches({ verified: [ok ? value : "refused", ours] }),
            verifySslDifferences
          )
        })
    }),
    defaultHeaders: rows({
      schema: Schema.Struct({ name: Schema.String, value: Schema.String }),
      list: members,
      hold: ({ name, value }) =>
        Effect.map(firstRequest("TransferClient", {}, {}), ({ headers }) => {
          const ours = headers[name.toLowerCase()]
          return judge({ name, value, ours }, mismatches({ header: [value, ours] }), headerDifferences)
        })
    }),
    userAgentWithAppName: rows({
      schema: Schema.String,
      list: (value) => [value],
      hold: (recorded) => {
        const product = recorded.slice(recorded.indexOf("/") + 1)
        return Effect.map(
          firstRequest("TransferClient", { products: [{ product, version: "1" }] }, {}),
          ({ headers }) =>
            judge(
              { recorded, product, agent: headers["user-agent"], info: headers["x-globus-client-info"] },
              mismatches({ agent: [recorded, headers["user-agent"]] }),
              agentDifferences
            )
        )
      }
    }),
    clientInfo: ClientInfo.part
  })
