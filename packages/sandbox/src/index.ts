/**
 * A local Globus for tests and first steps.
 *
 * @since 0.1.0
 */

/**
 * @since 0.1.0
 */
export * as Collections from "./transfer/Collections.js"

/**
 * @since 0.1.0
 */
export * as Directory from "./auth/Directory.js"

/**
 * @since 0.1.0
 */
export * as Faults from "./Faults.js"

/**
 * @since 0.1.0
 */
export * as GlobusApi from "./GlobusApi.js"

/**
 * @since 0.1.0
 */
export * as Journal from "./Journal.js"

/**
 * @since 0.1.0
 */
export * as Options from "./Options.js"

/**
 * @since 0.1.0
 */
export * as OptionsFile from "./OptionsFile.js"

/**
 * @since 0.1.0
 */
export * as Sandbox from "./Sandbox.js"

/**
 * @since 0.1.0
 */
export * as SandboxError from "./SandboxError.js"

/**
 * @since 0.1.0
 */
export * as TokenAnswer from "./auth/TokenAnswer.js"
