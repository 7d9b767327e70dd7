/**
 * The documents of flows: what a person defines, and what Globus Flows keeps of it.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireFlowState = Schema.Struct(
  {
    /** `Action`, `Pass`, `Choice`, `Wait`, `ExpressionEval` or `Fail`, or what comes later. */
    Type: Schema.String,
    Comment: nullable(Schema.String),
    /** The state that follows. */
    Next: nullable(Schema.String),
    /** The run ends after this state. */
    End: nullable(Schema.Boolean),
    /** A JSONPath: the part of the run's context that the state is given. */
    InputPath: nullable(Schema.String),
    /** What the state is given. A name that ends with `.$` has a JSONPath, one that ends with `.=` an expression. */
    Parameters: nullable(JsonObject),
    /** A JSONPath: where the result goes in the run's context. */
    ResultPath: nullable(Schema.String),
    /** `Action`: the action provider's URL. */
    ActionUrl: nullable(Schema.String),
    /** `Action`: the scope that the provider asks for. */
    ActionScope: nullable(Schema.String),
    /** `Action`: how long the action may take, in seconds. */
    WaitTime: nullable(Schema.Number),
    /** `Action`: an action that fails is an exception, which `Catch` can handle. */
    ExceptionOnActionFailure: nullable(Schema.Boolean),
    /** `Action`: where the run goes on after an exception. */
    Catch: nullable(
      Schema.Array(
        Schema.Struct({
          ErrorEquals: nullable(Schema.Array(Schema.String)),
          Next: nullable(Schema.String),
          ResultPath: nullable(Schema.String)
        })
      )
    ),
    /** `Choice`: rules, each with the state that is `Next` where it holds. */
    Choices: nullable(Schema.Array(JsonObject)),
    /** `Choice`: the state that follows where no rule holds. */
    Default: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "FlowState" })

/**
 * One step of a flow. Which members mean something depends on `Type`; what is not named here goes through as it is.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FlowState extends Schema.Schema.Type<typeof wireFlowState> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FlowState: Schema.Schema<FlowState> = wireFlowState

const wireFlowDefinition = Schema.Struct({
  /** The name of the first state. */
  StartAt: Schema.String,
  /** By name. */
  States: Schema.Record({ key: Schema.String, value: FlowState }),
  Comment: nullable(Schema.String)
}).annotations({ identifier: "FlowDefinition" })

/**
 * A flow as a state machine. The members' names are those of the Amazon States Language, from which Globus took the form.
 *
 * @see https://docs.globus.org/api/flows/authoring-flows/
 *
 * @since 0.1.0
 * @category documents
 */
export interface FlowDefinition extends Schema.Schema.Type<typeof wireFlowDefinition> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FlowDefinition: Schema.Schema<FlowDefinition> = wireFlowDefinition

const wireInputSchema = JsonObject.annotations({ identifier: "InputSchema" })

/**
 * A JSON Schema: what the input of a run, or a response, must be. `{}` takes anything.
 *
 * @since 0.1.0
 * @category documents
 */
export interface InputSchema extends Schema.Schema.Type<typeof wireInputSchema> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const InputSchema: Schema.Schema<InputSchema> = wireInputSchema

const wireFlow = Schema.Struct({
  /** UUID. It is the resource server of the flow's own scope, too. */
  id: Schema.String,
  title: nullable(Schema.String),
  subtitle: nullable(Schema.String),
  description: nullable(Schema.String),
  keywords: nullable(Schema.Array(Schema.String)),
  definition: nullable(FlowDefinition),
  input_schema: nullable(InputSchema),
  /** The scope that a token needs to run this flow. */
  globus_auth_scope: nullable(Schema.String),
  /** The flow's own identity: `<id>@clients.auth.globus.org`. */
  globus_auth_username: nullable(Schema.String),
  principal_urn: nullable(Schema.String),
  flow_owner: nullable(Schema.String),
  /** Also `public`. */
  flow_viewers: nullable(Schema.Array(Schema.String)),
  /** Also `all_authenticated_users`. */
  flow_starters: nullable(Schema.Array(Schema.String)),
  flow_administrators: nullable(Schema.Array(Schema.String)),
  /** Of every run of the flow. */
  run_managers: nullable(Schema.Array(Schema.String)),
  /** Of every run of the flow. */
  run_monitors: nullable(Schema.Array(Schema.String)),
  /** The caller's highest role. Deprecated by Globus: `user_roles` has them all. */
  user_role: nullable(Schema.String),
  /** The caller's: `flow_viewer`, `flow_starter`, `flow_administrator`, `flow_owner`, … */
  user_roles: nullable(Schema.Array(Schema.String)),
  created_by: nullable(Schema.String),
  created_at: nullable(Schema.String),
  updated_at: nullable(Schema.String),
  /** Older name of `flow_viewers`. */
  visible_to: nullable(Schema.Array(Schema.String)),
  /** Older name of `flow_starters`. */
  runnable_by: nullable(Schema.Array(Schema.String)),
  /** Older name of `flow_administrators`. */
  administered_by: nullable(Schema.Array(Schema.String)),
  action_url: nullable(Schema.String),
  flow_url: nullable(Schema.String),
  api_version: nullable(Schema.String),
  types: nullable(Schema.Array(Schema.String)),
  synchronous: nullable(Schema.Boolean),
  log_supported: nullable(Schema.Boolean),
  is_high_assurance: nullable(Schema.Boolean),
  /** UUID. */
  subscription_id: nullable(Schema.String),
  /** UUID. */
  authentication_policy_id: nullable(Schema.String)
}).annotations({ identifier: "Flow" })

/**
 * A flow. Roles hold principals: `urn:globus:auth:identity:…` or `urn:globus:groups:id:…`. Times are ISO 8601 in UTC.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Flow extends Schema.Schema.Type<typeof wireFlow> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Flow: Schema.Schema<Flow> = wireFlow

const wireDeletedFlow = Schema.Struct({
  ...wireFlow.fields,
  DELETED: nullable(Schema.Boolean),
  deleted_at: nullable(Schema.String)
}).annotations({ identifier: "DeletedFlow" })

/**
 * A flow as it was when it was deleted.
 *
 * @since 0.1.0
 * @category documents
 */
export interface DeletedFlow extends Schema.Schema.Type<typeof wireDeletedFlow> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const DeletedFlow: Schema.Schema<DeletedFlow> = wireDeletedFlow

const wireFlowList = Schema.Struct({
  flows: Schema.Array(Flow),
  limit: nullable(Schema.Number),
  has_next_page: nullable(Schema.Boolean),
  marker: nullable(Schema.String)
}).annotations({ identifier: "FlowList" })

/**
 * A page of flows.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FlowList extends Schema.Schema.Type<typeof wireFlowList> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FlowList: Schema.Schema<FlowList> = wireFlowList

const wireFlowValidation = Schema.Struct({
  /** The scopes that the flow's actions need, by who runs them: `User`, … */
  scopes: nullable(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }))
}).annotations({ identifier: "FlowValidation" })

/**
 * What is known of a definition that is valid.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FlowValidation extends Schema.Schema.Type<typeof wireFlowValidation> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FlowValidation: Schema.Schema<FlowValidation> = wireFlowValidation
