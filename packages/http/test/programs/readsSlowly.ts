/** Leaves answers unread in every way, so that their connections wait. An assertion of undici's parser would end the process. */
import * as UndiciHttpClient from "@effect-globus/http/UndiciHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Undici from "undici"

const [, , whose, uri = "", ...urls] = process.argv

const highWaterMark = 1000

const layer =
  whose === "ours"
    ? UndiciHttpClient.layer({ highWaterMark })
    : whose === "a proxy's"
      ? UndiciHttpClient.layerProxy({ uri, highWaterMark })
      : UndiciHttpClient.layerWithDispatcher(new Undici.Agent(), { highWaterMark })

/** An idle connection may end just as the next request goes out on it. */
const get = (url: string) => Effect.retry(HttpClient.get(url), { times: 10 })

const read = (url: string) =>
  Effect.gen(function* () {
    const unread = yield* get(url)
    const late = yield* get(url)
    const slow = yield* get(url)
    const left = yield* get(url)
    yield* Effect.sleep(100)
    yield* Effect.exit(late.text)
    yield* Effect.exit(Stream.runForEach(slow.stream, () => Effect.sleep(5)))
    yield* Effect.exit(Stream.runDrain(Stream.take(left.stream, 1)))
    return unread
  })

const unread = await Effect.runPromise(Effect.provide(Effect.forEach(urls, read, { concurrency: "unbounded" }), layer))
await new Promise((resolve) => setTimeout(resolve, 100))
if (unread.every(({ status }) => status === 200)) process.stdout.write("done")
// The program's dispatcher is not closed, and its connections still wait for readers.
process.exit()
