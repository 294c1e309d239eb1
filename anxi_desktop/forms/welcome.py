# -*- coding: utf-8 -*-

################################################################################
## Form generated from reading UI file 'welcome.ui'
##
## Created by: Qt User Interface Compiler version 6.11.3
##
## WARNING! All changes made in this file will be lost when recompiling UI file!
################################################################################

from PySide6.QtCore import (QCoreApplication, QDate, QDateTime, QLocale,
    QMetaObject, QObject, QPoint, QRect,
    QSize, QTime, QUrl, Qt)
from PySide6.QtGui import (QBrush, QColor, QConicalGradient, QCursor,
    QFont, QFontDatabase, QGradient, QIcon,
    QImage, QKeySequence, QLinearGradient, QPainter,
    QPalette, QPixmap, QRadialGradient, QTransform)
from PySide6.QtWidgets import (QApplication, QHBoxLayout, QLabel, QSizePolicy,
    QSpacerItem, QVBoxLayout, QWidget)

from anxi_desktop.views.components.buttons import Button
from anxi_desktop.views.components.icons import Picture

class Ui_Welcome(object):
    def setupUi(self, Welcome):
        if not Welcome.objectName():
            Welcome.setObjectName(u"Welcome")
        self.across = QHBoxLayout(Welcome)
        self.across.setObjectName(u"across")
        self.across.setContentsMargins(32, 32, 32, 32)
        self.left = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.across.addItem(self.left)

        self.column = QWidget(Welcome)
        self.column.setObjectName(u"column")
        self.column.setMinimumSize(QSize(560, 0))
        self.column.setMaximumSize(QSize(560, 16777215))
        self.down = QVBoxLayout(self.column)
        self.down.setSpacing(4)
        self.down.setObjectName(u"down")
        self.down.setContentsMargins(0, 0, 0, 0)
        self.above = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.down.addItem(self.above)

        self.mark = Picture(self.column)
        self.mark.setObjectName(u"mark")

        self.down.addWidget(self.mark)

        self.underMark = QSpacerItem(0, 12, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

        self.down.addItem(self.underMark)

        self.title = QLabel(self.column)
        self.title.setObjectName(u"title")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setProperty(u"type", u"title")

        self.down.addWidget(self.title)

        self.words = QLabel(self.column)
        self.words.setObjectName(u"words")
        sizePolicy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        sizePolicy.setHorizontalStretch(0)
        sizePolicy.setVerticalStretch(0)
        sizePolicy.setHeightForWidth(self.words.sizePolicy().hasHeightForWidth())
        self.words.setSizePolicy(sizePolicy)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setProperty(u"type", u"secondary")

        self.down.addWidget(self.words)

        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(12)
        self.buttons.setObjectName(u"buttons")
        self.buttons.setContentsMargins(-1, 20, -1, 8)
        self.begin = Button(self.column)
        self.begin.setObjectName(u"begin")
        self.begin.setProperty(u"kind", u"primary")

        self.buttons.addWidget(self.begin)

        self.demo = Button(self.column)
        self.demo.setObjectName(u"demo")
        self.demo.setProperty(u"kind", u"secondary")

        self.buttons.addWidget(self.demo)

        self.right = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.buttons.addItem(self.right)


        self.down.addLayout(self.buttons)

        self.note = QLabel(self.column)
        self.note.setObjectName(u"note")
        sizePolicy.setHeightForWidth(self.note.sizePolicy().hasHeightForWidth())
        self.note.setSizePolicy(sizePolicy)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setProperty(u"type", u"caption")

        self.down.addWidget(self.note)

        self.below = QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

        self.down.addItem(self.below)

        self.down.setStretch(0, 2)
        self.down.setStretch(7, 3)

        self.across.addWidget(self.column)

        self.rest = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

        self.across.addItem(self.rest)


        self.retranslateUi(Welcome)

        QMetaObject.connectSlotsByName(Welcome)
    # setupUi

    def retranslateUi(self, Welcome):
        self.title.setText(QCoreApplication.translate("Welcome", u"\u6b22\u8fce\u4f7f\u7528", None))
        self.words.setText(QCoreApplication.translate("Welcome", u"\u9879\u76ee\u53f0\u8d26\u3001\u68c0\u67e5\u9690\u60a3\u3001\u98ce\u9669\u548c\u6708\u62a5\u8868\uff0c\u90fd\u5728\u8fd9\u53f0\u7535\u8111\u4e0a\uff0c\u4e0d\u9700\u8981\u7f51\u7edc\u3002\u6570\u636e\u53ea\u5728\u60a8\u9009\u7684\u6587\u4ef6\u5939\u91cc\uff0c\u6bcf\u5929\u81ea\u52a8\u5907\u4efd\u3002", None))
        self.begin.setText(QCoreApplication.translate("Welcome", u"\u5f00\u59cb\u4f7f\u7528", None))
        self.demo.setText(QCoreApplication.translate("Welcome", u"\u770b\u6f14\u793a\u6570\u636e", None))
        self.note.setText(QCoreApplication.translate("Welcome", u"\u6f14\u793a\u6570\u636e\u662f\u865a\u6784\u7684\u4e00\u4e2a\u53bf\uff0c\u653e\u5728\u5355\u72ec\u7684\u6587\u4ef6\u5939\u91cc\uff0c\u4e0d\u4f1a\u6df7\u8fdb\u60a8\u7684\u53f0\u8d26\u3002", None))
        pass
    # retranslateUi

