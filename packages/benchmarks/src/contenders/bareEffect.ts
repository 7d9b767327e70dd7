/**
 * The least that a call of a program of Effect takes, whoever wrote its client: one fiber that waits for undici's `dispatch`,
 * and the platform's client over fetch with nothing around it. No deadline, no retry, no check. What others take more is
 * theirs.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Agent } from "undici"
import { paths } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, rowsOf } from "./Contender.js"
import { get } from "./dispatch.js"
import * as program from "./program.js"

const overDispatch = (baseUrl: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new Agent()),
      (agent) => Effect.promise(() => agent.close())
    ),
    (agent): program.Calls => {
      const ask = (path: string) =>
        Effect.async<unknown, unknown>((resume) =>
          get(agent, baseUrl, path, {
            onDocument: (document) => resume(Effect.succeed(document)),
            onError: (error) => resume(Effect.fail(error))
          })
        )
      return { task: ask(paths.task), listing: Effect.map(ask(paths.listing), rowsOf) }
    }
  )

const overFetch = (baseUrl: string) =>
  Effect.map(HttpClient.HttpClient, (client): program.Calls => {
    const headers = { accept: "application/json", authorization }
    const ask = (path: string) =>
      Effect.suspend(() =>
        Effect.flatMap(client.execute(HttpClientRequest.get(baseUrl + path, { headers })), ({ json }) => json)
      )
    return { task: ask(paths.task), listing: Effect.map(ask(paths.listing), rowsOf) }
  })

export const make: Make = ({ baseUrl }) => program.contender(Layer.scoped(program.Program, overDispatch(baseUrl)))

export const makeOverFetch: Make = ({ baseUrl }) =>
  program.contender(Layer.effect(program.Program, overFetch(baseUrl)).pipe(Layer.provide(FetchHttpClient.layer)))
