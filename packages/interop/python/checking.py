"""A check is a function that says what must be true. The program performs them in the order they were written in."""

from __future__ import annotations

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
