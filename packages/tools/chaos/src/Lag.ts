/**
 * How long a request and its answer are on their way: the laws judge by what the sandbox saw, and a client decides
 * before a request arrives and knows after an answer is sent. It is measured all the time by requests of the run's own,
 * each on a connection of its own, as a server that is busy lets new ones wait longest; and by how late they are sent,
 * since a process stands still now and then.
 */
import type { Arrival } from "@effect-globus/sandbox/Journal"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { get } from "node:http"

const parameter = "probe"

/** The request is a measurement, and no business of the clients. */
export const isProbe = ({ query }: Pick<Arrival, "query">): boolean => query[parameter] !== undefined

/** The longest way in milliseconds, for each tenth of a second in which something was on it. */
export type Lags = ReadonlyMap<number, number>

const tenth = (time: number): number => Math.floor(time / 100)

/** Notes what was on its way from one moment to another, in epoch milliseconds. */
export const note = (lags: Map<number, number>, start: number, end: number): void => {
  for (let at = tenth(start); at <= tenth(end); at++) lags.set(at, Math.max(lags.get(at) ?? 0, end - start))
}

const every = 40

/** Asks on a new connection, and waits for the end of the answer. */
const ask = (url: string): Effect.Effect<void> =>
  Effect.async((resume) => {
    const request = get(url, { agent: false }, (answer) => answer.resume().once("close", () => resume(Effect.void)))
    request.once("error", () => resume(Effect.void))
    return Effect.sync(() => request.destroy())
  })

/** Sends a request every now and then, whether those before it were answered or not. */
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
    // A timer that is late stood in the same queue as everybody's requests.
    if (now - before > 2 * every) note(lags, before, now)
    yield* Effect.fork(send)
  }).pipe(Effect.forever)
}

/** More than any way takes at this time, in milliseconds. */
export const at = (lags: Lags, time: number): number => {
  const near = [-3, -2, -1, 0, 1, 2, 3].map((offset) => lags.get(tenth(time) + offset) ?? 0)
  return 50 + 1.5 * Math.max(...near)
}

export const longest = (lags: Lags): number => Math.max(0, ...lags.values())

/** The longest way of half of the time. */
export const median = (lags: Lags): number => [...lags.values()].sort((a, b) => a - b)[Math.floor(lags.size / 2)] ?? 0
