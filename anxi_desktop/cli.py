"""The headless commands: `anxi [--data DIR] [--json] COMMAND …`.

The county centre runs them from scheduled tasks and support staff from a console; they use the floors below
the window and never Qt. Each command's module is imported only when it is asked for, so that a small command
answers at once. Exit status: 0 done, 1 a bug, 2 wrong usage, 3 a known error and nothing changed, 4 done but
something waits for a person.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from anxi_desktop.app import paths
from anxi_desktop.commands.arguments import COMMANDS, CommandLine
from anxi_desktop.commands.context import Context, Outcome, Status, WrongUsageError
from anxi_desktop.commands.usage_words import in_chinese
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.store.atomic import disk_error

Command = Callable[[Context, argparse.Namespace], Outcome]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Prints to stdout and stderr, in UTF-8."""
    streams: tuple[Any, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = _parser()
    try:
        options = parser.parse_args(argv)
    except SystemExit as end:
        return Status(end.code if isinstance(end.code, int) else Status.DONE)
    try:
        outcome = _run(options)
    except WrongUsageError as error:
        print(f"用法不对：{error}", file=sys.stderr)
        return Status.USAGE
    except AnxiError as error:
        return _failed(error.code, sentence(error), Status.REFUSED, as_json=options.json)
    except KeyboardInterrupt:
        error = AnxiError("cancelled")
        return _failed(error.code, sentence(error), Status.REFUSED, as_json=options.json)
    except BrokenPipeError:
        return _hung_up()
    except (
        OSError
    ) as problem:  # a disk or a name that no command foresaw; what was begun has been rolled back
        error = disk_error(problem, Path(str(problem.filename or "")))
        return _failed(error.code, sentence(error), Status.REFUSED, as_json=options.json)
    except Exception:  # noqa: BLE001 - the front door: whatever is left is a bug and is told as one
        traceback.print_exc()
        text = "程序出错了，正在进行的操作没有写入。请把上面的内容发给技术支持。"
        return _failed("bug", text, Status.BUG, as_json=options.json)
    return _tell(outcome, as_json=options.json)


def _run(options: argparse.Namespace) -> Outcome:
    context = Context(
        folder=paths.data_folder(options.data), profile=paths.profile_folder(), resources=paths.resources()
    )
    module, _, name = str(options.run).partition(":")
    command: Command = getattr(importlib.import_module(f"anxi_desktop.commands.{module}"), name)
    return command(context, options)


def _tell(outcome: Outcome, *, as_json: bool) -> int:
    try:
        if as_json:
            print(_json(outcome.data))
        else:
            for line in outcome.lines:
                print(line)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        return _hung_up()
    return outcome.status


def _failed(code: str, text: str, status: Status, *, as_json: bool) -> int:
    if as_json:
        print(_json({"error": {"code": code, "text": text}}))
    print(text, file=sys.stderr)
    return status


def _json(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, allow_nan=False, default=str)


def _hung_up() -> int:
    """The reader of stdout went away (`| head`): end quietly, also when Python flushes at its end."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.close()
    return Status.DONE


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("add_help", False)
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options)
        self.add_argument("-h", "--help", action="help", help="显示这段说明")
        self._positionals.title = "参数"
        self._optionals.title = "选项"

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        self.exit(Status.USAGE, f"{self.format_usage()}用法不对：{in_chinese(message)}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="anxi", description="安溪住建安全生产标准化：不开窗口的命令。")
    _add_common(parser, default=None)
    _add_commands(parser, COMMANDS)
    return parser


def _add_commands(parser: argparse.ArgumentParser, lines: Sequence[CommandLine]) -> None:
    commands = parser.add_subparsers(metavar="命令", required=True, parser_class=_Parser, title="命令")
    for line in lines:
        made = commands.add_parser(line.name, help=line.help, description=line.help)
        _add_common(made, default=argparse.SUPPRESS)
        if line.commands:
            _add_commands(made, line.commands)
            continue
        for names, options in line.arguments:
            made.add_argument(*names, **options)
        made.set_defaults(run=line.run)


def _add_common(parser: argparse.ArgumentParser, *, default: Any) -> None:
    """Both before and behind the command's name, since people put them in either place."""
    parser.add_argument("--data", metavar="文件夹", default=default, help="数据文件夹；不写就用本用户自己的")
    parser.add_argument(
        "--json", action="store_true", default=default or False, help="只输出一个 JSON 对象，供脚本读取"
    )


if __name__ == "__main__":
    sys.exit(main())
