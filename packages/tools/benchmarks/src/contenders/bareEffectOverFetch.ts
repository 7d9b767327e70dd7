/**
 * The platform's client and ours over Node's own `fetch`, without deadline, retry or check. Nothing here may load the
 * `undici` package, which would replace the connections under that `fetch`.
 */
import * as WebHttpClient from "@effect-globus/http/WebHttpClient"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, rowsOf } from "./Contender.js"
import * as program from "./program.js"

const overFetch = (baseUrl: string) =>
  Effect.map(HttpClient.HttpClient, (client): program.Calls => {
    const headers = { accept: "application/json", authorization }
    const ask = (path: string) =>
      Effect.suspend(() =>
        Effect.flatMap(client.execute(HttpClientRequest.get(baseUrl + path, { headers })), ({ json }) => json)
      )
    return { task: ask(paths.task), listing: Effect.map(ask(paths.listing), rowsOf) }
  })

export const makeOverFetch: Make = ({ baseUrl }) =>
  program.contender(Layer.effect(program.Program, overFetch(baseUrl)).pipe(Layer.provide(FetchHttpClient.layer)))

export const makeOverWeb: Make = ({ baseUrl }) =>
  program.contender(Layer.effect(program.Program, overFetch(baseUrl)).pipe(Layer.provide(WebHttpClient.layer())))
