/** A small run without violations. Each test breaks it in one place. Times are relative to its start. */
import type { JournalEntry } from "@effect-globus/sandbox/Journal"
import type { SubmittedTask } from "@effect-globus/sandbox/Options"
import { defaultPolicy } from "@effect-globus/sdk/RefreshPolicy"
import type { Call } from "../../src/Call.js"
import type { Cache, RunRecord } from "../../src/RunRecord.js"

/** A whole second, since a token's life counts from one. */
export const start = 1_700_000_000_000

export const transferCache: Cache = {
  name: "user, Transfer",
  principal: "user",
  clientId: "client of Transfer",
  resourceServer: "transfer.api.globus.org"
}

export const authCache: Cache = {
  name: "user, Auth",
  principal: "user",
  clientId: "client of Auth",
  resourceServer: "auth.globus.org"
}

type Changes = Partial<JournalEntry> & { readonly at: number; readonly call?: string }

/** A request of a call that was answered at once. */
export const request = ({ at, call, ...changes }: Changes): JournalEntry => ({
  time: start + at,
  endTime: start + at + 5,
  method: "GET",
  path: "/v0.10/task_list",
  query: call === undefined ? {} : { call },
  operation: "taskList",
  service: "transfer.api.globus.org",
  scheme: "Bearer",
  token: "token 1",
  tokenResourceServer: "transfer.api.globus.org",
  clientId: transferCache.clientId,
  grantType: undefined,
  fault: changes.faultName !== undefined,
  faultName: undefined,
  outcome: "answered",
  status: 200,
  ...changes
})

/** A token request of the Transfer cache that was answered at once. */
export const tokenRequest = (changes: Changes): JournalEntry =>
  request({
    method: "POST",
    path: "/v2/oauth2/token",
    operation: "oauth2Token",
    service: "auth.globus.org",
    scheme: "Basic",
    token: undefined,
    tokenResourceServer: undefined,
    grantType: "refresh_token",
    ...changes
  })

export const call = (id: string, changes: Partial<Call> = {}): Call => ({
  id,
  principal: "user",
  operation: "taskList",
  traced: true,
  start,
  end: start + 1000,
  outcome: { _tag: "Succeeded" },
  ...changes
})

export const task = (changes: Partial<SubmittedTask> = {}): SubmittedTask => ({
  id: "task 1",
  submissionId: "submission 1",
  ownerId: "robin",
  type: "TRANSFER",
  label: "user-00-a",
  status: "SUCCEEDED",
  requestTime: start + 350,
  completionTime: start + 700,
  ...changes
})

export const goodRun: RunRecord = {
  settings: {
    policy: { ...defaultPolicy, backOff: 500, maxBackOff: 2000, deadline: 1000 },
    leastDraw: 0.5,
    tokenLife: 3000,
    timeout: 2000,
    maxRetries: 5
  },
  caches: [transferCache, authCache],
  journal: [
    tokenRequest({ at: 0 }),
    request({ at: 50, call: "user-00-0", faultName: "503", status: 503 }),
    request({ at: 200, call: "user-00-0" }),
    request({
      at: 300,
      call: "user-00-1",
      method: "POST",
      operation: "submitTransfer",
      path: "/v0.10/transfer",
      faultName: "dropped after",
      outcome: "dropped",
      status: undefined
    }),
    request({
      at: 400,
      call: "user-00-1",
      method: "POST",
      operation: "submitTransfer",
      path: "/v0.10/transfer",
      status: 202
    }),
    tokenRequest({ at: 2300 }),
    request({ at: 2400, call: "user-00-2", token: "token 2" })
  ],
  tasks: [task()],
  calls: [
    call("user-00-0"),
    call("user-00-1", { operation: "submitTransfer" }),
    call("user-00-2"),
    call("user-00-3", { outcome: { _tag: "Failed", error: "GlobusRefreshFailed" } }),
    call("user-00-4", { outcome: { _tag: "Abandoned" } })
  ],
  claims: [
    { _tag: "Fact", call: "user-00-0", about: "the caller", told: "robin", truth: "robin" },
    {
      _tag: "Task",
      call: "user-00-2",
      told: { id: "task 1", type: "TRANSFER", label: "user-00-a", status: "SUCCEEDED" },
      start: start + 600,
      end: start + 800
    }
  ],
  submissions: [{ label: "user-00-a", ownerId: "robin", submissionId: "submission 1", told: ["task 1"] }],
  stored: [
    { clientId: transferCache.clientId, token: "token 1", time: start + 20 },
    { clientId: transferCache.clientId, token: "token 2", time: start + 2320 }
  ],
  logged: ["operationLs failed: GlobusServiceUnavailable"],
  secrets: ["canary"],
  lags: new Map()
}
