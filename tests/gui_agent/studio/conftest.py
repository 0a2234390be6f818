"""What all tests of this folder check."""

from plain_errors import errors_are_plain

__all__ = ["errors_are_plain"]
