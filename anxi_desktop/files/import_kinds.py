"""What can be imported: per kind the record, its columns with their other names, and the accepted words of choices.

Contract: command contract, section "Import", the table of headers. A word that stands in no list is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS, hazard, project, registers, risk
from anxi_desktop.domain.records.fields import NAME_LIMIT, FieldSpec, Kind
from anxi_desktop.files.import_cells import spelling_key

PROJECT_NAMES = (
    "项目名称",
    "工程名称",
    "小区名称",
    "工程项目名称",
    "物业项目名称",
    "物业小区名称",
    "所属项目",
)

# Beside the words the program itself writes (words.CHOICES).
_SPELLINGS: dict[type[Enum], dict[str, tuple[str, ...]]] = {
    project.Family: {
        "works": ("工程", "工程项目", "房屋市政工程"),
        "property": ("物业", "物业小区", "物业服务项目"),
    },
    project.ProjectState: {
        "active": ("在建", "在管"),
        "suspended": ("停工",),
        "completed": ("竣工",),
        "withdrawn": ("撤出",),
    },
    project.StandardKind: {
        "national": ("国标",),
        "provincial": ("省标",),
        "local": ("地标",),
        "self": ("自评",),
    },
    project.Grade: {
        "aaa": ("国家级AAA", "国家AAA", "AAA"),
        "provincial_good": ("省级优良", "省优"),
        "city_good": ("市级优良", "市优"),
        "pass": ("合格",),
        "none": ("未达标", "不合格"),
    },
    project.Benchmark: {"city": ("市级",), "county": ("县级",), "town": ("乡级",)},
    project.Evaluation: {"good": ("优良",), "pass": ("合格",)},
    project.RiskLevel: {
        "red": ("红", "红色", "红色风险", "重大"),
        "orange": ("橙", "橙色", "橙色风险", "较大"),
        "yellow": ("黄", "黄色", "黄色风险", "一般"),
        "blue": ("蓝", "蓝色", "蓝色风险", "较低", "低"),
    },
    project.MilestoneItem: {},
    hazard.HazardSource: {
        "self": ("自查", "企业自查", "项目自查"),
        "supervision": ("监督检查", "监督", "执法检查", "主管部门检查"),
    },
    hazard.Severity: {"general": ("一般",), "larger": ("较大",), "major": ("重大",)},
    hazard.ReviewResult: {"pass": ("合格", "通过"), "fail": ("不合格", "未通过")},
    risk.AssessmentMethod: {"lec": ("LEC",), "ls": ("LS",), "judged": ("直接判定",)},
    registers.EnforcementKind: {},
    registers.DocumentKind: {
        "check_list": ("安全生产检查清单", "检查清单", "清单"),
        "guide": ("标准化运行提升指南", "指南"),
        "detail": ("工程项目达标细则", "达标细则", "细则"),
        "grid_guide": ("网格员安全生产检查导则", "导则"),
    },
}

# Names in the record → (header, other headers); a field that is not named here cannot be imported.
_Headers = Mapping[str, tuple[str, ...]]

_PROJECTS: _Headers = {
    "name": PROJECT_NAMES[:-1],
    "category": ("类别", "项目类别"),
    "unit_type": ("填报单位类型",),
    "town": ("属地乡镇", "乡镇", "镇（街道）", "所属乡镇", "镇街", "乡镇街道"),
    "address": ("详细地址", "地址"),
    "owner": ("建设单位", "业主单位"),
    "contractor": ("施工单位", "施工总承包单位", "总包单位"),
    "supervisor": ("监理单位",),
    "property_company": ("物业服务企业", "物业公司", "物业服务单位"),
    "manager": ("负责人", "项目经理", "项目负责人", "姓名", "小区经理"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式"),
    "safety_officer": ("安全员",),
    "grid_member": ("网格员",),
    "area_m2": ("建筑面积", "总建筑面积"),
    "cost_wan": ("工程造价", "造价", "合同价"),
    "structure": ("结构类型",),
    "stage": ("施工阶段", "形象进度"),
    "state": ("项目状态", "状态"),
    "start_on": ("开工日期",),
    "planned_end_on": ("计划竣工日期",),
    "end_on": ("竣工日期",),
    "permit_no": ("施工许可证号", "施工许可证编号", "施工许可证"),
    "standard_kind": ("达标类型",),
    "grade": ("达标等级",),
    "graded_on": ("达标日期",),
    "benchmark": ("标杆层级", "标杆"),
    "evaluation": ("标化评定",),
    "demo_posts": ("示范岗位数",),
    "level": ("整体风险等级", "风险等级", "项目风险等级"),
    "note": ("备注", "说明"),
}
_MILESTONES: _Headers = {
    "project": PROJECT_NAMES,
    "item": ("事项",),
    "done_on": ("完成日期",),
    "evidence": ("证明材料",),
}
_HAZARDS: _Headers = {
    "project": PROJECT_NAMES,
    "source": ("来源", "隐患来源"),
    "found_on": ("检查日期", "检查时间", "发现日期"),
    "part": ("部位", "隐患部位"),
    "description": ("隐患描述", "隐患内容"),
    "kind": ("隐患类别",),
    "severity": ("隐患等级",),
    "basis": ("依据",),
    "requirement": ("整改要求",),
    "unit": ("责任单位",),
    "person": ("责任人",),
    "due_on": ("整改期限",),
    "rectified_on": ("整改完成日期",),
    "reviewed_on": ("复查日期",),
    "review": ("复查结论",),
    "number": ("隐患编号",),
    "note": ("备注", "说明"),
}
_RISK_POINTS: _Headers = {
    "project": PROJECT_NAMES,
    "unit": ("分部分项工程",),
    "name": ("风险点", "风险点名称"),
    "stage": ("阶段", "施工阶段"),
    "place": ("位置",),
    "dangerous": ("危大工程类别",),
    "factors": ("主要危险因素",),
    "accidents": ("可能事故类型",),
    "consequences": ("事故后果", "可能后果"),
    "method": ("评估方法",),
    "l_score": ("L",),
    "e_score": ("E",),
    "c_score": ("C",),
    "s_score": ("S",),
    "level": ("风险等级",),
    "measures": ("管控措施",),
    "emergency": ("应急措施",),
    "reporting": ("报告方式",),
    "duty_level": ("责任层级",),
    "person": ("责任人",),
    "post": ("岗位", "责任岗位"),
    "identified_on": ("辨识日期",),
    "removed_on": ("消除日期",),
}
_ENFORCEMENT: _Headers = {
    "kind": ("类型",),
    "done_on": ("日期",),
    "project": PROJECT_NAMES,
    "company": ("企业名称",),
    "family": ("类别", "行业"),
    "persons": ("人数",),
    "amount_wan": ("金额",),
    "hazards": ("隐患数",),
    "document_no": ("文号",),
    "note": ("说明", "备注"),
}
_DOCUMENTS: _Headers = {
    "kind": ("类别",),
    "title": ("名称",),
    "family": ("行业",),
    "copies": ("份数",),
    "issued_on": ("发布日期",),
}


@dataclass(frozen=True, slots=True, eq=False)
class ImportColumn:
    """One field a file may bring. `headers[0]` is the template's; `spellings` maps accepted words to codes."""

    field: str
    headers: tuple[str, ...]
    spec: FieldSpec
    required: bool
    spellings: Mapping[str, str]

    @property
    def header(self) -> str:
        """The column's own name."""
        return self.headers[0]

    @property
    def choice_words(self) -> tuple[str, ...]:
        """The word of each choice as the template offers it; empty for other fields."""
        if self.spec.choices is None:
            return ()
        return tuple(accepted_words(self.spec.choices)[str(item.value)][0] for item in self.spec.choices)


@dataclass(frozen=True, slots=True, eq=False)
class ImportKind:
    """One kind of file. `identity` names the fields that tell records apart, `name_field` where a double is told.

    With `counts_doubles` the n-th row with one identity is the n-th record with it (hazards without a number).
    """

    name: str
    entity: str
    columns: tuple[ImportColumn, ...]
    identity: tuple[str, ...]
    name_field: str
    counts_doubles: bool = False

    @property
    def title(self) -> str:
        """What one row is, in Chinese."""
        return words.ENTITIES[self.entity]

    def column(self, field: str) -> ImportColumn:
        """The column of a field."""
        return next(item for item in self.columns if item.field == field)


def accepted_words(choices: type[Enum]) -> dict[str, tuple[str, ...]]:
    """Per code the words an import takes: the first one is for templates, the program's own is among them."""
    made: dict[str, tuple[str, ...]] = {}
    for code, own in words.CHOICES[choices].items():
        listed = _SPELLINGS.get(choices, {}).get(code, ())
        made[code] = (*listed, *((own,) if own not in listed else ()))
    return made


def kind_of(name: str) -> ImportKind:
    """The kind called `name` (projects, hazards …). Raises AnxiError("unknown_table")."""
    found = KINDS.get(name)
    if found is None:
        raise AnxiError("unknown_table", table=name, names="、".join(KINDS))
    return found


def _column(entity: str, field: str, headers: tuple[str, ...]) -> ImportColumn:
    spec = SPECS[entity].fields[field]
    required = spec.required and not (entity == "project" and field == "category")
    if spec.kind is Kind.ROW:
        spec = FieldSpec(
            field, Kind.TEXT, limit=NAME_LIMIT
        )  # a file names the project, it does not know its id
    spellings: dict[str, str] = {}
    if spec.choices is not None:
        for code, accepted in accepted_words(spec.choices).items():
            spellings.update((spelling_key(word), code) for word in accepted)
    return ImportColumn(field, headers, spec, required, spellings)


def _kind(
    name: str,
    entity: str,
    headers: _Headers,
    *,
    identity: Iterable[str],
    name_field: str,
    counts_doubles: bool = False,
) -> ImportKind:
    columns = tuple(_column(entity, field, names) for field, names in headers.items())
    return ImportKind(name, entity, columns, tuple(identity), name_field, counts_doubles)


KINDS: Mapping[str, ImportKind] = {
    item.name: item
    for item in (
        _kind("projects", "project", _PROJECTS, identity=("category", "name"), name_field="name"),
        _kind(
            "hazards",
            "hazard",
            _HAZARDS,
            identity=("project", "source", "found_on", "part", "description"),
            name_field="number",
            counts_doubles=True,
        ),
        _kind(
            "risk-points",
            "risk_point",
            _RISK_POINTS,
            identity=("project", "unit", "name", "place"),
            name_field="name",
        ),
        _kind(
            "enforcement",
            "enforcement",
            _ENFORCEMENT,
            identity=("kind", "done_on", "project", "company", "document_no"),
            name_field="kind",
        ),
        _kind("documents", "document", _DOCUMENTS, identity=("kind", "title", "family"), name_field="title"),
        _kind("milestones", "milestone", _MILESTONES, identity=("project", "item"), name_field="item"),
    )
}
assert set(_SPELLINGS) == {column.spec.choices for kind in KINDS.values() for column in kind.columns} - {None}
