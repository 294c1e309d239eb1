"""The Chinese words for every code: entities, fields, choices, errors.

They stand on the lowest floor because the command line, the workbooks and the window all say them; the
window's own sentences live in the window and go through Qt's translation.
"""

from __future__ import annotations

import errno
import re
from enum import Enum
from fractions import Fraction

from anxi_desktop.domain import checklist, deadlines, scoring
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS, hazard, inspection, project, registers, risk, risk_map
from anxi_desktop.domain.records.fields import JournalValue

ENTITIES: dict[str, str] = {
    "project": "项目",
    "fact": "状态记录",
    "milestone": "一企一策事项",
    "inspection": "检查",
    "inspection_item": "检查项",
    "hazard": "隐患",
    "hazard_step": "隐患办理记录",
    "photo": "照片",
    "listing": "挂牌督办",
    "risk_point": "风险点",
    "risk_assessment": "风险评估",
    "level_decision": "整体等级评定",
    "risk_map": "四色分布图",
    "map_item": "图上对象",
    "rule_table": "风险规则表",
    "enforcement": "执法激励记录",
    "document": "标准规范文件",
    "check_list": "检查清单版本",
    "common_hazard": "常见隐患",
    "calendar_year": "年度工作日历",
    "device": "电脑",
}

FIELDS: dict[str, dict[str, str]] = {
    "project": {
        "name": "项目名称",
        "category": "类别",
        "unit_type": "填报单位类型",
        "town": "属地乡镇",
        "address": "详细地址",
        "owner": "建设单位",
        "contractor": "施工单位",
        "supervisor": "监理单位",
        "property_company": "物业服务企业",
        "manager": "负责人",
        "phone": "联系电话",
        "safety_officer": "安全员",
        "grid_member": "网格员",
        "area_m2": "建筑面积",
        "cost_wan": "工程造价",
        "structure": "结构类型",
        "stage": "施工阶段",
        "state": "项目状态",
        "start_on": "开工日期",
        "planned_end_on": "计划竣工日期",
        "end_on": "竣工日期",
        "permit_no": "施工许可证号",
        "standard_kind": "达标类型",
        "grade": "达标等级",
        "graded_on": "达标日期",
        "benchmark": "标杆层级",
        "evaluation": "标化评定",
        "demo_posts": "示范岗位数",
        "level": "整体风险等级",
        "note": "备注",
    },
    "fact": {"project": "项目", "fact": "状态项", "value": "内容", "valid_from": "生效日期"},
    "milestone": {"project": "项目", "item": "事项", "done_on": "完成日期", "evidence": "证明材料"},
    "hazard": {
        "number": "隐患编号",
        "project": "项目",
        "source": "来源",
        "found_on": "检查日期",
        "part": "部位",
        "description": "隐患描述",
        "kind": "隐患类别",
        "severity": "隐患等级",
        "basis": "依据",
        "requirement": "整改要求",
        "unit": "责任单位",
        "person": "责任人",
        "due_on": "整改期限",
        "rectified_on": "整改完成日期",
        "reviewed_on": "复查日期",
        "review": "复查结论",
        "note": "备注",
        "standard": "整改标准",
        "means": "资金和物资",
        "on_the_spot": "当场整改",
        "judged": "判定为重大事故隐患",
        "judged_edition": "判定标准版本",
        "judged_category": "判定类别",
        "judged_basis": "判定依据",
        "inspection": "检查",
        "item": "检查项",
        "extension_due": "申请延期到",
        "listed_on": "挂牌日期",
        "delisted_on": "摘牌日期",
        "referred_on": "移送日期",
        "referred_to": "移送单位",
        "voided_on": "作废日期",
        "void_reason": "作废原因",
    },
    "hazard_step": {
        "project": "项目",
        "hazard": "隐患",
        "kind": "事项",
        "done_on": "日期",
        "person": "办理人",
        "text": "说明",
        "due_on": "期限",
    },
    "listing": {
        "project": "项目",
        "hazard": "隐患",
        "number": "督办编号",
        "office": "督办单位",
        "listed_on": "挂牌日期",
        "due_on": "督办期限",
        "person": "责任人",
        "published_on": "挂牌公示日期",
        "extended_to": "延期到",
        "delisted_on": "摘牌日期",
        "delisting_published_on": "摘牌公示日期",
        "note": "备注",
    },
    "inspection": {
        "number": "检查编号",
        "project": "项目",
        "kind": "检查类型",
        "level": "检查层级",
        "done_on": "检查日期",
        "started_at": "开始时间",
        "ended_at": "结束时间",
        "place": "检查地点",
        "enforcement": "执法检查",
        "team": "检查人员",
        "certificates": "证件号",
        "site_unit": "受检单位",
        "site_person": "现场负责人",
        "check_list": "检查清单版本",
        "items": "检查项数",
        "passed": "符合项数",
        "failed": "不符合项数",
        "absent": "不适用项数",
        "score": "得分",
        "grade": "评定等级",
        "reviews": "复查的检查",
        "opinion": "检查意见",
        "signing": "签字方式",
        "refusal": "拒签原因",
        "witness": "见证人",
        "note": "备注",
    },
    "inspection_item": {
        "project": "项目",
        "inspection": "检查",
        "item": "清单条目",
        "sheet": "评分对象",
        "result": "检查结果",
        "deducted": "扣分",
        "reason": "扣分原因",
        "no_hazard": "不记隐患的原因",
        "note": "备注",
    },
    "photo": {
        "project": "项目",
        "hazard": "隐患",
        "inspection": "检查",
        "item": "清单条目",
        "role": "用途",
        "digest": "文件指纹",
        "size": "文件大小",
        "file_name": "原文件名",
        "taken_at": "拍摄时间",
        "position": "拍摄位置",
        "author": "拍摄人",
        "caption": "说明",
        "marks": "标注",
    },
    "check_list": {
        "key": "清单代号",
        "edition": "版本",
        "title": "清单名称",
        "kind": "清单种类",
        "digest": "内容指纹",
        "body": "内容",
        "retired": "已停用",
    },
    "common_hazard": {
        "description": "隐患描述",
        "family": "类别",
        "kind": "隐患类别",
        "item": "清单条目",
        "severity": "隐患等级",
        "requirement": "整改要求",
        "basis": "依据",
        "standard": "整改标准",
        "retired": "已停用",
    },
    "calendar_year": {"year": "年份", "off": "放假日", "worked": "上班日", "source": "出处"},
    "risk_point": {
        "project": "项目",
        "unit": "分部分项工程",
        "stage": "阶段",
        "name": "风险点",
        "place": "位置",
        "dangerous": "危大工程类别",
        "factors": "主要危险因素",
        "accidents": "可能事故类型",
        "consequences": "事故后果",
        "method": "评估方法",
        "l_score": "L",
        "e_score": "E",
        "c_score": "C",
        "s_score": "S",
        "level": "风险等级",
        "measures": "管控措施",
        "emergency": "应急措施",
        "reporting": "报告方式",
        "signs": "安全标识",
        "duty_level": "责任层级",
        "person": "责任人",
        "post": "岗位",
        "identified_on": "辨识日期",
        "removed_on": "消除日期",
    },
    "risk_assessment": {
        "project": "项目",
        "risk_point": "风险点",
        "assessed_on": "评估日期",
        "method": "评估方法",
        "preset": "评估标准",
        "l_score": "L",
        "e_score": "E",
        "c_score": "C",
        "s_score": "S",
        "computed": "计算等级",
        "raised_by": "直接提级",
        "level": "风险等级",
        "reason": "说明",
        "person": "评估人",
    },
    "level_decision": {
        "project": "项目",
        "decided_on": "评定日期",
        "level": "整体风险等级",
        "proposed": "建议等级",
        "arithmetic": "计算过程",
        "reason": "理由",
        "person": "评定人",
    },
    "risk_map": {
        "project": "项目",
        "name": "图名",
        "part": "楼层或阶段",
        "version": "版本",
        "previous": "上一版",
        "width": "图幅宽",
        "height": "图幅高",
        "background": "底图指纹",
        "background_name": "底图文件",
        "faded": "底图淡化",
        "mm_per_unit": "每单位毫米",
        "north": "指北针角度",
        "prepared_by": "编制",
        "checked_by": "审核",
        "approved_by": "批准",
        "drawn_on": "绘制日期",
        "note": "备注",
    },
    "map_item": {
        "project": "项目",
        "map": "四色图",
        "layer": "图层",
        "shape": "形状",
        "spots": "位置和轮廓",
        "label": "名称",
        "symbol": "符号",
        "risk_point": "风险点",
        "points": "包含的风险点",
        "level": "手工定的等级",
        "level_reason": "定级理由",
        "flow": "方向",
        "size": "大小",
        "place": "层次",
        "locked": "已锁定",
        "cluster": "组合",
    },
    "rule_table": {
        "key": "代号",
        "edition": "版本",
        "kind": "类别",
        "title": "名称",
        "body": "内容",
        "retired": "已停用",
    },
    "enforcement": {
        "kind": "类型",
        "done_on": "日期",
        "project": "项目",
        "company": "企业名称",
        "family": "类别",
        "persons": "人数",
        "amount_wan": "金额",
        "hazards": "隐患数",
        "document_no": "文号",
        "note": "说明",
    },
    "document": {
        "kind": "类别",
        "title": "名称",
        "family": "行业",
        "copies": "份数",
        "issued_on": "发布日期",
    },
    "device": {"code": "电脑代号", "person": "使用人", "unit": "单位", "key": "签名公钥", "site": "库标识"},
}

UNITS: dict[str, str] = {
    "m2": "㎡",
    "wan": "万元",
    "post": "个",
    "person": "人",
    "hazard": "条",
    "copy": "份",
    "item": "项",
    "point": "分",
    "byte": "字节",
    "year": "年",
    "version": "",
    "percent": "%",
    "degree": "°",
    "": "",
}

CHOICES: dict[type[Enum], dict[str, str]] = {
    project.Family: {"works": "工程项目", "property": "物业项目"},
    project.ProjectState: {
        "active": "在建/在管",
        "suspended": "停工",
        "completed": "竣工",
        "withdrawn": "撤出",
    },
    project.StandardKind: {"national": "国标", "provincial": "省标", "local": "地标", "self": "自评"},
    project.Grade: {
        "aaa": "国家级AAA",
        "provincial_good": "省级优良",
        "city_good": "市级优良",
        "pass": "合格",
        "none": "未达标",
    },
    project.Benchmark: {"city": "市级", "county": "县级", "town": "乡级"},
    project.Evaluation: {"good": "优良", "pass": "合格"},
    project.RiskLevel: {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"},
    project.FactKind: {
        "state": "项目状态",
        "standard_kind": "达标类型",
        "grade": "达标等级",
        "benchmark": "标杆层级",
        "evaluation": "标化评定",
        "level": "整体风险等级",
        "demo_posts": "示范岗位数",
    },
    project.MilestoneItem: {
        "responsibility_list": "责任制及考核清单",
        "check_list": "检查清单",
        "hazard_list": "隐患清单",
        "rectification_list": "整改清单",
        "risk_assessment": "风险辨识评估",
        "emergency_plan": "应急预案",
        "information_system": "信息化系统",
        "five_s": "5S",
        "six_haves": "六有",
    },
    hazard.HazardSource: {"self": "自查", "supervision": "监督检查"},
    hazard.Severity: {"major": "重大", "larger": "较大", "general": "一般"},
    hazard.ReviewResult: {"fail": "不合格", "pass": "合格"},
    hazard.HazardStepKind: {
        "rectified": "报告整改完成",
        "returned": "复查未通过，退回整改",
        "closed": "复查通过，销号",
        "extension_asked": "申请延期",
        "extended": "同意延期",
        "extension_refused": "不同意延期",
        "listed": "挂牌督办",
        "delisted": "摘牌",
        "referred": "已报告移送",
        "voided": "作废",
        "reopened": "重新打开",
        "remark": "备注",
    },
    inspection.InspectionKind: {
        "self": "企业自查",
        "supervision": "监督检查",
        "full": "全覆盖检查",
        "random": "双随机检查",
        "special": "专项检查",
        "review": "复查",
        "evaluation": "标准化自评",
        "five_s": "5S检查",
        "six_haves": "六有检查",
    },
    inspection.InspectionLevel: {
        "county": "县级主管部门",
        "town": "乡镇",
        "principal": "企业主要负责人",
        "deputy": "企业分管负责人",
        "manager": "项目负责人",
        "officer": "安全员",
        "post": "班组和岗位",
    },
    inspection.ItemResult: {"failed": "不符合", "passed": "符合", "absent": "不适用"},
    inspection.Signing: {"drawn": "屏幕签字", "paper": "纸上签字", "refused": "拒绝签字"},
    inspection.PhotoRole: {
        "scene": "现场",
        "before": "整改前",
        "after": "整改后",
        "signature_office": "检查人员签字",
        "signature_site": "受检单位签字",
        "scan": "签字扫描件",
    },
    risk.AssessmentMethod: {"lec": "LEC法", "ls": "LS法", "judged": "直接判定"},
    risk.RuleKind: {
        "lec": "LEC 评估标准",
        "ls": "LS 评估标准",
        "raise": "直接提级规则",
        "level": "整体等级规则",
        "frequency": "检查频次和重点",
    },
    risk_map.Layer: {
        "area": "功能区",
        "zone": "风险区域",
        "route": "疏散路线",
        "mark": "标识",
        "point": "风险点",
        "note": "注记",
    },
    risk_map.Shape: {
        "polygon": "多边形",
        "rectangle": "矩形",
        "circle": "圆形",
        "line": "线",
        "spot": "点",
    },
    risk_map.Flow: {"forward": "顺向", "backward": "反向", "both": "双向"},
    registers.EnforcementKind: {
        "fine": "罚款",
        "halt": "责令停产停业整顿",
        "licence": "暂扣或吊销证照",
        "shut": "取缔关闭",
        "judicial": "移送司法机关",
        "exposed": "曝光典型案例",
        "warned": "约谈警示",
        "listed": "挂牌督办",
        "incentive": "激励",
        "restrain": "约束",
    },
    registers.DocumentKind: {
        "check_list": "安全生产检查清单",
        "guide": "标准化运行提升指南",
        "detail": "工程项目达标细则",
        "grid_guide": "网格员安全生产检查导则",
    },
    hazard.HazardState: {
        "open": "待整改",
        "rectified": "待复查",
        "closed": "已销号",
        "referred": "已报告移送",
        "voided": "已作废",
    },
    deadlines.DueBand: {
        "overdue": "逾期",
        "today": "今天到期",
        "one": "1 个工作日内到期",
        "three": "3 个工作日内到期",
        "later": "未到期",
        "none": "没有期限",
    },
    inspection.ListKind: {"scored": "评分表", "conformity": "符合性检查", "dictionary": "判定条目"},
    inspection.SiteGrade: {"good": "优良", "pass": "合格", "fail": "不合格"},
    scoring.Rounding: {"half_up": "四舍五入", "down": "舍去"},
    checklist.Subject: {"project": "项目", "post": "岗位和人员"},
    checklist.Verification: {"V": "已核对出处", "L": "已验算", "M": "惯例，可修改"},
    checklist.ResponsibleLevel: {
        "principal": "主要负责人",
        "deputy": "分管负责人",
        "manager": "项目负责人",
        "officer": "安全员",
        "post": "班组和岗位",
    },
    checklist.Frequency: {
        "each_work": "每次作业",
        "before_use": "使用前",
        "daily": "每日",
        "weekly": "每周",
        "fortnightly": "每半月",
        "monthly": "每月",
        "quarterly": "每季度",
        "half_yearly": "每半年",
        "yearly": "每年",
        "before_season": "汛期和台风季前",
    },
}

# Why a value was refused; the places are filled from the refusal's facts.
REASONS: dict[str, str] = {
    "missing": "必填，不能为空",
    "not_a_date": "不是日期，请写成 2026-03-10 这样",
    "not_a_number": "不是数字",
    "not_whole": "应为整数",
    "negative": "不能小于 0",
    "unknown_choice": "不在可选内容之内",
    "too_long": "超过 {limit} 个字",
    "too_large": "数字太大",
    "not_text": "含有不能保存的字符",
    "duplicate": "与前面的第 {first} 行是同一个{record}，内容却不同",
    "ambiguous": "有两个{record}都对得上，分不清是哪一个",
    "no_project": "项目库里没有这个项目",
    "cell_error": "单元格里是公式的错误值，不能当作内容",
    "future_date": "日期在今天之后，请核对",
    "due_before_found": "整改期限早于检查日期",
    "order_of_dates": "日期先后不对：检查日期、整改完成日期、复查日期应依次不早于前一个",
    "unknown_field": "没有这个字段",
    "not_found": "找不到这条记录",
    "missing_for_judged": "判定为重大事故隐患的，必须有判定标准版本、类别和依据",
    "more_certificates": "证件号比检查人员多",
    "two_certificates": "执法检查要有两名检查人员的证件号",
    "counts_differ": "符合、不符合、不适用的项数加起来比检查项数多",
    "reply_code": "校验码被改动了，认不出是哪条隐患",
    "reply_project": "这条隐患属于另一个项目",
    "reply_both": "整改完成和申请延期只能填一样",
    "reply_photo_alone": "放了照片，但没有填整改完成日期",
    "reply_twice": "同一条隐患填了两行",
    "reply_picture": "照片读不出来，请重新插入",
    "reply_picture_size": "照片太大，请换一张小一些的",
    "reply_state": "这条隐患已经不是待整改，不能再填",
    "reply_step": "按规则不能这样填",
    "immovable": "记录不能换到别的项目，请删除后在那个项目里新建",
}

ERRORS: dict[str, str] = {
    "not_initialised": "这个文件夹里还没有数据库：{path}。请先运行 init（或打开程序完成首次设置）。",
    "already_initialised": "这个文件夹里已经有数据库，没有改动：{path}。要重新开始请换一个文件夹。",
    "not_empty": "这个数据库里已有 {count} 条记录，没有改动。演示数据只能放进空的文件夹，请换一个文件夹。",
    "newer_database": "数据库是由更新版本的程序写的，这个版本不打开它，文件没有改动。请安装最新版本后再打开：{path}",
    "not_a_database": "文件不是本程序的数据库，或者已经损坏，没有改动：{path}。请从备份文件夹恢复最近的一份备份。",
    "old_sqlite": "SQLite 版本 {found} 太旧，可能损坏数据，程序没有打开数据库。请重新安装本程序（需要 {needed} 或更新）。",
    "unsafe_folder": "数据文件夹在{kind}上，断开或同步时会损坏数据，程序没有打开它：{path}。请换到本机硬盘的文件夹。",
    "window_open": "程序已经打开了，这个数据文件夹只能开一个窗口。已请先前的窗口显示到前面。",
    "store_busy": "另一个窗口或命令正在写入，等了 {seconds} 秒，没有改动。请稍候再试。",
    "read_only": "没有写入权限，没有改动：{path}。请检查文件夹是否只读，或换一个位置。",
    "disk_full": "磁盘空间不足，没有改动：{path}。请腾出空间后再试。",
    "file_busy": "文件被别的程序占用，没有改动：{path}。请关闭它（例如 Excel）后再试。",
    "file_failed": "读写文件时出错，没有改动：{path}（{reason}）。请检查磁盘后再试。",
    "folder_in_the_way": "这里应当是程序自己的文件，却有一个同名的文件夹：{path}。请把它改名或移走，再打开程序。",
    "file_missing": "找不到文件，没有改动：{path}。请检查文件名和位置。",
    "file_not_readable": "文件打不开，没有改动：{path}。请检查是否被占用或没有读取权限。",
    "path_too_long": "路径太长，Windows 不接受，没有改动：{path}。请换一个短一些的文件夹。",
    "folder_missing": "找不到文件夹，没有改动：{path}。请先建好文件夹。",
    "workbook_password": "工作簿设有打开密码，没有改动：{path}。请在 Excel 里取消密码、另存后再导入。",
    "workbook_damaged": "工作簿已损坏或不是 Excel 文件，没有改动：{path}。请用 Excel 打开并另存后再导入。",
    "workbook_foreign": "这个文件其实是{kind}，程序读不了，没有改动：{path}。请用 Excel 或 WPS 打开它，另存为 .xlsx，再导入。",
    "workbook_empty": "工作表“{sheet}”里没有内容，没有改动。请检查选的是不是这张表。",
    "workbook_too_large": "文件太大（{size}），没有改动：{path}。请分成几个文件再导入。",
    "sheet_too_wide": "工作表里的内容太分散，一直到 {place}，没有改动：{path}。请在 Excel 里删掉远处多余的内容，再导入。",
    "sheet_missing": "工作簿里没有“{sheet}”这张表，没有改动。现有的表：{names}。",
    "unsupported_format": "不支持这种文件（{suffix}），没有改动：{path}。请另存为 .xlsx、.xls 或 .csv。",
    "import_outdated": "预览之后数据又有改动，没有导入。请重新预览后再导入。",
    "no_header": "没有找到表头，没有改动：表里要有“{wanted}”这一列。请检查工作表，或在导入助手里指定列。",
    "not_found": "找不到这条{entity}：{id}。没有改动。",
    "read_only_table": "“{table}”由程序自己登记，不能手工新建、修改或删除，没有改动。",
    "unknown_table": "没有这类记录：{table}。可用的有：{names}。",
    "unknown_field": "{entity}没有这个字段：{field}。可用的有：{names}。",
    "bad_value": "{entity}的“{field}”没有保存：{reason}（填的是“{value}”）。其他内容也没有改动。",
    "bad_condition": "条件“{field}”写得不对：{reason}（写的是“{value}”）。没有列出任何内容。",
    "bad_entry": "这条记录不能保存（{reason}），没有改动。",
    "bad_month": "月份写法不对：{value}。请写成 2026-10 这样。",
    "nothing_to_undo": "没有可以撤销的操作。",
    "nothing_to_redo": "没有可以重做的操作。",
    "backup_failed": "备份没有通过检查，原数据没有改动：{path}。请检查磁盘空间后再试。",
    "database_damaged": "数据库检查发现损坏，程序没有写入任何内容：{path}。请从备份文件夹恢复最近的一份备份。",
    "database_broken": "数据库文件坏了一处，刚才的操作没有完成：{path}。请关闭程序，从最近的完好备份恢复：{backup}。",
    "database_broken_alone": "数据库文件坏了一处，刚才的操作没有完成：{path}。没有找到完好的备份，请保留整个文件夹，联系技术支持。",
    "key_unreadable": "本机的签名密钥读不出来：{path}。数据没有受影响；请把密钥文件移走，程序会重新生成。",
    "start_failed": "打开数据时程序出了差错，数据没有改动：{path}。差错已记入日志，请把日志交给维护人员。",
    "bad_settings": "设置文件读不懂，已按默认设置打开，原文件另存为 {path}。",
    "own_file": "这里放的是程序自己的数据，不能写到这里，没有改动：{path}。请换一个文件夹。",
    "nothing_to_export": "没有可以导出的记录，没有生成文件。",
    "unsupported_output": "不支持导出这种文件（{suffix}），没有生成文件。请写成 {names}。",
    "content_unreadable": "内容文件不合要求（{place}），没有改动。请重新取得这个文件，或联系提供它的人。",
    "check_list_altered": "检查时留存的清单与登记的指纹（{digest}…）对不上，内容可能被改动过，没有打开。请从备份恢复这条检查。",
    "check_list_row": "第 {row} 行的“{column}”不对：{reason}（写的是“{value}”）。清单没有改动。",
    "not_a_check_list": "这不是检查清单的工作簿，没有改动：{path}。要有“清单”和“条目”两张表，可以先导出一份照着改。",
    "check_list_known": "清单“{title}”已经有“{edition}”这个版本，内容不同，没有保存。请换一个版本名。",
    "check_list_marks": "“{table}”的应得分合计 {full} 分、保证项目 {guarantee} 分，没有保存。合计应为 100 分，保证项目应为 60 分或没有。",
    "check_list_keys": "清单“{title}”的新版本缺少旧版的条目 {key}，没有保存。不再使用的条目请停用，不要删除。",
    "draft_gone": "这份没有做完的检查已经完成或被放弃了，没有改动。请返回检查列表查看。",
    "draft_too_large": "这一项的内容太长，没有保存。请删减后再填。",
    "attachment_too_large": "文件太大（超过 {limit} MB），没有加入：{path}。请换一个小一些的文件。",
    "not_a_reply": "这不是整改回复表，没有改动：{path}。请用程序生成的那份表填写，不要改动表头。",
    "not_a_picture": "这个文件不是照片，或者已经损坏，没有加入：{name}。请换一张（支持 JPG、PNG、WebP、BMP、HEIC）。",
    "picture_too_large": "照片太大（{width}×{height}），没有加入：{name}。请换一张小一些的。",
    "attachment_changing": "文件在读取时被改动了，没有加入。请等它保存完再加入一次。",
    "bad_digest": "文件指纹写得不对（{digest}），没有改动。",
    "hazard_step_refused": "这条隐患现在是“{state}”，不能{step}，没有改动。",
    "extension_too_late": "整改期限（{due}）已过，不能再申请延期，没有改动。延期应在期限之前提出。",
    "step_incomplete": "“{step}”缺少{missing}，没有保存。请补上再保存。",
    "step_before": "日期 {day} 早于{what}（{least}），没有保存。请核对日期。",
    "inspection_unfinished": "检查还有 {count} 处没有做完，没有完成。请按第⑤步列出的内容补上。",
    "not_scored": "“{title}”不是评分表，不能算分，没有改动。",
    "score_unknown": "“{title}”里没有 {key} 这一项，没有算分。请用检查时的清单版本打开。",
    "score_twice": "“{table}”有两份同名的评分（{label}），没有算分。请写明各是哪一台、哪一处。",
    "bad_deduction": "“{table}”的“{item}”扣分写得不对（{value}），没有保存。请填 0 到 1000、最多两位小数的数字。",
    "calendar_row": "第 {row} 行没有写明是放假还是上班（写的是“{value}”），日历没有改动。第二列请填“放假”或“上班”。",
    "calendar_empty": "这个文件里没有找到日期，日历没有改动：{path}。第一列填日期，第二列填放假或上班，第三列填节日名。",
    "calendar_conflict": "{day} 同时写成了放假和上班，没有改动。请只保留一种。",
    "too_many_workdays": "{count} 个工作日太多，没有改动。请填 {most} 以内的数字。",
    "score_off_scale": "“{title}”里的 {name} 没有选，或者不在分值表里，没有评估。请从列出的分值里选。",
    "assessed_before": "评估日期 {day} 早于辨识日期（{least}），没有保存。请核对日期。",
    "frequency_too_low": "检查频次低于通知的最低要求（每 {months} 个月一次），没有保存。请改成不超过 {months} 个月。",
    "rule_table_known": "“{title}”已经有“{edition}”这个版本，没有保存。请换一个版本名。",
    "level_reason": "定的等级与建议不同，要写明理由，没有保存。",
    "background_unreadable": "底图读不出来（{reason}），没有加入：{name}。请换一个文件，支持 PNG、JPG、PDF 和 DXF。",
    "zone_crosses": "轮廓自己交叉了，没有保存。请移动顶点，让边不再相交。",
    "zone_too_small": "轮廓太小或只有一条线，没有保存。请画大一些。",
    "zone_not_split": "这条线没有把区域分成两块，没有改动。请从区域外画到区域外，穿过它。",
    "zone_not_merged": "这些区域不相邻，或合并后中间有空洞，没有改动。请选有公共边或重叠的区域。",
    "map_too_large": "图片太大（{width}×{height}），没有导出。请降低精度，或换小一号的纸。",
    "map_item_locked": "选中的对象已锁定，没有改动。请先解锁。",
    "cancelled": "已取消，没有改动。",
    "not_built": "这个版本还没有“{what}”，没有改动。",
}


# How a score came about; figures are printed with two decimals at most.
SCORE_STEPS: dict[str, str] = {
    "item_capped": "{table}“{item}”应扣 {asked} 分，扣分以应得的 {full} 分为限",
    "items_missing": "{table}缺项：{items}",
    "items_unchecked": "{table}还有 {count} 项没有检查，分数是暂时的",
    "table_scaled": "{table}有缺项，按实得 {got} ÷ 应得 {full} × 100 折算为 {value} 分",
    "zero_by_item": "{table}记 0 分：保证项目“{items}”得 0 分",
    "zero_by_subtotal": "{table}记 0 分：保证项目得 {got} 分（应得 {full} 分），低于 {least} 分",
    "table_empty": "{table}没有检查任何项目，不计入",
    "section_mean": "{section}有 {count} 张评分表，取平均 {mean} 分",
    "section_absent": "没有{section}，不计入汇总",
    "summary": "汇总得分 {points} ÷ 权重 {weight} × 100 = {value} 分",
    "no_score": "没有检查任何项目，没有得分",
    "grade_by_zero": "有评分表为 0 分（{tables}），评为不合格",
    "grade_by_value": "没有 0 分的评分表，按 {value} 分评定：{good} 分及以上优良，{least} 分及以上合格",
    "grade_before_rounding": "取整前低于 {least} 分，评定以取整前为准",
}


# What is missing before an inspection can be finished: codes of `inspection_draft.GapCode`.
GAPS: dict[str, str] = {
    "project": "没有选项目",
    "kind": "没有选检查类型",
    "level": "没有选检查层级",
    "day": "没有填检查日期",
    "team": "没有填检查人员",
    "certificates": "执法检查要有两名持证人员，还缺 {count} 个证件号",
    "sheets": "没有选要检查的表",
    "unchecked": "还有 {count} 项没有检查",
    "deduction": "不符合项没有填扣分：{item}",
    "bad_deduction": "扣分写得不对：{item}",
    "no_hazard": "不符合项没有记隐患，也没有写不记的原因：{item}",
    "description": "隐患没有写描述",
    "severity": "隐患没有选等级：{hazard}",
    "requirement": "隐患没有写整改措施：{hazard}",
    "person": "隐患没有写整改责任人：{hazard}",
    "due": "隐患没有定整改期限：{hazard}",
    "due_before": "整改期限早于检查日期：{hazard}",
    "judgement": "判定为重大事故隐患的，要有判定标准版本、类别和依据：{hazard}",
    "signing": "没有选签字方式",
    "signature": "还缺 {count} 处签字",
    "refusal": "拒绝签字要写明原因",
    "witness": "拒绝签字要有见证人",
}


# What a check of the database found; every one names what is affected and what to do.
PROBLEMS: dict[str, str] = {
    "sqlite": "数据库文件本身有损坏：{found}。请从备份恢复。",
    "unreadable": "第 {key} 号流水读不懂（{reason}），它的内容显示不出来。请从备份恢复。",
    "altered": "第 {key} 号流水的内容与它的名字对不上，可能被改动过。请从备份恢复。",
    "misfiled": "第 {key} 号流水的{column}与内容不一致。请运行 check --repair；仍有问题就从备份恢复。",
    "gap": "电脑 {device} 的流水缺少第 {first}–{last} 条（{stream}）。请从备份恢复，或再次导入那台电脑的数据。",
    "fork": "电脑 {device} 的第 {seq} 条流水出现了两份（{stream}），可能有人复制过数据库。两份都保留着。",
    "broken_chain": "电脑 {device} 的第 {seq} 条流水接不上前一条（{stream}），中间可能被改动过。请从备份恢复。",
    "bad_signature": "电脑 {device} 的第 {seq} 条流水签名不对（{stream}），可能被改动过。请从备份恢复。",
    "unsigned": "电脑 {device} 的第 {first}–{last} 条流水没有签名（{stream}），可能没有写完。请从备份恢复。",
    "unknown_signer": "库标识 {site} 没有登记是哪台电脑（{stream}），它的流水无法核对。",
    "not_rebuilt": "流水有问题，没有办法核对由它生成的表。请先从备份恢复。",
    "table_differs": "“{table}”表有 {count} 行与流水不一致（例如 {example}）。请运行 check --repair 重新生成。",
    "missing_parent": "{count} 条{entity}属于库里没有的项目，暂时不显示（例如 {example}）。",
    "attachment_lost": "一个照片或签名的原件不见了或不完整（{digest}…），记录还在。请从 U 盘或旧电脑上找回 attachments 文件夹里的同名文件。",
    "backup_damaged": "最近的一份备份已经损坏：{path}。请现在重新备份一次。",
}


# Why a disk refuses, where nothing more helpful is known than the system's error.
DISK_REASONS: dict[str, str] = {
    "EEXIST": "已有同名的文件",
    "EINVAL": "名称里有不允许的字符",
    "EIO": "磁盘读写失败",
    "EISDIR": "那是一个文件夹",
    "ELOOP": "链接绕成了圈",
    "ENAMETOOLONG": "名称太长",
    "ENOENT": "找不到这个位置",
    "ENOTDIR": "路径中有一段不是文件夹",
}


def disk_reason(number: int | None) -> str:
    """Why a disk refused, in Chinese, by the system's error number."""
    name = errno.errorcode.get(number or 0, "")
    return DISK_REASONS.get(name, f"系统错误 {name or number or ''}".strip())


def score_step(step: scoring.Step) -> str:
    """One step of a score, in Chinese."""
    facts = {name: _figure(value) for name, value in step.facts}
    return SCORE_STEPS[step.code.value].format_map(_Facts(facts))


def _figure(value: scoring.Figure) -> str:
    """A figure with at most two decimals, 四舍五入; "约" before one that is not exact."""
    if isinstance(value, str):
        return value
    exact = Fraction(value)
    shown = scoring.rounded(exact, scoring.Rounding.HALF_UP, places=2)
    text = f"{shown:f}".rstrip("0").rstrip(".")
    return text if Fraction(shown) == exact else f"约 {text}"


def problem(code: str, **facts: object) -> str:
    """What a check found, in Chinese."""
    return PROBLEMS.get(code, code).format_map(_Facts(facts))


def sentence(error: AnxiError) -> str:
    """The one Chinese sentence for a known error; the bare code where a word is missing (a test forbids it)."""
    template = ERRORS.get(error.code, error.code)
    return _CONTROL.sub(" ", template.format_map(_Facts(error.facts)))


def reason(code: str, **facts: object) -> str:
    """Why a value was refused, in Chinese."""
    return REASONS.get(code, code).format_map(_Facts(facts))


def choice_word(choices: type[Enum], code: str) -> str:
    """The Chinese word of a choice; the code itself where a newer program wrote one we do not know."""
    return CHOICES[choices].get(code, code)


def field_word(entity: str, field: str) -> str:
    """The Chinese word of a field."""
    return FIELDS.get(entity, {}).get(field, field)


def value_word(entity: str, field: str, value: JournalValue) -> str:
    """A field's value as people read it: the word of a choice, a number with its unit, "" for blank."""
    if field == DELETED:
        return "已删除" if value is True else "未删除"
    spec = SPECS[entity].fields.get(field) if entity in SPECS else None
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    if spec is None:
        return str(value)
    if spec.choices is not None:
        return choice_word(spec.choices, str(value))
    return f"{value}{UNITS.get(spec.unit, '')}"


# A file's name may hold line breaks and terminal commands; a sentence is one line.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
