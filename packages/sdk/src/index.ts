/**
 * What a program names: clients, authorizers, builders of documents, errors, scopes, and options. Each module stands
 * under its own name. Documents and declarations are imported by their paths, such as `@effect-globus/sdk/transfer/Task`
 * and `@effect-globus/sdk/transfer/TransferApi`.
 *
 * @since 0.1.0
 */
// Authorizers.
export * as AccessTokenAuthorizer from "./AccessTokenAuthorizer.js"
export * as Authorization from "./Authorization.js"
export * as BasicAuthorizer from "./BasicAuthorizer.js"
export * as ClientCredentialsAuthorizer from "./ClientCredentialsAuthorizer.js"
export * as NullAuthorizer from "./NullAuthorizer.js"
export * as RefreshPolicy from "./RefreshPolicy.js"
export * as RefreshTokenAuthorizer from "./RefreshTokenAuthorizer.js"

// Clients.
export * as AuthClient from "./auth/AuthClient.js"
export * as AuthLoginClient from "./auth/AuthLoginClient.js"
export * as ConfidentialAppAuthClient from "./auth/ConfidentialAppAuthClient.js"
export * as NativeAppAuthClient from "./auth/NativeAppAuthClient.js"
export * as GCSCollectionClient from "./collections/GCSCollectionClient.js"
export * as ComputeClientV2 from "./compute/ComputeClientV2.js"
export * as ComputeClientV3 from "./compute/ComputeClientV3.js"
export * as FlowsClient from "./flows/FlowsClient.js"
export * as SpecificFlowClient from "./flows/SpecificFlowClient.js"
export * as GCSClient from "./gcs/GCSClient.js"
export * as GroupsClient from "./groups/GroupsClient.js"
export * as SearchClient from "./search/SearchClient.js"
export * as TimersClient from "./timers/TimersClient.js"
export * as TransferClient from "./transfer/TransferClient.js"
export * as TransferClientV2 from "./transfer/TransferClientV2.js"

// Options, and what calls have in common.
export * as ClientOptions from "./ClientOptions.js"
export * as Environment from "./Environment.js"
export * as Metrics from "./Metrics.js"
export * as Operation from "./Operation.js"
export * as Paging from "./Paging.js"
export * as Retry from "./Retry.js"
export * as Wait from "./Wait.js"

// Errors. Those of logins, waits, files and scopes stand in the modules that raise them.
export * as IdToken from "./auth/IdToken.js"
export * as CollectionFile from "./collections/CollectionFile.js"
export * as RunBlocked from "./flows/RunBlocked.js"
export * as GlobusError from "./GlobusError.js"
export * as TaskBlocked from "./transfer/TaskBlocked.js"

// Logins, consents and scopes.
export * as AuthorizationFlow from "./auth/AuthorizationFlow.js"
export * as AuthorizeUrl from "./auth/AuthorizeUrl.js"
export * as ConsentForest from "./auth/ConsentForest.js"
export * as IdentityMap from "./auth/IdentityMap.js"
export * as TokenResponse from "./auth/TokenResponse.js"
export * as AuthRequirements from "./AuthRequirements.js"
export * as Scope from "./Scope.js"
export * as Scopes from "./Scopes.js"

// Builders of documents.
export * as Collection from "./gcs/Collection.js"
export * as CollectionPolicies from "./gcs/CollectionPolicies.js"
export * as GcsEndpoint from "./gcs/GcsEndpoint.js"
export * as GcsRole from "./gcs/GcsRole.js"
export * as PathRestrictions from "./gcs/PathRestrictions.js"
export * as StorageGateway from "./gcs/StorageGateway.js"
export * as StoragePolicies from "./gcs/StoragePolicies.js"
export * as UserCredential from "./gcs/UserCredential.js"
export * as BatchMembershipActions from "./groups/BatchMembershipActions.js"
export * as SearchQuery from "./search/SearchQuery.js"
export * as FlowTimer from "./timers/FlowTimer.js"
export * as TimerSchedule from "./timers/TimerSchedule.js"
export * as TransferTimer from "./timers/TransferTimer.js"
export * as BookmarkV2 from "./transfer/BookmarkV2.js"
export * as DeleteData from "./transfer/DeleteData.js"
export * as TransferData from "./transfer/TransferData.js"
export * as Tunnel from "./transfer/Tunnel.js"

// More than one call.
export * as RecursiveLs from "./transfer/RecursiveLs.js"
export * as SplitTransfer from "./transfer/SplitTransfer.js"
