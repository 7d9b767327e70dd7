"""Globus Compute: endpoints, functions and tasks, by both versions of its API."""

from __future__ import annotations

import globus_sdk
from checking import check, fails, same
from clients import app_authorizer, given, nowhere
from globus_sdk.scopes import ComputeScopes


def app_compute():
    authorizer = app_authorizer(ComputeScopes.all)
    return globus_sdk.ComputeClientV2(authorizer=authorizer), globus_sdk.ComputeClientV3(authorizer=authorizer)


def registered(compute, **more):
    return compute.register_endpoint(
        {"endpoint_name": "interop", "display_name": "SDK's cluster", "version": "3.0.0", "metadata": {}, **more}
    )["endpoint_id"]


function = {"function_name": "greet", "function_code": "04\nZGVm", "meta": {}}


@check("ComputeClientV2, V3: endpoints registered, shown, listed, changed, deleted")
def _():
    older, newer = app_compute()
    endpoint_id = registered(newer)
    shown = older.get_endpoint(endpoint_id)
    same((shown["display_name"], shown["owner"]), ("SDK's cluster", given["client_id"]))
    same(older.get_endpoint_status(endpoint_id)["status"], "online")
    assert endpoint_id in [endpoint["uuid"] for endpoint in older.get_endpoints()], "it is not listed"
    newer.update_endpoint(endpoint_id, {"display_name": "SDK's renamed", "allowed_functions": [nowhere]})
    same(newer.get_endpoint_allowlist(endpoint_id)["functions"], [nowhere])
    older.delete_endpoint(endpoint_id)
    error = fails(globus_sdk.ComputeAPIError, lambda: older.get_endpoint(endpoint_id))
    same((error.http_status, error.code), (404, "ENDPOINT_NOT_FOUND"))


@check("register_function, submit, get_task, get_task_batch, get_task_group: results")
def _():
    older, newer = app_compute()
    endpoint_id = registered(newer)
    function_id = newer.register_function(function)["function_uuid"]
    same(older.get_function(function_id)["function_name"], "greet")
    submitted = newer.submit(endpoint_id, {"tasks": {function_id: ["arguments", "others"]}})
    task_ids = submitted["tasks"][function_id]
    results = older.get_task_batch(task_ids)["results"]
    same([results[task_id]["status"] for task_id in task_ids], ["success", "success"])
    same(older.get_task(task_ids[0])["task_id"], task_ids[0])
    group = older.get_task_group(submitted["task_group_id"])
    same(sorted(task["id"] for task in group["tasks"]), sorted(task_ids))
    older_group = older.submit({"tasks": [[function_id, endpoint_id, "arguments"], [nowhere, endpoint_id, ""]]})
    same([result["status"] for result in older_group["results"]], ["success", "failed"])
    older.delete_function(function_id)
    error = fails(globus_sdk.ComputeAPIError, lambda: older.get_function(function_id))
    same((error.http_status, error.code), (404, "FUNCTION_NOT_FOUND"))
