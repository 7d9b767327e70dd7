/**
 * The declaration of Globus Flows: flows, their runs, registered APIs and web inputs.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { nullable } from "../internal/operation/document.js"
import { CommaSeparated, Count, TrueFalse } from "../internal/operation/query.js"
import * as Operation from "../Operation.js"
import { paged } from "../internal/operation/paging.js"
import { DeletedFlow, Flow, FlowDefinition, FlowList, FlowValidation, InputSchema } from "./Flow.js"
import { RegisteredApi, RegisteredApiList } from "./RegisteredApi.js"
import { Run, RunDefinition, RunInput, RunList, RunLog, RunValidation } from "./Run.js"
import { WebInput, WebInputList, WebInputResponse } from "./WebInput.js"

/**
 * The resource server of Globus Flows. In addition, each flow is a resource server, named by its id. Running the flow
 * needs a token for that.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "flows.globus.org"

const scopes = (...names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.map((name) => `https://auth.globus.org/scopes/eec9b274-0c81-4334-bdc2-54e90e689b9a/${name}`)

const viewFlows = scopes("view_flows", "manage_flows", "all")
const manageFlows = scopes("manage_flows", "all")
const watchRuns = scopes("run_status", "run_manage", "all")
const manageRuns = scopes("run_manage", "all")

const flowPath = Schema.Struct({
  /** UUID. */
  flow_id: Schema.String
})

const runPath = Schema.Struct({
  /** UUID. */
  run_id: Schema.String
})

const webInputPath = Schema.Struct({
  /** UUID. */
  web_input_id: Schema.String
})

const principals = Schema.optional(Schema.Array(Schema.String))

/** The members that can be set in a new flow and in a change. */
const options = {
  subtitle: Schema.optional(Schema.String),
  description: Schema.optional(Schema.String),
  /** Principals that may see the flow, or `public`. */
  flow_viewers: principals,
  /** Principals that may run the flow, or `all_authenticated_users`. */
  flow_starters: principals,
  /** Principals that may change the flow. */
  flow_administrators: principals,
  /** Principals that may change and cancel every run of the flow. */
  run_managers: principals,
  /** Principals that may watch every run of the flow. */
  run_monitors: principals,
  keywords: Schema.optional(Schema.Array(Schema.String)),
  /** UUID. An update also accepts `DEFAULT`, for which Globus chooses the subscription. */
  subscription_id: nullable(Schema.String),
  /** UUID. */
  authentication_policy_id: nullable(Schema.String)
}

/** Fields to sort by, one or several: `updated_at DESC`, `title ASC`, … */
const orderby = Schema.optional(Schema.Union(Schema.String, Schema.Array(Schema.String)))

const Flows = group("flows.flows", {
  /** Creates a flow from its definition. */
  createFlow: HttpApiEndpoint.post("createFlow", "/flows")
    .setPayload(
      Schema.Struct({
        title: Schema.String,
        definition: FlowDefinition,
        input_schema: InputSchema,
        ...options
      })
    )
    .addSuccess(Flow, { status: 201 })
    .annotate(Operation.Scopes, manageFlows),
  /** Checks a definition without creating a flow. */
  validateFlow: HttpApiEndpoint.post("validateFlow", "/flows/validate")
    .setPayload(Schema.Struct({ definition: FlowDefinition, input_schema: Schema.optional(InputSchema) }))
    .addSuccess(FlowValidation)
    // Validation changes nothing.
    .annotate(Operation.Repeat, "safe")
    .annotate(Operation.Scopes, manageFlows),
  /** Reads a flow. */
  getFlow: HttpApiEndpoint.get("getFlow", "/flows/:flow_id")
    .setPath(flowPath)
    .addSuccess(Flow)
    .annotate(Operation.Scopes, viewFlows),
  /** Lists the flows that the caller may see. */
  listFlows: HttpApiEndpoint.get("listFlows", "/flows")
    .setUrlParams(
      Schema.Struct({
        /** Only flows in which the caller has one of these roles: `flow_owner`, `flow_starter`, … */
        filter_roles: Schema.optional(CommaSeparated),
        filter_fulltext: Schema.optional(Schema.String),
        orderby,
        /** Items on a page. */
        per_page: Schema.optional(Count),
        marker: Schema.optional(Schema.String)
      })
    )
    .addSuccess(FlowList)
    .annotate(Operation.Scopes, viewFlows)
    .pipe(paged({ kind: "marked", items: "flows", parameter: "marker", member: "marker", hasNextPage: true })),
  /** Changes a flow. Members that are not given stay as they are. */
  updateFlow: HttpApiEndpoint.put("updateFlow", "/flows/:flow_id")
    .setPath(flowPath)
    .setPayload(
      Schema.Struct({
        title: Schema.optional(Schema.String),
        definition: Schema.optional(FlowDefinition),
        input_schema: Schema.optional(InputSchema),
        /** The principal of the new owner. */
        flow_owner: Schema.optional(Schema.String),
        ...options
      })
    )
    .addSuccess(Flow)
    .annotate(Operation.Scopes, manageFlows),
  /** Deletes a flow. Its runs stay. */
  deleteFlow: HttpApiEndpoint.del("deleteFlow", "/flows/:flow_id")
    .setPath(flowPath)
    .addSuccess(DeletedFlow)
    .annotate(Operation.Scopes, manageFlows)
})

// These operations need a token with the flow's own scope. So `SpecificFlowClient` has them, and `FlowsClient` does
// not.
const FlowRuns = group("flows.flowRuns", {
  /** Starts a run of a flow. */
  runFlow: HttpApiEndpoint.post("runFlow", "/flows/:flow_id/run")
    .annotate(Operation.Callers, ["flow"])
    .setPath(flowPath)
    .setPayload(RunInput)
    .addSuccess(Run, { status: 201 }),
  /** Checks the input of a run without starting it. */
  validateRun: HttpApiEndpoint.post("validateRun", "/flows/:flow_id/validate_run")
    .annotate(Operation.Callers, ["flow"])
    .setPath(flowPath)
    .setPayload(RunInput)
    .addSuccess(RunValidation)
    // Validation starts nothing.
    .annotate(Operation.Repeat, "safe"),
  /** Resumes a run that is inactive, after its user has done what it waits for. */
  resumeRun: HttpApiEndpoint.post("resumeRun", "/runs/:run_id/resume")
    .annotate(Operation.Callers, ["flow"])
    .setPath(runPath)
    .addSuccess(Run)
})

const Runs = group("flows.runs", {
  /** Reads a run. */
  getRun: HttpApiEndpoint.get("getRun", "/runs/:run_id")
    .setPath(runPath)
    .setUrlParams(Schema.Struct({ include_flow_description: Schema.optional(TrueFalse) }))
    .addSuccess(Run)
    .annotate(Operation.Scopes, watchRuns),
  /** Reads the definition and the input that a run was started with. */
  getRunDefinition: HttpApiEndpoint.get("getRunDefinition", "/runs/:run_id/definition")
    .setPath(runPath)
    .addSuccess(RunDefinition)
    .annotate(Operation.Scopes, watchRuns),
  /** Lists the events of a run. */
  getRunLogs: HttpApiEndpoint.get("getRunLogs", "/runs/:run_id/log")
    .setPath(runPath)
    .setUrlParams(
      Schema.Struct({
        /** Items on a page. */
        limit: Schema.optional(Count),
        /** Whether the newest entries come first. */
        reverse_order: Schema.optional(TrueFalse),
        marker: Schema.optional(Schema.String)
      })
    )
    .addSuccess(RunLog)
    .annotate(Operation.Scopes, watchRuns)
    .pipe(paged({ kind: "marked", items: "entries", parameter: "marker", member: "marker", hasNextPage: true })),
  /** Lists the runs that the caller may see. */
  listRuns: HttpApiEndpoint.get("listRuns", "/runs")
    .setUrlParams(
      Schema.Struct({
        /** UUIDs. */
        filter_flow_id: Schema.optional(CommaSeparated),
        /** Only runs in which the caller has one of these roles: `run_owner`, `run_monitor`, … */
        filter_roles: Schema.optional(CommaSeparated),
        /** Items on a page. */
        limit: Schema.optional(Count),
        marker: Schema.optional(Schema.String)
      })
    )
    .addSuccess(RunList)
    .annotate(Operation.Scopes, watchRuns)
    .pipe(paged({ kind: "marked", items: "runs", parameter: "marker", member: "marker", hasNextPage: true })),
  /** Changes a run's label, tags, monitors and managers. */
  updateRun: HttpApiEndpoint.put("updateRun", "/runs/:run_id")
    .setPath(runPath)
    .setPayload(
      Schema.Struct({
        label: Schema.optional(Schema.String),
        tags: Schema.optional(Schema.Array(Schema.String)),
        run_monitors: principals,
        run_managers: principals
      })
    )
    .addSuccess(Run)
    .annotate(Operation.Scopes, manageRuns),
  /** Cancels a run. It ends when its present step allows it. */
  cancelRun: HttpApiEndpoint.post("cancelRun", "/runs/:run_id/cancel")
    .setPath(runPath)
    .addSuccess(Run, { status: 202 })
    .annotate(Operation.Scopes, manageRuns),
  /** Deletes a run that has ended, with its log. Only a run that has ended can be deleted. */
  deleteRun: HttpApiEndpoint.post("deleteRun", "/runs/:run_id/release")
    .setPath(runPath)
    .addSuccess(Run)
    .annotate(Operation.Scopes, manageRuns)
})

const RegisteredApis = group("flows.registeredApis", {
  /** Reads a registered API. */
  getRegisteredApi: HttpApiEndpoint.get("getRegisteredApi", "/registered_apis/:registered_api_id")
    .setPath(
      Schema.Struct({
        /** UUID. */
        registered_api_id: Schema.String
      })
    )
    .addSuccess(RegisteredApi)
    .annotate(Operation.Scopes, scopes("all")),
  /** Lists the registered APIs that the caller may see. */
  listRegisteredApis: HttpApiEndpoint.get("listRegisteredApis", "/registered_apis")
    .setUrlParams(
      Schema.Struct({
        /** Only APIs in which the caller has one of these roles: `owner`, `administrator`, `viewer`. */
        filter_roles: Schema.optional(CommaSeparated),
        orderby,
        /** Items on a page. */
        per_page: Schema.optional(Count),
        marker: Schema.optional(Schema.String)
      })
    )
    .addSuccess(RegisteredApiList)
    .annotate(Operation.Scopes, scopes("all"))
    .pipe(
      paged({
        kind: "marked",
        items: "registered_apis",
        parameter: "marker",
        member: "marker",
        hasNextPage: true
      })
    )
})

const WebInputs = group("flows.webInputs", {
  /** Reads a web input: what a run asks of a person. */
  getWebInput: HttpApiEndpoint.get("getWebInput", "/web_inputs/:web_input_id")
    .setPath(webInputPath)
    .addSuccess(WebInput)
    .annotate(Operation.Scopes, scopes("all")),
  /** Lists the web inputs that the caller may answer. */
  listWebInputs: HttpApiEndpoint.get("listWebInputs", "/web_inputs")
    .setUrlParams(
      Schema.Struct({
        /** `viewer`, `respondent`. */
        filter_roles: Schema.optional(CommaSeparated),
        /** `open`, `closed`. */
        filter_states: Schema.optional(CommaSeparated),
        /** UUIDs. */
        filter_flow_ids: Schema.optional(CommaSeparated),
        /** UUIDs. */
        filter_run_ids: Schema.optional(CommaSeparated),
        /**
         * Fields to sort by, one or several: `created_timestamp DESC`, … They are sent joined by commas, unlike those
         * of other lists.
         */
        orderby: Schema.optional(CommaSeparated),
        /** Items on a page. */
        per_page: Schema.optional(Count),
        marker: Schema.optional(Schema.String)
      })
    )
    .addSuccess(WebInputList)
    .annotate(Operation.Scopes, scopes("all"))
    .pipe(paged({ kind: "marked", items: "web_input_summaries", parameter: "marker", member: "marker" })),
  /** Answers a web input, so that its run goes on. */
  respondToWebInput: HttpApiEndpoint.post("respondToWebInput", "/web_inputs/:web_input_id/respond")
    .setPath(webInputPath)
    .setPayload(
      Schema.Struct({
        response: Schema.Struct({
          /** The response, as `input_schema` of the web input requires. For a selection, an `option_id`. */
          value: Schema.Unknown
        })
      })
    )
    .addSuccess(WebInputResponse)
    .annotate(Operation.Scopes, scopes("all"))
})

/**
 * The declaration of Globus Flows.
 *
 * @since 0.1.0
 * @category api
 */
export const FlowsApi = declaration(
  HttpApi.make("flows")
    .add(Flows)
    .add(FlowRuns)
    .add(Runs)
    .add(RegisteredApis)
    .add(WebInputs)
    .annotate(Operation.ResourceServer, resourceServer)
)
