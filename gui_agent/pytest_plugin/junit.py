"""JUnit files that readers accept: pytest writes properties into each test, where the common schema has none.

Jenkins refuses such a file. What is reported about each scenario (its steps, tokens, times) becomes the test's output, which every
reader shows; sums become properties of the suite, where the schema has them.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

SUMMED = ("actions", "tokens", "healed", "rejudged")


def conform(path: Path) -> None:
    """Rewrite the JUnit file at `path` so that it follows the schema."""
    tree = ElementTree.parse(path)
    for suite in tree.iter("testsuite"):
        sums = dict.fromkeys(SUMMED, 0)
        found = False
        for case in suite.iter("testcase"):
            for properties in case.findall("properties"):
                pairs = [(one.get("name", ""), one.get("value", "")) for one in properties]
                case.remove(properties)
                # A scenario may have been played elsewhere, before pytest began to measure.
                case.set("time", dict(pairs).get("seconds", case.get("time", "0")))
                _tell(case, pairs)
                found = found or ("verdict" in dict(pairs))
                for name, value in pairs:
                    if name in sums and value.isdecimal():
                        sums[name] += int(value)
        if found:
            element = ElementTree.Element("properties")
            for name, total in sums.items():
                ElementTree.SubElement(element, "property", name=name, value=str(total))
            suite.insert(0, element)
    tree.write(path, encoding="utf-8", xml_declaration=True)


def _tell(case: ElementTree.Element, pairs: list[tuple[str, str]]) -> None:
    """Put the properties before what the test printed, one a line."""
    output = case.find("system-out")
    if output is None:
        output = ElementTree.Element("system-out")
        error = case.find("system-err")
        case.insert(len(case) if error is None else list(case).index(error), output)
    lines = [f"{name}: {' '.join(value.split())}" for name, value in pairs]
    lines += [f"[[ATTACHMENT|{value}]]" for name, value in pairs if name == "picture"]  # Jenkins and GitLab show it
    output.text = "\n".join([*lines, *([output.text] if output.text else [])]) + "\n"
