/** The cost and the benefit of the token cache: token requests in a storm, and the time to get a cached token. */
import * as Array from "effect/Array"
import * as Effect from "effect/Effect"
import type { Line } from "./Figures.js"
import { digits } from "./Figures.js"
import { verdict } from "./Goal.js"
import type { Ask, Mode } from "./messages.js"
import { isTaken, isCounts, width } from "./messages.js"
import type { Process } from "./Process.js"
import type { Settings } from "./Runs.js"
import { client } from "./Runs.js"
import { summarize } from "./Statistics.js"

/** One token request is enough for all calls, and at least one is needed. */
const goal = { must: 1, aim: 1, better: "less" } as const

const storms = [
  { title: `token requests, ${width} calls at once, expiry known`, mode: "known" },
  { title: `token requests, ${width} calls at once, each answered 401`, mode: "rejected" }
] as const satisfies ReadonlyArray<{ readonly title: string; readonly mode: Mode }>

const hitTitle = "a token at hand: time of a cache hit"

export const titles: ReadonlyArray<string> = [...storms.map(({ title }) => title), hitTitle]

/** Counts the token requests at the server when many calls find their token expired. */
const storm = (server: Process, baseUrl: string, { mode, title }: (typeof storms)[number]) =>
  Effect.gen(function* () {
    const ask: Ask = { mode, calls: width }
    const count = (name: "@globus/sdk" | "ours, renewing") =>
      Effect.scoped(
        Effect.flatMap(client(name, baseUrl), (process) =>
          Effect.zipRight(process.ask(ask, isTaken), server.ask({}, isCounts))
        )
      )
    const { tokenRequests: theirs } = yield* count("@globus/sdk")
    const { tokenRequests: ours } = yield* count("ours, renewing")
    return {
      title,
      cells: { "@globus/sdk": String(theirs), "ours, renewing": String(ours) },
      goal: String(goal.must),
      verdict: verdict(goal, ours)
    } satisfies Line
  })

/** In each round. All rounds together make more than a million. */
const hits = 200_000

/** The time of a cache hit in nanoseconds, and its share of a whole request, one at a time. */
const hit = (baseUrl: string, settings: Settings) =>
  Effect.gen(function* () {
    const process = yield* client("ours, renewing", baseUrl)
    const measure = (mode: Mode, calls: number) => process.ask({ mode, calls } satisfies Ask, isTaken)
    yield* measure("headers", hits)
    yield* measure("sequential", 1000)
    const rounds = yield* Effect.forEach(Array.range(1, settings.rounds), () =>
      Effect.zipWith(measure("headers", hits), measure("sequential", 500), (headers, requests) => ({
        nanoseconds: (headers.wall / headers.calls) * 1_000_000,
        share: headers.wall / headers.calls / (requests.wall / requests.calls)
      }))
    )
    const { lower, median, upper } = summarize(Array.map(rounds, ({ nanoseconds }) => nanoseconds))
    const share = summarize(Array.map(rounds, ({ share }) => share)).median
    return {
      title: hitTitle,
      cells: {
        "ours, renewing": `${digits(median)} ns (${digits(lower)}-${digits(upper)}), ${digits(share * 100)} % of a request`
      },
      goal: "",
      verdict: undefined
    } satisfies Line
  }).pipe(Effect.scoped)

/** The requested lines about tokens. */
export const lines = (server: Process, baseUrl: string, settings: Settings, isAsked: (title: string) => boolean) =>
  Effect.gen(function* () {
    const counted = yield* Effect.forEach(
      storms.filter(({ title }) => isAsked(title)),
      (one) => storm(server, baseUrl, one)
    )
    return isAsked(hitTitle) ? [...counted, yield* hit(baseUrl, settings)] : counted
  })
