"""What the Python client checks against a running server: checks.py PORT WIRE_STUBS."""

import sys
import traceback
from pathlib import Path

import grpc

# The stubs of grpc.health and grpc.reflection lie in a folder of their own and join the library's package.
grpc.__path__.append(str(Path(sys.argv[2]) / "grpc"))

import health_checks
import reflection_checks
import retention_checks


def main():
    address = f"127.0.0.1:{sys.argv[1]}"
    failed = 0
    with grpc.insecure_channel(address, options=[("grpc.enable_http_proxy", 0)]) as channel:
        for module in (health_checks, retention_checks, reflection_checks):
            for check in module.CHECKS:
                name = check.__doc__
                try:
                    check(channel)
                    print(f"ok {name}", flush=True)
                except Exception as error:  # Whatever goes wrong is this check's failure, never the end of the others.
                    failed += 1
                    print(f"FAILED {name}: {type(error).__name__}: {error}", flush=True)
                    traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
