"""Globus Transfer: listings, operations, submissions and tasks, pages, and the disk afterwards."""

from __future__ import annotations

import filecmp
import os
from pathlib import Path

import globus_sdk
from checking import check, fails, same
from clients import app_transfer, destination, destination_root, given, nowhere, source, source_root

# Small tasks end at once. The timeout is for a busy machine.
patience = {"timeout": 20, "polling_interval": 1}


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


@check("operation_ls of a missing path: TransferAPIError 404, ClientError.NotFound")
def _():
    error = fails(globus_sdk.TransferAPIError, lambda: app_transfer().operation_ls(source["id"], path="/nothing"))
    same((error.http_status, error.code), (404, "ClientError.NotFound"))
    assert error.request_id and "/nothing" in error.message, "no request id, or the message does not name the path"


@check("an unknown collection: TransferAPIError 404, EndpointNotFound")
def _():
    error = fails(globus_sdk.TransferAPIError, lambda: app_transfer().get_endpoint(nowhere))
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


@check("submit_delete, task_wait: deleted from the disk")
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


@check("task_wait for a missing file: times out; cancel_task: FAILED")
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
