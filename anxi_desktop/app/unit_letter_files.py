"""Letters as files: each as PDF or docx, and all of them in one PDF for the printer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

from anxi_desktop.app.jobs import Work
from anxi_desktop.app.unit_letter_lines import Row, company_of, days_of
from anxi_desktop.app.unit_letters import UnitLetters
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.words import choice_word
from anxi_desktop.files.photo_print import safe_name
from anxi_desktop.files.unit_letters import LetterFacts, unit_letter, write_letters


def letters_work(
    letters: UnitLetters, records: Sequence[str], folder: Path, *, formats: Sequence[str], joined: bool
) -> Work:
    """Work that writes letters into `folder`: a file per letter and format (pdf, docx), and all in one PDF if `joined`.

    Everything is read now; the work asks nothing. Its result are the paths, the joined one first.
    Raises AnxiError("nothing_to_export") for no letters.
    """
    rows = [letters.store.row("unit_letter", record) for record in records]
    if not rows:
        raise AnxiError("nothing_to_export")
    templates = {kind: letters.words.template(kind) for kind in LetterKind}
    chosen = [(LetterKind(str(row["kind"])), _facts(letters, row)) for row in rows]
    chosen.sort(key=lambda found: (found[0] is not LetterKind.NOTICE, found[1].number))
    resources = letters.session.resources
    year = rows[0]["year"]

    def work() -> Generator[tuple[int, str], None, list[Path]]:
        from anxi_desktop.files.letter_docx import write_docx
        from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf

        fonts = letter_fonts(resources)
        papers = [(kind, facts, unit_letter(kind, facts, templates[kind])) for kind, facts in chosen]
        written: list[Path] = []
        name_of = _names()
        if joined:
            kinds = "、".join(dict.fromkeys(choice_word(LetterKind, kind.value) for kind, _f, _p in papers))
            path = folder / name_of(f"{kinds}_{year}年_{len(papers)}份", "pdf")
            yield from write_letters(path, [paper for _kind, _facts, paper in papers], fonts=fonts)
            written.append(path)
        for number, (kind, facts, paper) in enumerate(papers):
            stem = "_".join((choice_word(LetterKind, kind.value), facts.project, facts.number))
            for suffix in formats:
                yield 100 * number // len(papers), facts.project
                path = folder / name_of(stem.rstrip("_"), suffix)
                if suffix == "docx":
                    write_docx(path, paper)
                else:
                    write_pdf(path, paper, fonts=fonts)
                written.append(path)
        return written

    return work


def _names() -> Callable[[str, str], str]:
    """File names of which none is given twice: two projects of one name may have letters without numbers."""
    given: set[str] = set()

    def name_of(stem: str, suffix: str) -> str:
        stem = safe_name(stem)
        name, number = f"{stem}.{suffix}", 1
        while name.casefold() in given:
            number += 1
            name = f"{stem}（{number}）.{suffix}"
        given.add(name.casefold())
        return name

    return name_of


def _facts(letters: UnitLetters, letter: Row) -> LetterFacts:
    """What a letter says of its project."""
    project = letters.store.row("project", str(letter["project"]))
    days = days_of(letter)
    return LetterFacts(
        project=str(project["name"]),
        company=company_of(project),
        year=int(str(letter["year"])),
        unit=letters.session.settings.unit,
        number=str(letter["number"] or ""),
        made_on=days["made_on"],
        evaluate_by=days["evaluate_by"],
        signed_on=days["signed_on"],
    )
