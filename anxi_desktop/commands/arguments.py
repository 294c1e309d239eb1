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
PHOTOS = ("original", "small", "none")
ROLES = ("office", "inspector", "enterprise")


@dataclass(frozen=True, slots=True)
class CommandLine:
    """One command: its name, what it does, `module:function` below this package, and its arguments.

    A word that only leads to others (`bundle export`) has these as `commands` and runs nothing itself.
    """

    name: str
    help: str
    run: str = ""
    arguments: tuple[Argument, ...] = ()
    commands: tuple[CommandLine, ...] = ()


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
_LAPTOP = "电脑的代号，或它的密钥的前几位"
_PASSPHRASE = _arg("--passphrase-file", metavar="文件", help="口令写在这个文本文件的第一行")

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
    CommandLine("conflicts", "列出各台电脑填得不一样、等人决定的字段", "conflicts:list_conflicts"),
    CommandLine(
        "resolve",
        "决定一处冲突，可以撤销",
        "conflicts:resolve",
        (
            _TABLE,
            _ID,
            _arg("field", metavar="字段", help="字段的代码；删除还是保留写 _deleted"),
            _arg("--take", metavar="内容", help="用这个内容，留空就是清除"),
            _arg("--entry", metavar="流水", help="用这一条流水里的内容，写 conflicts 列出的前几位"),
        ),
    ),
    CommandLine(
        "office",
        "监管部门的电脑：本县的密钥",
        commands=(
            CommandLine(
                "create",
                "生成本县的密钥，由这台电脑签发信任名单",
                "trusting:create",
                (_arg("--recovery", metavar="文件", required=True, help="恢复单写到哪个文件；打印后放进保险柜"),),
            ),
            CommandLine(
                "recover",
                "凭恢复单在这台电脑上继续签发",
                "trusting:recover",
                (_arg("file", metavar="文件", help="恢复单，或照着它输入的几行"),),
            ),
        ),
    ),
    CommandLine("request", "生成这台电脑的入网申请，并给出核对码", "trusting:request", (_OUT_FILE,)),
    CommandLine(
        "enrol",
        "核对后登记一台电脑，签发新的信任名单",
        "trusting:enrol",
        (
            _arg("file", metavar="文件", help="那台电脑的入网申请"),
            _arg("--code", metavar="核对码", required=True, help="当面或电话里听到的 30 位数字，可以有空格"),
            _arg("--role", metavar="角色", choices=ROLES, required=True,
                 help="office（监管部门，可签发）、inspector（检查人员）或 enterprise（企业）"),
            _arg("--project", metavar="项目", nargs="+", action="extend", default=[],
                 help="只管哪些项目（名称或编号）；企业必须写"),
            _OUT_FILE,
        ),
    ),
    CommandLine(
        "trust", "采用信任名单", "trusting:trust", (_arg("file", metavar="文件", help="监管部门签发的信任名单"),)
    ),
    CommandLine(
        "revoke",
        "吊销一台电脑：它此后写的不再算数",
        "trusting:revoke",
        (_arg("id", metavar="电脑", help=_LAPTOP),),
    ),
    CommandLine("devices", "各台电脑：角色、核对码、上次交换、还缺多少", "trusting:devices"),
    CommandLine(
        "bundle",
        "数据包：与别的电脑交换数据",
        commands=(
            CommandLine(
                "export",
                "导出数据包，太大就分成几个",
                "bundles:export",
                (
                    _OUT_FILE,
                    _arg("--to", metavar="电脑", help=f"只放这台电脑还缺的：{_LAPTOP}"),
                    _arg("--since", metavar="日期", help="只放这一天起写入或收到的"),
                    _arg("--photos", metavar="照片", choices=PHOTOS, default=PHOTOS[0],
                         help="original（原图）、small（小图）或 none（不带）"),
                    _arg("--max-mb", metavar="N", type=_count, default=14,
                         help="每个文件最大多少 MB，不写是 14，0 是不分"),
                    _arg("--recipient", metavar="名片", action="append", default=[],
                         help="加密给谁，可写多次：申请文件、age1 开头的公钥或登记过的电脑"),
                    _PASSPHRASE,
                ),
            ),
            CommandLine(
                "show",
                "数据包里有什么、导入会怎样，不写入",
                "bundles:show",
                (_arg("file", metavar="文件", help=".anxi"), _PASSPHRASE),
            ),
            CommandLine(
                "import",
                "导入数据包，每个要么全部导入，要么没有改动",
                "bundles:take_in",
                (
                    _arg("files", metavar="文件", nargs="+", help=".anxi，可写几个，先后随意"),
                    _arg("--trust", action="store_true", help="没有监管部门时，直接信任包里的电脑"),
                    _arg("--dry-run", action="store_true", help="只说会怎样，不写入"),
                    _PASSPHRASE,
                ),
            ),
        ),
    ),
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
