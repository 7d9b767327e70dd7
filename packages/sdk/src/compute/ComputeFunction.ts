/**
 * The documents of functions.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/operation/document.js"

/** The software that serialized the code. */
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
  /** The code as serialized by the Compute SDK. The service accepts any text. */
  function_code: Schema.String,
  ...described,
  /** UUID of a group whose members may run it. */
  group: nullable(Schema.String),
  /** Whether everyone may run it. */
  public: nullable(Schema.Boolean)
}

const wireFunctionRegistration = Schema.Struct(registered).annotations({ identifier: "FunctionRegistration" })

/**
 * A new function.
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
  /** The software that serialized the code, by its name in v3. */
  meta: serializer,
  /** False: `function_code` is plain source code. */
  serialized: nullable(Schema.Boolean),
  /** UUID of the only endpoint that may run it, a high-assurance one. Not together with `group` and `public`. */
  ha_endpoint_id: nullable(Schema.String)
}).annotations({ identifier: "FunctionRegistrationV3" })

/**
 * A new function for version 3.
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
  /** A warning for people, if `ha_endpoint_id` was given. */
  ha_warning: nullable(Schema.String)
}).annotations({ identifier: "RegisteredFunction" })

/**
 * The id of a registered function.
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
  /** The serialized code. */
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
