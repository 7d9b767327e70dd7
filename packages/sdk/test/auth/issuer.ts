/**
 * An OpenID issuer for one test: its signing keys, its published keys, its token answers, and a list of its requests.
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Layer from "effect/Layer"
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters } from "jose"
import { createHash } from "node:crypto"
import { handlerClient } from "../handlerClient.js"

export const clientId = "2a1d0f6e-7f0c-4f6f-9d0e-6a2d6f1c7b11"

export const userId = "8e3a1c52-3b1f-4e0f-8f57-0d7a7f9e2f10"

export const origin = "https://auth.globus.org"

export interface SigningKey {
  readonly alg: string
  readonly privateKey: CryptoKey
  /** The published key. */
  readonly jwk: Readonly<Record<string, unknown>>
}

export const signingKey = async (alg = "ES256", kid?: string): Promise<SigningKey> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(publicKey)
  return { alg, privateKey, jwk: { ...jwk, alg, use: "sig", ...(kid === undefined ? {} : { kid }) } }
}

/** Valid claims, for a clock at zero. */
export const claims = (replaced: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  iss: origin,
  sub: userId,
  aud: clientId,
  iat: 0,
  exp: 3600,
  ...replaced
})

export const sign = (
  key: SigningKey,
  payload: Record<string, unknown> = claims(),
  header: Partial<JWTHeaderParameters> = {}
): Promise<string> => new SignJWT(payload).setProtectedHeader({ alg: key.alg, ...header }).sign(key.privateKey)

/** The left half of a hash (OpenID Connect Core, section 3.1.3.6). */
export const atHash = (accessToken: string, hash = "sha256"): string => {
  const digest = createHash(hash).update(accessToken, "ascii").digest()
  return digest.subarray(0, digest.length / 2).toString("base64url")
}

export interface Asked {
  readonly method: string
  readonly url: string
  readonly authorization: string | null
  readonly form: Readonly<Record<string, string>>
}

export interface Issuer {
  /** The published keys. A test may change them. */
  keys: ReadonlyArray<Readonly<Record<string, unknown>>>
  /** Further members of the discovery document. */
  configuration: Readonly<Record<string, unknown>>
  /** The answer of the token endpoint. */
  answer: (form: Readonly<Record<string, string>>) => Response | Promise<Response>
  readonly asked: Array<Asked>
  /** The number of requests for a path. */
  readonly count: (path: string) => number
  readonly layer: Layer.Layer<HttpClient.HttpClient>
}

export const tokenDocument = (replaced: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  access_token: "an-access-token",
  token_type: "Bearer",
  expires_in: 172800,
  scope: "openid",
  resource_server: "auth.globus.org",
  other_tokens: [],
  ...replaced
})

export const issuer = (...keys: ReadonlyArray<SigningKey>): Issuer => {
  const asked: Array<Asked> = []
  const value: Issuer = {
    keys: keys.map(({ jwk }) => jwk),
    configuration: {},
    answer: () => Response.json(tokenDocument()),
    asked,
    count: (path) => asked.filter(({ url }) => new URL(url).pathname === path).length,
    layer: handlerClient(async (request) => {
      const form = Object.fromEntries(new URLSearchParams(await request.text()))
      const { url, method } = request
      asked.push({ method, url, authorization: request.headers.get("authorization"), form })
      switch (new URL(url).pathname) {
        case "/.well-known/openid-configuration":
          return Response.json({
            issuer: origin,
            jwks_uri: `${origin}/jwk.json`,
            id_token_signing_alg_values_supported: ["RS512", "ES256"],
            ...value.configuration
          })
        case "/jwk.json":
        case "/elsewhere/keys":
          return Response.json({ keys: value.keys })
        default:
          return value.answer(form)
      }
    })
  }
  return value
}
