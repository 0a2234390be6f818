"""Ten recorded sessions: a script plays the user with XTEST, with pauses, corrections, wrong clicks and scrolling.

python benchmarks/recording.py [NAME ...] [--out FOLDER] [--half open|closed]

Each session starts `gui-agent record` on a private X screen, uses an application there, and ends the recording. Shown are the file, whether
it passes unchanged (the command plays it), and whether a password that was typed is in any file. The rules were written on the open half.
Needs zenity, mousepad, featherpad, speedcrunch, chromium, and PyQt5 and PyGObject of the system's Python.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gui_agent.actions.input.hands import button_token
from gui_agent.actions.input.held import Grip
from gui_agent.actions.input.keyboard import Keyboard
from gui_agent.actions.platforms.open_hands import open_hands
from gui_agent.desktop.telling import Telling
from gui_agent.perception.accessibility.merged import elements_of
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Point
from gui_agent.perception.screen.display import Display, open_display
from gui_agent.perception.screen.screenshot import Camera
from gui_agent.perception.text.text import TextReader

ROOT = Path(__file__).resolve().parents[1]
SYSTEM_PYTHON = "/usr/bin/python3"
LOOKS = 20
READER = TextReader()


class User:
    """Eyes and hands of a user on a private screen."""

    def __init__(self, display: Display) -> None:
        self._hands = open_hands(display)
        self._grip = Grip(self._hands)
        self._keyboard = Keyboard(self._hands, Grip(self._hands), lambda _: None)
        self._camera = Camera(display)
        self._telling = Telling(display)
        self._chance = random.Random(7)

    def pause(self, least: float = 0.5, most: float = 1.2) -> None:
        """Think."""
        time.sleep(self._chance.uniform(least, most))

    def find(self, label: str, role: str = "") -> Element:
        """What is called so, looked for until it is there. Raises RuntimeError."""
        for _ in range(LOOKS):
            picture = self._camera.take()
            picture.tell(self._telling.ask(picture.region))
            seen = [one for one in elements_of(picture, READER) if not role or one.role == role]
            exact = [one for one in seen if label in (one.text, one.value)]
            lines = [] if role else [Element("text", one.text, one.box) for one in READER.read(picture) if one.text == label]
            found = exact or lines or [one for one in seen if label.casefold() in f"{one.text} {one.value}".casefold()]
            if found:
                return found[0]
            time.sleep(0.5)
        raise RuntimeError(f"the user does not see {label!r}")

    def click(self, label: str, role: str = "", *, right_of: int = 0) -> None:
        """Click it; `right_of` so many pixels beside it, for a field that has no name."""
        found = self.find(label, role)
        self.click_at(Point(found.box.right + right_of, found.box.center.y) if right_of else (found.mark or found.box).center)

    def click_at(self, point: Point) -> None:
        """Click there, after a way with the mouse."""
        self._glide(point)
        token = button_token("left")
        self._grip.press(token)
        time.sleep(0.04)
        self._grip.release(token)
        self.pause()

    def type(self, text: str) -> None:
        """Type; `<` is Backspace."""
        for character in text:
            if character == "<":
                self._keyboard.press("BackSpace")
            else:
                self._keyboard.type(character)
            time.sleep(self._chance.uniform(0.02, 0.09))
        self.pause()

    def press(self, keys: str) -> None:
        """Press keys."""
        self._keyboard.press(keys)
        self.pause()

    def scroll(self, label: str, notches: int) -> None:
        """Turn the wheel down over it."""
        self._glide(self.find(label).box.center)
        for _ in range(notches):
            self._hands.wheel("down", 1)
            time.sleep(0.07)
        self.pause()

    def _glide(self, point: Point) -> None:
        start = self._hands.position()
        for step in range(1, 7):
            self._hands.move(Point(start.x + (point.x - start.x) * step // 6, start.y + (point.y - start.y) * step // 6))
            time.sleep(0.01)
        time.sleep(0.12)


@dataclass(frozen=True)
class Session:
    """An application, and what a user does in it."""

    app: str
    script: Callable[[User], None]
    half: str
    password: str = ""


def _greeter(user: User) -> None:
    user.click("Name", "text")
    user.click("Name", "text", right_of=120)
    user.type("Adda<<a")
    user.click("Greet", "button")


def _todo(user: User) -> None:
    user.click("New todo", "text", right_of=120)
    user.type("Buy mlik<<<ilk")
    user.click("Add", "button")
    user.click("New todo", "text", right_of=120)
    user.type("Call home")
    user.press("Return")


def _account(user: User) -> None:
    user.click("Help", "menuitem")
    user.press("Escape")
    user.click("Full name", "field")
    user.type("Ann Le<ee")
    user.press("Tab")
    user.type("s3cret<<Zebra9")
    user.click("Country", "dropdown")
    user.click("Portugal")
    user.scroll("1. These", 25)
    user.click("I agree", "checkbox")
    user.click("Create account", "button")


def _mousepad(user: User) -> None:
    user.find("File")
    user.type("Hello wrold<<<<orld")
    user.press("Return")
    user.type("second line")
    user.press("ctrl+f")
    user.type("second")
    user.press("Escape")


def _shop(user: User) -> None:
    user.click("Tea Shop", "text")
    user.click("Add green", "button")
    user.click("Name", "field")
    user.type("Ann")
    user.scroll("Name", 6)
    user.click("Place order", "button")


def _contacts(user: User) -> None:
    user.click("Carla Diaz")
    user.scroll("Athens", 5)
    user.click("Choose city", "button")


def _friend(user: User) -> None:
    user.click("Name", "field")
    user.type("Bria<an")
    user.press("Tab")
    user.type("Moon4lig<light")
    user.click("OK", "button")


def _team_room(user: User) -> None:
    user.click("Not signed in", "text")
    user.click("User", "field")
    user.type("mara<ia")
    user.click("Passphrase", "field")
    user.type("Blue77s<sky")
    user.click("Reader", "dropdown")
    user.click("Writer")
    user.click("Stay signed in", "checkbox")
    user.click("Join", "button")


def _speedcrunch(user: User) -> None:
    user.find("Edit")
    user.type("12+40<0")
    user.press("Return")
    user.click("Edit", "menuitem")
    user.press("Escape")


def _newsletter(user: User) -> None:
    user.click("Choose what you want", "text")
    user.click("Mail address", "field")
    user.type("ann@example.orh<g")
    user.press("Tab")
    user.type("Tulip55x<z")
    user.click("Once a week", "checkbox")
    user.scroll("Choose what you want", 15)
    user.click("Subscribe now", "button")


CHROMIUM = "chromium --no-sandbox --no-first-run --user-data-dir=${work}"
SESSIONS = {
    "greeter": Session(f"{sys.executable} {ROOT}/scenarios/apps/greeter.py", _greeter, "open"),
    "todo": Session(f"{sys.executable} {ROOT}/scenarios/apps/todo.py ${{work}}/todo.json", _todo, "open"),
    "account": Session(f"{SYSTEM_PYTHON} {ROOT}/tests/apps/account_gtk.py", _account, "open", "s3crZebra9"),
    "mousepad": Session("mousepad", _mousepad, "open"),
    "shop": Session(f"{sys.executable} {ROOT}/scenarios/apps/shop.py", _shop, "open"),
    "contacts": Session(f"{sys.executable} {ROOT}/scenarios/apps/contacts.py", _contacts, "closed"),
    "friend": Session(
        "zenity --forms --title=Friend --text=Who --add-entry=Name --add-password=Password", _friend, "closed", "Moon4light"
    ),
    "team_room": Session(f"{SYSTEM_PYTHON} {ROOT}/tests/apps/team_room_qt.py", _team_room, "closed", "Blue77sky"),
    "speedcrunch": Session("speedcrunch", _speedcrunch, "closed"),
    "newsletter": Session(f"{CHROMIUM} --app=file://{ROOT}/tests/apps/pages/newsletter.html", _newsletter, "closed", "Tulip55z"),
}


def play(name: str, session: Session, out: Path) -> str:
    """Record one session; how it went, in one line."""
    folder = out / name
    folder.mkdir(parents=True)
    display = open_display("virtual:1280x800", with_app=True)
    try:
        command = [
            sys.executable,
            "-m",
            "gui_agent",
            "record",
            f"{name}.yaml",
            "--app",
            session.app,
            "--display",
            str(display.name),
        ]
        (home := folder / "home").mkdir()  # as on a private screen: the application begins without settings
        environment = {**display.environment, "HOME": str(home)}
        with (folder / "output.txt").open("w") as output:
            recording = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        while recording.poll() is None and not list(folder.glob(".gui-agent/runs/*/app.log")):
            time.sleep(0.2)
        time.sleep(6.0)
        problem = ""
        try:
            session.script(User(display))
        except RuntimeError as error:
            problem = f", {error}"
        time.sleep(1.0)
        recording.send_signal(signal.SIGINT)
        recording.wait()
    finally:
        display.close()
    data = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    leaked = bool(session.password) and any(session.password.encode() in one for one in data)
    file = folder / f"{name}.yaml"
    print(file.read_text() if file.exists() else (folder / "output.txt").read_text(), flush=True)
    return f"{name} ({session.half}): exit {recording.returncode}{', PASSWORD IN A FILE' if leaked else ''}{problem}"


def main() -> None:
    """Play the sessions that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *SESSIONS])
    parser.add_argument("--out", type=Path, default=Path("/tmp/recording"))
    parser.add_argument("--half", choices=["open", "closed"])
    options = parser.parse_args()
    chosen = {name: one for name, one in SESSIONS.items() if name in (options.names or SESSIONS)}
    chosen = {name: one for name, one in chosen.items() if options.half in (None, one.half)}
    stamp = options.out / time.strftime("%H%M%S")
    print("\n".join([play(name, session, stamp) for name, session in chosen.items()]))


if __name__ == "__main__":
    main()
