"""What the Python library checks against a scripted server and a live one: library_checks.py SERVER."""

import faulthandler
import sys
import traceback

import batching_checks
import fault_checks
import live_checks

WHOLE_PATIENCE = 240


def main():
    # A check that hangs says where.
    faulthandler.dump_traceback_later(WHOLE_PATIENCE, exit=True)
    failed = 0
    for module in (batching_checks, fault_checks, live_checks):
        for check in module.CHECKS:
            try:
                check(*([sys.argv[1]] if module is live_checks else []))
                print(f"ok {check.__doc__}", flush=True)
            except Exception as error:  # Whatever goes wrong is this check's failure, never the end of the others.
                failed += 1
                print(f"FAILED {check.__doc__}: {type(error).__name__}: {error}", flush=True)
                traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
