/**
 * The declaration of Globus Auth: OAuth2, OpenID Connect, identities, and registered projects, clients, policies and
 * scopes. `AuthClient` and the login clients use it, and the sandbox serves it.
 *
 * @since 0.1.0
 * @see https://docs.globus.org/api/auth/reference/
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { declaration, group } from "../internal/operation/declaration.js"
import { JsonObject, nullable } from "../internal/operation/document.js"
import { CommaSeparated, TrueFalse } from "../internal/operation/query.js"
import * as Operation from "../Operation.js"
import {
  ChildClientCreate,
  ClientCreate,
  ClientCredentialDocument,
  ClientCredentialList,
  ClientDocument,
  ClientList,
  ClientUpdate,
  NativeAppInstanceCreate
} from "./Client.js"
import { ConsentList } from "./Consent.js"
import { IdentityDetail, IdentityList, IdentityProviderList } from "./Identity.js"
import { JsonWebKeySet, OpenIdConfiguration, UserInfo } from "./OpenId.js"
import { PolicyCreate, PolicyDocument, PolicyList, PolicyUpdate } from "./Policy.js"
import { ProjectCreate, ProjectDocument, ProjectList, ProjectUpdate } from "./Project.js"
import { ScopeCreate, ScopeDocument, ScopeList, ScopeUpdate } from "./ScopeDocument.js"

/**
 * The resource server of Globus Auth's own API.
 *
 * @since 0.1.0
 * @category constants
 */
export const resourceServer = "auth.globus.org"

const form = { kind: "UrlParams" } as const

const Secret = Schema.Redacted(Schema.String)

// --- OAuth2 -----------------------------------------------------------------------------------------------------------

/**
 * A member of a token answer that is read but not checked. A wrong member must not make the whole answer fail: the new
 * refresh token would be lost, and the old one may be used up already.
 */
const read = (jsonSchema: object) => Schema.optional(Schema.Unknown.annotations({ jsonSchema }))

const tokenMembers = {
  /** Opaque; a bearer token (RFC 6750). */
  access_token: Schema.String,
  /** `Bearer`, in any case (RFC 6749, section 7.1). */
  token_type: Schema.String,
  /** Seconds from the moment of the answer. Absent: the token is valid until a service refuses it. */
  expires_in: read({ type: "number" }),
  /** The scopes granted, separated by spaces. */
  scope: read({ type: "string" }),
  /** The one service that accepts this token. Globus always sends it; other OpenID servers do not. */
  resource_server: read({ type: "string" }),
  /** Present for `access_type=offline`, and when a refresh replaces the refresh token. */
  refresh_token: read({ type: "string" }),
  /** Present if `openid` was granted (OpenID Connect Core, section 3.1.3.3). */
  id_token: read({ type: "string" }),
  state: read({ type: "string" })
}

const wireOtherToken = Schema.Struct(tokenMembers).annotations({ identifier: "OtherToken" })

/**
 * The token of another resource server in the same answer.
 *
 * @since 0.1.0
 * @category documents
 */
export interface OtherToken extends Schema.Schema.Type<typeof wireOtherToken> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const OtherToken: Schema.Schema<OtherToken> = wireOtherToken

const wireTokenDocument = Schema.Struct({
  ...tokenMembers,
  /** One document for each further resource server of the scopes. Globus always sends the list. */
  other_tokens: read({ type: "array", items: { $ref: "#/components/schemas/OtherToken" } })
}).annotations({ identifier: "TokenDocument" })

/**
 * The answer of the token endpoint (RFC 6749, section 5.1), with the members that Globus adds.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TokenDocument extends Schema.Schema.Type<typeof wireTokenDocument> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TokenDocument: Schema.Schema<TokenDocument> = wireTokenDocument

const wireDependentTokens = Schema.Array(OtherToken).annotations({ identifier: "DependentTokens" })

/**
 * The answer of the token endpoint to the dependent token grant: a list with one document for each resource server.
 * With this grant a service asks for tokens to call other services for its user.
 *
 * @since 0.1.0
 * @category documents
 */
export type DependentTokens = typeof wireDependentTokens.Type

/**
 * @since 0.1.0
 * @category schemas
 */
export const DependentTokens: Schema.Schema<DependentTokens> = wireDependentTokens

/** The id of a public client. A confidential client sends Basic authorization instead. */
const client_id = Schema.optional(Schema.String)

/**
 * The form of the authorization code grant (RFC 6749, section 4.1.3), with the PKCE verifier (RFC 7636, section 4.5).
 *
 * @since 0.1.0
 * @category documents
 */
export const AuthorizationCodeGrant = Schema.Struct({
  grant_type: Schema.Literal("authorization_code"),
  code: Secret,
  redirect_uri: Schema.String,
  code_verifier: Schema.optional(Secret),
  client_id
}).annotations({ identifier: "AuthorizationCodeGrant" })

/**
 * The form of the refresh token grant (RFC 6749, section 6).
 *
 * @since 0.1.0
 * @category documents
 */
export const RefreshTokenGrant = Schema.Struct({
  grant_type: Schema.Literal("refresh_token"),
  refresh_token: Secret,
  client_id
}).annotations({ identifier: "RefreshTokenGrant" })

/**
 * The form of the client credentials grant (RFC 6749, section 4.4.2).
 *
 * @since 0.1.0
 * @category documents
 */
export const ClientCredentialsGrant = Schema.Struct({
  grant_type: Schema.Literal("client_credentials"),
  /** Separated by spaces. */
  scope: Schema.String
}).annotations({ identifier: "ClientCredentialsGrant" })

/**
 * The form of any other grant. Its members are sent unchanged.
 *
 * @since 0.1.0
 * @category documents
 */
export const OtherGrant = Schema.Struct(
  {
    grant_type: Schema.String,
    /** For `urn:globus:auth:grant_type:dependent_token`: the access token that the service received. */
    token: Schema.optional(Schema.Union(Secret, Schema.String))
  },
  // `UndefinedOr`, since `token` may be undefined: otherwise the emitted declaration file does not compile.
  { key: Schema.String, value: Schema.UndefinedOr(Schema.Union(Schema.String, Secret)) }
).annotations({ identifier: "OtherGrant" })

const wireIntrospection = Schema.Struct({
  active: Schema.Boolean,
  token_type: nullable(Schema.String),
  /** Separated by spaces. */
  scope: nullable(Schema.String),
  /** UUID of the client that obtained the token. */
  client_id: nullable(Schema.String),
  sub: nullable(Schema.String),
  username: nullable(Schema.String),
  name: nullable(Schema.String),
  email: nullable(Schema.String),
  aud: Schema.optional(Schema.NullOr(Schema.Union(Schema.String, Schema.Array(Schema.String)))),
  iss: nullable(Schema.String),
  /** Epoch seconds. */
  exp: nullable(Schema.Number),
  /** Epoch seconds. */
  iat: nullable(Schema.Number),
  /** Epoch seconds. */
  nbf: nullable(Schema.Number),
  /** Identity UUIDs, with `include: "identity_set"`. */
  identity_set: Schema.optional(Schema.NullOr(Schema.Array(Schema.String))),
  identity_set_detail: Schema.optional(Schema.NullOr(Schema.Array(IdentityDetail))),
  session_info: Schema.optional(
    Schema.NullOr(
      Schema.Struct({
        session_id: nullable(Schema.String),
        /** By identity UUID. */
        authentications: nullable(JsonObject)
      })
    )
  ),
  dependent_tokens_cache_id: nullable(Schema.String)
}).annotations({ identifier: "Introspection" })

/**
 * The answer of token introspection (RFC 7662, section 2.2). For a token that is not valid it is only `active: false`.
 *
 * @since 0.1.0
 * @category documents
 */
export interface Introspection extends Schema.Schema.Type<typeof wireIntrospection> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const Introspection: Schema.Schema<Introspection> = wireIntrospection

const wireTokenState = Schema.Struct({ active: nullable(Schema.Boolean) }).annotations({
  identifier: "TokenState"
})

/**
 * Whether a token is valid: the answer of revocation (RFC 7009) and validation.
 *
 * @since 0.1.0
 * @category documents
 */
export interface TokenState extends Schema.Schema.Type<typeof wireTokenState> {}

/**
 * @since 0.1.0
 * @category schemas
 */
export const TokenState: Schema.Schema<TokenState> = wireTokenState

const OAuth2 = group("auth.oauth2", {
  /** Exchanges a grant for tokens. The forms of the grants are the members of the payload's union. */
  oauth2Token: HttpApiEndpoint.post("oauth2Token", "/v2/oauth2/token")
    .annotate(Operation.Callers, ["form"])
    .setPayload(
      HttpApiSchema.withEncoding(
        Schema.Union(AuthorizationCodeGrant, RefreshTokenGrant, ClientCredentialsGrant, OtherGrant),
        form
      )
    )
    // Only the dependent token grant is answered with a list.
    .addSuccess(Schema.Union(TokenDocument, DependentTokens))
    .annotate(Operation.Repeat, "never")
    .annotate(Operation.Sensitive, true),
  /** Tells whether a token is valid, whose it is and for what. The application must be the token's resource server. */
  oauth2TokenIntrospect: HttpApiEndpoint.post("oauth2TokenIntrospect", "/v2/oauth2/token/introspect")
    .annotate(Operation.Callers, ["form"])
    .setPayload(
      HttpApiSchema.withEncoding(
        Schema.Struct({
          token: Secret,
          /** `identity_set`, `identity_set_detail` or `session_info`; one or several. */
          include: Schema.optional(CommaSeparated),
          /** UUIDs of authentication policies to evaluate, one or several. */
          authentication_policies: Schema.optional(CommaSeparated)
        }),
        form
      )
    )
    .addSuccess(Introspection)
    .annotate(Operation.Repeat, "safe"),
  /** Revokes a token. Revoking a refresh token revokes the access tokens that came from it. */
  oauth2RevokeToken: HttpApiEndpoint.post("oauth2RevokeToken", "/v2/oauth2/token/revoke")
    .annotate(Operation.Callers, ["form"])
    .setPayload(HttpApiSchema.withEncoding(Schema.Struct({ token: Secret, client_id }), form))
    .addSuccess(TokenState)
    .annotate(Operation.Repeat, "safe"),
  /**
   * Tells whether a token is valid. Globus advises against relying on it: the answer may be out of date when it
   * arrives.
   */
  oauth2ValidateToken: HttpApiEndpoint.post("oauth2ValidateToken", "/v2/oauth2/token/validate")
    .annotate(Operation.Callers, ["form"])
    .setPayload(HttpApiSchema.withEncoding(Schema.Struct({ token: Secret, client_id }), form))
    .addSuccess(TokenState)
    .annotate(Operation.Repeat, "safe")
})

// --- OpenID Connect ---------------------------------------------------------------------------------------------------

const OpenId = group("auth.openid", {
  /** Tells who the token's user is: the claims of OpenID Connect that the token's scopes allow. */
  userinfo: HttpApiEndpoint.get("userinfo", "/v2/oauth2/userinfo")
    .addSuccess(UserInfo)
    .annotate(Operation.Scopes, ["openid", "email", "profile"]),
  /** The discovery document of OpenID Connect: endpoints, algorithms and the issuer. */
  getOpenidConfiguration: HttpApiEndpoint.get("getOpenidConfiguration", "/.well-known/openid-configuration").addSuccess(
    OpenIdConfiguration
  ),
  /** The public keys that sign id tokens. */
  getJwk: HttpApiEndpoint.get("getJwk", "/jwk.json").addSuccess(JsonWebKeySet)
})

// --- Identities -------------------------------------------------------------------------------------------------------

const Identities = group("auth.identities", {
  /** Looks up identities by id or by username. Give one of the two. */
  getIdentities: HttpApiEndpoint.get("getIdentities", "/v2/api/identities")
    .annotate(Operation.Callers, ["client"])
    .setUrlParams(
      Schema.Struct({
        /** Usernames, one or several. Not together with `ids`. */
        usernames: Schema.optional(CommaSeparated),
        /** Identity UUIDs, one or several. Not together with `usernames`. */
        ids: Schema.optional(CommaSeparated),
        /** Create unknown usernames as identities of status `unused`. Only with `usernames`. */
        provision: Schema.optional(TrueFalse),
        include: Schema.optional(CommaSeparated)
      })
    )
    .addSuccess(IdentityList)
    .annotate(Operation.Scopes, [
      "urn:globus:auth:scope:auth.globus.org:view_identities",
      "urn:globus:auth:scope:auth.globus.org:view_identity_set",
      "openid"
    ])
})

const absent = Schema.optional(Schema.Undefined)

const IdentityProviders = group("auth.identityProviders", {
  /** Looks up identity providers by id or by domain. */
  getIdentityProviders: HttpApiEndpoint.get("getIdentityProviders", "/v2/api/identity_providers")
    .annotate(Operation.Callers, ["client"])
    .setUrlParams(
      Schema.Union(
        Schema.Struct({
          /** One or several. Not together with `ids`. */
          domains: Schema.optional(CommaSeparated),
          ids: absent
        }),
        Schema.Struct({
          /** UUIDs, one or several. Not together with `domains`. */
          ids: CommaSeparated,
          domains: absent
        })
      )
    )
    .addSuccess(IdentityProviderList)
    .annotate(Operation.Scopes, [
      "urn:globus:auth:scope:auth.globus.org:view_identities",
      "urn:globus:auth:scope:auth.globus.org:view_identity_set",
      "openid"
    ])
})

const Consents = group("auth.consents", {
  /** Lists the consents that an identity has given to applications. */
  getConsents: HttpApiEndpoint.get("getConsents", "/v2/api/identities/:identity_id/consents")
    .annotate(Operation.Callers, ["anyScope"])
    .setPath(
      Schema.Struct({
        /** UUID. */
        identity_id: Schema.String
      })
    )
    .setUrlParams(
      Schema.Struct({
        /** Also list consents that began with other clients than that of the token. */
        all: Schema.optional(TrueFalse)
      })
    )
    .addSuccess(ConsentList)
    .annotate(Operation.Scopes, [
      "urn:globus:auth:scope:auth.globus.org:view_consents",
      "urn:globus:auth:scope:auth.globus.org:manage_consents"
    ])
})

// --- Registrations ----------------------------------------------------------------------------------------------------

const manageProjects = ["urn:globus:auth:scope:auth.globus.org:manage_projects"]

const projectPath = Schema.Struct({
  /** UUID. */
  project_id: Schema.String
})

const Projects = group("auth.projects", {
  /** Lists the projects that the caller administers. */
  getProjects: HttpApiEndpoint.get("getProjects", "/v2/api/projects").addSuccess(ProjectList),
  /** Reads a project. */
  getProject: HttpApiEndpoint.get("getProject", "/v2/api/projects/:project_id")
    .setPath(projectPath)
    .addSuccess(ProjectDocument),
  /** Creates a project. It needs at least one administrator: an identity or a group. */
  createProject: HttpApiEndpoint.post("createProject", "/v2/api/projects")
    .setPayload(Schema.Struct({ project: ProjectCreate }))
    .addSuccess(ProjectDocument),
  /** Changes a project. Members that are not given stay as they are. */
  updateProject: HttpApiEndpoint.put("updateProject", "/v2/api/projects/:project_id")
    .setPath(projectPath)
    .setPayload(Schema.Struct({ project: ProjectUpdate }))
    .addSuccess(ProjectDocument),
  /** Deletes a project. It must have no applications. */
  deleteProject: HttpApiEndpoint.del("deleteProject", "/v2/api/projects/:project_id")
    .setPath(projectPath)
    .addSuccess(ProjectDocument)
}).annotateEndpoints(Operation.Scopes, manageProjects)

const clientPath = Schema.Struct({
  /** UUID. */
  client_id: Schema.String
})

const credentialPath = Schema.Struct({
  /** UUID. */
  client_id: Schema.String,
  /** UUID. */
  credential_id: Schema.String
})

const Clients = group("auth.clients", {
  /** Lists the applications of the caller's projects. With `fqdn`, the answer is the document of one client. */
  getClients: HttpApiEndpoint.get("getClients", "/v2/api/clients")
    .annotate(Operation.Callers, ["client"])
    .setUrlParams(
      Schema.Struct({
        /** A verified domain name of the client. */
        fqdn: Schema.optional(Schema.String)
      })
    )
    .addSuccess(Schema.Union(ClientList, ClientDocument)),
  /** Reads an application, by its id or by its domain name. */
  getClient: HttpApiEndpoint.get("getClient", "/v2/api/clients/:client_id")
    .annotate(Operation.Callers, ["client"])
    .setPath(clientPath)
    .addSuccess(ClientDocument),
  /**
   * Registers an application in a project. Sensitive: the answer for an instance of a template contains its
   * secret.
   */
  createClient: HttpApiEndpoint.post("createClient", "/v2/api/clients")
    .annotate(Operation.Callers, ["client", "anonymous"])
    .setPayload(Schema.Struct({ client: Schema.Union(ClientCreate, ChildClientCreate, NativeAppInstanceCreate) }))
    .addSuccess(ClientDocument)
    .annotate(Operation.Sensitive, true),
  /** Changes an application. Members that are not given stay as they are. */
  updateClient: HttpApiEndpoint.put("updateClient", "/v2/api/clients/:client_id")
    .annotate(Operation.Callers, ["client"])
    .setPath(clientPath)
    .setPayload(Schema.Struct({ client: ClientUpdate }))
    .addSuccess(ClientDocument),
  /** Deletes an application, with its credentials. */
  deleteClient: HttpApiEndpoint.del("deleteClient", "/v2/api/clients/:client_id")
    .annotate(Operation.Callers, ["client"])
    .setPath(clientPath)
    .addSuccess(ClientDocument),
  /** Lists an application's credentials, without their secrets. */
  getClientCredentials: HttpApiEndpoint.get("getClientCredentials", "/v2/api/clients/:client_id/credentials")
    .annotate(Operation.Callers, ["client"])
    .setPath(clientPath)
    .addSuccess(ClientCredentialList),
  /** Creates a credential. Only this answer has its secret. */
  createClientCredential: HttpApiEndpoint.post("createClientCredential", "/v2/api/clients/:client_id/credentials")
    .annotate(Operation.Callers, ["client"])
    .setPath(clientPath)
    .setPayload(Schema.Struct({ credential: Schema.Struct({ name: Schema.String }) }))
    .addSuccess(ClientCredentialDocument)
    .annotate(Operation.Sensitive, true),
  /** Deletes a credential. Its secret is refused from then on. */
  deleteClientCredential: HttpApiEndpoint.del(
    "deleteClientCredential",
    "/v2/api/clients/:client_id/credentials/:credential_id"
  )
    .annotate(Operation.Callers, ["client"])
    .setPath(credentialPath)
    .addSuccess(ClientCredentialDocument)
}).annotateEndpoints(Operation.Scopes, manageProjects)

const policyPath = Schema.Struct({
  /** UUID. */
  policy_id: Schema.String
})

const Policies = group("auth.policies", {
  /** Lists the authentication policies of the caller's projects. */
  getPolicies: HttpApiEndpoint.get("getPolicies", "/v2/api/policies").addSuccess(PolicyList),
  /** Reads an authentication policy. */
  getPolicy: HttpApiEndpoint.get("getPolicy", "/v2/api/policies/:policy_id")
    .setPath(policyPath)
    .addSuccess(PolicyDocument),
  /** Creates an authentication policy in a project. */
  createPolicy: HttpApiEndpoint.post("createPolicy", "/v2/api/policies")
    .setPayload(Schema.Struct({ policy: PolicyCreate }))
    .addSuccess(PolicyDocument),
  /** Changes an authentication policy. Members that are not given stay as they are. */
  updatePolicy: HttpApiEndpoint.put("updatePolicy", "/v2/api/policies/:policy_id")
    .setPath(policyPath)
    .setPayload(Schema.Struct({ policy: PolicyUpdate }))
    .addSuccess(PolicyDocument),
  /** Deletes an authentication policy. */
  deletePolicy: HttpApiEndpoint.del("deletePolicy", "/v2/api/policies/:policy_id")
    .setPath(policyPath)
    .addSuccess(PolicyDocument)
}).annotateEndpoints(Operation.Scopes, manageProjects)

const scopePath = Schema.Struct({
  /** UUID. */
  scope_id: Schema.String
})

const Scopes = group("auth.scopes", {
  /** Lists scopes: those of the caller's projects, or those that are named. */
  getScopes: HttpApiEndpoint.get("getScopes", "/v2/api/scopes")
    .setUrlParams(
      Schema.Union(
        Schema.Struct({
          /** One or several. Not together with `ids`. */
          scope_strings: Schema.optional(CommaSeparated),
          ids: absent
        }),
        Schema.Struct({
          /** UUIDs, one or several. Not together with `scope_strings`. */
          ids: CommaSeparated,
          scope_strings: absent
        })
      )
    )
    .addSuccess(ScopeList),
  /** Reads a scope. */
  getScope: HttpApiEndpoint.get("getScope", "/v2/api/scopes/:scope_id").setPath(scopePath).addSuccess(ScopeDocument),
  /** Creates a scope of an application. */
  createScope: HttpApiEndpoint.post("createScope", "/v2/api/clients/:client_id/scopes")
    .setPath(clientPath)
    .setPayload(Schema.Struct({ scope: ScopeCreate }))
    .addSuccess(ScopeDocument),
  /** Changes a scope. Members that are not given stay as they are. */
  updateScope: HttpApiEndpoint.put("updateScope", "/v2/api/scopes/:scope_id")
    .setPath(scopePath)
    .setPayload(Schema.Struct({ scope: ScopeUpdate }))
    .addSuccess(ScopeDocument),
  /** Deletes a scope. */
  deleteScope: HttpApiEndpoint.del("deleteScope", "/v2/api/scopes/:scope_id")
    .setPath(scopePath)
    .addSuccess(ScopeDocument)
}).annotateEndpoints(Operation.Scopes, manageProjects)

/** What needs no project: logins, identities and consents. */
const LoginApi = declaration(
  HttpApi.make("auth")
    .add(OAuth2)
    .add(OpenId)
    .add(Identities)
    .add(Consents)
    .annotate(Operation.ResourceServer, resourceServer)
)

/**
 * The declaration of Globus Auth.
 *
 * @since 0.1.0
 * @category api
 */
export const AuthApi = declaration(LoginApi.add(IdentityProviders).add(Projects).add(Clients).add(Policies).add(Scopes))
