/**
 * Functions of Globus Compute.
 *
 * @since 0.1.0
 * @see https://compute.api.globus.org/redoc
 */
import * as Schema from "effect/Schema"
import { nullable } from "../internal/document.js"

const described = {
  description: nullable(Schema.String),
  /** With what the code was serialized. */
  metadata: nullable(
    Schema.Struct({
      python_version: nullable(Schema.String),
      sdk_version: nullable(Schema.String),
      serde_identifier: nullable(Schema.String)
    })
  )
}

const wireFunctionRegistration = Schema.Struct({
  function_name: Schema.String,
  /** Serialized, as the Compute SDK writes it: to the service it is any text. */
  function_code: Schema.String,
  ...described,
  /** UUID of a group whose members may run it. */
  group: nullable(Schema.String),
  /** Everybody may run it. */
  public: nullable(Schema.Boolean)
}).annotations({ identifier: "FunctionRegistration" })

/**
 * A function to be registered.
 *
 * @since 0.1.0
 * @category documents
 */
export interface FunctionRegistration extends Schema.Schema.Type<typeof wireFunctionRegistration> {}

/**
 * The schema of `FunctionRegistration`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const FunctionRegistration: Schema.Schema<FunctionRegistration> = wireFunctionRegistration

const wireRegisteredFunction = Schema.Struct({
  /** UUID. */
  function_uuid: Schema.String
}).annotations({ identifier: "RegisteredFunction" })

/**
 * What a registered function is known by.
 *
 * @since 0.1.0
 * @category documents
 */
export interface RegisteredFunction extends Schema.Schema.Type<typeof wireRegisteredFunction> {}

/**
 * The schema of `RegisteredFunction`. It checks and changes nothing.
 *
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
 * The schema of `ComputeFunction`. It checks and changes nothing.
 *
 * @since 0.1.0
 * @category schemas
 */
export const ComputeFunction: Schema.Schema<ComputeFunction> = wireComputeFunction
