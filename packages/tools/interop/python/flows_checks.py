"""Globus Flows: flows, their runs from start to end, and timers that start them."""

from __future__ import annotations

import filecmp
import time

import globus_sdk
from checking import check, fails, same
from clients import (
    app_authorizer,
    destination,
    destination_root,
    given,
    login_authorizer,
    nowhere,
    source,
    source_root,
    user,
)
from globus_sdk.scopes import FlowsScopes, TimersScopes

# A flow that transfers the files named in its input.
courier = {
    "StartAt": "Carry",
    "States": {
        "Carry": {
            "Type": "Action",
            "ActionUrl": "https://actions.globus.org/transfer/transfer",
            "Parameters": {
                "source_endpoint.$": "$.from.id",
                "destination_endpoint.$": "$.to.id",
                "DATA": [{"source_path.$": "$.from.path", "destination_path.$": "$.to.path"}],
            },
            "ResultPath": "$.carried",
            "End": True,
        }
    },
}
courier_schema = {"type": "object", "required": ["from", "to"]}

idler = {"StartAt": "Idle", "States": {"Idle": {"Type": "Wait", "Seconds": 3600, "End": True}}}
passer = {"StartAt": "Go", "States": {"Go": {"Type": "Pass", "End": True}}}


def app_flows():
    return globus_sdk.FlowsClient(authorizer=app_authorizer(FlowsScopes.all))


def app_flow(flow_id):
    scopes = globus_sdk.SpecificFlowClient(flow_id).scopes
    return globus_sdk.SpecificFlowClient(flow_id, authorizer=app_authorizer(scopes.user))


def ended(flows, run_id):
    for _time in range(200):
        run = flows.get_run(run_id)
        if run["status"] != "ACTIVE":
            return run
        time.sleep(0.1)
    raise AssertionError("the run is still ACTIVE")


@check("FlowsClient create_flow, get_flow, update_flow, validate_flow, delete_flow")
def _():
    flows = app_flows()
    flow = flows.create_flow("SDK's courier", courier, courier_schema, keywords=["interop"])
    same((flow["title"], flow["definition"]["StartAt"], flow["keywords"]), ("SDK's courier", "Carry", ["interop"]))
    same(flow["flow_owner"], f"urn:globus:auth:identity:{given['client_id']}")
    flows.update_flow(flow["id"], title="SDK's other", flow_viewers=["public"])
    shown = flows.get_flow(flow["id"])
    same((shown["title"], shown["flow_viewers"], shown["input_schema"]), ("SDK's other", ["public"], courier_schema))
    assert flows.validate_flow(courier)["scopes"], "the answer has no scopes"
    same(flows.delete_flow(flow["id"])["id"], flow["id"])
    error = fails(globus_sdk.FlowsAPIError, lambda: flows.get_flow(flow["id"]))
    same((error.http_status, error.code), (404, "NOT_FOUND"))


@check("SpecificFlowClient run_flow: a flow that transfers, the file on the disk")
def _():
    flows = app_flows()
    flow_id = flows.create_flow("SDK's carrier", courier, courier_schema)["id"]
    body = {
        "from": {"id": source["id"], "path": "/sample.txt"},
        "to": {"id": destination["id"], "path": "/sdk-flown.txt"},
    }
    started = app_flow(flow_id).run_flow(body, label="from the SDK", tags=["interop"])
    run = ended(flows, started["run_id"])
    same((run["status"], run["label"], run["flow_id"]), ("SUCCEEDED", "from the SDK", flow_id))
    assert filecmp.cmp(source_root / "sample.txt", destination_root / "sdk-flown.txt", shallow=False), "it differs"
    pages = flows.paginated.get_run_logs(run["run_id"], limit=2)
    codes = [entry["code"] for entry in pages.items()]
    same(codes, ["FlowStarted", "ActionStarted", "ActionCompleted", "FlowSucceeded"])
    same(flows.get_run_definition(run["run_id"])["definition"]["StartAt"], "Carry")


@check("run_flow with an input that does not fit: FlowsAPIError 400, FLOW_INPUT_ERROR")
def _():
    flow_id = app_flows().create_flow("SDK's strict", courier, courier_schema)["id"]
    error = fails(globus_sdk.FlowsAPIError, lambda: app_flow(flow_id).run_flow({}))
    same((error.http_status, error.code), (400, "FLOW_INPUT_ERROR"))
    error = fails(globus_sdk.FlowsAPIError, lambda: app_flows().get_run(nowhere))
    same(error.http_status, 404)


@check("update_run, cancel_run, delete_run: renamed, ENDED, gone")
def _():
    flows = app_flows()
    flow_id = flows.create_flow("SDK's idler", idler, {})["id"]
    run_id = app_flow(flow_id).run_flow({})["run_id"]
    same(flows.get_run(run_id)["status"], "ACTIVE")
    error = fails(globus_sdk.FlowsAPIError, lambda: flows.delete_run(run_id))
    same((error.http_status, error.code), (409, "STATE_CONFLICT"))
    flows.update_run(run_id, label="renamed", tags=["a", "b"])
    same((flows.get_run(run_id)["label"], flows.get_run(run_id)["tags"]), ("renamed", ["a", "b"]))
    flows.cancel_run(run_id)
    same(ended(flows, run_id)["status"], "ENDED")
    flows.delete_run(run_id)
    error = fails(globus_sdk.FlowsAPIError, lambda: flows.get_run(run_id))
    same((error.http_status, error.code), (404, "NOT_FOUND"))


@check("paginated list_flows, list_runs: each once, more than one page; who may see them")
def _():
    flows = app_flows()
    made = [flows.create_flow(f"SDK's catalog {number}", passer, {})["id"] for number in range(25)]
    pages = [
        [flow["id"] for flow in page]
        for page in flows.paginated.list_flows(
            filter_fulltext="catalog", filter_roles="flow_owner", query_params={"per_page": 10}
        )
    ]
    assert len(pages) > 1, "one page only"
    same(sorted(flow_id for page in pages for flow_id in page), sorted(made))
    runs = [app_flow(made[0]).run_flow({})["run_id"] for _time in range(25)]
    listed = [run["run_id"] for run in flows.paginated.list_runs(filter_flow_id=made[0]).items()]
    same(sorted(listed), sorted(runs))
    visitor = globus_sdk.FlowsClient(authorizer=login_authorizer(FlowsScopes.all))
    error = fails(globus_sdk.FlowsAPIError, lambda: visitor.get_flow(made[0]))
    assert error.http_status in (403, 404), error.http_status
    flows.update_flow(made[0], flow_viewers=[f"urn:globus:auth:identity:{user['sub']}"])
    same(visitor.get_flow(made[0])["id"], made[0])


@check("FlowTimer, create_timer: the flow is run")
def _():
    flows = app_flows()
    flow_id = flows.create_flow("SDK's timed", passer, {})["id"]
    scope = TimersScopes.timer.with_dependency(globus_sdk.SpecificFlowClient(flow_id).scopes.user)
    timers = globus_sdk.TimersClient(authorizer=app_authorizer(scope))
    timer = globus_sdk.FlowTimer(
        flow_id=flow_id,
        name="SDK's flow timer",
        schedule=globus_sdk.OnceTimerSchedule(),
        body={"body": {}, "label": "on time"},
    )
    job_id = timers.create_timer(timer)["timer"]["job_id"]
    for _time in range(100):
        job = timers.get_job(job_id)
        if job["n_runs"] > 0:
            break
        time.sleep(0.1)
    same((job["n_runs"], job["n_errors"]), (1, 0))
    runs = list(flows.list_runs(filter_flow_id=flow_id))
    same([run["label"] for run in runs], ["on time"])
    same(ended(flows, runs[0]["run_id"])["status"], "SUCCEEDED")
