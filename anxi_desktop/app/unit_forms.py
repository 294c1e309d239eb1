"""The forms that units hand in for a month: read, looked over, taken in, summed, and compared with the own records.

Reading files and taking them in are work for jobs; nothing is written before `take_in`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.app.jobs import Work
from anxi_desktop.app.registry_work import Place, Written
from anxi_desktop.app.session import Session
from anxi_desktop.app.unit_form_incoming import (
    Incoming,
    Reading,
    outdone,
    read_work,
    title_of,
    values_of,
)
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES, label_of
from anxi_desktop.domain.form_sum import (
    AskedUnit,
    Compared,
    Standing,
    UnitBlocks,
    compared,
    differences,
    standings,
    summed,
)
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import family_of
from anxi_desktop.domain.monthly import FORM_3, FORMS, FORMS_OF, Block
from anxi_desktop.domain.records.fields import BODY_LIMIT, JournalValue
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.domain.unit_form_body import FormBlock, FormBody, Refused, name_key
from anxi_desktop.domain.words import sentence
from anxi_desktop.files.form_read import MOST_BYTES, ReadForm
from anxi_desktop.files.import_book import SUFFIXES
from anxi_desktop.files.report import filled_day, form_spec
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import keep_file
from anxi_desktop.store.month_data import counting_rules
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.store import Done, Store

TakeSteps = Generator[tuple[int, str], None, Written]
WriteSteps = Generator[tuple[int, str], None, Path]

__all__ = [
    "FORMS_OF",
    "SUFFIXES",
    "Compared",
    "Family",
    "Incoming",
    "Reading",
    "Refused",
    "Standing",
    "Summed",
    "UnitBlocks",
    "UnitForms",
    "Written",
    "label_of",
    "outdone",
]


@dataclass(frozen=True, slots=True)
class Summed:
    """A form of all units: the sum, who is in it, and every cell beside that of the own records."""

    form: str
    month: Month
    blocks: tuple[FormBlock, ...]
    units: tuple[str, ...]
    cells: tuple[Compared, ...]

    @property
    def differences(self) -> tuple[Compared, ...]:
        """The cells where the own records count something else."""
        return differences(self.cells)


class UnitForms:
    """The forms of units in a session. Belongs to the window's thread."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store

    # ---- bringing files in ----------------------------------------------------------------------------------

    def reading(self, paths: Sequence[Path]) -> Work:
        """Work that reads files; its result is a list of Reading. A file that cannot be read stops no other."""
        return read_work(paths, [form_spec(self.session.resources, form) for form in FORMS])

    def preview(self, readings: Iterable[Reading], month: Month) -> list[Incoming]:
        """What files would become: in their own month, or in `month` where they name none; the newest file last."""
        found: list[Incoming] = []
        for reading in sorted(readings, key=lambda one: one.modified):
            if reading.error is not None:
                found.append(Incoming(reading.path, reading.digest, month, error=sentence(reading.error)))
            found.extend(self._incoming(reading, form, month) for form in reading.forms)
        return found

    def placed(self, incoming: Incoming, *, unit: str | None = None, month: Month | None = None) -> Incoming:
        """The same form for another unit or month."""
        name = self._unit_name(incoming.form, incoming.unit if unit is None else unit)
        chosen = incoming.month if month is None else month
        moved = dataclasses.replace(
            incoming,
            unit=name,
            month=chosen,
            is_asked=any(name == asked.name for asked in self._asked(family_of(incoming.form))),
        )
        same = [form for form in self._handed_in(chosen, [incoming.form]) if form.id == moved.id]
        return dataclasses.replace(moved, replaces=same[0] if same else None)

    def take_in(self, incoming: Sequence[Incoming], place: Place, *, today: date) -> Work:
        """Work that writes what is ready, in one action, and keeps the files; its result is a Written.

        Of two for one unit, form and month the later counts. Errors: unit_form_incomplete, import_outdated where
        a file was changed since it was read, those of `keep_file` and of a write.
        """
        for one in incoming:
            if not one.is_ready:
                raise AnxiError("unit_form_incomplete", name=one.path.name)
        wanted = {one.id: one for one in incoming}
        types = {unit.name: unit.unit_type for family in Family for unit in self._asked(family)}

        def work() -> TakeSteps:
            with closing(Store.open(place.folder, profile=place.profile)) as store:
                saves: list[Save] = []
                for number, one in enumerate(wanted.values()):
                    yield 90 * number // len(wanted), one.path.name
                    if keep_file(store, one.path, limit=MOST_BYTES).digest != one.digest:
                        raise AnxiError("import_outdated")
                    saves.append(
                        record_edit.named_save(
                            store, "unit_form", one.id, values_of(one, types.get(one.unit, ""), today)
                        )
                    )
                yield 90, "写入"
                title = title_of(list(wanted.values()))
                done = store.edit(title, saves, author=place.author) if saves else None
            return Written(title, done, len(saves))

        return work

    def note(self, written: Written) -> None:
        """Take note of what a job has taken in, so that it can be undone."""
        if written.done is not None:
            self.session.record(written.title, written.done)

    # ---- what is there --------------------------------------------------------------------------------------

    def unit_names(self, form: str) -> list[str]:
        """The units that owe a form, to choose from."""
        return [unit.name for unit in self._asked(family_of(form))]

    def overview(self, month: Month, family: Family) -> tuple[Standing, ...]:
        """Every unit with its forms of a month: those that are asked, then others that handed in."""
        return standings(self._asked(family), self._handed_in(month, FORMS_OF[family]))

    def summed(self, month: Month, family: Family) -> dict[str, Summed]:
        """The family's forms of a month, each summed over all units and compared with the own records."""
        own_type = self.session.settings.unit_type
        report = month_report(self.store.connection, month, own_unit_type=own_type)
        lines = self.overview(month, family)
        made: dict[str, Summed] = {}
        for form in FORMS_OF[family]:
            forms = [line.forms[form] for line in lines if form in line.forms]
            own = [_own_block(form, block) for block in report.forms[form]]
            total = summed(forms, spelt=[block.unit_type for block in own])
            keys = [key for key in FIGURES[form] if key != "unit_type"]
            made[form] = Summed(
                form,
                month,
                total,
                tuple(one.unit for one in forms),
                tuple(compared(total, own, keys)) if forms else (),
            )
        return made

    def remove(self, records: Sequence[str]) -> Done:
        """Take forms out again; the files stay among the attachments."""
        saves = [
            save for record in records for save in record_edit.delete_saves(self.store, "unit_form", record)
        ]
        count = f"（{len(records)} 份）" if len(records) > 1 else ""
        return self.session.edit(f"删除各单位报来的月报{count}", saves)

    def export(self, month: Month, family: Family, target: Path, *, today: date) -> Work:
        """Work that writes the summed forms, who handed in, and the differences to `target`; its result is the path.

        Errors: nothing_to_export where nobody has handed in, those of `write_beside`.
        """
        lines = self.overview(month, family)
        sums = self.summed(month, family)
        if not any(one.units for one in sums.values()):
            raise AnxiError("nothing_to_export")
        settings, resources = self.session.settings, self.session.resources
        day = filled_day(month, today, counting_rules(self.store.connection, month))

        def work() -> WriteSteps:
            from anxi_desktop.files.form_layout import FormHead, place
            from anxi_desktop.files.unit_forms_xlsx import (
                difference_sheet,
                standing_sheet,
                write_unit_forms,
            )

            yield 10, target.name
            head = FormHead(settings.unit, settings.person, settings.phone, day)
            placed = [
                place(
                    form_spec(resources, one.form),
                    [{"unit_type": block.unit_type, **block.cells} for block in one.blocks],
                    head,
                )
                for one in sums.values()
                if one.units
            ]
            cells = [(one.form, cell) for one in sums.values() for cell in one.differences]
            write_unit_forms(
                target, placed, [standing_sheet(month, family, lines), difference_sheet(month, family, cells)]
            )
            return target

        return work

    # ---- inside ---------------------------------------------------------------------------------------------

    def _asked(self, family: Family | None) -> list[AskedUnit]:
        rows = [
            row
            for row in self.store.rows("reporting_unit", {"family": family.value if family else None})
            if not row["retired"]
        ]
        rows.sort(key=lambda row: sort_key(str(row["name"])))
        return [AskedUnit(str(row["name"]), str(row["unit_type"] or "")) for row in rows]

    def _handed_in(self, month: Month, forms: Iterable[str]) -> list[UnitBlocks]:
        """The records of a month, in the order they were written."""
        wanted = set(forms)
        return [
            _unit_blocks(row)
            for row in self.store.rows("unit_form", {"month": str(month)})
            if row["form"] in wanted
        ]

    def _unit_name(self, form: str, name: str) -> str:
        """A unit's name as the list of units spells it."""
        asked = {name_key(unit.name): unit.name for unit in self._asked(family_of(form))}
        return asked.get(name_key(name), name.strip())

    def _incoming(self, reading: Reading, form: ReadForm, month: Month) -> Incoming:
        made = Incoming(
            reading.path,
            reading.digest,
            form.month or month,
            unit=form.head.unit,
            form=form.form,
            read=form,
            notes=form.warnings,
        )
        if form.form == FORM_3:
            error = AnxiError("form_of_year", form=form.form, path=reading.path)
            return dataclasses.replace(made, error=sentence(error))
        if form.is_blank:
            error = AnxiError("form_blank", form=form.form, path=reading.path)
            return dataclasses.replace(made, error=sentence(error))
        if len(str(values_of(made, "", date.today())["body"])) > BODY_LIMIT:
            error = AnxiError("form_too_long", form=form.form, path=reading.path, n=len(form.blocks))
            return dataclasses.replace(made, error=sentence(error))
        return self.placed(made)


def _unit_blocks(row: Mapping[str, JournalValue]) -> UnitBlocks:
    form = str(row["form"])
    try:
        body = FormBody.read(form, str(row["body"]))
    except AnxiError:
        body = None
    return UnitBlocks(
        id=str(row["id"]),
        form=form,
        unit=str(row["unit"]),
        body=body,
        received_on=date.fromisoformat(str(row["received_on"])) if row["received_on"] else None,
        file_name=str(row["file_name"] or ""),
    )


def _own_block(form: str, block: Block) -> FormBlock:
    cells = {key: block.figures[key].value for key in FIGURES[form] if key in block.figures}
    return FormBlock(block.unit_type, cells)
