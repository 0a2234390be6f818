"""An account form (GTK 3): name, password, a list of countries, terms at the end of a long page. `account_gtk.py [LOG_FILE]`."""

import sys
from pathlib import Path

import gi  # type: ignore[import-not-found]

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # type: ignore[import-not-found]  # noqa: E402

TERMS = "These are the terms of use. " * 12


class Account(Gtk.Window):  # type: ignore[misc]
    def __init__(self, log: Path | None) -> None:
        super().__init__(title="New account")
        self.set_default_size(520, 420)
        self.log = log
        bar = Gtk.MenuBar()
        for name, entries in (("File", ("New", "Close")), ("Help", ("About",))):
            item, menu = Gtk.MenuItem(label=name), Gtk.Menu()
            for entry in entries:
                menu.append(Gtk.MenuItem(label=entry))
            item.set_submenu(menu)
            bar.append(item)
        form = Gtk.Grid(row_spacing=10, column_spacing=10, margin=16)
        self.name = Gtk.Entry()
        self.password = Gtk.Entry(visibility=False)
        self.country = Gtk.ComboBoxText()
        for country in ("Austria", "Denmark", "Portugal"):
            self.country.append_text(country)
        for row, (label, field) in enumerate((("Full name", self.name), ("Password", self.password), ("Country", self.country))):
            caption = Gtk.Label(label=label, xalign=0)
            caption.set_mnemonic_widget(field)
            form.attach(caption, 0, row, 1, 1)
            form.attach(field, 1, row, 1, 1)
        for line in range(14):
            form.attach(Gtk.Label(label=f"{line + 1}. {TERMS[:58]}", xalign=0), 0, 3 + line, 2, 1)
        self.agreed = Gtk.CheckButton(label="I agree to the terms")
        create = Gtk.Button(label="Create account")
        create.connect("clicked", self.create)
        form.attach(self.agreed, 0, 18, 2, 1)
        form.attach(create, 0, 19, 2, 1)
        self.status = Gtk.Label(label="Nothing created yet", xalign=0, margin=8)
        page = Gtk.ScrolledWindow(vexpand=True)
        page.add(form)
        whole = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
        for part in (bar, page, self.status):
            whole.pack_start(part, part is page, True, 0)
        self.add(whole)
        self.connect("destroy", Gtk.main_quit)

    def create(self, _: Gtk.Button) -> None:
        ready = self.name.get_text() and self.password.get_text() and self.country.get_active_text() and self.agreed.get_active()
        said = f"Account for {self.name.get_text()} in {self.country.get_active_text()}" if ready else "Something is missing"
        self.status.set_text(said)
        if self.log is not None:
            self.log.write_text(said)


if __name__ == "__main__":
    window = Account(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    window.show_all()
    Gtk.main()
