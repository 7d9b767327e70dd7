import { expect, it } from "@effect/vitest"
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
