"""Globus Timers: timers of transfers, and their runs."""

from __future__ import annotations

import filecmp
import time

import globus_sdk
from checking import check, fails, same
from clients import app_authorizer, app_transfer, destination, destination_root, nowhere, source, source_root
from globus_sdk.scopes import TimersScopes, TransferScopes


def app_timers():
    return globus_sdk.TimersClient(authorizer=app_authorizer(TimersScopes.timer.with_dependency(TransferScopes.all)))


def timer(name, schedule, to):
    body = globus_sdk.TransferData(source_endpoint=source["id"], destination_endpoint=destination["id"])
    body.add_item("/sample.txt", to)
    return globus_sdk.TransferTimer(name=name, schedule=schedule, body=body)


later = "2040-01-01T00:00:00+00:00"


@check("TimersClient create_timer, OnceTimerSchedule: run at once, the file on the disk")
def _():
    timers = app_timers()
    made = timers.create_timer(timer("SDK's once", globus_sdk.OnceTimerSchedule(), "/sdk-timed.txt"))["timer"]
    for _time in range(100):
        job = timers.get_job(made["job_id"])
        if job["n_runs"] > 0:
            break
        time.sleep(0.1)
    same((job["status"], job["n_runs"], job["n_errors"]), ("ended", 1, 0))
    [run] = job["results"]["data"]
    assert app_transfer().task_wait(run["resource_id"], timeout=20, polling_interval=1), "the task has not ended"
    assert filecmp.cmp(source_root / "sample.txt", destination_root / "sdk-timed.txt", shallow=False), "it differs"


@check("RecurringTimerSchedule, list_jobs, update_job, pause_job, resume_job, delete_job")
def _():
    timers = app_timers()
    schedule = globus_sdk.RecurringTimerSchedule(
        interval_seconds=3600, start=later, end={"condition": "iterations", "iterations": 3}
    )
    made = timers.create_timer(timer("SDK's hourly", schedule, "/sdk-hourly.txt"))["timer"]
    same((made["schedule"]["interval_seconds"], made["next_run"]), (3600, later))
    job_id = made["job_id"]
    timers.update_job(job_id, {"name": "SDK's renamed"})
    named = timers.list_jobs(query_params={"filter_name": "SDK's renamed"})
    same([job["job_id"] for job in named["jobs"]], [job_id])
    timers.pause_job(job_id)
    same((timers.get_job(job_id)["status"], timers.get_job(job_id)["inactive_reason"]["cause"]), ("inactive", "user"))
    timers.resume_job(job_id, update_credentials=True)
    same(timers.get_job(job_id)["status"], "new")
    timers.delete_job(job_id)
    same(timers.list_jobs(query_params={"filter_name": "SDK's renamed"})["jobs"], [])


@check("an unknown timer: TimersAPIError 404, NOT_FOUND")
def _():
    error = fails(globus_sdk.TimersAPIError, lambda: app_timers().get_job(nowhere))
    same((error.http_status, error.code), (404, "NOT_FOUND"))
