"""A short pipeline with version 3 of the Python SDK, which many programs pin.

Its input and output have the same form as those of checks.py.
"""

from __future__ import annotations

import filecmp

import globus_sdk
from checking import check, fails, perform, same
from clients import (
    app_client,
    app_transfer,
    destination,
    destination_root,
    native_client,
    nowhere,
    offline_login,
    source,
    source_root,
    transfer_server,
    user,
)


@check("client credentials: a token for the app, confirmed by introspection")
def _():
    scope = globus_sdk.TransferClient.scopes.all
    tokens = app_client().oauth2_client_credentials_tokens(requested_scopes=scope)
    token = tokens.by_resource_server[transfer_server]
    same(token["scope"], str(scope))
    same(app_client().oauth2_token_introspect(token["access_token"])["active"], True)


@check("a login with a refresh token: the authorizer gets tokens, and the user's collections are found")
def _():
    client, tokens = offline_login()
    authorizer = globus_sdk.RefreshTokenAuthorizer(tokens["refresh_token"], client)
    transfer = globus_sdk.TransferClient(authorizer=authorizer)
    found = [entry["id"] for entry in transfer.endpoint_search(filter_scope="my-endpoints")]
    assert source["id"] in found, f"{source['id']} is not among the collections of {user['username']}"
    same(native_client().oauth2_revoke_token(tokens["refresh_token"])["active"], False)


@check("operation_ls, submit_transfer, task_wait: a directory, byte for byte")
def _():
    transfer = app_transfer()
    names = sorted(entry["name"] for entry in transfer.operation_ls(source["id"], path="/runs"))
    same(names, sorted(entry.name for entry in (source_root / "runs").iterdir()))
    data = globus_sdk.TransferData(
        source_endpoint=source["id"],
        destination_endpoint=destination["id"],
        label="from version 3",
        sync_level="checksum",
        verify_checksum=True,
    )
    data.add_item("/runs", "/pipeline-runs", recursive=True)
    task_id = transfer.submit_transfer(data)["task_id"]
    assert transfer.task_wait(task_id, timeout=20, polling_interval=1), "the task has not ended in time"
    same(transfer.get_task(task_id)["status"], "SUCCEEDED")
    copied = [path.relative_to(source_root / "runs") for path in (source_root / "runs").rglob("*") if path.is_file()]
    for path in copied:
        one, other = source_root / "runs" / path, destination_root / "pipeline-runs" / path
        assert filecmp.cmp(one, other, shallow=False), f"{path} differs"
    events = transfer.paginated.task_event_list(task_id).items()
    assert "SUCCEEDED" in [event["code"] for event in events], "no event says that it has succeeded"


@check("submit_delete: deleted from the disk")
def _():
    transfer = app_transfer()
    data = globus_sdk.DeleteData(endpoint=destination["id"], recursive=True)
    data.add_item("/pipeline-runs")
    task_id = transfer.submit_delete(data)["task_id"]
    assert transfer.task_wait(task_id, timeout=20, polling_interval=1), "the task has not ended in time"
    assert not (destination_root / "pipeline-runs").exists(), "the directory is still there"


@check("an unknown collection: TransferAPIError 404, EndpointNotFound")
def _():
    error = fails(globus_sdk.TransferAPIError, lambda: app_transfer().get_endpoint(nowhere))
    same((error.http_status, error.code), (404, "EndpointNotFound"))


perform()
