"""A window as a Qt tutorial makes it, for our start to be compared with: from source, and packaged."""

import sys

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

TITLE = "bare PySide6 window"


def main() -> int:
    """Show a toolbar and a table and stay."""
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.setWindowTitle(TITLE)
    bar = window.addToolBar("bar")
    for number in range(8):
        bar.addAction(f"action {number}")
    model = QStandardItemModel(50, 10)
    for row in range(50):
        for column in range(10):
            model.setItem(row, column, QStandardItem(f"{row} {column}"))
    table = QTableView()
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1440, 900)
    window.show()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
