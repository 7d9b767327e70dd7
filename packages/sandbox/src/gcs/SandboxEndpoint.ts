/**
 * The one endpoint of Globus Connect Server that the sandbox has.
 *
 * @since 0.1.0
 */
import { forEndpoint } from "@effect-globus/sdk/gcs/GcsApi"

/**
 * UUID: the resource server of its manager.
 *
 * @since 0.1.0
 * @category constants
 */
export const endpointId = "c2b8f9a4-6d1e-4f7b-9a53-0e8d7c6b5a41"

/**
 * What it is called.
 *
 * @since 0.1.0
 * @category constants
 */
export const displayName = "The sandbox's endpoint"

/**
 * Its manager, where the clients ask for it.
 *
 * @since 0.1.0
 * @category api
 */
export const ManagerApi: ReturnType<typeof forEndpoint> = forEndpoint(endpointId).prefix("/api")
