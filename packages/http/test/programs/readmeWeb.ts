import { WebHttpClient } from "@effect-globus/http"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"

const status = (url: string) =>
  Effect.gen(function* () {
    const response = yield* HttpClient.get(url)
    return `${response.status} ${yield* response.text}`
  })

export const program = (url: string) => Effect.provide(status(url), WebHttpClient.layer())
