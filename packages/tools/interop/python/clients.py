"""The program's input, and the clients and logins that the checks share."""

from __future__ import annotations

import json
import sys
import urllib.parse
from pathlib import Path

import globus_sdk
import requests
from globus_sdk.scopes import TransferScopes

given = json.load(sys.stdin)
source, destination, user = given["source"], given["destination"], given["user"]
source_root, destination_root = Path(source["root"]), Path(destination["root"])
transfer_server = "transfer.api.globus.org"
# A UUID that nothing has.
nowhere = "00000000-0000-4000-8000-000000000000"


def app_client(secret=given["client_secret"]):
    return globus_sdk.ConfidentialAppAuthClient(given["client_id"], secret)


def app_tokens(scopes):
    return app_client().oauth2_client_credentials_tokens(requested_scopes=scopes).by_resource_server


def app_authorizer(scopes):
    return globus_sdk.ClientCredentialsAuthorizer(app_client(), scopes)


def app_transfer():
    return globus_sdk.TransferClient(authorizer=app_authorizer(TransferScopes.all))


def native_client():
    return globus_sdk.NativeAppAuthClient(given["native_client_id"])


def approved_code(client):
    """Returns the code of a started login. The sandbox's page approves at once and redirects with the code."""
    page = requests.get(client.oauth2_get_authorize_url(), allow_redirects=False, timeout=20)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(page.headers["location"]).query)
    return query["code"][0]


def login(**options):
    """Logs the user in through the native client, with the SDK's PKCE."""
    client = native_client()
    client.oauth2_start_flow(**options)
    return client, client.oauth2_exchange_code_for_tokens(approved_code(client))


def login_authorizer(scope):
    """Makes an authorizer for the user, who is logged in for this scope only."""
    _client, answer = login(requested_scopes=scope)
    [document] = answer.by_resource_server.values()
    return globus_sdk.AccessTokenAuthorizer(document["access_token"])


def offline_login():
    client, answer = login(requested_scopes=TransferScopes.all, refresh_tokens=True)
    return client, answer.by_resource_server[transfer_server]
