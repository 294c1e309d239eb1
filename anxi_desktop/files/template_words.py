"""What a template says about single columns, and its examples; every name in it is invented."""

from __future__ import annotations

from collections.abc import Mapping

HINTS: Mapping[str, str] = {
    "category": "不填时按“物业服务企业”或“施工单位”辨认",
    "state": "不填就是在建（在管）",
    "graded_on": "从这一天起算达标等级；不填就一直算",
    "start_on": "从这一天起算在建",
    "permit_no": "同名的项目用它区分",
    "area_m2": "也可写 1.2万㎡",
    "cost_wan": "也可写 3500万元、1.5亿元",
    "project": "要与项目名册里的名称一致",
    "hazards.number": "有编号的按编号对应，没有的按项目、来源、日期、部位、描述对应",
    "due_on": "不能早于检查日期",
    "rectified_on": "不能早于检查日期",
    "reviewed_on": "不能早于整改完成日期",
    "review": "合格才算销号",
    "amount_wan": "也可写 5000元",
    "milestones.done_on": "没有日期的只算计划，不计入月报",
}

Example = Mapping[str, str]

EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    "projects": (
        {
            "name": "凤城镇示例安置房工程",
            "category": "工程",
            "town": "凤城镇",
            "address": "凤城镇示例路 1 号",
            "owner": "示例置业有限公司",
            "contractor": "示例建设工程有限公司",
            "supervisor": "示例工程监理有限公司",
            "manager": "张某某",
            "phone": "19900000001",
            "area_m2": "12000",
            "cost_wan": "3500",
            "structure": "框架",
            "stage": "主体",
            "state": "在建",
            "start_on": "2026-03-10",
            "planned_end_on": "2027-12-31",
            "standard_kind": "国标",
            "grade": "合格",
            "graded_on": "2026-06-30",
            "level": "黄",
            "demo_posts": "2",
        },
        {
            "name": "城厢镇示例花园一期",
            "category": "物业",
            "town": "城厢镇",
            "property_company": "示例物业服务有限公司",
            "manager": "李某某",
            "phone": "19900000002",
            "area_m2": "86000",
            "state": "在管",
            "standard_kind": "地标",
            "grade": "合格",
            "benchmark": "县级",
            "level": "蓝",
        },
    ),
    "hazards": (
        {
            "project": "凤城镇示例安置房工程",
            "source": "自查",
            "found_on": "2026-09-10",
            "part": "3 号楼 10 层",
            "description": "临边防护缺失",
            "kind": "高处作业",
            "severity": "一般",
            "requirement": "立即补设防护栏杆",
            "person": "张某某",
            "due_on": "2026-09-17",
            "rectified_on": "2026-09-15",
            "reviewed_on": "2026-09-16",
            "review": "合格",
        },
    ),
    "risk-points": (
        {
            "project": "凤城镇示例安置房工程",
            "unit": "起重机械",
            "name": "塔式起重机",
            "place": "3 号楼东侧",
            "factors": "限位装置失灵",
            "accidents": "起重伤害",
            "method": "LEC",
            "l_score": "1",
            "e_score": "6",
            "c_score": "15",
            "level": "黄",
            "measures": "每班检查限位装置",
            "emergency": "立即停机，疏散人员",
            "duty_level": "项目部",
            "person": "张某某",
            "identified_on": "2026-03-20",
        },
    ),
    "enforcement": (
        {
            "kind": "罚款",
            "done_on": "2026-09-20",
            "project": "凤城镇示例安置房工程",
            "company": "示例建设工程有限公司",
            "persons": "0",
            "amount_wan": "2.5",
            "hazards": "1",
            "document_no": "示例罚决〔2026〕1 号",
        },
    ),
    "documents": (
        {
            "kind": "安全生产检查清单",
            "title": "房屋市政工程安全生产检查清单",
            "family": "工程",
            "copies": "1",
            "issued_on": "2026-03-31",
        },
    ),
    "milestones": (
        {
            "project": "凤城镇示例安置房工程",
            "item": "检查清单",
            "done_on": "2026-06-30",
            "evidence": "清单文件编号 示例-01",
        },
    ),
}
