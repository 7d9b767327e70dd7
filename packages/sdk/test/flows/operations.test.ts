/** Each operation of the two clients over a real socket: its request and its result. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { text } from "node:stream/consumers"
import { Authorization } from "../../src/Authorization.js"
import * as FlowsClient from "../../src/flows/FlowsClient.js"
import * as SpecificFlowClient from "../../src/flows/SpecificFlowClient.js"
import type { GlobusError } from "../../src/GlobusError.js"
import { server } from "../internal/wire/server.js"
import { tokens } from "../script.js"

const flowId = "24bc4997-b483-4c25-a19c-64b0afc00743"

const definition = { StartAt: "A", States: { A: { Type: "Pass", End: true, Later: 1 } } }

const flow = { id: flowId, title: "Copy", definition, input_schema: {}, subscription_id: null, later: [1] }

const run = { run_id: "r", status: "ACTIVE", flow_id: flowId, details: { code: "FlowStarting" }, later: null }

const webInput = { id: "w", status: "open", options: [{ option_id: "o", label: "Yes" }], closed_timestamp: null }

interface Clients {
  readonly flows: FlowsClient.FlowsClient.Service
  readonly one: SpecificFlowClient.SpecificFlowClient.Service
}

interface Row {
  readonly call: (clients: Clients) => Effect.Effect<unknown, GlobusError>
  readonly request: string
  readonly body?: unknown
  readonly answer: readonly [status: number, document: unknown]
}

const rows: Readonly<Record<string, Row>> = {
  createFlow: {
    call: ({ flows }) =>
      flows.createFlow({
        title: "Copy",
        definition,
        input_schema: { type: "object" },
        flow_viewers: ["public"],
        flow_starters: ["all_authenticated_users"],
        subscription_id: null
      }),
    request: "POST /flows",
    body: {
      title: "Copy",
      definition,
      input_schema: { type: "object" },
      flow_viewers: ["public"],
      flow_starters: ["all_authenticated_users"],
      subscription_id: null
    },
    answer: [201, flow]
  },
  validateFlow: {
    call: ({ flows }) => flows.validateFlow({ definition }),
    request: "POST /flows/validate",
    body: { definition },
    answer: [200, { scopes: { User: ["urn:globus:auth:scope:transfer.api.globus.org:all"] } }]
  },
  getFlow: {
    call: ({ flows }) => flows.getFlow({ flow_id: flowId }),
    request: `GET /flows/${flowId}`,
    answer: [200, flow]
  },
  listFlows: {
    call: ({ flows }) =>
      flows.listFlows({
        filter_roles: ["flow_owner", "flow_starter"],
        filter_fulltext: "copy & move",
        orderby: ["title ASC", "updated_at DESC"],
        per_page: 5,
        marker: "m=="
      }),
    // orderby repeats its key; roles are joined by commas.
    request:
      "GET /flows?filter_roles=flow_owner%2Cflow_starter&filter_fulltext=copy%20%26%20move&orderby=title%20ASC&orderby=updated_at%20DESC&per_page=5&marker=m%3D%3D",
    answer: [200, { flows: [flow], limit: 5, has_next_page: false, marker: null }]
  },
  updateFlow: {
    call: ({ flows }) =>
      flows.updateFlow({ flow_id: flowId, flow_owner: "urn:globus:auth:identity:i", keywords: [], definition }),
    request: `PUT /flows/${flowId}`,
    body: { flow_owner: "urn:globus:auth:identity:i", keywords: [], definition },
    answer: [200, flow]
  },
  deleteFlow: {
    call: ({ flows }) => flows.deleteFlow({ flow_id: flowId }),
    request: `DELETE /flows/${flowId}`,
    answer: [200, { ...flow, DELETED: true, deleted_at: "2022-10-20T16:44:59.126641+00:00" }]
  },
  getRun: {
    call: ({ flows }) => flows.getRun({ run_id: "r/1", include_flow_description: true }),
    request: "GET /runs/r%2F1?include_flow_description=true",
    answer: [200, { ...run, flow_description: { title: "Copy", keywords: ["two"] } }]
  },
  getRunDefinition: {
    call: ({ flows }) => flows.getRunDefinition({ run_id: "r" }),
    request: "GET /runs/r/definition",
    answer: [200, { flow_id: flowId, definition, input_schema: {} }]
  },
  getRunLogs: {
    call: ({ flows }) => flows.getRunLogs({ run_id: "r", limit: 2, reverse_order: false }),
    request: "GET /runs/r/log?limit=2&reverse_order=false",
    answer: [200, { entries: [{ code: "FlowStarted", details: { input: 1 } }], has_next_page: false }]
  },
  listRuns: {
    call: ({ flows }) => flows.listRuns({ filter_flow_id: ["f", "g"], filter_roles: "run_owner", limit: 1 }),
    request: "GET /runs?filter_flow_id=f%2Cg&filter_roles=run_owner&limit=1",
    // For a high-assurance flow.
    answer: [200, { runs: [{ ...run, details: null }], has_next_page: false, marker: null }]
  },
  updateRun: {
    call: ({ flows }) => flows.updateRun({ run_id: "r", label: "", tags: ["a"] }),
    request: "PUT /runs/r",
    body: { label: "", tags: ["a"] },
    answer: [200, run]
  },
  cancelRun: {
    call: ({ flows }) => flows.cancelRun({ run_id: "r" }),
    request: "POST /runs/r/cancel",
    answer: [202, { ...run, status: "FAILED" }]
  },
  deleteRun: {
    call: ({ flows }) => flows.deleteRun({ run_id: "r" }),
    request: "POST /runs/r/release",
    answer: [200, { ...run, status: "SUCCEEDED" }]
  },
  getRegisteredApi: {
    call: ({ flows }) => flows.getRegisteredApi({ registered_api_id: "a" }),
    request: "GET /registered_apis/a",
    answer: [
      200,
      {
        id: "a",
        target: { type: "openapi", destination: { method: "get", url: "https://example.org/{id}" }, transforms: null },
        data_templates: { request: { template: { path: 1 } }, response: { "2XX": { template: 2, type: "success" } } }
      }
    ]
  },
  listRegisteredApis: {
    call: ({ flows }) => flows.listRegisteredApis({ filter_roles: "owner", orderby: "name ASC", per_page: 3 }),
    request: "GET /registered_apis?filter_roles=owner&orderby=name%20ASC&per_page=3",
    answer: [200, { registered_apis: [{ id: "a", name: "n" }], has_next_page: false, marker: null }]
  },
  getWebInput: {
    call: ({ flows }) => flows.getWebInput({ web_input_id: "w" }),
    request: "GET /web_inputs/w",
    answer: [200, { ...webInput, context: { title: "Go on?", rows: [{ field: "version", value: 2 }] } }]
  },
  listWebInputs: {
    call: ({ flows }) =>
      flows.listWebInputs({
        filter_roles: "respondent",
        filter_states: ["open", "closed"],
        filter_flow_ids: ["f", "g"],
        filter_run_ids: "r",
        orderby: ["type", "name DESC"]
      }),
    // Here orderby is joined too.
    request:
      "GET /web_inputs?filter_roles=respondent&filter_states=open%2Cclosed&filter_flow_ids=f%2Cg&filter_run_ids=r&orderby=type%2Cname%20DESC",
    answer: [200, { web_input_summaries: [{ id: "w", title: "Go on?" }], marker: null }]
  },
  respondToWebInput: {
    call: ({ flows }) => flows.respondToWebInput({ web_input_id: "w", response: { value: null } }),
    request: "POST /web_inputs/w/respond",
    body: { response: { value: null } },
    answer: [200, { status: "ok" }]
  },
  runFlow: {
    call: ({ one }) =>
      one.runFlow({
        body: { source: "/a", n: [1] },
        label: "scan 12",
        tags: [],
        run_monitors: ["urn:globus:groups:id:g"],
        activity_notification_policy: { status: ["FAILED"] }
      }),
    request: `POST /flows/${flowId}/run`,
    body: {
      body: { source: "/a", n: [1] },
      label: "scan 12",
      tags: [],
      run_monitors: ["urn:globus:groups:id:g"],
      activity_notification_policy: { status: ["FAILED"] }
    },
    answer: [201, run]
  },
  validateRun: {
    call: ({ one }) => one.validateRun({ body: {} }),
    request: `POST /flows/${flowId}/validate_run`,
    body: { body: {} },
    answer: [200, { message: "validation successful" }]
  },
  resumeRun: {
    call: ({ one }) => one.resumeRun({ run_id: "r" }),
    request: "POST /runs/r/resume",
    answer: [200, run]
  }
}

describe("on the wire", () => {
  it.scopedLive.each(Object.entries(rows))("%s", ([, { answer, body, call, request }]) =>
    Effect.gen(function* () {
      const bodies: Array<Promise<string>> = []
      const http = yield* server((request, response) => {
        bodies.push(text(request))
        response.writeHead(answer[0], { "content-type": "application/json" }).end(JSON.stringify(answer[1]))
      })
      const authorizer = tokens("Bearer t")
      const clients = Effect.all({
        flows: FlowsClient.make({ baseUrl: http.url }),
        one: SpecificFlowClient.make({ baseUrl: http.url, flowId })
      })
      const { flows, one } = yield* Effect.provideService(clients, Authorization, authorizer.service)
      // The unchanged answer, with undeclared members.
      expect(yield* call({ flows, one })).toEqual(answer[1])
      expect(http.seen).toEqual([`${request} Bearer t`])
      const [sent = ""] = yield* Effect.promise(() => Promise.all(bodies))
      expect(sent === "" ? undefined : JSON.parse(sent)).toEqual(body)
    }).pipe(Effect.provide(FetchHttpClient.layer))
  )

  it.effect("is tested for every operation of the clients", () =>
    Effect.gen(function* () {
      const flows = yield* Effect.provide(FlowsClient.FlowsClient, FlowsClient.layerNoop({}))
      const one = yield* Effect.provide(SpecificFlowClient.SpecificFlowClient, SpecificFlowClient.layerNoop({}))
      const operations = [...Object.keys(flows.withResponse), ...Object.keys(one.withResponse)]
      expect(operations.sort()).toEqual(Object.keys(rows).sort())
    })
  )
})
