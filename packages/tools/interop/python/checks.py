"""What a program written with the Python SDK does, run against the sandbox.

The program reads the sandbox's addresses from the GLOBUS_SDK_SERVICE_URL_* variables, as the SDK does, and further input
as a JSON document on standard input. It prints one JSON line for each check, and a last line with their number, so that a
program that ends early does not count as passed. No line contains a token or a secret.
"""

from __future__ import annotations

# Imported because they register their checks, in this order.
import auth_checks  # noqa: F401
import compute_checks  # noqa: F401
import endpoints_checks  # noqa: F401
import flows_checks  # noqa: F401
import groups_checks  # noqa: F401
import search_checks  # noqa: F401
import timers_checks  # noqa: F401
import transfer_checks  # noqa: F401
from checking import perform

perform()
