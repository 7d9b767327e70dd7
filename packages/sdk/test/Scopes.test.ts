import { expect, it } from "@effect/vitest"
import * as Either from "effect/Either"
import * as fc from "effect/FastCheck"
import type { GlobusUsageError } from "../src/GlobusError.js"
import * as Scope from "../src/Scope.js"
import * as Scopes from "../src/Scopes.js"

const id = "00000000-1111-4222-8333-444444444444"

it("known scopes have the texts that Globus Auth knows them by", () => {
  expect(Scopes.TransferScopes.all).toBe("urn:globus:auth:scope:transfer.api.globus.org:all")
  expect(Scopes.AuthScopes.openid).toBe("openid")
  expect(Scopes.TimersScopes.timer).toBe("https://auth.globus.org/scopes/524230d7-ea86-4a52-8312-86065a9e0417/timer")
})

it("those of a collection, an endpoint and a flow have its id", () => {
  expect(Scopes.gcsCollectionScopes(id)).toEqual({
    data_access: `https://auth.globus.org/scopes/${id}/data_access`,
    https: `https://auth.globus.org/scopes/${id}/https`
  })
  expect(Scopes.gcsEndpointScopes(id).manage_collections).toBe(`urn:globus:auth:scope:${id}:manage_collections`)
  expect(Scopes.specificFlowScopes(id).user).toBe(
    `https://auth.globus.org/scopes/${id}/flow_00000000_1111_4222_8333_444444444444_user`
  )
})

const other = "11111111-1111-4222-8333-444444444444"

const printed = (scope: Either.Either<Scope.Scope, GlobusUsageError>) =>
  Either.match(scope, { onLeft: ({ field }) => `wrong ${field}`, onRight: (scope) => Scope.print(scope) })

const access = (id: string) => `*https://auth.globus.org/scopes/${id}/data_access`

const transferOf = (...ids: ReadonlyArray<string>) =>
  `urn:globus:auth:scope:transfer.api.globus.org:all[${ids.map(access).join(" ")}]`

it("collections and flows come into the scopes that need them, each once", () => {
  const timer = Scopes.TimersScopes.timer
  expect(printed(Scopes.transferWithDataAccess([id, other, id]))).toBe(transferOf(id, other))
  expect(printed(Scopes.transferWithDataAccess([]))).toBe(Scopes.TransferScopes.all)
  expect(printed(Scopes.timersWithDataAccess(id))).toBe(`${timer}[${transferOf(id)}]`)
  expect(printed(Scopes.timersWithFlows([id]))).toBe(`${timer}[${Scopes.specificFlowScopes(id).user}]`)
  expect(printed(Scopes.specificFlowWithDataAccess(other, id))).toBe(
    `${Scopes.specificFlowScopes(other).user}[*${transferOf(id)}]`
  )
})

it("an id that is none is named, and goes into no scope", () => {
  expect(printed(Scopes.transferWithDataAccess("a] b"))).toBe("wrong collection_ids")
  expect(printed(Scopes.timersWithDataAccess([id, id, ""]))).toBe("wrong collection_ids[2]")
  expect(printed(Scopes.timersWithFlows(["x"]))).toBe("wrong flow_ids[0]")
  expect(printed(Scopes.specificFlowWithDataAccess("x", id))).toBe("wrong flow_id")
})

it("what the builders print is read as the same scope", () => {
  fc.assert(
    fc.property(fc.uuid({ version: 4 }), fc.uniqueArray(fc.uuid({ version: 4 })), (flow, ids) => {
      for (const built of [
        Scopes.transferWithDataAccess(ids),
        Scopes.timersWithDataAccess(ids),
        Scopes.timersWithFlows(ids),
        Scopes.specificFlowWithDataAccess(flow, ids)
      ]) {
        const scope = Either.getOrThrow(built)
        expect(Either.getOrThrow(Scope.parseOne(Scope.print(scope)))).toEqual(scope)
      }
    })
  )
})
