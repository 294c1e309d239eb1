"""What the page 月报 does besides showing: exports, blank forms, and all of handing a month in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from anxi_desktop.app import desktop, paths
from anxi_desktop.app.drives import Drive, removable_drives
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.month_submission import FAMILY_WORDS, HandedIn, MonthSubmissions, Sent, Written
from anxi_desktop.app.reports import FORMS, WrittenReport, blank_forms, writing
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.components.toast import ToastAction
from anxi_desktop.views.month_handing import HandingDrawer, day_words

if TYPE_CHECKING:
    from anxi_desktop.views.month_page import MonthPage

_SCANS = "PDF、图片 (*.pdf *.jpg *.jpeg *.png *.heic *.tif *.tiff)"


class MonthActs(QObject):
    """The page's acts; `handing` is the drawer while it is open."""

    def __init__(self, page: MonthPage) -> None:
        super().__init__(page)
        self.page = page
        self.shell = page.shell
        self.session = page.session
        self.submissions = MonthSubmissions(self.session)
        self.handing: HandingDrawer | None = None
        self._is_submitting = False

    def refresh(self) -> None:
        """Something was counted again."""
        self.show_notice()
        if self.handing is not None:
            self._fill(self.handing)

    def show_notice(self) -> None:
        """The line over the form: only where something was handed in and moved since."""
        state = self._state()
        notice = self.page.notice
        notice.clear_actions()
        if state is None or state.last is None or not state.moved:
            notice.set("")
            return
        words = self.tr("{day}提交以后，数据有变化：{n} 格和提交的不同。提交的那一份没有变。")
        notice.set(words.format(day=day_words(state.last.submitted_on), n=len(state.moved)), tone="warning")
        notice.add_action(self.tr("看变化"), self.open_handing)

    @Slot(object, bool)
    def ask_export(self, formats: tuple[str, ...], all_forms: bool) -> None:
        """Ask for a folder and write the form that is shown, or all of the month."""
        chosen = self._ask_folder(self.tr("月报表放到哪个文件夹"))
        if chosen is not None:
            form = self.page.form
            labels = FORMS if all_forms or form is None else (form.label,)
            self.export_to(chosen, formats, labels)

    def export_to(self, target: Path, formats: tuple[str, ...], labels: Sequence[str]) -> None:
        """Write forms of the month into a folder, as a job."""
        session = self.session
        work = partial(
            writing,
            session.store.folder,
            profile=paths.profile_folder(),
            month=self.page.month,
            settings=session.settings,
            resources=session.resources,
            target=target,
            labels=labels,
            formats=formats,
            today=date.today(),
        )
        self.shell.run(self.tr("生成月报表"), work, self._on_written)

    @Slot()
    def ask_blank(self) -> None:
        """Write the family's forms without figures, for handwriting."""
        chosen = self._ask_folder(self.tr("空白表放到哪个文件夹"))
        if chosen is not None:
            work = partial(
                blank_forms, self.session.resources, target=chosen, labels=FORMS, formats=("pdf", "docx")
            )
            self.shell.run(self.tr("生成空白表"), work, self._on_files)

    @Slot()
    def open_handing(self) -> None:
        """Show how the family's month stands, with the ways to hand it in."""
        if self.handing is None:
            drawer = HandingDrawer()
            drawer.close_asked.connect(self.shell.close_drawer)
            drawer.closed.connect(self._on_closed)
            drawer.submit_asked.connect(self.submit)
            drawer.scans_asked.connect(self.ask_scans)
            drawer.package_asked.connect(self.ask_package)
            drawer.mail_asked.connect(self.ask_mail)
            drawer.stick_asked.connect(self.ask_stick)
            drawer.paper_asked.connect(self._on_paper)
            drawer.cell_asked.connect(self.page.show_cell)
            self.handing = drawer
        self._fill(self.handing)
        self.shell.open_drawer(self.handing)
        self.handing.begin()

    @Slot(str)
    def submit(self, reason: str) -> None:
        """Freeze the month with its papers, as a job; once, however often the button is pressed meanwhile."""
        if self._is_submitting:
            return
        page = self.page
        work = self.submissions.submit_work(page.month, page.family, reason=reason, today=date.today())
        title = self.tr("提交{month}{family}月报").format(month=page.month, family=FAMILY_WORDS[page.family])

        def done(written: Written) -> None:
            self._is_submitting = False
            self.submissions.record(title, written)
            if self.handing is not None:
                self.handing.reason.clear()
            self.shell.toast(self.tr("已提交，数值已冻结"))

        self._is_submitting = True
        self.shell.run(title, work, done, on_stopped=self._on_stopped)

    @Slot()
    def _on_stopped(self) -> None:
        self._is_submitting = False

    @Slot()
    def ask_scans(self) -> None:
        """Keep scans of the sealed forms with the submission."""
        state = self._state()
        names, _ = QFileDialog.getOpenFileNames(self.page, self.tr("选择盖章后的扫描件"), "", _SCANS)
        if names and state is not None and state.last is not None:
            self._try(lambda: self.submissions.add_scans(state.last, [Path(name) for name in names]))  # pyright: ignore[reportArgumentType]

    @Slot()
    def ask_package(self) -> None:
        """One zip in a folder."""
        self._send(self.tr("报送包放到哪个文件夹"), self.submissions.package_work, self.tr("打包"))

    @Slot()
    def ask_mail(self) -> None:
        """A draft that Outlook or Foxmail opens."""
        self._send(self.tr("邮件草稿放到哪个文件夹"), self.submissions.mail_work, self.tr("生成邮件"))

    @Slot()
    def ask_stick(self) -> None:
        """The package on a stick, read back."""
        drives = removable_drives()
        start = str(drives[0].root) if drives else ""
        if not drives:
            self.shell.toast(self.tr("没有找到U盘。请插好U盘再按一次，或者选一个文件夹。"))
        self._send(self._stick_words(drives), self.submissions.copy_work, self.tr("拷到U盘"), start=start)

    def _stick_words(self, drives: Sequence[Drive]) -> str:
        if not drives:
            return self.tr("拷到哪个文件夹")
        return self.tr("拷到U盘 {name} 的哪个文件夹").format(name=drives[0].name or drives[0].root)

    def _send(self, title: str, make: Callable[..., Work], words: str, *, start: str = "") -> None:
        state = self._state()
        if state is None or state.last is None:
            return
        chosen = self._ask_folder(title, start=start)
        if chosen is None:
            return
        work = self._try(lambda: make(state.last, state.month, chosen))
        if work is not None:
            self.shell.run(words, work, self._on_sent)

    def _try(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except AnxiError as error:
            self.shell.show_error(error)
            return None

    def _state(self) -> HandedIn | None:
        forms = self.page.all_forms
        return self.submissions.state(forms, self.page.family) if forms else None

    def _fill(self, drawer: HandingDrawer) -> None:
        """The checks for handing in are stricter than those beside the form."""
        forms = self.page.reports.forms(self.page.month, today=date.today(), final=True)
        state = self.submissions.state(forms, self.page.family)
        papers = self.submissions.papers(state.last) if state.last is not None else []
        drawer.show_state(state, papers, today=date.today())

    def _ask_folder(self, title: str, *, start: str = "") -> Path | None:
        begin = start or self.session.settings.export_folder or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self.page, title, begin)
        return Path(chosen) if chosen else None

    @Slot(object)
    def _on_paper(self, path: Path | None) -> None:
        if path is None:
            self.shell.toast(self.tr("这份文件不在这台电脑上，要从提交的电脑导出数据包后导入。"))
        else:
            desktop.show_in_folder(path)

    @Slot(object)
    def _on_written(self, written: WrittenReport) -> None:
        self._on_files(written.files)
        if written.missing:
            self.shell.toast(
                self.tr("这些字没有字形，PDF 里印成 □：{chars}").format(chars="".join(written.missing))
            )

    @Slot(object)
    def _on_sent(self, sent: Sent) -> None:
        self._on_files(sent.files)
        if sent.warning:
            self.shell.toast(sent.warning)

    @Slot(object)
    def _on_files(self, files: Sequence[Path]) -> None:
        folder = files[0].parent
        if str(folder) != self.session.settings.export_folder:
            self.session.change_settings(export_folder=str(folder))
        if len(files) == 1:
            self.shell.exported(files[0])
            return
        actions = [
            ToastAction(self.tr("打开第一份"), partial(desktop.open_file, files[0])),
            ToastAction(self.tr("打开所在文件夹"), partial(desktop.show_in_folder, files[0])),
        ]
        self.shell.toast(self.tr("已生成 {n} 个文件").format(n=len(files)), actions=actions)

    @Slot()
    def _on_closed(self) -> None:
        self.handing = None
