import { TransferClient, AccessTokenAuthorizer } from "@effect-globus/sdk"
import { UndiciHttpClient } from "@effect-globus/undici"
import { FetchHttpClient } from "@effect/platform"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
const which = process.argv[2],
  mode = process.argv[3] ?? "promises"
const url = "http://127.0.0.1:9911"
const main = async () => {
  let one: () => Promise<unknown>
  let fibers: undefined | ((n: number) => Promise<unknown>)
  if (which === "fetch")
    one = async () => (await fetch(url + "/v0.10/task/x", { headers: { authorization: "Bearer x" } })).json()
  else {
    const L = TransferClient.layer({ baseUrl: url }).pipe(
      Layer.provide(AccessTokenAuthorizer.layer({ accessToken: Redacted.make("tok") })),
      Layer.provide(which === "ours" ? UndiciHttpClient.layer() : FetchHttpClient.layer)
    )
    const rt = ManagedRuntime.make(L)
    const t = await rt.runPromise(TransferClient.TransferClient)
    const e = t.getTask({ task_id: "x" })
    one = () => Effect.runPromise(t.getTask({ task_id: "x" }))
    fibers = (n) => {
      let i = 0
      const loop: Effect.Effect<void, any> = Effect.suspend(() =>
        i++ < n ? Effect.flatMap(t.getTask({ task_id: "x" }), () => loop) : Effect.void
      )
      return Effect.runPromise(
        Effect.all(
          Array.from({ length: 64 }, () => loop),
          { concurrency: "unbounded" }
        )
      )
    }
  }
  await one()
  for (let k = 0; k < 6; k++) {
    const N = 10000
    let i = 0
    const c = process.cpuUsage()
    const t = performance.now()
    if (mode === "fibers" && fibers) await fibers(N)
    else if (mode === "one") {
      while (i++ < N) await one()
    } else
      await Promise.all(
        Array.from({ length: 64 }, async () => {
          while (i++ < N) await one()
        })
      )
    const dt = (performance.now() - t) * 1000,
      u = process.cpuUsage(c)
    console.log(which, mode, (dt / N).toFixed(1) + "us wall", ((u.user + u.system) / N).toFixed(1) + "us cpu")
  }
  process.exit(0)
}
main()
