/** What the answers of Globus must have, and what they need not. */
import { describe, expect, it } from "@effect/vitest"
import { Option, SchemaAST as AST } from "effect"
import { AuthApi } from "../../../src/auth/AuthApi.js"
import { ComputeApi } from "../../../src/compute/ComputeApi.js"
import { FlowsApi } from "../../../src/flows/FlowsApi.js"
import { GcsApi } from "../../../src/gcs/GcsApi.js"
import { GroupsApi } from "../../../src/groups/GroupsApi.js"
import { SearchApi } from "../../../src/search/SearchApi.js"
import { TimersApi } from "../../../src/timers/TimersApi.js"
import { TransferApi } from "../../../src/transfer/TransferApi.js"
import { TransferApiV2 } from "../../../src/transfer/TransferApiV2.js"
import { answersOf } from "../wire/answers.js"

/** A member of a document, by the names of both. */
interface Member {
  readonly document: string
  readonly name: string
  readonly isOptional: boolean
  readonly type: AST.AST
}

/** All members of what an operation answers, at every depth. A document without a name has its operation's. */
const membersOf = ([operation, ast]: readonly [string, AST.AST]): ReadonlyArray<Member> => {
  const seen = new Set<AST.AST>()
  const inside = (ast: AST.AST, around: string): ReadonlyArray<Member> => {
    if (seen.has(ast)) return []
    seen.add(ast)
    const document = Option.getOrElse(AST.getIdentifierAnnotation(ast), () => around)
    switch (ast._tag) {
      case "TypeLiteral":
        return [
          ...ast.propertySignatures.flatMap(({ isOptional, name, type }) => [
            { document, name: String(name), isOptional, type },
            ...inside(type, `${document}.${String(name)}`)
          ]),
          ...ast.indexSignatures.flatMap(({ type }) => inside(type, `${document}[]`))
        ]
      case "TupleType":
        return [...ast.elements, ...ast.rest].flatMap(({ type }) => inside(type, `${document}[]`))
      case "Union":
        return ast.types.flatMap((type) => inside(type, document))
      case "Suspend":
        return inside(ast.f(), document)
      case "Refinement":
        return inside(ast.from, document)
      default:
        return []
    }
  }
  return inside(ast, operation)
}

const apis = {
  AuthApi: answersOf(AuthApi),
  ComputeApi: answersOf(ComputeApi),
  FlowsApi: answersOf(FlowsApi),
  GcsApi: answersOf(GcsApi),
  GroupsApi: answersOf(GroupsApi),
  SearchApi: answersOf(SearchApi),
  TimersApi: answersOf(TimersApi),
  TransferApi: answersOf(TransferApi),
  TransferApiV2: answersOf(TransferApiV2)
}

const mayBeNull = (ast: AST.AST): boolean =>
  AST.isUnknownKeyword(ast) ||
  (AST.isLiteral(ast) && ast.literal === null) ||
  (AST.isUnion(ast) && ast.types.some(mayBeNull))

/** An array, or a record of things by their ids. */
const isList = (ast: AST.AST): boolean =>
  AST.isTupleType(ast) || (AST.isTypeLiteral(ast) && ast.indexSignatures.length > 0)

/** The id that a thing goes by: the next call is made with it. */
const ids = /^(id|uuid|sub|value|(task|access|run|job|identity|group|endpoint|function|task_group)_(id|uuid))$/

/** What else an answer must have, and why the call is senseless without it. */
const needed: Readonly<Record<string, string>> = {
  "TokenDocument.access_token": "the token",
  "TokenDocument.token_type": "whether it is a bearer token (RFC 6749, section 7.1)",
  "OtherToken.access_token": "the token",
  "OtherToken.token_type": "whether it is a bearer token",
  "Introspection.active": "RFC 7662, section 2.2: the answer",
  "OpenIdConfiguration.issuer": "an id token is checked against it",
  "OpenIdConfiguration.jwks_uri": "where the keys are",
  "JsonWebKeySet.keys[].kty": "RFC 7517, section 4.1",
  "Consent.dependency_path": "where in its tree a consent stands: `ConsentForest` is made by it",
  "ProjectDocument.project": "the envelope of one thing",
  "ClientDocument.client": "the envelope of one thing",
  "ClientCredentialDocument.credential": "the envelope of one thing",
  "PolicyDocument.policy": "the envelope of one thing",
  "ScopeDocument.scope": "the envelope of one thing",
  "DependentScope.scope": "goes back as it came, in `updateScope`, which needs it",
  "DependentScope.optional": "goes back as it came, in `updateScope`, which needs it",
  "DependentScope.requires_refresh_token": "goes back as it came, in `updateScope`, which needs it",
  "Task.status": "whether it has ended",
  "ManagedTask.status": "whether it has ended",
  "AdminCancel.done": "whether it has ended",
  "Tunnel.attributes": "JSON:API has the thing itself there",
  "Tunnel.attributes.state": "whether it can be used",
  "StreamAccessPoint.attributes": "JSON:API has the thing itself there",
  "BookmarkV2.attributes": "JSON:API has the thing itself there",
  "createTunnel.data": "the envelope of one thing",
  "createBookmark.data": "the envelope of one thing",
  "createTimer.timer": "the envelope of one thing",
  "runFlow.status": "whether it has ended",
  "cancelRun.status": "whether it has ended",
  "TunnelAnswer.data": "the envelope of one thing",
  "StreamAccessPointAnswer.data": "the envelope of one thing",
  "BookmarkAnswer.data": "the envelope of one thing",
  "IdentityPreferences.allow_add": "goes back as it came, in `setIdentityPreferences`",
  "GMetaResult.subject": "the name of the thing that was found",
  "SearchTask.state": "whether it has ended",
  "FlowDefinition.StartAt": "goes back as it came, in `updateFlow`, which needs it",
  "FlowDefinition.States": "goes back as it came, in `updateFlow`, which needs it",
  "FlowState.Type": "goes back as it came, in `updateFlow`, which needs it",
  "RunDefinition.definition": "the answer",
  "Run.status": "whether it has ended",
  "CreatedTimer.timer": "the envelope of one thing",
  "EndpointStatus.status": "the answer",
  "ResultQueues.connection_url": "the answer",
  "StoragePolicies.environment[].name": "goes back as it came, in `updateStorageGateway`, which needs it",
  "StoragePolicies.environment[].value": "goes back as it came, in `updateStorageGateway`, which needs it"
}

describe("the members of answers", () => {
  for (const [api, answers] of Object.entries(apis)) {
    const members = answers.flatMap(membersOf)

    it(`must be there only if a call of ${api} is senseless without them`, () => {
      expect(members.length).toBeGreaterThan(20)
      const demanded = members.filter(({ isOptional, type }) => !isOptional && !isList(type))
      const stray = demanded
        .filter(({ document, name }) => !ids.test(name) && !(`${document}.${name}` in needed))
        .map(({ document, name }) => `${document}.${name}`)
      expect([...new Set(stray)]).toEqual([])
    })

    it(`may be null in ${api} wherever they may be missing`, () => {
      const stray = members.filter(
        // What is read by the letter of its standard: a token, a key; and which of two documents it is.
        ({ document, isOptional, name, type }) =>
          isOptional &&
          !mayBeNull(type) &&
          !/^(TokenDocument|OtherToken|JsonWebKeySet)\b/.test(document) &&
          !(api === "GcsApi" && name === "DATA_TYPE")
      )
      expect(stray.map(({ document, name }) => `${document}.${name}`)).toEqual([])
    })
  }
})
