"""What a program written with the Python SDK does, done against the sandbox.

It reads the sandbox's addresses from the GLOBUS_SDK_SERVICE_URL_* variables, as the SDK does, and the rest as one JSON
document on standard input. It prints one JSON line for each check, and a last one that says how many there were, so that
a program that ends early is not taken for one that has passed. No line holds a token or a secret.
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
