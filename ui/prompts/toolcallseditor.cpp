// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/toolcallseditor.h"

#include "ui/prompts/toolcallrow.h"
#include "ui/theme/metrics.h"

#include <algorithm>

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

ToolCallsEditor::ToolCallsEditor(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(metrics::normal());
}

void ToolCallsEditor::setCalls(const std::vector<providers::ToolCall> &calls)
{
    if (this->calls() == calls && problem().isEmpty())
        return;
    qDeleteAll(m_rows);
    m_rows.clear();
    for (const providers::ToolCall &call : calls)
        insertRow(static_cast<int>(m_rows.size()), call);
}

std::vector<providers::ToolCall> ToolCallsEditor::calls() const
{
    std::vector<providers::ToolCall> calls;
    for (const ToolCallRow *row : m_rows)
        calls.push_back(row->call());
    return calls;
}

ToolCallRow *ToolCallsEditor::insertRow(int at, const providers::ToolCall &call)
{
    auto *row = new ToolCallRow(m_theme, call, this);
    row->setReadOnly(m_isReadOnly);
    row->zoomBy(m_zoom);
    connect(row, &ToolCallRow::changed, this, &ToolCallsEditor::changed);
    connect(row, &ToolCallRow::left, this, &ToolCallsEditor::stepped);
    connect(row, &ToolCallRow::removeRequested, this, [this, row] { remove(row); });
    m_rows.insert(at, row);
    m_layout->insertWidget(at, row);
    return row;
}

void ToolCallsEditor::add()
{
    const auto isTaken = [this](const QString &id) {
        return std::ranges::any_of(m_rows, [&id](const ToolCallRow *row) { return row->call().id == id; });
    };
    providers::ToolCall call;
    call.name = u"tool"_s;
    for (int number = 1; call.id.isEmpty() || isTaken(call.id); ++number)
        call.id = u"call_%1"_s.arg(number);
    ToolCallRow *row = insertRow(static_cast<int>(m_rows.size()), call);
    row->show();
    row->focusName();
    Q_EMIT changed();
    Q_EMIT stepped();
}

void ToolCallsEditor::remove(ToolCallRow *row)
{
    m_rows.removeOne(row);
    m_layout->removeWidget(row);
    row->hide();
    row->deleteLater(); // its button is still being clicked
    Q_EMIT changed();
    Q_EMIT stepped();
}

void ToolCallsEditor::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    for (ToolCallRow *row : std::as_const(m_rows))
        row->setReadOnly(isReadOnly);
}

void ToolCallsEditor::zoomBy(int points)
{
    m_zoom += points;
    for (ToolCallRow *row : std::as_const(m_rows))
        row->zoomBy(points);
}

QString ToolCallsEditor::problem() const
{
    for (const ToolCallRow *row : m_rows) {
        if (!row->problem().isEmpty())
            return row->problem();
    }
    return {};
}

} // namespace assay::ui
