// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/keyfield.h"

namespace assay::ui {

KeyField::KeyField(QWidget *parent)
    : QLineEdit(parent)
{
    setEchoMode(QLineEdit::Password);
    setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    setPlaceholderText(tr("Paste the key"));
    setAccessibleName(tr("API key"));
}

security::Secret KeyField::take()
{
    QByteArray utf8 = text().toUtf8();
    security::Secret key = security::Secret::fromUtf8(utf8);
    utf8.fill('\0');
    setText(QString(text().size(), u'\0')); // overwrites what an undo step would keep
    clear();
    return key;
}

} // namespace assay::ui
