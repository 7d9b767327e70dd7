/**
 * Functions of Globus Compute.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

/** With what the code was serialized. */
const serializer = nullable(
  Schema.Struct({
    python_version: nullable(Schema.String),
    sdk_version: nullable(Schema.String),
    serde_identifier: nullable(Schema.String)
  })
)

const described = { description: nullable(Schema.String), metadata: serializer }

const registered = {
  function_name: Schema.String,
  /** Serialized, as the Compute SDK writes it: to the service it is any text. */
  function_code: Schema.String,
  ...described,
  /** UUID of a group whose members may run it. */
  group: nullable(Schema.String),
  /** Everybody may run it. */
  public: nullable(Schema.Boolean)
}

const wireFunctionRegistration = Schema.Struct(registered).annotations({ identifier: "FunctionRegistration" })

/**
 * A function to be registered.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FunctionRegistration extends Schema.Schema.Type<typeof wireFunctionRegistration> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FunctionRegistration: Schema.Schema<FunctionRegistration> = wireFunctionRegistration

const wireFunctionRegistrationV3 = Schema.Struct({
  ...registered,
  /** With what the code was serialized, under its name in v3. */
  meta: serializer,
  /** False: `function_code` is plain source. */
  serialized: nullable(Schema.Boolean),
  /** UUID of an endpoint of high assurance, the only one that runs it. Not together with `group` and `public`. */
  ha_endpoint_id: nullable(Schema.String)
}).annotations({ identifier: "FunctionRegistrationV3" })

/**
 * A function to register by v3.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FunctionRegistrationV3 extends Schema.Schema.Type<typeof wireFunctionRegistrationV3> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const FunctionRegistrationV3: Schema.Schema<FunctionRegistrationV3> = wireFunctionRegistrationV3

const wireRegisteredFunction = Schema.Struct({
  /** UUID. */
  function_uuid: Schema.String,
  /** For people, where `ha_endpoint_id` was given. */
  ha_warning: nullable(Schema.String)
}).annotations({ identifier: "RegisteredFunction" })

/**
 * What a registered function is known by.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RegisteredFunction extends Schema.Schema.Type<typeof wireRegisteredFunction> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const RegisteredFunction: Schema.Schema<RegisteredFunction> = wireRegisteredFunction

const wireComputeFunction = Schema.Struct({
  /** UUID. */
  function_uuid: Schema.String,
  function_name: nullable(Schema.String),
  /** Serialized. */
  function_code: nullable(Schema.String),
  ...described
}).annotations({ identifier: "ComputeFunction" })

/**
 * A function.
 *
 * @since 0.1.0
 * @category documents
 */
export interface ComputeFunction extends Schema.Schema.Type<typeof wireComputeFunction> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const ComputeFunction: Schema.Schema<ComputeFunction> = wireComputeFunction
