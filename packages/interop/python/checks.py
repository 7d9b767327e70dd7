"""What a program written with the Python SDK does, done against the sandbox.

It reads the sandbox's addresses from the GLOBUS_SDK_SERVICE_URL_* variables, as the SDK does, and the rest as one JSON
document on standard input. It prints one JSON line for each check, and a last one that says how many there were, so that
a program that ends early is not taken for one that has passed. No line holds a token or a secret.
"""

from __future__ import annotations

import filecmp
import json
import os
import sys
import time
import traceback
import urllib.parse
from pathlib import Path

import globus_sdk
import requests
from globus_sdk.scopes import AuthScopes, TransferScopes

given = json.load(sys.stdin)
source, destination = given["source"], given["destination"]
source_root, destination_root = Path(source["root"]), Path(destination["root"])
transfer_server = "transfer.api.globus.org"
# A task over a few small files is done at once; this is for a busy machine.
patience = {"timeout": 30, "polling_interval": 1}

checks = []


def check(name):
    def register(run):
        checks.append((name, run))
        return run

    return register


def same(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def fails(kind, run):
    """The error that a call must end with."""
    try:
        run()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__} was raised")


def app_client(secret=given["client_secret"]):
    return globus_sdk.ConfidentialAppAuthClient(given["client_id"], secret)


def app_tokens(scopes):
    return app_client().oauth2_client_credentials_tokens(requested_scopes=scopes).by_resource_server


def app_transfer():
    authorizer = globus_sdk.ClientCredentialsAuthorizer(app_client(), TransferScopes.all)
    return globus_sdk.TransferClient(authorizer=authorizer)


def login(**options):
    """A login of the user through the native client. The sandbox's page approves at once and shows the code."""
    client = globus_sdk.NativeAppAuthClient(given["native_client_id"])
    client.oauth2_start_flow(**options)
    page = requests.get(client.oauth2_get_authorize_url(), allow_redirects=False, timeout=20)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(page.headers["location"]).query)
    return client, client.oauth2_exchange_code_for_tokens(query["code"][0])


def offline_login():
    client, answer = login(requested_scopes=TransferScopes.all, refresh_tokens=True)
    return client, answer.by_resource_server[transfer_server]


def submit(client, *items, label=None, submission_id=None):
    data = globus_sdk.TransferData(
        source_endpoint=source["id"],
        destination_endpoint=destination["id"],
        label=label or globus_sdk.MISSING,
        submission_id=submission_id or globus_sdk.MISSING,
        verify_checksum=True,
    )
    for item in items:
        data.add_item(*item[:2], **(item[2] if len(item) == 3 else {}))
    return client.submit_transfer(data)


def finished(client, task_id):
    assert client.task_wait(task_id, **patience), "the task has not ended in time"
    return client.get_task(task_id)


# --- Globus Auth


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
    same((claims["sub"], claims["preferred_username"]), (given["user"]["sub"], given["user"]["username"]))


@check("a code that was used: invalid_grant")
def _():
    client = globus_sdk.NativeAppAuthClient(given["native_client_id"])
    client.oauth2_start_flow(requested_scopes=TransferScopes.all)
    page = requests.get(client.oauth2_get_authorize_url(), allow_redirects=False, timeout=20)
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(page.headers["location"]).query)["code"][0]
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
    client = globus_sdk.NativeAppAuthClient(given["native_client_id"])
    error = fails(globus_sdk.AuthAPIError, lambda: client.oauth2_refresh_token("no-such-token"))
    same((error.http_status, error.raw_json["error"]), (400, "invalid_grant"))


@check("RefreshTokenAuthorizer: an expired token is renewed, on_refresh hears of it")
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
    assert told == authorizer.access_token, "on_refresh heard of another access token than the one in use"
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


@check("userinfo and identities: who the user is")
def _():
    _client, answer = login(requested_scopes=["openid", "profile", "email", AuthScopes.view_identities])
    token = answer.by_resource_server["auth.globus.org"]["access_token"]
    auth = globus_sdk.AuthClient(authorizer=globus_sdk.AccessTokenAuthorizer(token))
    user = given["user"]
    same(auth.userinfo()["sub"], user["sub"])
    same([found["id"] for found in auth.get_identities(usernames=user["username"])], [user["sub"]])
    same([found["username"] for found in auth.get_identities(ids=user["sub"])], [user["username"]])


@check("ClientApp: a client that fetches its own tokens")
def _():
    config = globus_sdk.GlobusAppConfig(token_storage="memory")
    app = globus_sdk.ClientApp(
        "interop", client_id=given["client_id"], client_secret=given["client_secret"], config=config
    )
    with globus_sdk.TransferClient(app=app) as transfer:
        same(transfer.get_endpoint(destination["id"])["display_name"], destination["name"])


# --- Globus Transfer


@check("operation_ls: what is on the disk, filtered and ordered")
def _():
    client = app_transfer()
    visible = sorted(entry.name for entry in source_root.iterdir() if not entry.name.startswith("."))
    answer = client.operation_ls(source["id"], path="/", show_hidden=False, orderby="name")
    same([entry["name"] for entry in answer], visible)
    same(answer["path"], "/")
    hidden = client.operation_ls(source["id"], path="/", filter={"type": "file", "name": "~.*"})
    same([entry["name"] for entry in hidden], [name for name in os.listdir(source_root) if name.startswith(".")])
    by_size = client.operation_ls(source["id"], path="/runs", filter="type:file", orderby=["size DESC", "name"])
    files = [entry for entry in (source_root / "runs").iterdir() if entry.is_file()]
    expected = sorted(files, key=lambda entry: (-entry.stat().st_size, entry.name))
    same([(entry["name"], entry["size"]) for entry in by_size], [(e.name, e.stat().st_size) for e in expected])


@check("operation_ls of nothing: TransferAPIError 404, ClientError.NotFound")
def _():
    error = fails(globus_sdk.TransferAPIError, lambda: app_transfer().operation_ls(source["id"], path="/nothing"))
    same((error.http_status, error.code), (404, "ClientError.NotFound"))
    assert error.request_id and "/nothing" in error.message, "no request id, or the message does not name the path"


@check("a collection that is not there: TransferAPIError 404, EndpointNotFound")
def _():
    unknown = "00000000-0000-4000-8000-000000000000"
    error = fails(globus_sdk.TransferAPIError, lambda: app_transfer().get_endpoint(unknown))
    same((error.http_status, error.code), (404, "EndpointNotFound"))


@check("operation_mkdir, operation_rename, operation_stat: on the disk")
def _():
    client = app_transfer()
    same(client.operation_mkdir(destination["id"], "/sdk-made")["code"], "DirectoryCreated")
    assert (destination_root / "sdk-made").is_dir(), "no directory on the disk"
    same(client.operation_rename(destination["id"], "/sdk-made", "/sdk-renamed")["code"], "FileRenamed")
    assert (destination_root / "sdk-renamed").is_dir() and not (destination_root / "sdk-made").exists()
    found = client.operation_stat(destination["id"], "/sdk-renamed")
    same((found["name"], found["type"]), ("sdk-renamed", "dir"))
    error = fails(globus_sdk.TransferAPIError, lambda: client.operation_mkdir(destination["id"], "/sdk-renamed"))
    same((error.http_status, error.code), (502, "ExternalError.MkdirFailed.Exists"))


@check("submit_transfer, task_wait: a file and a directory, byte for byte")
def _():
    client = app_transfer()
    submitted = submit(
        client,
        ("/sample.txt", "/sdk-sample.txt"),
        ("/runs", "/sdk-runs", {"recursive": True}),
        label="from the SDK",
    )
    same(submitted["code"], "Accepted")
    task = finished(client, submitted["task_id"])
    same((task["status"], task["label"], task["faults"]), ("SUCCEEDED", "from the SDK", 0))
    copied = [Path("sample.txt"), *(p.relative_to(source_root) for p in (source_root / "runs").rglob("*") if p.is_file())]
    same(task["files_transferred"], len(copied))
    same(task["bytes_transferred"], sum((source_root / path).stat().st_size for path in copied))
    for path in copied:
        assert filecmp.cmp(source_root / path, destination_root / f"sdk-{path}", shallow=False), f"{path} differs"
    codes = [event["code"] for event in client.paginated.task_event_list(submitted["task_id"]).items()]
    same((codes[0], codes[-1]), ("SUCCEEDED", "STARTED"))


@check("one submission id sent twice: one task, code Duplicate")
def _():
    client = app_transfer()
    submission_id = client.get_submission_id()["value"]
    first, second = (
        submit(client, ("/sample.txt", "/sdk-once.txt"), submission_id=submission_id) for _time in range(2)
    )
    same((first["code"], second["code"]), ("Accepted", "Duplicate"))
    same(first["task_id"], second["task_id"])
    same(finished(client, first["task_id"])["status"], "SUCCEEDED")


@check("submit_delete, task_wait: gone from the disk")
def _():
    client = app_transfer()
    doomed = destination_root / "sdk-doomed"
    doomed.mkdir()
    (doomed / "file").write_text("soon gone")
    data = globus_sdk.DeleteData(endpoint=destination["id"], recursive=True)
    data.add_item("/sdk-doomed")
    task = finished(client, client.submit_delete(data)["task_id"])
    same((task["type"], task["status"]), ("DELETE", "SUCCEEDED"))
    assert not doomed.exists(), "the directory is still there"


@check("submit_transfer of no items: 400, ClientError.BadRequest.NoTransferItems")
def _():
    error = fails(globus_sdk.TransferAPIError, lambda: submit(app_transfer()))
    same((error.http_status, error.code), (400, "ClientError.BadRequest.NoTransferItems"))


@check("task_wait for what is not there: in vain; cancel_task: FAILED")
def _():
    client = app_transfer()
    task_id = submit(client, ("/nothing", "/sdk-nothing"))["task_id"]
    same(client.task_wait(task_id, timeout=1, polling_interval=1), False)
    same(client.cancel_task(task_id)["code"], "Canceled")
    same(finished(client, task_id)["status"], "FAILED")
    assert not (destination_root / "sdk-nothing").exists(), "there is a copy of nothing"


@check("paginated task_list: all tasks, the newest first")
def _():
    client = app_transfer()
    listed = list(client.paginated.task_list(orderby="request_time DESC").items())
    one_by_one = []
    while True:
        page = client.task_list(limit=1, offset=len(one_by_one), orderby="request_time DESC")
        if not page["DATA"]:
            break
        one_by_one += page["DATA"]
    assert len(listed) > 1, "too few tasks to say anything"
    same([task["task_id"] for task in listed], [task["task_id"] for task in one_by_one])
    times = [task["request_time"] for task in listed]
    same(times, sorted(times, reverse=True))
    labelled = client.paginated.task_list(filter={"label": "from the SDK", "status": ["SUCCEEDED", "FAILED"]}).items()
    same([task["label"] for task in labelled], ["from the SDK"])


@check("paginated endpoint_search: more than one page, each collection once")
def _():
    client = app_transfer()
    pages = list(client.paginated.endpoint_search(given["shelf"]["word"]))
    found = [endpoint["id"] for page in pages for endpoint in page]
    assert len(pages) > 1, "one page only"
    same(sorted(found), sorted(given["shelf"]["ids"]))


for name, run in checks:
    started, failure = time.monotonic(), None
    try:
        run()
    except globus_sdk.GlobusAPIError as error:
        # Not the traceback: the SDK adds the whole body of the answer to it.
        failure = f"{type(error).__name__}: {error.http_status} {error.code} {error.message}"
    except AssertionError as error:
        failure = str(error) or traceback.format_exc(limit=-1)
    except Exception:
        failure = traceback.format_exc(limit=-2)
    line = {"check": name, "seconds": round(time.monotonic() - started, 3), "failure": failure}
    print(json.dumps(line), flush=True)
print(json.dumps({"checks": len(checks)}))
