/**
 * A check compiled from a schema, for answers: plain closures that say whether a document is as the schema has it, and
 * build nothing. A yes is always the decoder's yes, so the parsed document itself is the value; a no is for the decoder
 * to explain. No code is generated, so it runs under a content security policy.
 */
import * as Either from "effect/Either"
import * as Predicate from "effect/Predicate"
import { hasParseOptions, type Node, type Shape, shapeOf } from "./ast.js"

export type Guard = (input: unknown) => boolean

/** Guards of schemas that are being compiled: a schema that contains itself finds its own here. */
type Pending = Map<Node, { guard: Guard }>

const isArray = (input: unknown): input is ReadonlyArray<unknown> => Array.isArray(input)

const yes: Guard = () => true
const no: Guard = () => false

/** Kinds of values, a bit each. */
const kinds = { string: 1, number: 2, boolean: 4, null: 8, undefined: 16, other: 32 } as const

const kindOf = (value: unknown): number => {
  switch (typeof value) {
    case "string":
      return kinds.string
    case "number":
      return kinds.number
    case "boolean":
      return kinds.boolean
    case "undefined":
      return kinds.undefined
    default:
      return value === null ? kinds.null : kinds.other
  }
}

/** The kinds of which a schema takes every value: most members of documents are no more than that. */
const wholeKinds = (ast: Node): number => {
  const shape = shapeOf(ast)
  switch (shape.kind) {
    case "string":
    case "number":
    case "boolean":
    case "undefined":
      return kinds[shape.kind]
    case "literals":
      return shape.values.includes(null) ? kinds.null : 0
    case "unknown":
      return Object.values(kinds).reduce<number>((all, kind) => all | kind, 0)
    case "union":
      return shape.types.reduce((all, type) => all | wholeKinds(type), 0)
    default:
      return 0
  }
}

/** All of them, or nothing when one cannot be compiled. */
const all = (guards: ReadonlyArray<Guard | undefined>): ReadonlyArray<Guard> | undefined =>
  guards.every(Predicate.isNotUndefined) ? guards : undefined

/** A schema that decodes to its very input, so that a filter after it may be shown the input. */
const isFaithful = (ast: Node): boolean => {
  const shape = shapeOf(ast)
  switch (shape.kind) {
    case "filtered":
      return isFaithful(shape.from)
    case "union":
      return shape.types.every(isFaithful)
    case "array":
      return shape.elements.every(({ type }) => isFaithful(type)) && shape.rest.every(isFaithful)
    case "struct":
    case "suspended":
    case "other":
      return false
    default:
      return true
  }
}

/** A shape of one kind. */
type Of<Kind extends Shape["kind"]> = Extract<Shape, { readonly kind: Kind }>

const union = ({ types }: Of<"union">, pending: Pending): Guard | undefined => {
  const literals = new Set<unknown>()
  const others: Array<Guard> = []
  for (const type of types) {
    const shape = shapeOf(type)
    if (shape.kind === "literals" && !hasParseOptions(type)) {
      // A set finds NaN, which is no equal of itself.
      for (const value of shape.values) if (!Number.isNaN(value)) literals.add(value)
    } else if (shape.kind === "undefined") literals.add(undefined)
    else {
      const guard = compileNode(type, pending)
      if (guard === undefined) return undefined
      others.push(guard)
    }
  }
  const [other, ...rest] = others
  if (other === undefined) return (input) => literals.has(input)
  return rest.length === 0
    ? (input) => other(input) || literals.has(input)
    : (input) => literals.has(input) || others.some((guard) => guard(input))
}

const tuple = (shape: Of<"array">, pending: Pending): Guard | undefined => {
  const elements = all(shape.elements.map(({ type }) => compileNode(type, pending)))
  const rest = all(shape.rest.map((type) => compileNode(type, pending)))
  if (elements === undefined || rest === undefined) return undefined
  const [head, ...tail] = rest
  const required = shape.elements.filter(({ isOptional }) => !isOptional).length + tail.length
  return (input) => {
    if (!isArray(input) || input.length < required) return false
    const tailStart = Math.max(elements.length, input.length - tail.length)
    // Not `every`, which passes over holes.
    for (let index = 0; index < input.length; index++) {
      const guard = index < elements.length ? elements[index] : index < tailStart ? head : tail[index - tailStart]
      if (guard?.(input[index]) !== true) return false
    }
    return true
  }
}

/** What is declared of a member of a document. */
interface Member {
  readonly name: PropertyKey
  readonly guard: Guard
  readonly isOptional: boolean
  readonly kinds: number
}

/** How many orders are learned, unless as many documents in a row follow one. */
const patience = 64

/**
 * A service writes the members of one document as it wrote those of the last, and to go through them in that order takes
 * a fraction of looking each up by its name. The first document with an order is checked by name, and teaches it. What is
 * not enumerable is no member: no document that was parsed has such, and no text that is written.
 */
const inOrder = (
  members: ReadonlyArray<Member>,
  byName: (input: Readonly<Record<PropertyKey, unknown>>) => boolean
): Guard => {
  const declared = new Map(members.map((member) => [member.name, member]))
  /** The names in their order, and what is declared of each. */
  let order: ReadonlyArray<PropertyKey> | undefined
  let ordered: ReadonlyArray<Member | undefined> = []
  let left = patience
  let inARow = 0

  /** Whether it has just the members of the order, each as declared. What is not among them is optional. */
  const follows = (input: Readonly<Record<string, unknown>>, order: ReadonlyArray<PropertyKey>): boolean => {
    let index = 0
    // Members of a prototype, were there any, would be none of the order.
    for (const name in input) {
      if (name !== order[index]) return false
      const member = ordered[index++]
      if (member === undefined) continue
      const value = input[name]
      if ((kindOf(value) & member.kinds) === 0 && !member.guard(value)) return false
    }
    return index === order.length
  }

  return (input) => {
    if (!Predicate.isRecord(input)) return false
    // Of another prototype a member could be that the order does not tell of.
    const isPlain = Object.getPrototypeOf(input) === Object.prototype
    if (isPlain && order !== undefined && follows(input, order)) {
      if (++inARow === patience) left = patience
      return true
    }
    inARow = 0
    if (!byName(input)) return false
    if (isPlain && left > 0) {
      left--
      order = Object.keys(input)
      ordered = order.map((name) => declared.get(name))
    }
    return true
  }
}

const struct = (shape: Of<"struct">, pending: Pending): Guard | undefined => {
  if (shape.members.length === 0 && shape.records.length === 0) return Predicate.isNotNullable
  const members = shape.members.flatMap(({ isOptional, name, type }) => {
    const guard = compileNode(type, pending)
    // A missing one is not looked at, and must not be answered for by the prototype.
    return guard === undefined || (isOptional && name in Object.prototype)
      ? []
      : [{ name, guard, isOptional, kinds: wholeKinds(type) }]
  })
  const records = shape.records.flatMap((record) => {
    const key = shapeOf(record.key).kind === "string" ? yes : compileNode(record.key, pending)
    const value = compileNode(record.value, pending)
    return key === undefined || value === undefined ? [] : [{ key, value }]
  })
  if (members.length < shape.members.length || records.length < shape.records.length) return undefined
  const byName = (input: Readonly<Record<PropertyKey, unknown>>): boolean => {
    for (const { guard, isOptional, kinds, name } of members) {
      const value = input[name]
      if (
        (kindOf(value) & kinds) === 0 &&
        !guard(value) &&
        (value !== undefined || !isOptional || Object.hasOwn(input, name))
      )
        return false
    }
    for (const { key, value } of records) {
      for (const name of Object.keys(input)) if (key(name) && !value(input[name])) return false
    }
    return true
  }
  return records.length === 0 ? inOrder(members, byName) : (input) => Predicate.isRecord(input) && byName(input)
}

const filtered = ({ accepts, from }: Of<"filtered">, pending: Pending): Guard | undefined => {
  const guard = isFaithful(from) ? compileNode(from, pending) : undefined
  return guard && ((input) => guard(input) && accepts(input))
}

const suspended = (shape: Of<"suspended">, pending: Pending): Guard | undefined => {
  const inner = shape.inner()
  const known = pending.get(inner)
  if (known !== undefined) return (input) => known.guard(input)
  const entry = { guard: no }
  pending.set(inner, entry)
  const guard = compileNode(inner, pending)
  if (guard !== undefined) entry.guard = guard
  return guard
}

const compileNode = (ast: Node, pending: Pending): Guard | undefined => {
  // They can make the decoder stricter.
  if (hasParseOptions(ast)) return undefined
  const shape = shapeOf(ast)
  switch (shape.kind) {
    case "string":
      return Predicate.isString
    case "number":
      return Predicate.isNumber
    case "boolean":
      return Predicate.isBoolean
    case "unknown":
      return yes
    case "never":
      return no
    case "undefined":
      return Predicate.isUndefined
    case "object":
      return Predicate.isObject
    case "literals":
      return (input) => shape.values.some((value) => value === input)
    case "union":
      return union(shape, pending)
    case "array":
      return tuple(shape, pending)
    case "struct":
      return struct(shape, pending)
    case "filtered":
      return filtered(shape, pending)
    case "suspended":
      return suspended(shape, pending)
    case "other":
      return undefined
  }
}

/** The guard of a schema; none if the schema transforms, or has a part of which the input alone does not decide. */
export const compile = (ast: Node): Guard | undefined => {
  const pending: Pending = new Map()
  const guard = compileNode(ast, pending)
  // A document of a schema that contains itself may be deeper than the stack.
  return guard === undefined || pending.size === 0
    ? guard
    : (input) =>
        Either.getOrElse(
          Either.try(() => guard(input)),
          () => false
        )
}
