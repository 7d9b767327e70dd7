import { describe, expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as AuthRequirements from "../src/AuthRequirements.js"
import * as AuthorizationFlow from "../src/auth/AuthorizationFlow.js"
import * as AuthorizeUrl from "../src/auth/AuthorizeUrl.js"
import * as ConsentForest from "../src/auth/ConsentForest.js"
import { checkBaseUrl } from "../src/internal/wire/checkBaseUrl.js"
import { apiError, fromAnswer, retryAfter } from "../src/internal/wire/apiError.js"
import { checkSecret } from "../src/internal/token/bearer.js"
import { checkHeaders } from "../src/internal/wire/callOptions.js"
import { checkClientId, checkClientSecret } from "../src/internal/token/credentials.js"
import { firstFlaw } from "../src/internal/operation/parseIssue.js"
import { CommaSeparated } from "../src/internal/operation/query.js"
import { toTarget } from "../src/internal/operation/request.js"
import { headerSecrets, striker } from "../src/internal/wire/strike.js"
import { encodePath, queryString } from "../src/internal/operation/target.js"
import * as Scope from "../src/Scope.js"
import * as Scopes from "../src/Scopes.js"
import { growth, linear } from "./growth.js"

const times = <A>(size: number, make: (n: number) => A): ReadonlyArray<A> =>
  Array.from({ length: size }, (_, n) => make(n))

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`

const call = { operation: "getTask", method: "GET", origin: "https://transfer.api.globus.org", path: "/task" }

const answer = (text: string, headers: Readonly<Record<string, string>> = {}, status = 400) => {
  const all = { "content-type": "application/json", ...headers }
  return () => fromAnswer(call, { status, headers: all, text }, 0, false)
}

const parsed = (text: string) => () => Scope.parse(text)

const strike = (text: string, secrets: ReadonlyArray<string> = ["0123456789abcdefghij"]) => {
  const strike = striker(() => secrets)
  return () => strike(text)
}

const redirect = (query: string) => () =>
  AuthorizationFlow.readRedirect(`https://portal.example.org/?${query}`, {
    state: "s",
    redirect_uri: "https://portal.example.org/"
  })

const request = {
  client_id: "c",
  redirect_uri: "https://portal.example.org/",
  scope: "openid",
  state: "s",
  code_challenge: undefined,
  access_type: "online",
  prefill_named_grant: undefined,
  nonce: undefined
} as const

/** By what grows: a function of an input of that size. */
const rows: Readonly<Record<string, (size: number) => () => unknown>> = {
  "requirements that are merged": (n) => {
    const all = times(n, (n) => ({
      session_message: `m${n}`,
      session_required_identities: [uuid(n)],
      session_required_policies: [uuid(n)],
      session_required_single_domain: [`d${n}.example.org`],
      required_scopes: [`s${n}`]
    }))
    return () => AuthRequirements.merge(all)
  },
  "lists in two requirements that are merged": (n) => {
    const domains = times(n, (n) => `d${n}.example.org`)
    const all = [domains, [...domains].reverse()].map((list) => ({
      session_message: list.join("\n"),
      session_required_single_domain: list,
      required_scopes: list
    }))
    return () => AuthRequirements.merge(all)
  },
  "requirements in a document": (n) => {
    const document = { errors: times(n, (n) => ({ authorization_parameters: { required_scopes: [`s${n}`] } })) }
    return () => [AuthRequirements.allFromDocument(document), AuthRequirements.fromDocument(document)]
  },
  "names in a list of scopes": (n) => parsed(times(n, (n) => `s${n}`).join(" ")),
  "a name that many depend on": (n) => parsed(times(n, (n) => `s${n}[x]`).join(" ")),
  "brackets in brackets": (n) => parsed(`${times(n, (n) => `s${n}`).join("[")}${"]".repeat(n - 1)}`),
  "brackets that are not closed": (n) => parsed("a[".repeat(n)),
  "blanks and stars": (n) => parsed(" *".repeat(n)),
  "one long name": (n) => parsed("a".repeat(n)),
  "a circle of scopes": (n) => parsed(times(n, (index) => `s${index}[s${(index + 1) % n}]`).join(" ")),
  "scopes that are written": (n) => {
    const scopes = Either.getOrThrow(
      Scope.parse(times(n, (n) => `a${n}[a${n + 1} b${n + 1}] b${n}[a${n + 1}]`).join(" "))
    )
    return () => Scope.print(scopes)
  },
  "scopes that are merged": (n) => {
    const scopes = times(n, (n) => ({ scope: `s${n}`, optional: false, dependencies: [] }))
    return () => Scope.merge(scopes, scopes)
  },
  "collections in a scope": (n) => {
    const ids = times(n, uuid)
    return () => Scopes.transferWithDataAccess(ids)
  },
  "consents, and scopes that they cover": (n) => {
    const consents = times(n, (n) => ({ id: n + 1, dependency_path: n === 0 ? [1] : [1, n + 1], scope_name: `s${n}` }))
    const forest = Either.getOrThrow(ConsentForest.make(consents))
    const dependencies = times(n - 1, (n) => ({ scope: `s${n + 1}`, optional: false, dependencies: [] }))
    return () => ConsentForest.uncovered(forest, [{ scope: "s0", optional: false, dependencies }, ...dependencies])
  },
  "slashes in a base URL": (n) => () => checkBaseUrl("baseUrl", `https://x.example.org${"/".repeat(n)}a`),
  "slashes at the end of a base URL": (n) => () => checkBaseUrl("baseUrl", `https://x.example.org${"/".repeat(n)}`),
  "scopes and identities in an authorization URL": (n) => {
    const texts = times(n, (n) => `s${n}`)
    return () =>
      AuthorizeUrl.make("https://x/", request, { required_scopes: texts, session_required_identities: texts })
  },
  "scopes of a flow": (n) => {
    const scopes = times(n, (n) => `s${n} `)
    return () => Scope.toText(scopes)
  },
  "the address that a user came back to": (n) => redirect("state=s&".repeat(n)),
  "a path of a call": (n) => () => [
    encodePath("path", "/a".repeat(n)),
    toTarget("https://x", `https://x/${"a/".repeat(n)}`)
  ],
  "slashes in a path of a call": (n) => () => [
    encodePath("path", "/".repeat(n)),
    toTarget("https://x", `https://x${"/".repeat(n)}`)
  ],
  "a list in a query": (n) => {
    const ids = times(n, uuid)
    return () => [queryString({ id: ids }), Schema.encodeSync(CommaSeparated)(ids)]
  },
  "parameters of a query": (n) => {
    const query = Object.fromEntries(times(n, (n) => [`p ${n}`, "ä"]))
    return () => queryString(query)
  },
  "headers of a call": (n) => {
    const headers = Object.fromEntries(times(n, (n) => [`x-${n}`, "v"]))
    return () => checkHeaders(headers)
  },
  "a long header of a call": (n) => () => checkHeaders({ "x-long": `${" v".repeat(n)}\n` }),
  "an id and a secret": (n) => () => [
    checkClientId(" a".repeat(n)),
    checkClientSecret(Redacted.make(" a".repeat(n))),
    checkSecret("token", Redacted.make(`${"a".repeat(n)} `)),
    headerSecrets(Redacted.make("a".repeat(n))),
    headerSecrets(Redacted.make(`Basic ${" ".repeat(n)}\n`))
  ],
  "an error's list": (n) => answer(JSON.stringify({ errors: times(n, (n) => ({ code: `C${n}`, message: `m${n}` })) })),
  "an error's media type": (n) => answer("{}", { "content-type": `a/${"b/+".repeat(n)}` }),
  "parameters of an error's media type": (n) => answer("{}", { "content-type": `a/json${" ;".repeat(n)}` }),
  "an error's text": (n) => answer(" a".repeat(n), { "content-type": "text/plain" }),
  "blanks before an error's text": (n) => answer(`${" \n".repeat(n)}{`, { "content-type": "text/plain" }),
  "a page with many titles": (n) => answer("<title".repeat(n), { "content-type": "text/html" }, 502),
  "a page with a long title": (n) => answer(`<title>${" \n".repeat(n)}`, { "content-type": "text/html" }, 502),
  "an error that is deep": (n) => answer('{"error":'.repeat(n), {}, 500),
  "the target of a redirect": (n) => answer("", { location: `/${"../a?".repeat(n)}` }, 302),
  "the time of an answer": (n) => () => [retryAfter("1".repeat(n), 0), retryAfter(`Mon${" ".repeat(n)}`, 0)],
  "an error's own words": (n) => {
    const fields = { status: 400, code: undefined, requestId: undefined, resource: undefined, errors: [], body: "" }
    const description = " .".repeat(n)
    return () =>
      apiError("GlobusInvalidRequest", {
        ...call,
        ...fields,
        description,
        requirements: undefined,
        retryAfter: undefined
      })
  },
  "a text without a secret": (n) => strike("a token of the task. ".repeat(n)),
  "a text with many secrets": (n) => strike("it: 0123456789abcdefghij ".repeat(n)),
  "a text with many beginnings of a secret": (n) => strike("0123456789abcdefghi".repeat(n)),
  "a text that is encoded many times": (n) => strike(`%${"25".repeat(n)}41`),
  "a text of escapes": (n) => strike("%41\\u0041&#x41;\\/".repeat(n)),
  "a text that is nearly escaped": (n) => strike("%4\\u004&#x;&amp".repeat(n)),
  "a text that is no ASCII": (n) => strike("é€𝄞".repeat(n)),
  "secrets that are struck": (n) =>
    strike(
      "a token of the task",
      times(n, (n) => `secret-${String(n).padStart(12, "0")}`)
    ),
  "a secret of its own parts": (n) => strike("ab".repeat(n), [`${"ab".repeat(n)}c`])
}

describe("time grows as the input does, and no faster", () => {
  for (const [what, runOf] of Object.entries(rows)) {
    it(what, () => {
      expect(growth(runOf)).toBeLessThan(linear)
    })
  }

  it("is no empty claim: a square is seen", () => {
    const square = (size: number) => () => {
      let count = 0
      for (let n = 0; n < size; n++) for (let m = 0; m < size; m++) count += (n ^ m) & 1
      return count
    }
    expect(growth(square)).toBeGreaterThan(linear)
  })

  it("the first flaw of a deep document", () => {
    interface Deep {
      readonly inner?: Deep | undefined
    }
    const Deep: Schema.Schema<Deep> = Schema.Struct({ inner: Schema.optional(Schema.suspend(() => Deep)) })
    const decode = Schema.decodeUnknownEither(Deep)
    const document = JSON.parse(`${'{"inner":'.repeat(200)}7${"}".repeat(200)}`)
    const flaw = firstFlaw(Either.getOrThrow(Either.flip(decode(document))).issue)
    expect(flaw.path).toEqual(times(200, () => "inner"))
  })
})
