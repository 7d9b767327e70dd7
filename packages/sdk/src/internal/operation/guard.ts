/**
 * A check compiled from a schema, for answers: plain closures that say whether a document is as the schema has it, and
 * build nothing. A yes is always the decoder's yes, so the parsed document itself is the value; a no is for the decoder
 * to explain. No code is generated, so it runs under a content security policy.
 */
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as AST from "effect/SchemaAST"

export type Guard = (input: unknown) => boolean

/** Guards of schemas that are being compiled: a schema that contains itself finds its own here. */
type Pending = Map<AST.AST, { guard: Guard }>

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
const wholeKinds = (ast: AST.AST): number => {
  switch (ast._tag) {
    case "StringKeyword":
      return kinds.string
    case "NumberKeyword":
      return kinds.number
    case "BooleanKeyword":
      return kinds.boolean
    case "UndefinedKeyword":
      return kinds.undefined
    case "Literal":
      return ast.literal === null ? kinds.null : 0
    case "UnknownKeyword":
    case "AnyKeyword":
    case "VoidKeyword":
      return Object.values(kinds).reduce<number>((all, kind) => all | kind, 0)
    case "Union":
      return ast.types.reduce((all, type) => all | wholeKinds(type), 0)
    default:
      return 0
  }
}

/** All of them, or nothing when one can not be compiled. */
const all = (guards: ReadonlyArray<Guard | undefined>): ReadonlyArray<Guard> | undefined =>
  guards.every(Predicate.isNotUndefined) ? guards : undefined

/** A schema that decodes to its very input, so that a filter after it may be shown the input. */
const isFaithful = (ast: AST.AST): boolean => {
  switch (ast._tag) {
    case "Refinement":
      return isFaithful(ast.from)
    case "Union":
      return ast.types.every(isFaithful)
    case "TupleType":
      return [...ast.elements, ...ast.rest].every(({ type }) => isFaithful(type))
    case "TypeLiteral":
    case "Declaration":
    case "Suspend":
    case "Transformation":
      return false
    default:
      return true
  }
}

const union = (ast: AST.Union, pending: Pending): Guard | undefined => {
  const literals = new Set<unknown>()
  const others: Array<Guard> = []
  for (const type of ast.types) {
    // A set finds NaN, which is no equal of itself.
    if (AST.isLiteral(type) && !Number.isNaN(type.literal)) literals.add(type.literal)
    else if (AST.isUndefinedKeyword(type)) literals.add(undefined)
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

const tuple = (ast: AST.TupleType, pending: Pending): Guard | undefined => {
  const elements = all(ast.elements.map(({ type }) => compileNode(type, pending)))
  const rest = all(ast.rest.map(({ type }) => compileNode(type, pending)))
  if (elements === undefined || rest === undefined) return undefined
  const [head, ...tail] = rest
  const required = ast.elements.filter(({ isOptional }) => !isOptional).length + tail.length
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

const typeLiteral = (ast: AST.TypeLiteral, pending: Pending): Guard | undefined => {
  if (ast.propertySignatures.length === 0 && ast.indexSignatures.length === 0) return Predicate.isNotNullable
  const members = ast.propertySignatures.flatMap(({ isOptional, name, type }) => {
    const guard = compileNode(type, pending)
    // A missing one is not looked at, and must not be answered for by the prototype.
    return guard === undefined || (isOptional && name in Object.prototype)
      ? []
      : [{ name, guard, isOptional, kinds: wholeKinds(type) }]
  })
  const records = ast.indexSignatures.flatMap(({ parameter, type }) => {
    const key = AST.isStringKeyword(parameter) ? yes : AST.isRefinement(parameter) && compileNode(parameter, pending)
    const value = compileNode(type, pending)
    return key === undefined || key === false || value === undefined ? [] : [{ key, value }]
  })
  if (members.length < ast.propertySignatures.length || records.length < ast.indexSignatures.length) return undefined
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

const refinement = (ast: AST.Refinement, pending: Pending): Guard | undefined => {
  const from = isFaithful(ast.from) ? compileNode(ast.from, pending) : undefined
  return from && ((input) => from(input) && Option.isNone(ast.filter(input, AST.defaultParseOption, ast)))
}

const suspend = (ast: AST.Suspend, pending: Pending): Guard | undefined => {
  const inner = ast.f()
  const known = pending.get(inner)
  if (known !== undefined) return (input) => known.guard(input)
  const entry = { guard: no }
  pending.set(inner, entry)
  const guard = compileNode(inner, pending)
  if (guard !== undefined) entry.guard = guard
  return guard
}

const compileNode = (ast: AST.AST, pending: Pending): Guard | undefined => {
  // They can make the decoder stricter.
  if (Option.isSome(AST.getParseOptionsAnnotation(ast))) return undefined
  switch (ast._tag) {
    case "StringKeyword":
      return Predicate.isString
    case "NumberKeyword":
      return Predicate.isNumber
    case "BooleanKeyword":
      return Predicate.isBoolean
    case "UnknownKeyword":
    case "AnyKeyword":
    case "VoidKeyword":
      return yes
    case "NeverKeyword":
      return no
    case "UndefinedKeyword":
      return Predicate.isUndefined
    case "ObjectKeyword":
      return Predicate.isObject
    case "Literal":
      return (input) => input === ast.literal
    case "Enums":
      return (input) => ast.enums.some(([, value]) => value === input)
    case "Union":
      return union(ast, pending)
    case "TupleType":
      return tuple(ast, pending)
    case "TypeLiteral":
      return typeLiteral(ast, pending)
    case "Refinement":
      return refinement(ast, pending)
    case "Suspend":
      return suspend(ast, pending)
    // They build another value, or are for what no document of ours has.
    case "TemplateLiteral":
    case "Transformation":
    case "Declaration":
    case "BigIntKeyword":
    case "SymbolKeyword":
    case "UniqueSymbol":
      return undefined
  }
}

/** The guard of a schema; none if the schema transforms, or has a part of which the input alone does not decide. */
export const compile = (ast: AST.AST): Guard | undefined => {
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
