"""The one front door for people who work on the program: run, test, check, screens, bench, package, forms, lock.

Standard library only, Python 3.11 or newer, Debian 12 or Windows: it must start on a machine that has
nothing else. Whatever a command needs is installed into .venv first; see environment.py.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for people with an older one
    sys.exit("需要 Python 3.11 或更新版本，现在的是 " + sys.version.split()[0] + "。")

import environment
import forms as ui_forms
import gate
import locks
import sizes

KNOWN_ERROR = 3
"""Exit status for something a person can mend, as in the program's own command line."""

Rest = list[str]


def run(rest: Rest) -> int:
    """Open the window."""
    if not environment.has_display():
        raise environment.SetupError(
            "这台机器没有图形显示，打不开窗口；要看界面请运行 python3 build/dev.py screens，"
            "图片会写到 .work/screens/。"
        )
    environment.make_ready("run")
    return environment.run_python("-m", "anxi_desktop", *rest)


def test(rest: Rest) -> int:
    """Lint, types and all tests; further arguments go to pytest."""
    environment.make_ready("test")
    return gate.run(rest)


def check(_rest: Rest) -> int:
    """Print the longest files, functions and classes, and the share of lines without Qt."""
    return sizes.report()


def screens(rest: Rest) -> int:
    """Drive the window and write a PNG of every page and dialog to .work/screens/."""
    environment.make_ready("run")
    return environment.run_python("build/screens.py", *rest, environment={"QT_QPA_PLATFORM": "offscreen"})


def bench(rest: Rest) -> int:
    """Measure beside a bare program of the same run and print figures; alone it lists what there is."""
    environment.make_ready("run")
    return environment.run_python("build/bench.py", *rest)


def package(rest: Rest) -> int:
    """Make the Windows program, zip and installer in dist/, and try the installed program."""
    environment.make_ready("package")
    return environment.run_python("build/package.py", *rest)


def forms(_rest: Rest) -> int:
    """Compile the Designer sources of ui/ into anxi_desktop/forms/."""
    environment.make_ready("run")
    return ui_forms.make()


def lock(rest: Rest) -> int:
    """Make the locks again from pyproject.toml; --upgrade takes newer versions."""
    return locks.make(rest)


COMMANDS: dict[str, Callable[[Rest], int]] = {
    command.__name__: command for command in (run, test, check, screens, bench, package, forms, lock)
}


def main() -> int:
    """Run one command; the rest of the line belongs to it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    listed = "\n".join(f"  {name:<9}{command.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dev.py", description=listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="arguments of the command")
    chosen = parser.parse_args()
    try:
        return COMMANDS[chosen.command](chosen.rest)
    except environment.SetupError as error:
        print(error, file=sys.stderr)
        return KNOWN_ERROR
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
