"""Whether the outcome of an action is judged rightly, and its words name what changed: actions with known effects on real applications.

    python benchmarks/outcomes.py [--verbose]

Each application is started once, and its actions are performed one after another. A line of the table is an action, the kinds of
outcome that are right, and a text that the words must name; empty where nothing is to be named.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.model.questions.grounding import locate_literally
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.record.wording import describe_effect
from gui_agent.run.evidence import Witness

APPS = Path(__file__).parents[1] / "scenarios/apps"
PYTHON = sys.executable
PAGE = (
    "data:text/html,<title>Page</title><body style='font:16px sans-serif'><h1 id=h>Hello</h1>"
    "<label>Name <input id=n></label> <button onclick=\"h.textContent='Welcome '+n.value\">Greet</button> "
    "<label><input type=checkbox> Newsletter</label> <p><button onclick=\"document.title='Other page'\">Rename</button> "
    "<button>Nothing</button></p>"
)


@dataclass(frozen=True)
class Known:
    """An action with a known effect."""

    action: dict[str, Any]
    at: str = ""
    """What it is aimed at, in words; empty for keys and text."""
    kinds: tuple[str, ...] = ("confirmed",)
    names: str = ""


def click(at: str, names: str = "", *kinds: str) -> Known:
    """A click on what these words describe."""
    return Known({"action": "left_click"}, at, kinds or ("confirmed",), names)


def text(content: str) -> Known:
    """Text, which must be read back."""
    return Known({"action": "type", "content": content}, names=content)


def key(keys: str, names: str = "", *kinds: str) -> Known:
    """A key."""
    return Known({"action": "key", "keys": keys}, kinds=kinds or ("confirmed",), names=names)


NOTHING = ("no_effect", "unverifiable")
TABLE: dict[str, Sequence[Known]] = {
    f"{PYTHON} {APPS / 'greeter.py'}": [
        click("the Name field"), text("Ada Lovelace"), click("the Greet button", "Ada"),
        click("the word Name", "", *NOTHING), key("f9", "", *NOTHING),
    ],
    f"{PYTHON} {APPS / 'todo.py'} STATE": [
        click("the New todo field"), text("Buy milk"), click("the Add button", "Buy milk"),
        click("the New todo field"), text("Call Ann"), key("enter", "Call Ann"), key("f9", "", *NOTHING),
    ],
    f"{PYTHON} {APPS / 'notes.py'} STATE": [key("f9", "", *NOTHING), click("the Edit menu"), key("esc")],
    "mousepad": [
        text("Dear friend"), key("enter", "", "confirmed", "no_effect", "unverifiable"), text("How are you today"),
        click("the Edit menu", "Undo"), key("esc"), key("f9", "", *NOTHING), key("ctrl+a"), key("delete", "Dear"),
    ],
    f"chromium --no-sandbox --no-first-run \"{PAGE}\"": [
        click("the Name field"), text("Grace Hopper"), click("the Greet button", "Welcome Grace"),
        click("the Newsletter check box", "Newsletter"), click("the Newsletter check box", "Newsletter"),
        click("the Rename button", "Other page"), click("the Nothing button", "", "no_effect", "unverifiable", "confirmed"),
        key("f9", "", *NOTHING),
    ],
}  # fmt: skip


async def measure(command: str, actions: Sequence[Known], *, verbose: bool) -> list[tuple[bool, bool | None, bool]]:
    """For each action: whether the kind is right, the text is named (None: none is to be), and nothing was called an effect."""
    results: list[tuple[bool, bool | None, bool]] = []
    with tempfile.TemporaryDirectory(prefix="gui-agent-outcomes-") as folder:
        desktop = await Desktop.open("virtual:1260x784", with_app=True)
        app = App.start(command.replace("STATE", f"{folder}/state"), desktop.display, Path(folder) / "log")
        witness = Witness()
        try:
            await desktop.first_look(starting=True)
            await asyncio.sleep(1.5)
            for known in actions:
                shot = await desktop.screenshot()
                desktop.tell(shot)
                action = _aimed(known, shot.image)
                if action is None:
                    print(f"  not found: {known.at}")
                    continue
                effect = await perform_on(desktop, action, witness, await desktop.show(shot))
                words = describe_effect(effect)
                right = effect.outcome in known.kinds
                named = _letters(known.names) in _letters(words) if known.names else None
                false = effect.outcome == "confirmed" and "confirmed" not in known.kinds
                results.append((right, named, false))
                if verbose or not right or named is False:
                    print(f"  {action.name} {known.at or known.action}: {effect.outcome}: {words}", flush=True)
        finally:
            witness.close()
            app.stop()
            await desktop.close()
    return results


def _aimed(known: Known, image: Any) -> BaseAction | None:
    if not known.at:
        return parse_action(known.action)
    found = locate_literally(image, known.at).found
    if not found:
        return None
    box = found[0].box
    relative = RelativeBox.of(Box(box.left, box.top, box.right, box.bottom), Box.of_size(0, 0, *image.size))
    return parse_action({**known.action, "start_box": [relative.left, relative.top, relative.right, relative.bottom]})


def _letters(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    everything: list[tuple[bool, bool | None, bool]] = []
    for command, actions in TABLE.items():
        program = command.split()[0]
        if shutil.which(program) is None:
            print(f"{program} is not installed: left out")
            continue
        print(command[:70], flush=True)
        everything += asyncio.run(measure(command, actions, verbose=options.verbose))
    named = [name for _, name, _ in everything if name is not None]
    print(
        f"{len(everything)} actions: the kind is right in {sum(right for right, _, _ in everything)}, the text is named in "
        f"{sum(named)} of {len(named)}, confirmed where nothing happened: {sum(false for _, _, false in everything)}"
    )


if __name__ == "__main__":
    main()
