/** Requests as a stranger to our clients would make them: by hand, so that the sandbox is judged from outside. */
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { createHash } from "node:crypto"
import type { Client } from "../src/auth/Directory.js"
import { Sandbox } from "../src/Sandbox.js"

/** An answer: its JSON document, or its text where it is none. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  // An answer is what it is: each test says what it expects of it.
  readonly body: Record<string, unknown>
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {}

export const parse = (text: string): Record<string, unknown> => {
  try {
    return record(JSON.parse(text))
  } catch {
    return {}
  }
}

export const send = (request: HttpClientRequest.HttpClientRequest) =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const { baseUrl } = yield* Sandbox
    const response = yield* client.execute(HttpClientRequest.prependUrl(request, baseUrl.slice(0, -1)))
    const text = yield* response.text
    const answer: Answer = { status: response.status, headers: response.headers, text, body: parse(text) }
    return answer
  })

export const get = (path: string, token?: string) =>
  send(
    token === undefined
      ? HttpClientRequest.get(path)
      : HttpClientRequest.get(path).pipe(HttpClientRequest.bearerToken(token))
  )

export type Identification = Pick<Client, "id" | "secret"> | undefined

/** A form, from a client with a secret by Basic, from one without by `client_id`. */
export const post = (path: string, form: Readonly<Record<string, string>>, client?: Identification) =>
  send(
    HttpClientRequest.post(path).pipe(
      HttpClientRequest.bodyUrlParams(
        client === undefined || client.secret !== undefined ? form : { ...form, client_id: client.id }
      ),
      HttpClientRequest.setHeaders(
        client?.secret === undefined
          ? {}
          : {
              authorization: `Basic ${Buffer.from(`${client.id}:${Redacted.value(client.secret)}`).toString("base64")}`
            }
      )
    )
  )

export const token = (form: Readonly<Record<string, string>>, client?: Identification) =>
  post("/v2/oauth2/token", form, client)

export const transferAll = "urn:globus:auth:scope:transfer.api.globus.org:all"
export const groupsAll = "urn:globus:auth:scope:groups.api.globus.org:all"

export const verifier = "a-verifier-of-the-length-that-RFC-7636-asks-for"
export const challenge = createHash("sha256").update(verifier).digest("base64url")

/** The query of an authorization request, as a native application makes it. */
export const authorization = (clientId: string, changes: Readonly<Record<string, string | undefined>> = {}): string => {
  const query = {
    client_id: clientId,
    redirect_uri: "http://localhost:1234/callback",
    response_type: "code",
    scope: "openid",
    state: "a state",
    code_challenge: challenge,
    code_challenge_method: "S256",
    ...changes
  }
  const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return `/v2/oauth2/authorize?${new URLSearchParams(given)}`
}

/** What the authorize page sends the browser away with. */
export const visit = (path: string) =>
  Effect.map(get(path), (answer) => ({
    ...answer,
    target: new URL(answer.headers["location"] ?? "http://none.invalid/")
  }))

/** A code, as the native client gets one. */
export const login = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  Effect.gen(function* () {
    const { nativeClient } = yield* Sandbox
    const { target } = yield* visit(authorization(nativeClient.id, changes))
    return target.searchParams.get("code") ?? ""
  })

/** Exchanges a code, as the native client does. */
export const exchange = (code: string, changes: Readonly<Record<string, string>> = {}) =>
  Effect.gen(function* () {
    const { nativeClient } = yield* Sandbox
    return yield* token(
      {
        grant_type: "authorization_code",
        code,
        redirect_uri: "http://localhost:1234/callback",
        code_verifier: verifier,
        ...changes
      },
      nativeClient
    )
  })
