"""What differs between two texts of one cassette, as it is kept beside a proposal and shown."""

import difflib


def cassette_diff(recorded: str, proposed: str, name: str) -> str:
    """The unified diff from the recorded to the proposed text of the cassette of this file name."""
    old, new = recorded.splitlines(keepends=True), proposed.splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"recorded/{name}", f"proposed/{name}"))
