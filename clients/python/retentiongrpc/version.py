"""Which library this is."""

__version__ = "0.1.0"

# For the server's log.
SDK = f"python/{__version__}"
