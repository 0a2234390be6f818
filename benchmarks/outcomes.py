"""Whether the outcome of an action is judged rightly, and its words name what changed: actions with known effects on real applications.

    python benchmarks/outcomes.py [--half open|closed|fresh|gtk4|unseen|apart] [--only mousepad] [--verbose] [--pictures FOLDER]

Each application is started once, and its actions are performed one after another (outcome_cases.py). FOLDER gets the screen before and
after each action.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from outcome_cases import CLOSED, FRESH, GTK4, OPEN, UNSEEN, Known

from gui_agent.actions.action import BaseAction, Wait, parse_action
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.model.questions.grounding import locate_literally
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.wording import describe_effect
from gui_agent.run.evidence import Witness

LOOKS = 3
ROLES = {"button": "button", "menu": "menuitem", "field": "field", "check box": "checkbox", "radio button": "radio"}


async def measure(
    command: str, actions: Sequence[Known], *, verbose: bool, pictures: Path | None = None
) -> list[tuple[bool, bool | None, bool]]:
    """For each action: whether the kind is right, the text is named (None: none is to be), and nothing was called an effect."""
    results: list[tuple[bool, bool | None, bool]] = []
    with tempfile.TemporaryDirectory(prefix="gui-agent-outcomes-") as folder:
        desktop = await Desktop.open("virtual:1260x784", with_app=True)
        app = App.start(command.replace("STATE", f"{folder}/state"), desktop.display, Path(folder) / "log")
        witness = Witness()
        try:
            await desktop.first_look(starting=True)
            await asyncio.sleep(1.5)
            for number, known in enumerate(actions):
                found = await _found(known, desktop)
                if found is None:
                    print(f"  not found: {known.at}")
                    continue
                shot, action = found
                effect = await perform_on(desktop, action, witness, await desktop.show(shot))
                if effect.outcome == "stale" and (again := await _found(known, desktop)):  # a model decides again
                    shot, action = again
                    effect = await perform_on(desktop, action, witness, await desktop.show(shot))
                words = describe_effect(effect)
                if pictures is not None:
                    shot.image.save(pictures / f"{Path(command.split()[0]).name}-{number:02}-before.png")
                    (await desktop.screenshot()).image.save(pictures / f"{Path(command.split()[0]).name}-{number:02}-later.png")
                if isinstance(action, Wait):
                    continue
                right = effect.outcome in known.kinds
                named = any(_letters(name) in _letters(words) for name in known.names) if known.names else None
                false = effect.outcome == "confirmed" and "confirmed" not in known.kinds
                results.append((right, named, false))
                if verbose or not right or named is False:
                    print(f"  {action.name} {known.at or known.action}: {effect.outcome}: {words}", flush=True)
                    if effect.changed and not effect.evidence:
                        print(f"    {[box.to_pixels(shot.region) for box in effect.changed]}", flush=True)
        finally:
            witness.close()
            app.stop()
            await desktop.close()
    return results


async def _found(known: Known, desktop: Desktop) -> tuple[Screenshot, BaseAction] | None:
    """The screen with what the action is aimed at; an application that is still starting is given a second look."""
    for _ in range(LOOKS):
        shot = await desktop.screenshot()
        desktop.tell(shot)
        if (action := _aimed(known, shot)) is not None:
            return shot, action
        await asyncio.sleep(1.0)
    return None


def _aimed(known: Known, shot: Screenshot) -> BaseAction | None:
    if not known.at:
        return parse_action(known.action)
    box = _reported(known.at, shot)
    if box is None:
        found = locate_literally(shot.image, known.at).found
        if not found:
            return None
        box = found[0].box
    relative = RelativeBox.of(box, shot.region)
    return parse_action(
        {**known.action, "element_info": known.at, "start_box": [relative.left, relative.top, relative.right, relative.bottom]}
    )


def _reported(at: str, shot: Screenshot) -> Box | None:
    """Where an application reports that the thing is."""
    words = re.fullmatch(rf"the (.+) ({'|'.join(ROLES)})", at)
    name, role = (words[1], ROLES[words[2]]) if words else (at.removeprefix("the word "), "")
    boxes = [element.box for element in shot.reported if element.text == name and (not role or element.role == role)]
    return boxes[0] if boxes else None


def _letters(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum() or character in "+=")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("open", "closed", "fresh", "gtk4", "unseen", "apart"))
    parser.add_argument("--only", default="", help="a part of the command")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args()
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
    everything: list[tuple[bool, bool | None, bool]] = []
    halves = {"open": OPEN, "closed": CLOSED, "fresh": FRESH, "gtk4": GTK4, "unseen": UNSEEN}
    if options.half == "apart":
        from outcome_apart import APART  # it installs packages from npm

        halves["apart"] = APART
    table = halves[options.half] if options.half else {**OPEN, **CLOSED}
    for command, actions in table.items():
        if options.only not in command:
            continue
        program = command.split()[0]
        if shutil.which(program) is None:
            print(f"{program} is not installed: left out")
            continue
        print(command[:70], flush=True)
        everything += asyncio.run(measure(command, actions, verbose=options.verbose, pictures=options.pictures))
    named = [name for _, name, _ in everything if name is not None]
    print(
        f"{len(everything)} actions: the kind is right in {sum(right for right, _, _ in everything)}, the text is named in "
        f"{sum(named)} of {len(named)}, confirmed where nothing happened: {sum(false for _, _, false in everything)}"
    )


if __name__ == "__main__":
    main()
