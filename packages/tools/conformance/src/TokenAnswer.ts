/** Turns our model of a token answer back into the document that it was made of. */
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"

type Fields = Readonly<Record<string, unknown>>

/** Whether it is the model of dependent tokens, which are a list without a first one. */
const isList = (value: unknown): value is { readonly tokens: ReadonlyArray<unknown> } =>
  Predicate.hasProperty(value, "by_resource_server") &&
  Predicate.hasProperty(value, "tokens") &&
  Array.isArray(value.tokens)

const isModel = (value: unknown): value is Fields =>
  Predicate.hasProperty(value, "by_resource_server") && Predicate.hasProperty(value, "access_token")

const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const token = (model: Fields, madeAt: number): Fields => {
  const { access_token, expires_at_seconds, id_token, refresh_token, resource_server, scope, token_type } = model
  const shown = (value: unknown) => (Redacted.isRedacted(value) ? Redacted.value(value) : value)
  return present({
    access_token: shown(access_token),
    refresh_token: shown(refresh_token),
    id_token: shown(id_token),
    expires_in: Predicate.isNumber(expires_at_seconds) ? expires_at_seconds - madeAt : undefined,
    resource_server,
    scope,
    token_type
  })
}

/** The document of a model. Any other value stays as it is. */
export const toDocument = (value: unknown, madeAt: number): unknown => {
  if (isList(value)) return value.tokens.filter(Predicate.isRecord).map((one) => token(one, madeAt))
  if (!isModel(value)) return value
  const others = Array.isArray(value["other_tokens"]) ? value["other_tokens"].filter(Predicate.isRecord) : []
  return { ...token(value, madeAt), other_tokens: others.map((other) => token(other, madeAt)) }
}
