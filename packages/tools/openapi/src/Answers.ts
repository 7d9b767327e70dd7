/** Checks whether an answer matches the documents, by JSON Schema only: none of our own schemas is involved. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import * as Predicate from "effect/Predicate"
import type { Json } from "./OpenApiDocument.js"
import { documents } from "./Services.js"

const member = (value: unknown, name: string): unknown => (Predicate.isRecord(value) ? value[name] : undefined)

const pointer = (...names: ReadonlyArray<string>): string =>
  names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

const jsonSchemaOf = (response: unknown): unknown =>
  member(member(member(response, "content"), "application/json"), "schema")

const compiled = new Map<string, ValidateFunction>()

/** The validator of an operation's successes or failures, by method and path (`/v2/groups/:group_id`). */
const validator = (method: string, template: string, isSuccess: boolean): ValidateFunction | undefined => {
  const path = template.replace(/:(\w+)/g, "{$1}")
  const key = `${method} ${path} ${isSuccess}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  for (const [name, document] of documents) {
    const responses = member(member(member(document["paths"], path), method.toLowerCase()), "responses")
    const [status] = Object.keys(Predicate.isRecord(responses) ? responses : {}).filter(
      (status) => status.startsWith("2") === isSuccess && jsonSchemaOf(member(responses, status)) !== undefined
    )
    if (status === undefined) continue
    const place = pointer(
      "paths",
      path,
      method.toLowerCase(),
      "responses",
      status,
      "content",
      "application/json",
      "schema"
    )
    const validate = validators(name, document).compile({ $ref: `${name}.json#${encodeURI(place)}` })
    compiled.set(key, validate)
    return validate
  }
  return undefined
}

const loaded = new Map<string, Ajv2020>()

const validators = (name: string, document: { readonly [name: string]: Json }): Ajv2020 => {
  const ajv = loaded.get(name) ?? new Ajv2020({ strict: false, allErrors: true })
  if (!loaded.has(name)) ajv.addSchema(document, `${name}.json`)
  loaded.set(name, ajv)
  return ajv
}

/** What is wrong with an answer. Empty if no document describes an answer with this status. */
export const mistakes = (
  method: string,
  template: string,
  { body, status }: { readonly status: number; readonly body: unknown }
): ReadonlyArray<string> => {
  const validate = validator(method, template, status < 300)
  if (validate === undefined || validate(body)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? "wrong"}`)
}

/** Whether a document describes the success of this operation. */
export const isDescribed = (method: string, template: string): boolean =>
  validator(method, template, true) !== undefined
