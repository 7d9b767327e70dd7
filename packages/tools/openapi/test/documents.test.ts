import { describe, expect, it } from "@effect/vitest"
import { Validator } from "@seriousme/openapi-schema-validator"
import { Effect } from "effect"
import type { Json } from "../src/OpenApiDocument.js"
import { documents } from "../src/Services.js"

/** Every object in a document, with its place. */
const objects = (
  value: Json | undefined,
  place = ""
): ReadonlyArray<readonly [string, { readonly [name: string]: Json }]> => {
  if (Array.isArray(value)) return value.flatMap((member, index) => objects(member, `${place}/${index}`))
  if (typeof value !== "object" || value === null) return []
  const object = value as { readonly [name: string]: Json }
  return [[place, object], ...Object.entries(object).flatMap(([name, member]) => objects(member, `${place}/${name}`))]
}

const operation = (service: string, path: string, method: string) => {
  const found = objects(documents.get(service)).find(([place]) => place === `/paths/${path}/${method}`)
  return found?.[1]
}

describe.each([...documents.keys()])("%s", (name) => {
  const document = documents.get(name) ?? {}

  it.effect("is OpenAPI 3.1", () =>
    Effect.gen(function* () {
      expect(document["openapi"]).toMatch(/^3\.1\./)
      const result = yield* Effect.promise(() => new Validator({ strict: false }).validate(structuredClone(document)))
      expect(result.errors ?? []).toEqual([])
      expect(result.valid).toBe(true)
    })
  )

  it("has all schemas that it refers to", () => {
    const all = objects(document)
    const places = new Set(all.map(([place]) => `#${place}`))
    const refs = all.flatMap(([, { $ref }]) => (typeof $ref === "string" ? [$ref] : []))
    expect(refs.length).toBeGreaterThan(0)
    expect(refs.filter((ref) => !places.has(ref))).toEqual([])
  })

  it("allows further members in all objects, and has no errors of the platform", () => {
    expect(objects(document).filter(([, object]) => object["additionalProperties"] === false)).toEqual([])
    expect(JSON.stringify(document)).not.toContain("HttpApiDecodeError")
  })

  it("has each operation once, with its name", () => {
    const ids = objects(document["paths"]).flatMap(([, { operationId }]) =>
      typeof operationId === "string" ? [operationId] : []
    )
    expect(ids.length).toBeGreaterThan(0)
    expect(ids.filter((id) => !/^[a-z][A-Za-z0-9]*$/.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it("describes the errors of each operation", () => {
    for (const [, { operationId, responses }] of objects(document["paths"])) {
      if (operationId === undefined) continue
      expect(responses).toMatchObject({ default: { content: { "application/json": {} } } })
    }
  })
})

describe("security", () => {
  it("is a bearer token with one of the scopes", () => {
    expect(operation("groups", "/v2/groups/my_groups", "get")?.["security"]).toEqual([
      { globus: ["urn:globus:auth:scope:groups.api.globus.org:all"] },
      { globus: ["urn:globus:auth:scope:groups.api.globus.org:view_my_groups_and_memberships"] }
    ])
  })

  it("is absent where a token is requested", () => {
    expect(operation("auth", "/v2/oauth2/token", "post")?.["security"]).toEqual([])
  })
})

describe("parameters", () => {
  it("are numbers where they are", () => {
    const parameters = operation("transfer", "/v0.10/task_list", "get")?.["parameters"]
    expect(parameters).toContainEqual({ name: "limit", in: "query", required: false, schema: { type: "number" } })
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: "orderby", schema: expect.objectContaining({ type: "string" }) })
    )
  })
})
