/**
 * `fixtures.jsonl`: the answers of the Python SDK's test data. Each is served to the operation that it belongs to. It must pass
 * the operation's check without losing a member, and fit the OpenAPI document of the service. The rest of the call is made up.
 */
import * as Answers from "@effect-globus/openapi/Answers"
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import type { Arguments } from "./Argument.js"
import * as Call from "./Call.js"
import * as ClientPool from "./ClientPool.js"
import { camelCase, clients, specimens } from "./Clients.js"
import type { Exchange, Fixture, Vector } from "./Corpus.js"
import * as Corpus from "./Corpus.js"
import type { Declared } from "./Declared.js"
import * as Judge from "./Judge.js"
import * as OutcomeComparison from "./OutcomeComparison.js"
import * as ReplayServer from "./ReplayServer.js"
import * as RequestComparison from "./RequestComparison.js"
import * as Verdict from "./Verdict.js"

type Fields = Readonly<Record<string, unknown>>

/** The parameters of a path, if it is one of the template. */
const parameters = (template: string, path: string): Option.Option<Fields> => {
  const [names, texts] = [template.split("/"), path.split("/")]
  const fits =
    names.length === texts.length && names.every((name, place) => name.startsWith(":") || name === texts[place])
  return fits
    ? Option.some(
        Object.fromEntries(
          names.flatMap((name, place) =>
            name.startsWith(":") ? [[name.slice(1), decodeURIComponent(texts[place] ?? "")]] : []
          )
        )
      )
    : Option.none()
}

interface Place {
  readonly client: string
  readonly declared: Declared
  readonly path: Fields
}

/** The operations of a client at an address, those with fewer parameters in the path first. */
const places = (client: string, { method, path, urlService }: Fixture): ReadonlyArray<Place> => {
  const found = clients.get(client)
  if (found?.service !== urlService) return []
  return [...found.operations.values()]
    .flatMap((declared) =>
      declared.method === method
        ? Option.match(parameters(declared.template, path), {
            onNone: () => [],
            onSome: (path) => [{ client, declared, path }]
          })
        : []
    )
    .sort((a, b) => Object.keys(a.path).length - Object.keys(b.path).length)
}

const record = (value: unknown): Fields => (Predicate.isRecord(value) ? value : {})

/** What the request has, as the fixture says. */
const matched = ({ match }: Fixture, matcher: string): Fields =>
  record(match?.find((found) => found.matcher === matcher)?.params)

/** A value that the declaration allows, the same one each time. */
const example = (type: AST.AST): unknown =>
  FastCheck.sample(Arbitrary.make(Schema.make<unknown>(type)), { numRuns: 1, seed: 1 })[0]

/** The required parameters of the query, and a document of declared members. */
const madeUp = ({ body, query }: Declared): Fields => {
  const needed = [...query].filter(([, type]) => !Schema.is(Schema.make<unknown>(type))(undefined))
  const document = body === undefined ? {} : record(example(AST.typeAST(body.schema.ast)))
  return {
    ...Object.fromEntries(needed.map(([name, type]) => [name, example(type)])),
    ...Object.fromEntries(Object.entries(document).filter(([name]) => body?.fields.has(name)))
  }
}

const toArguments = (fixture: Fixture, { declared, path }: Place): Arguments => {
  const query = Object.entries(matched(fixture, "query_param_matcher"))
  return {
    argument: { ...madeUp(declared), ...declared.example, ...matched(fixture, "json_params_matcher"), ...path },
    options: { query: Object.fromEntries(query.filter(([, value]) => value !== null)) }
  }
}

const toExchange = ({ body, json, method, status, url }: Fixture): Exchange => ({
  request: { method, url, query: [], headers: {}, bodyKind: "none" },
  response: {
    status,
    headers: { "content-type": json === undefined ? "text/plain" : "application/json" },
    bodyKind: json === undefined ? (body === undefined ? "none" : "text") : "json",
    body: json === undefined ? body : json
  }
})

/** The fixture as a recorded call. */
const toVector = (fixture: Fixture, { client, declared, path }: Place): Vector => ({
  id: fixture.case,
  origin: "fixture",
  client,
  operation: declared.name,
  mode: "call",
  clientConfig: {
    // A host may begin like a path: `https://flows.automate.globus.org/flows`.
    baseUrl: fixture.url.slice(0, fixture.url.lastIndexOf(fixture.path)),
    flowId: Predicate.isString(path["flow_id"]) ? path["flow_id"] : undefined,
    retry: { maxRetries: 0 }
  },
  params: {},
  exchanges: [toExchange(fixture)],
  outcome:
    fixture.status < 300
      ? { ok: true }
      : { error: "GlobusAPIError", httpStatus: fixture.status, code: record(fixture.json)["code"] }
})

/** Whether the OpenAPI document of the service says the same of the answer as our client. */
const described = ({ json: body, status }: Fixture, { declared }: Place): Verdict.Finding => {
  if (body === undefined) return Verdict.passed
  const { method, template } = declared
  if (!Answers.isDescribed(method, template)) return Verdict.failed("no OpenAPI document says what it answers")
  const mistakes = Answers.mistakes(method, template, { status, body })
  return mistakes.length === 0
    ? Verdict.passed
    : Verdict.failed(`not as the OpenAPI document says: ${mistakes.join("; ")}`)
}

/** The verdicts of `fixtures.jsonl`. */
export const verdicts = (folder: string) =>
  Effect.gen(function* () {
    const pool = ClientPool.make(yield* ReplayServer.make)
    const known = yield* specimens
    const lines = yield* Corpus.lines(folder, "fixtures.jsonl", Corpus.Fixture)
    const methods = yield* Corpus.items(folder, "operations.json", "operations", Corpus.Method)
    const ofPython = new Set(methods.flatMap(({ row }) => (Either.isRight(row) ? [row.right.operation] : [])))
    // An operation may ask for more than its own answer: a submission for its id.
    const background = lines.flatMap(({ row }) =>
      Either.isRight(row) && row.right.status < 300 ? [toExchange(row.right)] : []
    )

    const has = (client: string, operation: string) => Call.has(known.get(client) ?? {}, operation)

    /** The operation with the name of the set, or else the one at the fixture's address. */
    const find = (fixture: Fixture): Place | undefined => {
      const operation = fixture.fixtureSet.split(".").at(-1) ?? ""
      const name = camelCase(operation)
      const found = [...clients.keys()]
        .flatMap((client) => places(client, fixture))
        .filter(({ client, declared }) => has(client, declared.name))
      const isNotYet = ofPython.has(operation) && ![...clients.keys()].some((client) => has(client, name))
      return found.find(({ declared }) => declared.name === name) ?? (isNotYet ? undefined : found[0])
    }

    const held = (fixture: Fixture): Effect.Effect<Verdict.Finding, unknown, HttpClient.HttpClient> =>
      Effect.gen(function* () {
        const place = find(fixture)
        const clientClass = place === undefined ? undefined : clients.get(place.client)
        if (place === undefined || clientClass === undefined) {
          return Verdict.notYet(`nothing for ${fixture.method} ${fixture.path} of ${fixture.urlService}`)
        }
        const vector = toVector(fixture, place)
        const { exchanges } = vector
        const given = toArguments(fixture, place)
        const made = yield* Effect.flatten(
          Call.make(pool, { vector, exchanges, background, clientClass, reading: "Pages", given })
        )
        const order = { unordered: false }
        const mismatches = [
          ...RequestComparison.requests(exchanges, made.heard, order).filter(
            // The rest of the request is made up.
            ({ place }) => place === "request missing" || place === "request beyond" || place === "path"
          ),
          ...OutcomeComparison.outcome(vector, exchanges, made, { order, reading: "Pages" })
        ]
        const document = described(fixture, place)
        if (document.outcome === "failed") return document
        return Judge.judge(mismatches, { kind: "fixture", facts: { vector, exchanges, made } })
      })

    return yield* Effect.forEach(
      lines,
      ({ number, row }) =>
        Either.match(row, {
          onLeft: (reason) => Effect.succeed(Verdict.unreadable("fixtures", `row ${number}`, reason)),
          onRight: (fixture) =>
            Verdict.make(
              {
                section: "fixtures",
                subject: `${fixture.service}.${fixture.fixtureSet}`,
                id: [fixture.case, fixture.index].filter(Predicate.isNotNullable).join(" ")
              },
              () => held(fixture)
            )
        }),
      { concurrency: 8 }
    )
  }).pipe(Effect.scoped)
