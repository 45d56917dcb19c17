"""Comparisons that say what they saw."""

import grpc

# Every call has a deadline, in seconds.
DEADLINE = 20


def equal(expected, actual, what="value"):
    if expected != actual:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def true(condition, what):
    if not condition:
        raise AssertionError(what)


def fails(code, call):
    """The RpcError of a call that must fail with this status code."""
    try:
        call()
    except grpc.RpcError as error:
        equal(code, error.code(), "status code")
        return error
    raise AssertionError(f"expected {code}, but the call succeeded")
