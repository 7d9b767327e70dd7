/**
 * `authz_urls.json`: the URLs that a user is sent to, for both kinds of application, and PKCE's pairs. Our flows start as the
 * Python SDK starts its own: with its default state, without a nonce, and with PKCE for native applications alone.
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as ConfidentialAppAuthClient from "@effect-globus/sdk/auth/ConfidentialAppAuthClient"
import * as NativeAppAuthClient from "@effect-globus/sdk/auth/NativeAppAuthClient"
import * as Pkce from "@effect-globus/sdk/auth/Pkce"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isMissing } from "./Argument.js"
import * as Judge from "./Judge.js"
import { compare } from "./Mismatch.js"
import { hold, rows } from "./RecordedFile.js"
import type { Finding, Verdict } from "./Verdict.js"

/** An argument that may be left out, or be Python's None. */
const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { nullable: true })

const Texts = Schema.Union(Schema.String, Schema.Array(Schema.String))

const session = {
  session_required_identities: optional(Texts),
  session_required_single_domain: optional(Texts),
  session_required_policies: optional(Texts),
  session_required_mfa: optional(Schema.Boolean),
  session_message: optional(Schema.String),
  prompt: optional(Schema.String)
}

const Outcome = {
  ok: Schema.Boolean,
  url: Schema.optional(Schema.String),
  query: Schema.optional(Schema.Array(Schema.Tuple(Schema.String, Schema.String))),
  message: Schema.optional(Schema.String)
}

const Flow = Schema.Literal("native", "confidential")

const RecordedUrl = Schema.Struct({
  flow: Flow,
  client: Schema.Struct({
    /** Of any kind: Python checks none. */
    client_id: Schema.Unknown,
    environment: optional(Schema.String),
    base_url: optional(Schema.String)
  }),
  startFlow: Schema.Struct({
    requested_scopes: optional(Texts),
    redirect_uri: optional(Schema.String),
    state: optional(Schema.String),
    verifier: optional(Schema.String),
    refresh_tokens: optional(Schema.Boolean),
    prefill_named_grant: optional(Schema.String)
  }),
  authorizeUrl: Schema.Struct({
    ...session,
    query_params: optional(Schema.Record({ key: Schema.String, value: Schema.Unknown }))
  }),
  ...Outcome
})
type RecordedUrl = typeof RecordedUrl.Type

export interface HeldUrl extends RecordedUrl {
  /** The field that our client refuses. */
  readonly refused: string | undefined
  /** `query_params` of the call. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly recorded: Pairs
  readonly ours: Pairs
}

/** A login flow manager starts a flow with what a service requires of the user. */
const RecordedLogin = Schema.Struct({
  flow: Flow,
  manager: Schema.Struct({
    request_refresh_tokens: optional(Schema.Boolean),
    native_prefill_named_grant: optional(Schema.String)
  }),
  authorizationParameters: Schema.Struct({ ...session, required_scopes: optional(Schema.Array(Schema.String)) }),
  redirectUri: Schema.String,
  ...Outcome
})

const RecordedPair = Schema.Struct({
  verifier: Schema.String,
  challenge: Schema.String,
  method: Schema.Literal("S256")
})

/** Python's `MISSING`, which removes a parameter, is our undefined. */
const missing = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(missing)
  if (!Predicate.isRecord(value)) return value
  return isMissing(value)
    ? undefined
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, missing(member)]))
}

const isValue = (value: unknown): value is string | number | boolean | undefined =>
  value === undefined || Predicate.isString(value) || Predicate.isNumber(value) || Predicate.isBoolean(value)

/** The URL that our client makes, or the field that it refuses. */
const ask = ({ authorizeUrl, client, flow, startFlow }: RecordedUrl): Effect.Effect<Either.Either<string, string>> => {
  const { query_params = {}, ...parameters } = authorizeUrl
  const { verifier, ...given } = startFlow
  const options = {
    ...given,
    requested_scopes: startFlow.requested_scopes ?? [],
    redirect_uri: startFlow.redirect_uri ?? "",
    state: startFlow.state ?? "_default",
    nonce: false,
    verifier: verifier === undefined ? undefined : Redacted.make(verifier)
  } as const
  // Any JSON value goes to the client, which no types stop.
  const { client_id: clientId }: { readonly client_id: string } = JSON.parse(JSON.stringify(client))
  const made = { clientId, baseUrl: client.base_url }
  const started =
    flow === "native"
      ? Effect.flatMap(NativeAppAuthClient.make(made), (app) => app.oauth2StartFlow(options))
      : Effect.flatMap(
          ConfidentialAppAuthClient.make({ ...made, clientSecret: Redacted.make("conformance-secret") }),
          (app) => app.oauth2StartFlow({ ...options, pkce: false })
        )
  return started.pipe(
    Effect.map(({ authorizeUrl }) =>
      // Our types allow nothing else as a parameter.
      authorizeUrl({
        ...parameters,
        query_params: Object.fromEntries(
          Object.entries(query_params).flatMap(([name, value]) => (isValue(value) ? [[name, value]] : []))
        )
      })
    ),
    // A variable that is refused is the environment: no other is set.
    Effect.mapError((error) => ("field" in error ? error.field : "environment")),
    Effect.either,
    Effect.provide(FetchHttpClient.layer),
    Effect.withConfigProvider(
      ConfigProvider.fromMap(
        new Map(client.environment === undefined ? [] : [["GLOBUS_SDK_ENVIRONMENT", client.environment]])
      )
    )
  )
}

type Pairs = ReadonlyArray<readonly [string, string]>

/** The address and the query, decoded: the two SDKs encode `*` and `~` differently. */
const read = (url: string): { readonly base: string; readonly query: Pairs } => {
  const { origin, pathname, searchParams } = new URL(url)
  return { base: origin + pathname, query: [...searchParams] }
}

/** Whether Python's message names our field, perhaps not by its whole name. */
const names = (message: string, field: string): boolean => message.includes(field.split("_").at(-1) ?? field)

const judgeUrl = (row: RecordedUrl, ours: Either.Either<string, string>): Finding => {
  const refused = Either.getOrUndefined(Either.flip(ours))
  const recorded = row.url === undefined ? { base: undefined, query: row.query ?? [] } : read(row.url)
  const made = Either.isRight(ours) ? read(ours.right) : undefined
  // A value that is random in Python may be any.
  const query = made?.query.map(([name, value]): readonly [string, string] =>
    recorded.query.some(([other, any]) => other === name && any === "<any>") ? [name, "<any>"] : [name, value]
  )
  const recordedRefusal = row.ok ? undefined : (row.message ?? "refused")
  const isSameRefusal = !row.ok && refused !== undefined && names(row.message ?? refused, refused)
  return Judge.judge(
    row.ok && made !== undefined
      ? compare({ address: [recorded.base ?? made.base, made.base], query: [recorded.query, query] })
      : compare({ refused: [recordedRefusal, isSameRefusal ? recordedRefusal : refused] }),
    {
      kind: "authorization URL",
      facts: {
        ...row,
        parameters: row.authorizeUrl.query_params ?? {},
        recorded: recorded.query,
        ours: query ?? [],
        refused
      }
    }
  )
}

const holdUrl = (row: RecordedUrl): Effect.Effect<Finding> => Effect.map(ask(row), (ours) => judgeUrl(row, ours))

/** The verdicts of `authz_urls.json` in a folder. */
export const verdicts = (folder: string): Effect.Effect<ReadonlyArray<Verdict>, never, FileSystem.FileSystem> =>
  hold(folder, "authz_urls", {
    urls: rows({ schema: RecordedUrl, list: missing, subject: ({ flow }) => `${flow} flow`, hold: holdUrl }),
    loginFlowManagers: rows({
      schema: RecordedLogin,
      list: missing,
      subject: ({ flow }) => `${flow} login flow manager`,
      hold: ({ authorizationParameters, flow, manager, redirectUri, ...outcome }) => {
        const { required_scopes, ...authorizeUrl } = authorizationParameters
        return holdUrl({
          ...outcome,
          flow,
          // Every recorded manager is one application's.
          client: { client_id: outcome.query?.find(([name]) => name === "client_id")?.[1] ?? "an-application" },
          startFlow: {
            requested_scopes: required_scopes,
            redirect_uri: redirectUri,
            refresh_tokens: manager.request_refresh_tokens,
            ...(flow === "native" && { prefill_named_grant: manager.native_prefill_named_grant })
          },
          authorizeUrl
        })
      }
    }),
    pkce: rows({
      schema: RecordedPair,
      hold: ({ challenge, verifier }) =>
        Effect.gen(function* () {
          const checked = Pkce.checkVerifier(Redacted.make(verifier))
          const ours = Either.isLeft(checked) ? checked.left.message : yield* Pkce.challenge(checked.right)
          return Judge.judge(compare({ value: [challenge, ours] }), { kind: "exact", facts: undefined })
        })
    })
  })
