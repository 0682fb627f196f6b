// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/providersmodel.h"

#include "ui/providers/protocolnames.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

void ProvidersModel::setRows(QList<ProviderRow> rows)
{
    const auto sameNames = std::ranges::equal(
        m_rows, rows, {}, [](const ProviderRow &r) { return r.provider.id; },
        [](const ProviderRow &r) { return r.provider.id; });
    if (sameNames) {
        m_rows = std::move(rows);
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const ProviderRow *ProvidersModel::row(int row) const
{
    return row >= 0 && row < m_rows.size() ? &m_rows.at(row) : nullptr;
}

int ProvidersModel::rowOf(const QString &name) const
{
    const auto found = std::ranges::find(m_rows, name, [](const ProviderRow &r) { return r.provider.name; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int ProvidersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ProvidersModel::data(const QModelIndex &index, int role) const
{
    const ProviderRow *shown = row(index.row());
    if (shown == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return shown->provider.name;
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3").arg(shown->provider.name, describe(shown->provider), keyText(*shown));
    case Qt::ToolTipRole:
        return shown->provider.baseUrl.toString();
    case SubtitleRole:
        return describe(shown->provider);
    case KeyRole:
        return keyText(*shown);
    case IconRole:
        return shown->provider.isSimulated ? u"simulator"_s : u"server"_s;
    default:
        return {};
    }
}

QString ProvidersModel::keyText(const ProviderRow &row)
{
    if (row.keyForThisRun)
        return tr("key for this run");
    if (!row.provider.keyHint.isEmpty())
        return tr("key \u2026%1").arg(row.provider.keyHint);
    return row.provider.needsKey ? tr("no key") : tr("needs no key");
}

QString ProvidersModel::describe(const catalog::Provider &provider)
{
    if (provider.isSimulated)
        return tr("Built-in simulator");
    const QString host = provider.baseUrl.authority();
    return tr("%1 at %2").arg(kindName(provider), host);
}

} // namespace assay::ui
