"""The pages of this version, in the order of the rail. Pages of later versions are absent, not empty."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from anxi_desktop.views.page import PageSpec

_VIEWS = "anxi_desktop.views"


def page_specs() -> tuple[PageSpec, ...]:
    """The pages there are, with their words in the window's language."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("pages", text)

    return (
        PageSpec("project", "project", tr("项目"), f"{_VIEWS}.project_page", "ProjectPage"),
        PageSpec("inspection", "inspection", tr("检查"), f"{_VIEWS}.inspection_page", "InspectionPage"),
        PageSpec("hazard", "hazard", tr("隐患"), f"{_VIEWS}.hazard_page", "HazardPage"),
        PageSpec("risk", "risk", tr("风险"), f"{_VIEWS}.risk_page", "RiskPage"),
        PageSpec("month", "month", tr("月报"), f"{_VIEWS}.month_page", "MonthPage"),
        PageSpec("exchange", "exchange", tr("交换"), f"{_VIEWS}.exchange_page", "ExchangePage"),
        PageSpec("library", "library", tr("资料"), f"{_VIEWS}.library_page", "LibraryPage"),
        PageSpec("settings", "settings", tr("设置"), f"{_VIEWS}.settings_page", "SettingsPage"),
        PageSpec(
            "import",
            "import",
            tr("导入"),
            f"{_VIEWS}.import_assistant",
            "ImportAssistant",
            in_rail=False,
            under="project",
        ),
    )
