"""Which applications and web interfaces the corpus shows, in which themes, scales and languages, and which half is closed.

A source is one application or one web framework: all its screens are in one part. Rules of the eyes are written with the open and the
opened part; the closed part is only counted. The first corpus was halved by the hash of its sources' names, and its closed half has been
opened after it was counted. What came since is in the part that its line says, so each generation of rules has a part that it never saw.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Half = Literal["open", "opened", "closed"]
LANGUAGES = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "ja": "ja_JP", "pl": "pl_PL"}
GTK_DARK, HIGH_CONTRAST = {"GTK_THEME": "Adwaita:dark"}, {"GTK_THEME": "HighContrast"}
GTK_DOUBLE = {"GDK_SCALE": "2"}
QT_DOUBLE = {"QT_SCALE_FACTOR": "2"}
QT_DARK = {"QT_STYLE_OVERRIDE": "Adwaita-Dark"}
QT_BREEZE = {"QT_STYLE_OVERRIDE": "Breeze"}
QT_FUSION = {"QT_STYLE_OVERRIDE": "Fusion"}
JAVA = "_JAVA_OPTIONS"


@dataclass(frozen=True)
class Screen:
    """One picture to be taken of a source."""

    name: str
    keys: tuple[str, ...] = ()
    """Key chords that are pressed before the picture is taken, one after the other."""
    environment: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"
    scale: int = 1
    theme: str = "default"
    page: str = ""
    """Of a web interface: the page below the folder of npm's packages, or a file of `pages`."""
    script: str = ""
    """JavaScript that is run in the page before the picture is taken."""


@dataclass(frozen=True)
class Source:
    """An application (its command) or a web framework (no command)."""

    name: str
    toolkit: str
    screens: tuple[Screen, ...]
    command: tuple[str, ...] = ()
    said: Half | None = None

    @property
    def half(self) -> Half:
        """The part of the corpus that the source is in: as it is said, otherwise by the hash of its name."""
        if self.said is not None:
            return self.said
        return "open" if hashlib.sha256(self.name.encode()).digest()[0] % 2 == 0 else "opened"


def _gtk(*dialogs: tuple[str, tuple[str, ...]], language: str = "de") -> tuple[Screen, ...]:
    """The main window in three themes, at scale 2 and in another language, and dialogs."""
    return (
        Screen("main"),
        Screen("main-dark", environment=GTK_DARK, theme="Adwaita-dark"),
        Screen("main-double", environment=GTK_DOUBLE, scale=2),
        Screen(f"main-{language}", language=language),
        *(Screen(name, keys=keys) for name, keys in dialogs),
        *(Screen(f"{name}-dark", keys=keys, environment=GTK_DARK, theme="Adwaita-dark") for name, keys in dialogs[:1]),
        *(Screen(f"{name}-contrast", keys=keys, environment=HIGH_CONTRAST, theme="HighContrast") for name, keys in dialogs[:1]),
    )


def _qt(*dialogs: tuple[str, tuple[str, ...]], language: str = "fr") -> tuple[Screen, ...]:
    return (
        Screen("main", environment=QT_FUSION, theme="Fusion"),
        Screen("main-breeze", environment=QT_BREEZE, theme="Breeze"),
        Screen("main-double", environment={**QT_FUSION, **QT_DOUBLE}, scale=2, theme="Fusion"),
        Screen(f"main-{language}", environment=QT_FUSION, language=language, theme="Fusion"),
        *(Screen(name, keys=keys, environment=QT_FUSION, theme="Fusion") for name, keys in dialogs),
        *(Screen(f"{name}-dark", keys=keys, environment=QT_DARK, theme="Adwaita-Dark") for name, keys in dialogs[:1]),
    )


def _java(*dialogs: tuple[str, tuple[str, ...]]) -> tuple[Screen, ...]:
    looks = {"Nimbus": "javax.swing.plaf.nimbus.NimbusLookAndFeel", "GTK": "com.sun.java.swing.plaf.gtk.GTKLookAndFeel"}
    return (
        Screen("main", theme="Metal"),
        *(Screen(f"main-{name}", environment={JAVA: f"-Dswing.defaultlaf={look}"}, theme=name) for name, look in looks.items()),
        Screen("main-double", environment={JAVA: "-Dsun.java2d.uiScale=2"}, scale=2, theme="Metal"),
        *(Screen(name, keys=keys, theme="Metal") for name, keys in dialogs),
    )


def _web(*pages: str, dark: str = "", script: str = "", language: str = "en") -> tuple[Screen, ...]:
    """Each page at scale 1, the first one also at scale 2 and (with the `dark` script) dark."""
    screens = [
        Screen(page.rsplit("/", 1)[-1].removesuffix(".html"), page=page, script=script, language=language) for page in pages
    ]
    screens.append(Screen("double", page=pages[0], scale=2, script=script, language=language))
    if dark:
        screens.append(Screen("dark", page=pages[0], script=dark + ";" + script, theme="dark", language=language))
    return tuple(screens)


DARK_PAGE = "document.documentElement.style.background='#1e1f22'; document.documentElement.style.color='#ddd'"
BOOTSTRAP_DARK = "document.documentElement.setAttribute('data-bs-theme', 'dark')"
SOURCES: tuple[Source, ...] = (
    Source("mousepad", "GTK 3", _gtk(("find", ("ctrl+f",)), ("replace", ("ctrl+r",))), ("mousepad", "--disable-server")),
    Source("gedit", "GTK 3", _gtk(("replace", ("ctrl+h",)), ("menu", ("F10",)), language="es"), ("gedit", "--standalone")),
    Source("thunar", "GTK 3", _gtk(("menu", ("alt+v",)), ("new", ("ctrl+shift+n",)), language="ja"), ("thunar", "/usr/share")),
    Source("galculator", "GTK 3", _gtk(("menu", ("alt+v",)), language="fr"), ("galculator",)),
    Source("mate-calc", "GTK 3", _gtk(("menu", ("alt+m",)), language="pl"), ("mate-calc",)),
    Source("pluma", "GTK 3", _gtk(("replace", ("ctrl+h",)), ("goto", ("ctrl+i",)), language="de"), ("pluma", "--new-window")),
    Source("l3afpad", "GTK 3", _gtk(("replace", ("ctrl+h",)), ("menu", ("alt+o",)), language="ja"), ("l3afpad",)),
    Source("meld", "GTK 3", _gtk(("menu", ("F10",)), language="de"), ("meld",)),
    Source("gucharmap", "GTK 3", _gtk(("find", ("ctrl+f",)), language="fr"), ("gucharmap",)),
    Source("transmission-gtk", "GTK 3", _gtk(("preferences", ("alt+e", "Up", "Return")), language="es"), ("transmission-gtk",)),
    Source("gtk3-widget-factory", "GTK 3", _gtk(language="en"), ("gtk3-widget-factory",)),
    Source("qalculate-gtk", "GTK 3", _gtk(("menu", ("alt+e",)), language="de"), ("qalculate-gtk",)),
    Source("filezilla", "wxWidgets", _gtk(("sites", ("ctrl+s",)), language="de"), ("filezilla",)),
    Source("gnome-calculator", "GTK 4", _gtk(("menu", ("F10",)), language="de"), ("gnome-calculator",)),
    Source("gnome-text-editor", "GTK 4", _gtk(("find", ("ctrl+h",)), ("menu", ("F10",)), language="fr"), ("gnome-text-editor",)),
    Source("gtk4-widget-factory", "GTK 4", _gtk(language="en"), ("gtk4-widget-factory",)),
    Source("gnome-clocks", "GTK 4", _gtk(("menu", ("F10",)), language="es"), ("gnome-clocks",)),
    Source("gnome-characters", "GTK 4", _gtk(("menu", ("F10",)), language="de"), ("gnome-characters",)),
    Source("baobab", "GTK 4", _gtk(("menu", ("F10",)), language="ja"), ("baobab",)),
    Source("kcalc", "Qt", _qt(("menu", ("alt+s",)), language="de"), ("kcalc",)),
    Source("featherpad", "Qt", _qt(("preferences", ("ctrl+shift+p",)), ("find", ("ctrl+f",)), language="de"), ("featherpad", "--standalone")),
    Source("pcmanfm-qt", "Qt", _qt(("menu", ("alt+v",)), language="ja"), ("pcmanfm-qt", "/usr/share")),
    Source("speedcrunch", "Qt", _qt(("menu", ("alt+s",)), language="pl"), ("speedcrunch",)),
    Source("keepassxc", "Qt", _qt(("new", ("ctrl+shift+n",)), ("settings", ("ctrl+comma",)), language="de"), ("keepassxc",)),
    Source("qpdfview", "Qt", _qt(("menu", ("alt+e",)), language="es"), ("qpdfview",)),
    Source("kwrite", "Qt", _qt(("replace", ("ctrl+r",)), ("menu", ("alt+t",)), language="fr"), ("kwrite",)),
    Source("qterminal", "Qt", _qt(("menu", ("alt+f",)), language="ja"), ("qterminal",)),
    Source("jedit", "Swing", _java(("find", ("ctrl+f",))), ("jedit", "-noserver", "-nobackground")),
    Source("swing-form", "Swing", _java(), ("java", "{pages}/SwingForm.java")),
    Source("libreoffice-writer", "LibreOffice", _gtk(("find", ("ctrl+h",)), ("paragraph", ("alt+o",)), language="en"),
           ("soffice", "--writer", "--norestore", "--nologo", "--nofirststartwizard", "-env:UserInstallation=file://{home}/lo")),
    Source("libreoffice-calc", "LibreOffice", _gtk(("cells", ("ctrl+1",)), ("menu", ("alt+d",)), language="en"),
           ("soffice", "--calc", "--norestore", "--nologo", "--nofirststartwizard", "-env:UserInstallation=file://{home}/lo")),
    Source("firefox", "Gecko", _gtk(("menu", ("F10",)), language="en"),
           ("firefox-esr", "--no-remote", "--profile", "{home}/ff", "about:preferences")),
    Source("bootstrap", "web", _web("form-bootstrap.html", "more-bootstrap.html", dark=BOOTSTRAP_DARK)),
    Source("adminlte", "web", _web("admin-lte/pages/forms/general.html", "admin-lte/pages/forms/advanced.html",
                                   "admin-lte/pages/examples/register.html", "admin-lte/pages/UI/buttons.html",
                                   "admin-lte/pages/mailbox/compose.html", dark="document.body.classList.add('dark-mode')")),
    Source("swagger-ui", "web", _web("swagger.html")),
    Source("uikit", "web", _web("uikit/tests/form.html", "uikit/tests/tab.html", "uikit/tests/button.html", "uikit/tests/navbar.html")),
    Source("jquery-ui", "web", _web("jquery-ui-dist/index.html")),
    Source("simple-datatables", "web", _web("simple-datatables/docs/demos/1-simple/index.html")),
    Source("vanillajs-datepicker", "web", _web("vanillajs-datepicker/demo/index.html", "vanillajs-datepicker/demo/bs5.html")),
    Source("flatpickr", "web", _web("flatpickr.html", language="de")),
    Source("quill", "web", _web("quill.html")),
    Source("tinymce", "web", _web("tinymce.html", language="fr")),
    Source("shoelace", "web", _web("shoelace.html", dark="document.documentElement.classList.add('sl-theme-dark')")),
    Source("materialize", "web", _web("materialize.html", language="es")),
    Source("mdui", "web", _web("mdui.html", dark="document.documentElement.classList.add('mdui-theme-dark')")),
    Source("bulma", "web", _web("bulma.html", dark="document.documentElement.dataset.theme='dark'", language="pl")),
    Source("pico", "web", _web("pico.html", dark="document.documentElement.dataset.theme='dark'")),
    Source("fomantic", "web", _web("fomantic.html")),
    Source("tabler", "web", _web("tabler.html", dark=BOOTSTRAP_DARK)),
    Source("foundation", "web", _web("foundation.html", language="ja")),
    Source("tabulator", "web", _web("tabulator.html")),
    Source("jspreadsheet", "web", _web("jspreadsheet.html")),
    Source("select2", "web", _web("select2.html")),
    Source("bootstrap-switch", "web", _web("bootstrap-switch.html")),
    Source("kcharselect", "Qt", _qt(language="de"), ("kcharselect",), said="open"),
    Source("dconf-editor", "GTK 3", _gtk(language="fr"), ("dconf-editor", "--I-understand-that-changing-options-can-break-applications"), said="open"),
    Source("choices", "web", _web("choices.html", dark=DARK_PAGE), said="open"),
    Source("tom-select", "web", _web("tom-select.html"), said="open"),
    Source("nouislider", "web", _web("nouislider.html", dark=DARK_PAGE), said="open"),
    Source("vuetify", "web", _web("vuetify.html", language="de"), said="open"),
    Source("antd", "web", _web("antd.html", language="es"), said="open"),
    Source("geany", "GTK 3", _gtk(("find", ("ctrl+f",)), ("preferences", ("ctrl+alt+p",)), language="fr"), ("geany", "-i"), said="opened"),
    Source("homebank", "GTK 3", _gtk(("menu", ("alt+m",)), language="es"), ("homebank",), said="opened"),
    Source("engrampa", "GTK 3", _gtk(("menu", ("alt+v",)), language="pl"), ("engrampa",), said="opened"),
    Source("gnome-contacts", "GTK 4", _gtk(("menu", ("F10",)), language="de"), ("gnome-contacts",), said="opened"),
    Source("okteta", "Qt", _qt(("find", ("ctrl+f",)), language="es"), ("okteta",), said="opened"),
    Source("focuswriter", "Qt", _qt(("preferences", ("ctrl+comma",)), ("find", ("ctrl+f",)), language="de"), ("focuswriter",), said="opened"),
    Source("audacity", "wxWidgets", _gtk(("preferences", ("ctrl+p",)), language="de"), ("audacity",), said="opened"),
    Source("element-plus", "web", _web("element-plus.html", dark="document.documentElement.classList.add('dark')"), said="opened"),
    Source("quasar", "web", _web("quasar.html", dark="Quasar.Dark.set(true)", language="fr"), said="opened"),
    Source("carbon", "web", _web("carbon.html", language="pl"), said="opened"),
    Source("coreui", "web", _web("coreui.html", dark="document.documentElement.dataset.coreuiTheme='dark'", language="de"), said="opened"),
    Source("spectre", "web", _web("spectre.html"), said="opened"),
    Source("slim-select", "web", _web("slim-select.html", language="es"), said="opened"),
    Source("w2ui", "web", _web("w2ui.html"), said="opened"),
    Source("layui", "web", _web("layui.html"), said="opened"),
    Source("sb-admin-2", "web", _web("startbootstrap-sb-admin-2/index.html", "startbootstrap-sb-admin-2/register.html",
                                     "startbootstrap-sb-admin-2/buttons.html", "startbootstrap-sb-admin-2/tables.html"), said="opened"),
    Source("tdesign", "web", _web("tdesign.html", language="fr"), said="open"),
    Source("view-ui", "web", _web("view-ui.html", language="en"), said="open"),
    Source("mui", "web", _web("mui.html", language="de"), said="open"),
    Source("rsuite", "web", _web("rsuite.html", language="es"), said="open"),
    Source("daisy", "web", _web("daisy.html", dark="document.documentElement.dataset.theme='dark'"), said="open"),
    Source("beer", "web", _web("beer.html", dark="document.body.classList.add('dark')", language="pl"), said="open"),
    Source("fluent", "web", _web("fluent.html"), said="open"),
    Source("ionic", "web", _web("ionic.html", language="de"), said="open"),
    Source("jqwidgets", "web", _web("jqwidgets.html"), said="open"),
    *(Source(f"swatch-{theme}", "web", _web(f"swatch-{theme}.html", language=language)[:1], said="open") for theme, language in
      (("cerulean", "en"), ("cyborg", "de"), ("lux", "fr"), ("sketchy", "es"), ("united", "pl"), ("vapor", "en"), ("slate", "ja"), ("minty", "de"),
       ("journal", "en"), ("quartz", "fr"))),
    Source("qbittorrent", "Qt", _qt(("options", ("alt+o",)), language="fr")[:5], ("qbittorrent",), said="closed"),
    Source("smplayer", "Qt", _qt(("preferences", ("ctrl+p",)), language="de")[:5], ("smplayer",), said="closed"),
    Source("mkvtoolnix", "Qt", _qt(("menu", ("alt+f",)), language="es")[:5], ("mkvtoolnix-gui",), said="closed"),
    Source("dolphin", "Qt", _qt(("menu", ("alt+v",)), language="pl")[:5], ("dolphin", "/usr/share"), said="closed"),
    Source("mate-system-monitor", "GTK 3", _gtk(("preferences", ("alt+e", "Up", "Return")), language="es")[:5], ("mate-system-monitor",), said="closed"),
    Source("zim", "GTK 3", _gtk(("menu", ("alt+v",)), language="fr")[:5], ("zim", "--standalone", "{home}"), said="closed"),
    Source("gnumeric", "GTK 3", _gtk(("format", ("ctrl+1",)), language="de")[:5], ("gnumeric",), said="closed"),
    Source("ghex", "GTK 4", _gtk(("menu", ("F10",)), language="fr")[:5], ("ghex", "/etc/hostname"), said="closed"),
    Source("poedit", "wxWidgets", _gtk(("preferences", ("ctrl+comma",)), language="ja")[:5], ("poedit",), said="closed"),
    Source("primevue", "web", _web("primevue.html", dark="document.documentElement.classList.add('dark')", language="es"), said="closed"),
    Source("naive-ui", "web", _web("naive-ui.html", language="de"), said="closed"),
    Source("webix", "web", _web("webix.html", language="en"), said="closed"),
    Source("devextreme", "web", _web("devextreme.html", dark="document.querySelector('link').href = '/npm/devextreme-dist/css/dx.dark.css';" + DARK_PAGE, language="fr"), said="closed"),
    Source("govuk", "web", _web("govuk.html", language="en"), said="closed"),
    Source("lightning", "web", _web("lightning.html", language="pl"), said="closed"),
    Source("metro", "web", _web("metro.html", language="de"), said="closed"),
    Source("jodit", "web", _web("jodit.html", language="en"), said="closed"),
    Source("arco", "web", _web("arco.html", dark="document.body.setAttribute('arco-theme', 'dark')", language="ja"), said="closed"),
    Source("catfish", "GTK 3", _gtk(language="de")[:4], ("catfish", "/usr/share"), said="closed"),
    Source("easytag", "GTK 3", _gtk(("preferences", ("ctrl+p",)), language="fr")[:5], ("easytag", "{home}"), said="closed"),
    Source("grsync", "GTK 3", _gtk(("menu", ("alt+f",)), language="es")[:5], ("grsync",), said="closed"),
    Source("kid3", "Qt", _qt(("menu", ("alt+t",)), language="pl")[:5], ("kid3-qt", "{home}"), said="closed"),
    *(Source(name, "web", _web(f"{name}.html", language=language), said="closed") for name, language in
      (("uswds", "es"), ("patternfly", "de"), ("primer", "en"), ("halfmoon", "fr"), ("onsen", "en"))),
)  # fmt: skip
PACKAGES = (
    "bootstrap admin-lte@3.2.0 swagger-ui-dist flatpickr quill materialize-css bulma @shoelace-style/shoelace select2 jquery jquery-ui-dist "
    "fomantic-ui-css tabulator-tables uikit foundation-sites @picocss/pico tinymce jspreadsheet-ce@4 jsuites mdui vanillajs-datepicker "
    "simple-datatables @tabler/core choices.js tom-select nouislider vue@3 vuetify@3 antd@5 react@18 react-dom@18 dayjs element-plus@2 quasar@2 "
    "carbon-components@10 @coreui/coreui spectre.css slim-select w2ui layui startbootstrap-sb-admin-2 bootstrap-switch "
    "primevue@4.2 @primevue/themes@4.2 naive-ui@2 webix devextreme-dist govuk-frontend @salesforce-ux/design-system@2 metro4@4.4 jodit @arco-design/web-react "
    "tdesign-vue-next@1 view-ui-plus @mui/material@5 rsuite@5 daisyui@2 beercss@3 bootswatch@5 @fluentui/web-components@2 @ionic/core@8 jqwidgets-scripts "
    "@uswds/uswds @patternfly/patternfly @primer/css halfmoon onsenui"
).split()
"""npm packages that the web interfaces come from."""


def chosen(half: str = "both", names: tuple[str, ...] = ()) -> Iterator[Source]:
    """The sources of one half, or of both; only the named ones if there are names."""
    for source in SOURCES:
        if half in ("both", source.half) and (not names or source.name in names):
            yield source


def half_of(truth: Mapping[str, object]) -> str:
    """The part of the corpus that a screen is in: as its source has it now; of pages drawn for training, as the truth says."""
    return next((source.half for source in SOURCES if source.name == truth["source"]), str(truth["half"]))


if __name__ == "__main__":
    print(json.dumps({half: [source.name for source in chosen(half)] for half in ("open", "opened", "closed")}, indent=1))
