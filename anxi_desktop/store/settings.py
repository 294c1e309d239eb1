"""Settings of one data folder: a frozen record in a JSON file that keeps what it does not know.

They are this laptop's own and never travel with the data. A damaged file is put aside, never overwritten.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.atomic import patiently, put_in_place, write_beside

FILE = "settings.json"
DEFAULT_UNIT_TYPE = "县级主管部门"

# The kinds of reporting unit the notice leaves open; the list can be edited.
UNIT_TYPES = ("县级主管部门", "质安中心", "物业股", "乡镇", "施工企业", "物业企业", "项目")

_NAMES = frozenset({"unit", "unit_type", "person", "phone", "code"})
_LONGEST_NAME = 200  # the records' NAME_LIMIT; they themselves are too much before the first paint
_GARBLED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

ROUNDINGS = ("half_up", "down")
MOST_DUE = 60
MOST_MAIL_MB = 200
# The whole numbers there are, with the most each may be; the least is 1.
_NUMBERS = {
    "due_general": MOST_DUE,
    "due_larger": MOST_DUE,
    "works_day": 28,
    "property_day": 28,
    "mail_limit_mb": MOST_MAIL_MB,
}

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """What this laptop's people chose.

    `rounding` is a code of `scoring.Rounding`; `due_…` are the working days a deadline is proposed with;
    `works_day` and `property_day` the days of the next month the monthly forms are due (as printed on them);
    `mail_…` whom the forms of a family go to, from whom, and how large a mail may be; `reminded` which reminders
    of forms were shown;
    `import_columns` remembers corrected headers per import kind; `views` what each list
    shows (JSON text).
    """

    unit: str = ""
    unit_type: str = DEFAULT_UNIT_TYPE
    person: str = ""
    phone: str = ""
    code: str = ""
    theme: str = "system"
    compact_rows: bool = False
    reduced_motion: bool = False
    export_folder: str = ""
    rounding: str = "half_up"
    due_general: int = 5
    due_larger: int = 15
    works_day: int = 1
    property_day: int = 3
    mail_works: str = ""
    mail_property: str = ""
    mail_sender: str = ""
    mail_limit_mb: int = 20
    reminded: Texts = field(default_factory=dict[str, str])
    import_columns: Mapping[str, Texts] = field(default_factory=dict[str, Texts])
    views: Texts = field(default_factory=dict[str, str])
    unknown: Mapping[str, object] = field(default_factory=dict[str, object])

    def with_columns(self, kind: str, corrected: Texts) -> Settings:
        """Remember for an import kind which header goes to which field ("" = ignored)."""
        known = {**self.import_columns.get(kind, {}), **corrected}
        return dataclasses.replace(self, import_columns={**self.import_columns, kind: known})

    def with_view(self, page: str, view: str) -> Settings:
        """Remember what a list shows."""
        return dataclasses.replace(self, views={**self.views, page: view})


def load_settings(folder: Path) -> tuple[Settings, AnxiError | None]:
    """The settings of a data folder, and what was wrong with the file if it had to be put aside."""
    path = folder / FILE
    try:
        found: Any = json.loads(patiently(lambda: path.read_text(encoding="utf-8")))
        if not isinstance(found, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        return Settings(), None
    except (OSError, ValueError, RecursionError):
        aside = path.with_suffix(".damaged.json")
        try:
            put_in_place(path, aside)
        except OSError:
            aside = path
        return Settings(), AnxiError("bad_settings", path=aside)
    return _from_object(cast("dict[str, object]", found)), None


def save_settings(folder: Path, settings: Settings) -> None:
    """Write the settings beside and replace. Errors: read_only, disk_full, file_busy."""
    body: dict[str, object] = dict(settings.unknown)
    for item in dataclasses.fields(settings):
        if item.name != "unknown":
            body[item.name] = getattr(settings, item.name)
    with write_beside(folder / FILE) as temporary:
        temporary.write_text(
            json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8", newline="\n"
        )


def _from_object(found: dict[str, object]) -> Settings:
    """Known keys of the right type; a key of another type keeps its default, as an older program would write."""
    values: dict[str, Any] = {}
    default = Settings()
    names = {item.name for item in dataclasses.fields(Settings)} - {"unknown"}
    for name in names & found.keys():
        value = found[name]
        if isinstance(getattr(default, name), Mapping):
            if isinstance(value, dict):
                values[name] = _texts(cast("dict[str, object]", value), nested=name == "import_columns")
        elif isinstance(value, type(getattr(default, name))) and not _is_garbled(name, value):
            values[name] = value
    values["unknown"] = {key: value for key, value in found.items() if key not in names}
    return Settings(**values)


def _is_garbled(name: str, value: object) -> bool:
    """A value no form would have taken: every save would be refused for its author's name."""
    if name == "rounding":
        return value not in ROUNDINGS
    if name in _NUMBERS:
        return isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _NUMBERS[name]
    if not isinstance(value, str):
        return False
    return _GARBLED.search(value) is not None or (name in _NAMES and len(value) > _LONGEST_NAME)


def _texts(found: dict[str, object], *, nested: bool) -> dict[str, Any]:
    if nested:
        return {
            key: _texts(cast("dict[str, object]", value), nested=False)
            for key, value in found.items()
            if isinstance(value, dict)
        }
    return {key: value for key, value in found.items() if isinstance(value, str)}
