"""What a program written with the Python SDK does, done against the sandbox.

It reads the sandbox's addresses from the GLOBUS_SDK_SERVICE_URL_* variables, as the SDK does, and the rest as one JSON
document on standard input. It prints one JSON line for each check, and a last one that says how many there were, so that
a program that ends early is not taken for one that has passed. No line holds a token or a secret.
"""

from __future__ import annotations

import json
import time
import traceback

# Imported for what they register, in this order.
import auth_checks  # noqa: F401
import compute_checks  # noqa: F401
import endpoints_checks  # noqa: F401
import flows_checks  # noqa: F401
import globus_sdk
import groups_checks  # noqa: F401
import search_checks  # noqa: F401
import timers_checks  # noqa: F401
import transfer_checks  # noqa: F401
from checking import checks

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
