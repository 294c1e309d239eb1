"""The county's 24 towns and townships, so that nobody has to type them; other places stay possible."""

from __future__ import annotations

TOWNS: tuple[str, ...] = (
    "凤城镇",
    "城厢镇",
    "参内镇",
    "官桥镇",
    "龙门镇",
    "虎邱镇",
    "大坪乡",
    "西坪镇",
    "龙涓乡",
    "魁斗镇",
    "蓬莱镇",
    "金谷镇",
    "湖头镇",
    "湖上乡",
    "剑斗镇",
    "白濑乡",
    "尚卿乡",
    "芦田镇",
    "祥华乡",
    "长坑乡",
    "蓝田乡",
    "感德镇",
    "福田乡",
    "桃舟乡",
)
