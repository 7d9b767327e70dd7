/**
 * `@globus/sdk` as its documentation uses it: a service method with the token as a header, and `json()`. It has no
 * retry, no check and no deadline. In the storm it uses its `AuthorizationManager`, which ignores the expiry: a call is
 * sent with the current token, and a 401 makes it ask for a new one.
 */
import { authorization as authorizations, transfer } from "@globus/sdk"
import { collectionId, resourceServer, taskId } from "../documents.js"
import { expiredToken } from "../server.js"
import type { Make } from "./Contender.js"
import { authorization, rowsOf } from "./Contender.js"

const options = { headers: { Authorization: authorization } }

/** The body of a successful answer. The SDK itself returns answers of any status. */
const json = async (response: Response): Promise<unknown> => {
  if (!response.ok) throw new Error(`Status ${response.status}`)
  return response.json()
}

export const make: Make = async ({ baseUrl }) => {
  process.env["GLOBUS_SDK_SERVICE_URL_TRANSFER"] = baseUrl
  process.env["GLOBUS_SDK_SERVICE_URL_AUTH"] = baseUrl
  return {
    task: async () => json(await transfer.task.get(taskId, options)),
    listing: async () => rowsOf(await json(await transfer.fileOperations.ls(collectionId, options))),
    storm: (calls, expiry) => {
      const manager = authorizations.create({
        client: "5a3cbb4e-0000-4000-8000-000000000000",
        redirect: `${baseUrl}/callback`,
        scopes: `urn:globus:auth:scope:${resourceServer}:all`,
        useRefreshTokens: true
      })
      manager.tokens.add({
        access_token: expiredToken,
        refresh_token: "refresh",
        expires_in: expiry === "known" ? -60 : 172_800,
        id_token: "",
        resource_server: resourceServer,
        scope: `urn:globus:auth:scope:${resourceServer}:all`,
        token_type: "Bearer"
      })
      const task = async () => json(await transfer.task.get(taskId, {}, { manager }))
      return Promise.all(Array.from({ length: calls }, task))
    },
    close: async () => {}
  }
}
