"""Globus Auth: the grants, the authorizers that renew, introspection, identities."""

from __future__ import annotations

import time

import globus_sdk
from checking import check, fails, same
from clients import (
    app_client,
    app_tokens,
    approved_code,
    destination,
    given,
    login,
    native_client,
    offline_login,
    source,
    transfer_server,
    user,
)
from globus_sdk.scopes import AuthScopes, TransferScopes


@check("client credentials: one token for each resource server")
def _():
    tokens = app_tokens([TransferScopes.all, "openid", "email"])
    same(sorted(tokens), ["auth.globus.org", transfer_server])
    for document in tokens.values():
        same(document["token_type"], "Bearer")
        assert document["refresh_token"] is None, "a refresh token"
        assert document["expires_at_seconds"] > time.time(), "the token has expired already"
    assert tokens["auth.globus.org"]["access_token"] != tokens[transfer_server]["access_token"]


@check("client credentials with a wrong secret: 401, invalid_client")
def _():
    client = app_client("not-the-secret")
    error = fails(
        globus_sdk.AuthAPIError, lambda: client.oauth2_client_credentials_tokens(requested_scopes=TransferScopes.all)
    )
    same((error.http_status, error.raw_json["error"]), (401, "invalid_client"))


@check("authorization code with PKCE: tokens, and an id token that the SDK verifies")
def _():
    _client, answer = login(requested_scopes=["openid", "profile", "email", TransferScopes.all], refresh_tokens=True)
    same(sorted(answer.by_resource_server), ["auth.globus.org", transfer_server])
    assert all(document["refresh_token"] for document in answer.by_resource_server.values()), "no refresh token"
    claims = answer.decode_id_token()
    same((claims["sub"], claims["preferred_username"]), (user["sub"], user["username"]))


@check("a used code: invalid_grant")
def _():
    client = native_client()
    client.oauth2_start_flow(requested_scopes=TransferScopes.all)
    code = approved_code(client)
    client.oauth2_exchange_code_for_tokens(code)
    error = fails(globus_sdk.AuthAPIError, lambda: client.oauth2_exchange_code_for_tokens(code))
    same((error.http_status, error.raw_json["error"]), (400, "invalid_grant"))


@check("refresh token grant: another access token")
def _():
    client, document = offline_login()
    renewed = client.oauth2_refresh_token(document["refresh_token"]).by_resource_server[transfer_server]
    assert renewed["access_token"] != document["access_token"], "the same access token again"
    same(renewed["scope"], document["scope"])


@check("refresh token grant with an unknown token: 400, invalid_grant")
def _():
    client = native_client()
    error = fails(globus_sdk.AuthAPIError, lambda: client.oauth2_refresh_token("no-such-token"))
    same((error.http_status, error.raw_json["error"]), (400, "invalid_grant"))


@check("RefreshTokenAuthorizer: an expired token is renewed, on_refresh is called")
def _():
    client, document = offline_login()
    heard = []
    authorizer = globus_sdk.RefreshTokenAuthorizer(
        document["refresh_token"],
        client,
        access_token=document["access_token"],
        expires_at=int(time.time()) - 1,
        on_refresh=heard.append,
    )
    transfer = globus_sdk.TransferClient(authorizer=authorizer)
    names = [[entry["name"] for entry in transfer.operation_ls(source["id"], path="/")] for _time in range(2)]
    same(names[0], names[1])
    same(len(heard), 1)
    told = heard[0].by_resource_server[transfer_server]["access_token"]
    assert told == authorizer.access_token, "on_refresh got another access token than the one in use"
    assert authorizer.access_token != document["access_token"], "the old access token is still in use"


@check("RefreshTokenAuthorizer: a 401 is answered by one renewal and a second try")
def _():
    client, document = offline_login()
    heard = []
    authorizer = globus_sdk.RefreshTokenAuthorizer(
        document["refresh_token"],
        client,
        access_token=document["access_token"],
        expires_at=document["expires_at_seconds"],
        on_refresh=heard.append,
    )
    client.oauth2_revoke_token(document["access_token"])
    same(globus_sdk.TransferClient(authorizer=authorizer).get_endpoint(source["id"])["id"], source["id"])
    same(len(heard), 1)


@check("a revoked token without renewal: 401, ClientError.AuthenticationFailed")
def _():
    client, document = offline_login()
    client.oauth2_revoke_token(document["access_token"])
    transfer = globus_sdk.TransferClient(authorizer=globus_sdk.AccessTokenAuthorizer(document["access_token"]))
    error = fails(globus_sdk.TransferAPIError, lambda: transfer.get_endpoint(source["id"]))
    same((error.http_status, error.code), (401, "ClientError.AuthenticationFailed"))


@check("introspection and revocation: active, then not")
def _():
    client = app_client()
    token = app_tokens(TransferScopes.all)[transfer_server]["access_token"]
    seen = client.oauth2_token_introspect(token)
    same(
        (seen["active"], seen["sub"], seen["client_id"], seen["scope"]),
        (True, given["client_id"], given["client_id"], str(TransferScopes.all)),
    )
    client.oauth2_revoke_token(token)
    same(client.oauth2_token_introspect(token)["active"], False)


@check("userinfo and identities of the user")
def _():
    _client, answer = login(requested_scopes=["openid", "profile", "email", AuthScopes.view_identities])
    token = answer.by_resource_server["auth.globus.org"]["access_token"]
    auth = globus_sdk.AuthClient(authorizer=globus_sdk.AccessTokenAuthorizer(token))
    same(auth.userinfo()["sub"], user["sub"])
    same([found["id"] for found in auth.get_identities(usernames=user["username"])], [user["sub"]])
    same([found["username"] for found in auth.get_identities(ids=user["sub"])], [user["username"]])


@check("IdentityMap: by name and by id, each asked for once; None for nobody")
def _():
    _client, answer = login(requested_scopes=AuthScopes.view_identities)
    token = answer.by_resource_server["auth.globus.org"]["access_token"]
    auth = globus_sdk.AuthClient(authorizer=globus_sdk.AccessTokenAuthorizer(token))
    cache = {}
    identities = globus_sdk.IdentityMap(auth, [user["username"], "nobody@example.org"], cache=cache)
    same(identities[user["username"]]["id"], user["sub"])
    same(identities[user["sub"]]["username"], user["username"])
    same(identities.get("nobody@example.org"), None)
    client = identities[given["client_id"]]
    same(client["username"], f"{given['client_id']}@clients.auth.globus.org")
    assert user["sub"] in cache, "what was found is not in the cache"


@check("ClientApp: a client that fetches its own tokens")
def _():
    config = globus_sdk.GlobusAppConfig(token_storage="memory")
    app = globus_sdk.ClientApp(
        "interop", client_id=given["client_id"], client_secret=given["client_secret"], config=config
    )
    with globus_sdk.TransferClient(app=app) as transfer:
        same(transfer.get_endpoint(destination["id"])["display_name"], destination["name"])
