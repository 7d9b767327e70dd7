import { format, inspect } from "node:util"
import * as HttpClient from "@effect/platform/HttpClient"
import { describe, expect, it } from "@effect/vitest"
import { Cause, Console, Effect, Exit, Logger, Redacted, Runtime, Schedule, Schema } from "effect"
import type { GlobusError } from "../src/GlobusError.js"
import { checkDocument } from "../src/internal/operation/check.js"
import { checkBaseUrl } from "../src/internal/wire/checkBaseUrl.js"
import { striker } from "../src/internal/wire/strike.js"
import { things } from "./internal/operation/ThingsApi.js"
import type { Answer } from "./script.js"
import { broken, failure, script, silence, tokens } from "./script.js"
import { recorder } from "./spans.js"

/** Every secret has this word in it, so one search finds any part of any of them. */
const canary = "canary"

const bearer = `Bearer ${canary}~bearer.AbC_123-x`
const basic = `Basic ${Buffer.from(`6df1b656:${canary}/Pass+word==`).toString("base64")}`
const pair = basic.slice("Basic ".length)
const bare = `${canary}-bare`
const code = `${canary} "code" & more`

type Client = Effect.Effect.Success<ReturnType<typeof things>>

type Call = (client: Client) => Effect.Effect<unknown, GlobusError>

/** What a service, a proxy or a log in between could know of the request: as text, and for a header or a URL. */
const everything = async (request: Request): Promise<{ readonly text: string; readonly encoded: string }> => {
  const body = await request.text()
  const header = request.headers.get("authorization") ?? ""
  const [scheme = "", credentials = ""] = header.split(" ")
  const password = scheme === "Basic" ? Buffer.from(credentials, "base64").toString() : ""
  const known = [header, credentials, password, ...new URLSearchParams(body).values()].join(" | ")
  return { text: `${known} | ${body}`, encoded: encodeURIComponent(known) }
}

/** Says it all back, in each field that an error takes from an answer. */
const echo =
  (status: number): Answer =>
  async (request) => {
    const { encoded, text } = await everything(request)
    return Response.json(
      {
        code: text,
        message: text,
        request_id: text,
        resource: text,
        detail: text,
        errors: [{ code: text, message: text, id: text }],
        authorization_parameters: { session_message: text, session_required_policies: [text], required_scopes: [text] }
      },
      {
        status,
        headers: {
          "x-request-id": encoded,
          location: `https://evil.example.org/?${encoded}`
        }
      }
    )
  }

const page =
  (status: number, type: string): Answer =>
  async (request) => {
    const { encoded, text } = await everything(request)
    return new Response(`<html><title>${text}</title>${text}</html>`, {
      status,
      headers: { "content-type": type, "x-request-id": encoded }
    })
  }

const wrongDocument: Answer = async (request) => {
  const { text } = await everything(request)
  return Response.json({ id: [text], parts: [{ [text]: text }], request_id: text })
}

const wrongType: Answer = async (request) =>
  new Response("{", { headers: { "content-type": `x/${(await everything(request)).encoded}` } })

const brokenConnection: Answer = async (request) => {
  const { text } = await everything(request)
  throw Object.assign(new Error(text, { cause: Object.assign(new Error(text), { code: text }) }), { request, text })
}

const brokenBody: Answer = async (request) => {
  const { text } = await everything(request)
  return new Response(new ReadableStream({ start: (controller) => controller.error(new Error(text)) }))
}

const get: Call = ({ getThing }) => getThing({ thing_id: "1" }, { query: { q: "x" } })
const create: Call = ({ createThing }) => createThing({ name: "n" })
const spend: Call = ({ spend }) => spend({ code: Redacted.make(code) })
const raw: Call = ({ request }) => request({ method: "GET", path: "/x" })
const rawText: Call = (client) => Effect.flatMap(client.request({ method: "GET", path: "/x" }), ({ text }) => text)
const rawJson: Call = (client) => Effect.flatMap(client.request({ method: "GET", path: "/x" }), ({ json }) => json)
const untyped = (text: string) => JSON.parse(text)

const failures: ReadonlyArray<readonly [name: string, answer: Answer, call: Call, tag: GlobusError["_tag"]]> = [
  ["an invalid request", echo(400), get, "GlobusAuthorizationRequired"],
  ["a refused token", page(401, "text/html"), get, "GlobusUnauthenticated"],
  ["a missing permission", page(403, "text/plain"), create, "GlobusPermissionDenied"],
  ["a thing that is not there", page(404, "application/json"), raw, "GlobusNotFound"],
  ["too many requests", page(429, "text/html"), create, "GlobusRateLimited"],
  ["retries that are used up", echo(503), get, "GlobusServiceUnavailable"],
  ["a redirect", echo(302), get, "GlobusApiError"],
  ["a page of a proxy", page(502, "text/html"), create, "GlobusServiceUnavailable"],
  ["a refused grant", echo(400), spend, "GlobusAuthorizationRequired"],
  ["a token endpoint that is down", page(500, "text/html"), spend, "GlobusServiceUnavailable"],
  ["a connection that broke", brokenConnection, get, "GlobusNetworkError"],
  ["a connection that broke with a grant", brokenConnection, spend, "GlobusNetworkError"],
  ["a body that broke off", brokenBody, get, "GlobusNetworkError"],
  ["a body that broke off when it was read", brokenBody, rawText, "GlobusNetworkError"],
  ["a deadline", silence, create, "GlobusTimeout"],
  ["a wrong document", wrongDocument, get, "GlobusDecodeError"],
  ["a wrong document for a grant", wrongDocument, spend, "GlobusDecodeError"],
  ["an answer of an odd type", wrongType, get, "GlobusDecodeError"],
  ["a page with 200", page(200, "text/html"), get, "GlobusDecodeError"],
  ["a page with 200, read as JSON", page(200, "text/html"), rawJson, "GlobusDecodeError"],
  [
    "an authorization header of one's own",
    broken(),
    ({ getThing }) => getThing({ thing_id: "1" }, { headers: { authorization: bearer } }),
    "GlobusUsageError"
  ],
  [
    "a header that breaks its line",
    broken(),
    ({ getThing }) => getThing({ thing_id: "1" }, { headers: { "x-key": `${bare}\n` } }),
    "GlobusUsageError"
  ],
  [
    "a secret of the wrong type",
    broken(),
    ({ spend }) => spend(untyped(JSON.stringify({ code: bare }))),
    "GlobusUsageError"
  ],
  [
    "a secret in a wrong field",
    broken(),
    ({ createThing }) => createThing(untyped(JSON.stringify({ name: [bare] }))),
    "GlobusUsageError"
  ],
  [
    "a URL elsewhere",
    broken(),
    ({ request }) => request({ method: "GET", path: `https://x.example.org/?${bare}` }),
    "GlobusUsageError"
  ]
]

const loggers = {
  default: Logger.add(Logger.defaultLogger),
  json: Logger.json,
  logFmt: Logger.logFmt,
  pretty: Logger.pretty,
  structured: Logger.structured
}

/** What every built-in logger prints of an error, by itself and as a cause. */
const logged = (error: GlobusError) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    const print = (...args: ReadonlyArray<unknown>) => void lines.push(format(...args), inspect(args, { depth: 20 }))
    const unsafe: Console.UnsafeConsole = Object.assign(Object.create(console), {
      log: print,
      error: print,
      warn: print,
      info: print,
      debug: print,
      group: print,
      groupCollapsed: print
    })
    const live = yield* Console.consoleWith(Effect.succeed)
    for (const logger of Object.values(loggers)) {
      const before = lines.length
      yield* Effect.logError("It failed", error, Cause.fail(error)).pipe(
        Effect.annotateLogs({ error }),
        Effect.provide(logger),
        Effect.withConsole({ ...live, unsafe })
      )
      expect(lines.length).toBeGreaterThan(before)
    }
    return lines
  })

/** What a program without Effect catches. */
const rejection = async (error: GlobusError): Promise<unknown> => {
  try {
    return await Effect.runPromise(Effect.fail(error))
  } catch (failure) {
    return failure
  }
}

/** Everything that prints an error. */
const prints = (error: GlobusError) =>
  Effect.gen(function* () {
    const rejected = yield* Effect.promise(() => rejection(error))
    expect(Runtime.isFiberFailure(rejected)).toBe(true)
    const ways = (thing: unknown) => [
      inspect(thing, { depth: 20 }),
      inspect(thing, { depth: 20, showHidden: true }),
      format("%s %o %O %j", thing, thing, thing, thing),
      String(thing),
      JSON.stringify(thing) ?? "",
      thing instanceof Error ? `${thing.message} ${thing.stack}` : ""
    ]
    const cause = Cause.fail(error)
    return [
      ...ways(error),
      ...ways(rejected),
      ...ways(cause),
      ...ways(Exit.fail(error)),
      ...ways({ nested: [error] }),
      Cause.pretty(cause, { renderErrorCause: true }),
      ...(yield* logged(error))
    ]
  })

/** Parts of any of the secrets. */
const parts = [canary, pair, encodeURIComponent(pair), "Pass+word"]

const expectNone = (texts: ReadonlyArray<string>) => {
  for (const text of texts) for (const part of parts) expect(text).not.toContain(part)
}

describe("no secret shows", () => {
  const runs = [
    [tokens(bearer), undefined],
    [tokens(bearer), HttpClient.filterStatusOk],
    [tokens(basic), undefined],
    [tokens(bare), undefined]
  ] as const

  it.effect("is no empty claim: what is searched for would be found", () =>
    Effect.gen(function* () {
      const request = () =>
        new Request("https://x.example.org", {
          method: "POST",
          headers: { authorization: basic },
          body: `code=${code}`
        })
      const { text } = yield* Effect.promise(() => everything(request()))
      for (const part of parts) expect(text).toContain(part)
      const found = new Error(text)
      expect([inspect(found), JSON.stringify({ text }), String(found)].every((text) => text.includes(canary))).toBe(
        true
      )
    })
  )

  for (const [name, answer, call, tag] of failures) {
    it.effect(`in the error of ${name}, nor in its span, however they are printed`, () =>
      Effect.gen(function* () {
        for (const [authorizer, transformClient] of runs) {
          const { spans, tracer } = recorder()
          const client = yield* Effect.provide(
            things({ transformClient, timeout: "1 second", retry: Schedule.recurs(1) }, authorizer.service),
            script(answer).layer
          )
          const error = yield* failure(Effect.withTracer(call(client), tracer))
          expect(error._tag).toBe(tag)
          expectNone(yield* prints(error))
          expectNone([inspect(spans, { depth: 20 })])
        }
      })
    )
  }

  it.effect("in the span of a call that succeeds, whose answer may be a token", () =>
    Effect.gen(function* () {
      const { spans, tracer } = recorder()
      const answer: Answer = () => Response.json({ id: canary, access_token: canary }, { headers: { "x-key": canary } })
      const client = yield* Effect.provide(things({}, tokens(bearer).service), script(answer).layer)
      for (const call of [get, spend, raw]) yield* Effect.withTracer(call(client), tracer)
      expect(spans.map(({ status }) => status._tag)).toEqual(["Ended", "Ended", "Ended"])
      expectNone([inspect(spans, { depth: 20 })])
    })
  )

  it.effect("in the path of a document whose members a service names after it", () =>
    Effect.gen(function* () {
      const secret = `${canary}~of.some/length`
      const check = checkDocument(
        Schema.Struct({ all: Schema.Record({ key: Schema.String, value: Schema.Number }) }).ast,
        false
      )(false)
      for (const name of [secret, `x ${secret} y`, encodeURIComponent(secret)]) {
        const source = {
          endpoint: {
            call: { operation: "getThing", method: "GET", origin: "https://things.example.org", path: "/" },
            method: "GET",
            resourceServer: undefined,
            repeat: "method",
            sensitive: false
          },
          answer: { status: 200, headers: { "x-request-id": name } },
          strike: striker(() => [secret])
        } as const
        const error = check(source, { all: { [name]: "no number" } })
        if (error === undefined) return expect.fail("It is no error")
        expect(error.documentPath).toEqual(["all", name.startsWith("x ") ? "x <redacted> y" : "<redacted>"])
        expectNone(yield* prints(error))
      }
    })
  )

  it.effect("of a token that was renewed since", () =>
    Effect.gen(function* () {
      const old: Array<string> = []
      const remember: Answer = (request) => {
        old.push(request.headers.get("authorization") ?? "")
        return Response.json({ message: `not ${old.join()}` }, { status: 401 })
      }
      const authorizer = tokens(bearer, "Bearer new")
      const { getThing } = yield* Effect.provide(things({}, authorizer.service), script(remember).layer)
      const error = yield* failure(getThing({ thing_id: "1" }))
      expect(old).toEqual([bearer, "Bearer new"])
      expectNone(yield* prints(error))
    })
  )

  it.effect("in the error of a base URL with a password", () =>
    Effect.gen(function* () {
      for (const url of [`https://u:${bare}@things.example.org`, `https://things.example.org/?key=${bare}`]) {
        expectNone(yield* prints(yield* Effect.flip(checkBaseUrl("baseUrl", url))))
      }
    })
  )
})
