/** The `HttpClient`s that a program may have: two know of deadlines and limits, the others are the platform's. */
import { WebHttpClient } from "@effect-globus/http"
import { UndiciHttpClient } from "@effect-globus/http"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"

export const clients = [
  ["FetchHttpClient", FetchHttpClient.layer],
  ["WebHttpClient", WebHttpClient.layer()],
  ["UndiciHttpClient", UndiciHttpClient.layer()],
  ["NodeHttpClient", NodeHttpClient.layer]
] as const
