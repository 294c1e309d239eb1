"""Makes the catalogue of safety signs from a free icon set; the result is committed under resources/signs.

Run it with the npm package @mdi/svg 7.4.47 (Apache-2.0) unpacked:

    .venv/bin/python build/signs.py PACKAGE_FOLDER

Names and codes are facts (GB 2894-2025, ISO 7010); the drawings are not the standard's, and the catalogue says
so. A sign for which no glyph would be right has none: the program then writes a part of its name.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path

OUT = Path(__file__).resolve().parent.parent / "resources" / "signs" / "signs.json"

_NOTE = "示意图形，非标准图样；正式标牌请按 GB 2894-2025 采购"

# code, name, glyph ("" for none); the last day it was valid after a fourth comma.
_SIGNS: dict[str, str] = {
    "prohibition": """
P002 禁止吸烟 smoking
P003 禁止烟火 fire
P011 禁止用水灭火 bucket
P-h01 禁止合闸 electric-switch
P-h02 禁止启动 power
P004 禁止通行 walk
P-h03 禁止入内 human-male
P-h04 禁止靠近 hand-front-right
P-h05 禁止停留 human-handsdown
P009 禁止攀登 ladder
P-h06 禁止跨越 run-fast
P-h07 禁止跳下 arrow-down-bold
P-h08 禁止抛物 package-down
P023 禁止堆放 package-variant
P027 禁止乘人 elevator-passenger
P010 禁止触摸 hand-pointing-up
P028 禁止戴手套 hand-back-left
P017 禁止推动 hand-front-left
P015 禁止伸入 hand-extended
P025 禁止使用未完工脚手架 -
P-h09 禁止放置易燃物 fire-alert
P-h10 禁止机动车辆通行 car
P-h11 禁止饮用 water
P-h12 禁止游泳 pool
P-h13 禁止倚靠 -
P-h14 禁止坐卧 chair-rolling
P-h15 禁止开启无线移动通讯设备 cellphone
P-x01 禁止穿化纤服装 tshirt-crew 2026-02-28
""",
    "warning": """
W001 注意安全 exclamation-thick
W021 当心火灾 fire
W002 当心爆炸 bomb
W012 当心触电 flash
W008 当心坠落 human-handsup
W035 当心落物 arrow-collapse-down
W015 当心吊物 hook
W-h01 当心塌方 landslide
W-h02 当心坑洞 -
W-h03 当心机械伤人 cog
W-h04 当心车辆 car
W014 当心叉车 forklift
W016 当心中毒 skull-crossbones
W011 当心滑倒 slope-downhill
W-h05 当心跌落 stairs-down
W-h06 当心落水 waves
W-h07 当心扎脚 nail
W-h08 当心电缆 cable-data
W-h09 当心弧光 creation
W020 当心碰头 head-alert
W019 当心挤压 arrow-collapse-horizontal
W024 当心伤手 hand-back-right
W-h10 当心夹手 hand-front-left
W017 当心高温表面 thermometer-high
W023 当心腐蚀 flask
W007 当心障碍物 cube-outline
W-h11 当心缝隙 -
W026 当心电池充电 battery-charging
W018 当心自动启动 robot-industrial
W029 当心气瓶 gas-cylinder
W-h12 当心有犬 dog
W-h13 当心电弧 flash-alert
W-h14 当心冒顶 -
""",
    "mandatory": """
M014 必须戴安全帽 hard-hat
M018 必须系安全带 seatbelt
M004 必须戴防护眼镜 safety-goggles
M016 必须戴防尘口罩 face-mask
M017 必须戴防毒面具 -
M003 必须戴护耳器 headphones
M009 必须戴防护手套 boxing-glove
M008 必须穿防护鞋 shoe-formal
M010 必须穿防护服 tshirt-crew
M-h01 必须穿救生衣 lifebuoy
M015 必须穿反光衣 tshirt-v
M-h02 必须加锁 lock
M005 必须接地 -
M006 必须拔出插头 power-plug-off
M-h03 必须洗手 hand-wash
M056 必须通风 fan
M024 必须走人行通道 walk
M012 必须握住扶手 stairs
M019 必须戴焊接面罩 -
M-h04 必须戴防护帽 hat-fedora
M-h05 必须佩戴遮光护目镜 glasses
M058 有人监护方可进入 account-eye
""",
    "information": """
E001 紧急出口 exit-run
E-h01 避险处 shield-home
E-h02 应急避难场所 home-city
E003 急救点 medical-bag
E004 应急电话 phone-in-talk
E-h03 紧急医疗站 hospital-building
E-h04 可动火区 fire-circle
E007 集合点 account-group
E010 AED heart-flash
E011 洗眼台 eye-refresh
E-h05 击碎板面 hammer
E-h06 安全淋浴 shower
""",
}
_MARKS = """
floor_line 标线 road-variant
nameplate 铭牌 card-account-details
warning_post 警示 alert
instruction 指令 clipboard-text
flow 流向标 arrow-right-bold
tag 挂牌 tag
"""
_EQUIPMENT = {
    "fire": """
extinguisher 灭火器 fire-extinguisher
hydrant 消火栓 fire-hydrant
sand 消防沙箱 bucket
fire_pool 消防水池 water
fire_button 火警按钮 alarm-light
fire_hose 消防水带 pipe
""",
    "escape": """
exit 疏散出口 exit-run
assembly 应急集合点 account-group
emergency_light 应急照明 lightbulb-on-outline
first_aid 急救箱 medical-bag
supplies 应急物资 package-variant
muster_phone 报警电话 phone
""",
}


def main(arguments: list[str]) -> int:
    """Write signs.json; the same package gives the same bytes."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    folder = Path(arguments[0]) / "svg"
    signs = [entry for kind, text in _SIGNS.items() for entry in _entries(text, kind)]
    marks = _entries(_MARKS, "six")
    equipment = [entry for kind, text in _EQUIPMENT.items() for entry in _entries(text, kind)]
    names = sorted({str(entry["glyph"]) for entry in (*signs, *marks, *equipment) if entry["glyph"]})
    body = {
        "note": _NOTE,
        "edition": "GB 2894-2025",
        "valid_from": "2026-03-01",
        "signs": signs,
        "marks": marks,
        "equipment": equipment,
        "glyphs": {name: _glyph(folder / f"{name}.svg") for name in names},
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"{len(signs)} signs, {len(marks) + len(equipment)} marks, {len(names)} glyphs")
    return 0


def _entries(text: str, kind: str) -> list[dict[str, str | None]]:
    made: list[dict[str, str | None]] = []
    for line in text.split("\n"):
        parts = line.split()
        if parts:
            ends = parts[3] if len(parts) > 3 else None
            glyph = None if parts[2] == "-" else parts[2]
            made.append({"code": parts[0], "name": parts[1], "kind": kind, "glyph": glyph, "valid_to": ends})
    return made


def _glyph(path: Path) -> str:
    """The drawing as absolute commands M, L, C and Z in its square of 24, y downwards."""
    drawing = "".join(re.findall(r'<path d="([^"]+)"', path.read_text(encoding="utf-8")))
    pen = RecordingPen()
    parse_path(drawing, pen)
    parts: list[str] = []
    at = (0.0, 0.0)
    for command, spots in pen.value:
        if command == "moveTo":
            parts.append("M" + _numbers(spots))
        elif command == "lineTo":
            parts.append("L" + _numbers(spots))
        elif command == "curveTo":
            parts.append("C" + _numbers(spots))
        elif command == "qCurveTo":
            (mx, my), (x, y) = spots
            first = (at[0] + 2 / 3 * (mx - at[0]), at[1] + 2 / 3 * (my - at[1]))
            second = (x + 2 / 3 * (mx - x), y + 2 / 3 * (my - y))
            parts.append("C" + _numbers((first, second, (x, y))))
        else:
            parts.append("Z")
        if spots:
            at = spots[-1]
    return "".join(parts)


def _numbers(spots: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{round(side, 2):g}" for spot in spots for side in spot)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
