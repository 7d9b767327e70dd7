/**
 * The documents of flows and their definitions.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/flows/
 */
import * as Schema from "effect/Schema"
import { JsonObject, nullable } from "../internal/operation/document.js"

const wireFlowState = Schema.Struct(
  {
    /** `Action`, `Pass`, `Choice`, `Wait`, `ExpressionEval`, `Fail`, or another type. */
    Type: Schema.String,
    Comment: nullable(Schema.String),
    /** The next state. */
    Next: nullable(Schema.String),
    /** Whether the run ends after this state. */
    End: nullable(Schema.Boolean),
    /** A JSONPath: the part of the run's context that is the input of the state. */
    InputPath: nullable(Schema.String),
    /**
     * The input of the state. A name that ends with `.$` has a JSONPath, and a name that ends with `.=` an expression.
     */
    Parameters: nullable(JsonObject),
    /** A JSONPath: where the result goes in the run's context. */
    ResultPath: nullable(Schema.String),
    /** `Action`: the action provider's URL. */
    ActionUrl: nullable(Schema.String),
    /** `Action`: the scope that the provider requires. */
    ActionScope: nullable(Schema.String),
    /** `Action`: the longest duration of the action, in seconds. */
    WaitTime: nullable(Schema.Number),
    /** `Action`: whether a failed action raises an exception, which `Catch` can handle. */
    ExceptionOnActionFailure: nullable(Schema.Boolean),
    /** `Action`: where the run continues after an exception. */
    Catch: nullable(
      Schema.Array(
        Schema.Struct({
          ErrorEquals: nullable(Schema.Array(Schema.String)),
          Next: nullable(Schema.String),
          ResultPath: nullable(Schema.String)
        })
      )
    ),
    /** `Choice`: rules, each with the `Next` state if it holds. */
    Choices: nullable(Schema.Array(JsonObject)),
    /** `Choice`: the next state if no rule holds. */
    Default: nullable(Schema.String)
  },
  JsonObject
).annotations({ identifier: "FlowState" })

/**
 * One step of a flow. `Type` decides which members have a meaning. Undeclared members are sent unchanged.
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
 * A flow as a state machine. The names of members come from the Amazon States Language.
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
 * A JSON Schema for the input of a run, or for a response. `{}` accepts anything.
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
  /** UUID. It is also the resource server of the flow's own scope. */
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
  /** Principals, or `public`. */
  flow_viewers: nullable(Schema.Array(Schema.String)),
  /** Principals, or `all_authenticated_users`. */
  flow_starters: nullable(Schema.Array(Schema.String)),
  flow_administrators: nullable(Schema.Array(Schema.String)),
  /** For every run of the flow. */
  run_managers: nullable(Schema.Array(Schema.String)),
  /** For every run of the flow. */
  run_monitors: nullable(Schema.Array(Schema.String)),
  /** The caller's highest role. Deprecated by Globus: use `user_roles`. */
  user_role: nullable(Schema.String),
  /** The caller's roles: `flow_viewer`, `flow_starter`, `flow_administrator`, `flow_owner`, … */
  user_roles: nullable(Schema.Array(Schema.String)),
  created_by: nullable(Schema.String),
  created_at: nullable(Schema.String),
  updated_at: nullable(Schema.String),
  /** The old name of `flow_viewers`. */
  visible_to: nullable(Schema.Array(Schema.String)),
  /** The old name of `flow_starters`. */
  runnable_by: nullable(Schema.Array(Schema.String)),
  /** The old name of `flow_administrators`. */
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
 * A flow. Roles contain principals: `urn:globus:auth:identity:…` or `urn:globus:groups:id:…`. Times are ISO 8601 in
 * UTC.
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
  /** The scopes that the flow's actions need, by the role that they run as: `User`, … */
  scopes: nullable(Schema.Record({ key: Schema.String, value: Schema.Array(Schema.String) }))
}).annotations({ identifier: "FlowValidation" })

/**
 * The result for a valid definition.
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
