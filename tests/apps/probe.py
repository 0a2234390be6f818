"""A full-screen window that logs every input event it gets, one JSON object a line; the measure for what really arrived.

usage: probe.py LOG [LEFT TOP WIDTH HEIGHT]

It answers _NET_WM_PING, as toolkits do. A client message of type PROBE_MARK is logged as well; since
events come in order, everything that was sent before it has been logged by then.
"""

import json
import sys
from pathlib import Path
from typing import Any

from Xlib import X, Xatom, Xutil
from Xlib.display import Display

from gui_agent.actions.platforms.x11.connection import connect
from gui_agent.perception.screen.display import attach

_NAMES = {
    X.KeyPress: "key_press",
    X.KeyRelease: "key_release",
    X.ButtonPress: "button_press",
    X.ButtonRelease: "button_release",
    X.MotionNotify: "motion",
}


def main(log_path: Path, area: list[int]) -> None:
    x = connect(attach())
    screen = x.screen()
    left, top, width, height = area or [0, 0, screen.width_in_pixels, screen.height_in_pixels]
    events = X.KeyPressMask | X.KeyReleaseMask | X.ButtonPressMask | X.ButtonReleaseMask | X.PointerMotionMask | X.FocusChangeMask
    window = screen.root.create_window(
        left, top, width, height, 0, screen.root_depth, event_mask=events | X.ExposureMask, background_pixel=screen.white_pixel
    )
    ping = x.intern_atom("_NET_WM_PING")
    protocols = x.intern_atom("WM_PROTOCOLS")
    mark = x.intern_atom("PROBE_MARK")
    window.set_wm_name("probe")
    # The window manager may not move it to another monitor.
    window.set_wm_normal_hints(flags=Xutil.USPosition | Xutil.USSize)
    window.change_property(protocols, Xatom.ATOM, 32, [ping])
    window.change_property(x.intern_atom("_NET_WM_STATE"), Xatom.ATOM, 32, [x.intern_atom("_NET_WM_STATE_FULLSCREEN")])
    window.map()
    with log_path.open("w", encoding="utf-8", buffering=1) as log:

        def write(**fields: object) -> None:
            log.write(json.dumps(fields) + "\n")

        write(kind="window", id=window.id)
        while True:
            event = x.next_event()
            if event.type == X.MappingNotify:
                x.refresh_keyboard_mapping(event)
            elif event.type == X.FocusIn:
                write(kind="focus")
            elif event.type == X.Expose and event.count == 0:
                write(kind="expose")
            elif event.type == X.ClientMessage and event.client_type == mark:
                write(kind="mark", number=event.data[1][0])
            elif event.type == X.ClientMessage and event.data[1][0] == ping:
                event.window = screen.root
                screen.root.send_event(event, event_mask=X.SubstructureNotifyMask | X.SubstructureRedirectMask)
                x.flush()
            elif event.type in (X.KeyPress, X.KeyRelease):
                write(
                    kind=_NAMES[event.type],
                    keysym=_keysym(x, event),
                    plain=x.keycode_to_keysym(event.detail, 0),
                    state=event.state,
                    time=event.time,
                )
            elif event.type in _NAMES:
                write(
                    kind=_NAMES[event.type],
                    button=event.detail,
                    x=event.root_x,
                    y=event.root_y,
                    state=event.state,
                    time=event.time,
                )


def _keysym(x: Display, event: Any) -> int:
    """The symbol as a simple client sees it: first group, Shift, Lock for letters, Num Lock (Mod2) for the keypad."""
    plain, shifted = (x.keycode_to_keysym(event.detail, column) for column in (0, 1))
    keypad = 0xFF80 <= (shifted or 0) < 0xFFBE
    up = bool(event.state & X.ShiftMask) != bool(keypad and event.state & X.Mod2Mask)
    if event.state & X.LockMask and plain != shifted and shifted and chr(plain & 0xFF).isalpha() and plain < 0x100:
        up = not up
    return (shifted if up and shifted else plain) or 0


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(argument) for argument in sys.argv[2:6]])
