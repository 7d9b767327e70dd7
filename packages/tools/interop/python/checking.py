"""A check is a function that asserts what must be true. The program runs the checks in their order in the source."""

from __future__ import annotations

import json
import time
import traceback

import globus_sdk

checks = []


def check(name):
    def register(run):
        checks.append((name, run))
        return run

    return register


def same(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def fails(kind, run):
    """Returns the error that a call must raise."""
    try:
        run()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__} was raised")


def perform():
    """Prints one JSON line for each check, and a last line with their number."""
    for name, run in checks:
        started, failure = time.monotonic(), None
        try:
            run()
        except globus_sdk.GlobusAPIError as error:
            # Without the traceback, since the SDK adds the whole body of the answer to it.
            failure = f"{type(error).__name__}: {error.http_status} {error.code} {error.message}"
        except AssertionError as error:
            failure = str(error) or traceback.format_exc(limit=-1)
        except Exception:
            failure = traceback.format_exc(limit=-2)
        line = {"check": name, "seconds": round(time.monotonic() - started, 3), "failure": failure}
        print(json.dumps(line), flush=True)
    print(json.dumps({"checks": len(checks)}))
