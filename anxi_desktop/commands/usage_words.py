"""What argparse says about wrong arguments, in Chinese: it has no Chinese of its own."""

from __future__ import annotations

import re

_SAYINGS: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.*)", r"还要写上 \1"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1 不能写 \2，可以写：\3"),
    (r"argument (.*?): invalid int value: (.*)", r"\1 应为整数，写的是 \2"),
    (r"argument (.*?): invalid \w+ value: (.*)", r"\1 写得不对：\2"),
    (r"argument (.*?): expected one argument", r"\1 后面要写内容"),
    (r"argument (.*?): expected at least one argument", r"\1 后面至少要写一项"),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 不能与 \2 一起用"),
    (r"argument (.*?): (.*)", r"\1：\2"),
)


def in_chinese(message: str) -> str:
    """The saying in Chinese, or as it is where it is none that we know."""
    for pattern, words in _SAYINGS:
        if re.fullmatch(pattern, message, re.DOTALL):
            return re.sub(pattern, words, message, flags=re.DOTALL).replace("'", "")
    return message
