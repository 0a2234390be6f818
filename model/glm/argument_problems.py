"""Why the arguments of a call cannot be used: each text is meant for the model."""

from __future__ import annotations


class ArgumentProblem(ValueError):
    """The arguments cannot be used; the text says why."""

    by_parser = False
    """Whether the parser of a server that does not stream may have made this of what the model wrote well."""


class GivenTwice(ArgumentProblem):
    """A name has two different values in one object."""


class RetypedText(ArgumentProblem):
    """A text to type is a list or an object: a server decoded what looks like JSON, and how it was written is lost."""

    by_parser = True
