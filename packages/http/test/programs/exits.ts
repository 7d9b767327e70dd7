/** Programs that end in different ways: nothing of the client may keep their process alive. */
import * as DeadlineHttpClient from "@effect-globus/http/DeadlineHttpClient"
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Undici from "undici"

const [, , url = "", program] = process.argv
const tenMinutes = 600_000
const client = UndiciHttpClient.make(new Undici.Agent())
const collect = (path: string) =>
  client[DeadlineHttpClient.collectWithin](HttpClientRequest.get(url + path), tenMinutes)

const programs: Record<string, () => Promise<unknown>> = {
  "an answer within its deadline": () => Effect.runPromise(collect("/whole")),

  "a request that was interrupted within its deadline": () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const fiber = yield* Effect.fork(collect("/silence"))
        yield* Effect.sleep(50)
        yield* Fiber.interrupt(fiber)
      })
    ),

  "an answer whose runtime is never disposed of": () => {
    const runtime = ManagedRuntime.make(UndiciHttpClient.layer())
    return runtime.runPromise(Effect.flatMap(HttpClient.get(`${url}/whole`), ({ text }) => text))
  },

  "a runtime that is disposed of with requests out": async () => {
    const runtime = ManagedRuntime.make(UndiciHttpClient.layer())
    const waiting = ["/silence", "/half"].map((path) => runtime.runPromiseExit(HttpClient.get(url + path)))
    await new Promise((resolve) => setTimeout(resolve, 100))
    await runtime.dispose()
    return Promise.all(waiting)
  }
}

await programs[program ?? ""]?.()
process.stdout.write("done")
