/**
 * The transit times of requests and answers. The laws judge by the times in the sandbox, but a client decides before
 * its request arrives, and knows an answer only after it was sent. The transit time is measured during the whole run by
 * probes, each on a new connection, since a busy server lets new connections wait longest. It is also measured by how
 * late the probes are sent, since the process sometimes stands still.
 */
import type { Arrival } from "@effect-globus/sandbox/Journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { get } from "node:http"

const parameter = "probe"

/** Whether a request is a probe, and not from a client. */
export const isProbe = ({ query }: Pick<Arrival, "query">): boolean => query[parameter] !== undefined

/** The longest transit time in milliseconds, for each tenth of a second with a measurement. */
export type Lags = ReadonlyMap<number, number>

const tenth = (time: number): number => Math.floor(time / 100)

/** Adds a measurement, from `start` to `end` in epoch milliseconds. */
export const note = (lags: Map<number, number>, start: number, end: number): void => {
  for (let at = tenth(start); at <= tenth(end); at++) lags.set(at, Math.max(lags.get(at) ?? 0, end - start))
}

const every = 40

/** Sends a probe on a new connection, and waits for the end of the answer. */
const ask = (url: string): Effect.Effect<void> =>
  Effect.async((resume) => {
    const request = get(url, { agent: false }, (answer) => answer.resume().once("close", () => resume(Effect.void)))
    request.once("error", () => resume(Effect.void))
    return Effect.sync(() => request.destroy())
  })

/** Sends probes at intervals, without waiting for earlier answers. */
export const measure = (lags: Map<number, number>, baseUrl: string): Effect.Effect<never> => {
  const send = Effect.gen(function* () {
    const start = yield* Clock.currentTimeMillis
    yield* ask(`${baseUrl}jwk.json?${parameter}`)
    note(lags, start, yield* Clock.currentTimeMillis)
  })
  return Effect.gen(function* () {
    const before = yield* Clock.currentTimeMillis
    yield* Effect.sleep(every)
    const now = yield* Clock.currentTimeMillis
    // A late timer waited in the same event loop as all requests.
    if (now - before > 2 * every) note(lags, before, now)
    yield* Effect.fork(send)
  }).pipe(Effect.forever)
}

/** An upper bound of the transit time at this time, in milliseconds. */
export const at = (lags: Lags, time: number): number => {
  const near = [-3, -2, -1, 0, 1, 2, 3].map((offset) => lags.get(tenth(time) + offset) ?? 0)
  return 50 + 1.5 * Math.max(...near)
}

export const longest = (lags: Lags): number => Math.max(0, ...lags.values())

/** The median of the transit times. */
export const median = (lags: Lags): number => [...lags.values()].sort((a, b) => a - b)[Math.floor(lags.size / 2)] ?? 0
