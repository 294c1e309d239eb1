"""Which commands there are and what they take. The work is done in the modules that `run` names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month

Argument = tuple[tuple[str, ...], Mapping[str, Any]]

LEDGERS = (
    "projects",
    "hazards",
    "check-list",
    "hazard-list",
    "rectification-list",
    "risk-points",
    "enforcement",
)
IMPORTS = ("projects", "hazards", "risk-points", "enforcement", "documents", "milestones")
FORMATS = ("xlsx", "pdf", "docx")


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command: its name, what it does, `module:function` below this package, and its arguments."""

    name: str
    help: str
    run: str
    arguments: tuple[Argument, ...] = ()


def _arg(*names: str, **options: Any) -> Argument:
    return names, options


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except AnxiError as error:
        raise ValueError(text) from error


_MOST = 1_000_000_000


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _MOST:
        raise ValueError(text)
    return number


def _formats(text: str) -> tuple[str, ...]:
    named = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    if not named or set(named) - set(FORMATS):
        raise ValueError(text)
    return named


_TABLE = _arg("table", metavar="表", help="记录种类的代码，例如 project、hazard")
_ID = _arg("id", metavar="编号", help="记录的 id")
_ASSIGNMENTS = _arg(
    "assignments", metavar="字段=内容", nargs="+", help="字段用代码；内容从第一个 = 后面开始，留空就是清除"
)
_OUT_FILE = _arg("--out", metavar="文件", required=True, help="写到哪个文件")

COMMANDS: tuple[CommandLine, ...] = (
    CommandLine(
        "init",
        "新建数据文件夹",
        "folder:init",
        (
            _arg("--unit", metavar="名称", required=True, help="单位名称"),
            _arg("--unit-type", metavar="类型", required=True, help="填报单位类型，例如 县级主管部门"),
            _arg("--person", metavar="姓名", required=True, help="使用人"),
            _arg("--code", metavar="代号", required=True, help="电脑代号，例如 K7"),
        ),
    ),
    CommandLine(
        "demo",
        "在空的数据文件夹里放入演示数据",
        "folder:demo",
        (
            _arg("--projects", metavar="N", type=_count, default=40, help="项目个数，不写是 40"),
            _arg("--months", metavar="M", type=_count, default=3, help="月数，不写是 3"),
            _arg("--seed", metavar="S", type=int, default=1, help="随机种子，同样的参数得到同样的数据"),
            _arg("--until", metavar="月份", type=_month, default=None, help="最后一个月，不写是 2026-10"),
        ),
    ),
    CommandLine(
        "import",
        "从 Excel 或 csv 导入台账",
        "ledgers:import_file",
        (
            _arg("kind", metavar="种类", choices=IMPORTS, help="、".join(IMPORTS)),
            _arg("file", metavar="文件", help=".xlsx、.xls 或 .csv"),
            _arg("--sheet", metavar="工作表", help="工作表的名字，不写就自动找"),
            _arg("--dry-run", action="store_true", help="只说会怎样，不写入"),
        ),
    ),
    CommandLine(
        "export",
        "导出台账：export ledger 种类 --out 文件",
        "ledgers:export",
        (
            _arg("what", metavar="ledger", choices=("ledger",), help="ledger（台账）"),
            _arg("kind", metavar="种类", choices=LEDGERS, help="、".join(LEDGERS)),
            _OUT_FILE,
            _arg("--project", metavar="项目", help="隐患清单、整改清单只列一个项目（名称或编号）"),
            _arg("--from", dest="first", metavar="日期", help="隐患清单、整改清单从哪天发现的起"),
            _arg("--to", dest="last", metavar="日期", help="到哪天发现的为止"),
            _arg("--photos", action="store_true", help="隐患清单、整改清单里放入照片"),
        ),
    ),
    CommandLine(
        "reply-export",
        "生成一个项目的整改回复表，交给没有本程序的企业填写",
        "replies:write",
        (_arg("project", metavar="项目", help="项目名称或编号"), _OUT_FILE),
    ),
    CommandLine(
        "reply-import",
        "导入填好的整改回复表",
        "replies:take_in",
        (
            _arg("file", metavar="文件", help=".xlsx"),
            _arg("--project", metavar="项目", help="只收这个项目的回复"),
            _arg("--dry-run", action="store_true", help="只核对，不写入"),
        ),
    ),
    CommandLine(
        "template",
        "生成空白的导入模板",
        "ledgers:template",
        (_arg("kind", metavar="种类", choices=IMPORTS, help="、".join(IMPORTS)), _OUT_FILE),
    ),
    CommandLine(
        "figures",
        "月报表的每一个数字",
        "months:figures",
        (_arg("month", metavar="月份", type=_month, help="例如 2026-10"),),
    ),
    CommandLine(
        "report",
        "生成月报表文件",
        "months:report",
        (
            _arg("month", metavar="月份", type=_month, help="例如 2026-10"),
            _arg("--family", metavar="行业", choices=("works", "property", "all"), required=True,
                 help="works（工程）、property（物业）或 all"),
            _arg("--out", metavar="文件夹", required=True, help="写到哪个文件夹"),
            _arg("--formats", metavar="格式", type=_formats, default=FORMATS, help="xlsx,pdf,docx"),
            _arg("--submit", action="store_true", help="提交：冻结数值、核对结果和文件"),
        ),
    ),
    CommandLine("add", "新建一条记录", "records:add", (_TABLE, _ASSIGNMENTS)),
    CommandLine(
        "edit",
        "修改一条记录；项目的状态类字段可加 valid_from=日期，从那天起生效",
        "records:edit",
        (_TABLE, _ID, _ASSIGNMENTS),
    ),
    CommandLine("delete", "删除一条记录，可以撤销", "records:delete", (_TABLE, _ID)),
    CommandLine(
        "list",
        "列出记录",
        "records:list_rows",
        (
            _TABLE,
            _arg("--where", metavar="字段=内容", action="append", default=[], help="只要相等的，可写多次"),
            _arg("--limit", metavar="N", type=_count, help="最多几条，不写就是全部"),
        ),
    ),
    CommandLine("history", "一条记录的修改历史", "records:history", (_TABLE, _ID)),
    CommandLine("digest", "数据指纹：两台电脑内容相同，指纹就相同", "folder:digest"),
    CommandLine(
        "check",
        "检查数据库：文件、流水、签名、表、备份",
        "folder:check",
        (_arg("--repair", action="store_true", help="重新生成由流水得到的表"),),
    ),
    CommandLine("backup", "备份成一个检查过的文件", "folder:backup", (_OUT_FILE,)),
    CommandLine(
        "restore",
        "从备份恢复；现有数据先备份到数据文件夹",
        "folder:restore",
        (_arg("file", metavar="文件", help="备份文件"),),
    ),
    CommandLine("self-test", "在临时文件夹里把各项功能走一遍", "self_test:self_test"),
    CommandLine("version", "各部分的版本", "folder:version"),
)  # fmt: skip
