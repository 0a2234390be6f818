"""What `pip install -e .` puts on the import path, so that type checkers find the package of a clone as Python does.

The folders of the package are not below each other (`package-dir` in pyproject.toml), and for such a layout setuptools installs an
import hook, which no type checker runs. `src/` holds one link, to `gui_agent/`: with it on the path there is a folder to look into.
A clone without symbolic links keeps the hook.
"""

from pathlib import Path

from setuptools import setup

try:
    from setuptools.command.editable_wheel import _StaticPth, editable_wheel
except ImportError:  # private to setuptools: without it the hook is installed
    commands = {}
else:

    class EditableWheel(editable_wheel):
        """An editable installation that is a line in a .pth file."""

        def _select_strategy(self, name: str, tag: str, build_lib: str) -> object:
            source = Path(self.project_dir, "src").resolve()
            if (source / "gui_agent/model/__init__.py").is_file():
                return _StaticPth(self.distribution, name, [source])
            return super()._select_strategy(name, tag, build_lib)

    commands = {"editable_wheel": EditableWheel}

setup(cmdclass=commands)
