/** Runs a test over several clients: what any good client does, over the platform's own as well. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as WebHttpClient from "@effect-globus/http/WebHttpClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"

type Test = Effect.Effect<void, unknown, HttpClient.HttpClient | Scope.Scope>

const over = (name: string, layer: Layer.Layer<HttpClient.HttpClient>) => (title: string, test: Test) =>
  it.scopedLive(`${name} ${title}`, () => Effect.provide(test, layer))

/** Over `UndiciHttpClient` alone: what `fetch` does not do, or does differently. */
export const overUndici = over("UndiciHttpClient", UndiciHttpClient.layer())

const overWeb = over("WebHttpClient", WebHttpClient.layer())

/** Over both of ours: what the platform's client does not do, or does differently. */
export const overOurs = (title: string, test: Test): void => {
  overWeb(title, test)
  overUndici(title, test)
}

/** Over `UndiciHttpClient` with one connection for each origin. */
export const overOneConnection = over("UndiciHttpClient", UndiciHttpClient.layer({ agent: { connections: 1 } }))

const overFetch = over("FetchHttpClient", FetchHttpClient.layer)

export const overAll = (title: string, test: Test): void => {
  overFetch(title, test)
  overOurs(title, test)
}

/** The client, as one that keeps deadlines. */
export const collecting = Effect.filterOrDieMessage(
  HttpClient.HttpClient,
  DeadlineHttpClient.isDeadlineHttpClient,
  "it keeps no deadlines"
)
