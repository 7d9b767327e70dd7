import { describe, expect, it } from "@effect/vitest"
import type { Exchange, RecordedRequest } from "../src/Corpus.js"
import type { Heard } from "../src/ReplayServer.js"
import { requests } from "../src/RequestComparison.js"

const recorded: RecordedRequest = {
  method: "POST",
  url: "https://things.example.org/a%20b/c?x=1",
  query: [
    ["x", "1"],
    ["x", "2"],
    ["y", "3"]
  ],
  headers: {
    authorization: "Bearer",
    accept: "application/json",
    "content-type": "application/json",
    "x-globus-client-info": "product=python-sdk,version=<SDK_VERSION>",
    "x-own": "1"
  },
  bodyKind: "json",
  body: { a: 1, b: [null] }
}

const heard: Heard = {
  exchange: 0,
  method: "POST",
  host: "things.example.org",
  path: "/a%20b/c",
  query: [
    ["y", "3"],
    ["x", "1"],
    ["x", "2"]
  ],
  headers: {
    authorization: "Bearer at-1",
    accept: "application/json",
    "content-type": "application/json; charset=utf-8",
    "content-length": "20",
    host: "127.0.0.1:1",
    "user-agent": "any",
    "x-globus-client-info": "product=effect-globus,version=1.0.0",
    "x-own": "1"
  },
  body: Buffer.from('{ "b": [null], "a": 1.0 }')
}

const compared = (
  ours: Partial<Heard>,
  theirs: Partial<RecordedRequest> = {},
  order: { readonly unordered: boolean } = { unordered: false }
): ReadonlyArray<string> => {
  const exchange: Exchange = { request: { ...recorded, ...theirs }, response: { status: 200, bodyKind: "none" } }
  return requests([exchange], [{ ...heard, ...ours }], order).map(({ name, place }) =>
    name === undefined ? place : `${place} ${name}`
  )
}

const form = (ours: string, theirs: RecordedRequest["body"]) =>
  compared({ body: Buffer.from(ours) }, { bodyKind: "form", body: theirs })

describe("a request", () => {
  it("is the recorded one whatever the order of parameters, the layout of JSON and the percent-encoding", () => {
    expect(compared({})).toStrictEqual([])
    expect(compared({ path: "/a%20b/%63" })).toStrictEqual([])
  })

  it.each([
    ["method", { method: "PUT" }],
    ["host", { host: "other.example.org" }],
    ["path", { path: "/a%20b%2Fc" }],
    ["path", { path: "/a%20b/c/" }],
    [
      "query x",
      {
        query: [
          ["x", "2"],
          ["x", "1"],
          ["y", "3"]
        ]
      }
    ],
    [
      "query y",
      {
        query: [
          ["x", "1"],
          ["x", "2"]
        ]
      }
    ],
    ["query z", { query: [...heard.query, ["z", ""]] }],
    ["json a", { body: Buffer.from('{"a":"1","b":[null]}') }],
    ["json b", { body: Buffer.from('{"a":1}') }],
    ["json c", { body: Buffer.from('{"a":1,"b":[null],"c":null}') }],
    ["body", { body: Buffer.from("{") }],
    ["body", { body: Buffer.from("") }],
    ["header authorization", { headers: { ...heard.headers, authorization: "Basic eDp5" } }],
    ["header accept", { headers: { ...heard.headers, accept: "*/*" } }],
    ["header content-type", { headers: { ...heard.headers, "content-type": "text/plain" } }],
    ["header x-own", { headers: { ...heard.headers, "x-own": "2" } }],
    ["header traceparent", { headers: { ...heard.headers, traceparent: "00" } }],
    [
      "header x-globus-client-info",
      { headers: { ...heard.headers, "x-globus-client-info": "product=effect-globus,version=1;product=p,version=2" } }
    ]
  ] satisfies ReadonlyArray<readonly [string, Partial<Heard>]>)(
    "with another %s is not the recorded one",
    (mismatch, ours) => {
      expect(compared(ours)).toStrictEqual([mismatch])
    }
  )

  it("differs by having no authorization, or an opaque one instead of a scheme", () => {
    const { authorization: _, ...anonymous } = heard.headers
    expect(compared({ headers: anonymous })).toStrictEqual(["header authorization"])
    expect(compared({}, { headers: { ...recorded.headers, authorization: null } })).toStrictEqual([
      "header authorization"
    ])
    const opaque = { headers: { ...recorded.headers, authorization: "<opaque>" } }
    expect(compared({ headers: { ...heard.headers, authorization: "opaque" } }, opaque)).toStrictEqual([])
    expect(compared({}, opaque)).toStrictEqual(["header authorization"])
  })

  it("has a form of the same pairs, in any order of names", () => {
    expect(
      form("b=2&a=1&a=%20+", [
        ["a", "1"],
        ["a", "  "],
        ["b", "2"]
      ])
    ).toStrictEqual([])
    expect(
      form("a=1", [
        ["a", "1"],
        ["b", ""]
      ])
    ).toStrictEqual(["form b"])
    expect(form("a=1", "a=1")).toStrictEqual(["body"])
  })

  it("has the same text, the same document in it, or the same bytes", () => {
    expect(compared({ body: Buffer.from("x") }, { bodyKind: "text", body: "x" })).toStrictEqual([])
    expect(compared({ body: Buffer.from('{"a":1}') }, { bodyKind: "text", body: '{ "a": 1 }' })).toStrictEqual([])
    expect(compared({ body: Buffer.from("y") }, { bodyKind: "text", body: "x" })).toStrictEqual(["body"])
    expect(compared({ body: Buffer.from([255, 1]) }, { bodyKind: "base64", body: "/wE=" })).toStrictEqual([])
    expect(compared({ body: Buffer.from([255]) }, { bodyKind: "base64", body: "/wE=" })).toStrictEqual(["body"])
    expect(compared({}, { bodyKind: "none" })).toStrictEqual(["body"])
    expect(compared({}, { bodyKind: "cbor" })).toStrictEqual(["body"])
  })

  it("of a Python set may have its items in any order", () => {
    const theirs: Partial<RecordedRequest> = { query: [["x", "a,b"]], bodyKind: "none" }
    const ours: Partial<Heard> = { query: [["x", "b,a"]], body: Buffer.from("") }
    expect(compared(ours, theirs, { unordered: true })).toStrictEqual([])
    expect(compared(ours, theirs)).toStrictEqual(["query x"])
  })

  it("that was not made, or not recorded, is reported", () => {
    const exchange: Exchange = { request: recorded, response: { status: 200, bodyKind: "none" } }
    const beyond = { ...heard, exchange: undefined }
    expect(requests([exchange, exchange], [heard, beyond], { unordered: false })).toMatchObject([
      { place: "request missing", exchange: 1 },
      { place: "request beyond", ours: "POST things.example.org/a%20b/c" }
    ])
  })
})
