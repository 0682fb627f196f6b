// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/rolesview.h"

#include "ui/operations/datatable.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <array>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

using security::Access;
using security::Role;
using workspace::Workspace;

constexpr auto refreshEvery = 5s; // a terminal may grant roles, too
constexpr std::array roles{Role::Viewer, Role::Editor, Role::Releaser, Role::Admin};

QString userName()
{
    return qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"me"_s));
}

QString titleOf(Role role)
{
    switch (role) {
    case Role::Viewer:
        return RolesView::tr("Viewer");
    case Role::Editor:
        return RolesView::tr("Editor");
    case Role::Releaser:
        return RolesView::tr("Releaser");
    case Role::Admin:
        break;
    }
    return RolesView::tr("Admin");
}

QString rightsOf(Role role)
{
    switch (role) {
    case Role::Viewer:
        return RolesView::tr("Reads.");
    case Role::Editor:
        return RolesView::tr("Also moves labels that are not protected.");
    case Role::Releaser:
        return RolesView::tr("Also moves protected labels, and releases on them.");
    case Role::Admin:
        break;
    }
    return RolesView::tr("Also grants roles and protects labels.");
}

TableRow rowOf(const QString &user, Role role)
{
    const QString name = user == userName() ? RolesView::tr("%1 (you)").arg(user) : user;
    return {user, {{name, user}, {titleOf(role), int(role)}, {rightsOf(role), {}}}};
}

} // namespace

RolesView::RolesView(const PageContext &context, QWidget *parent)
    : OperationsView(context, refreshEvery, parent)
    , m_search(searchField(context.theme, tr("Search roles"), this))
    , m_table(new DataTable(context.theme, tr("Roles"),
                            {{tr("User"), 30}, {tr("Role"), 16}, {tr("May do"), 0}}, this))
    , m_note(new QLabel(this))
    , m_user(new QLineEdit(this))
    , m_role(new QComboBox(this))
    , m_grant(new QPushButton(tr("&Give the role"), this))
    , m_revoke(new QPushButton(tr("&Take the role away"), this))
    , m_labels(new QLineEdit(this))
    , m_protect(new QPushButton(tr("&Protect"), this))
{
    build();
    m_table->setEmptyContent({u"user"_s,
                              tr("Nobody has a role"),
                              tr("Everybody who opens this workspace may do everything. Give yourself the role "
                                 "Admin first, then others theirs."),
                              tr("Make me the admin"),
                              [this] {
                                  m_user->setText(userName());
                                  m_role->setCurrentIndex(static_cast<int>(roles.size()) - 1);
                                  grant();
                              },
                              {},
                              {}});
    m_table->sortBy(0, Qt::AscendingOrder);
    connect(m_search, &QLineEdit::textChanged, m_table, &DataTable::setFilter);
    connect(m_table, &DataTable::filterCleared, m_search, &QLineEdit::clear);
    connect(m_table, &DataTable::currentChanged, this, &RolesView::showChosen);
    connect(m_table, &DataTable::opened, this, [this] { m_role->setFocus(); });
    connect(m_user, &QLineEdit::returnPressed, this, &RolesView::grant);
    connect(m_grant, &QPushButton::clicked, this, &RolesView::grant);
    connect(m_revoke, &QPushButton::clicked, this, &RolesView::revoke);
    connect(m_labels, &QLineEdit::returnPressed, this, &RolesView::protect);
    connect(m_protect, &QPushButton::clicked, this, &RolesView::protect);
}

void RolesView::build()
{
    const int character = fontMetrics().averageCharWidth();
    m_search->setMaximumWidth(character * 50);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    makeMuted(m_note);
    m_note->hide();
    m_user->setPlaceholderText(tr("Name in the system"));
    m_user->setAccessibleName(tr("User"));
    m_user->setMaximumWidth(character * 36);
    for (const Role role : roles)
        m_role->addItem(titleOf(role));
    for (int i = 0; i < m_role->count(); ++i)
        m_role->setItemData(i, rightsOf(roles.at(static_cast<size_t>(i))), Qt::ToolTipRole);
    m_role->setAccessibleName(tr("Role"));
    m_labels->setAccessibleName(tr("Protected labels"));
    m_labels->setPlaceholderText(tr("None: production, staging\u2026"));
    m_labels->setMaximumWidth(character * 60);
    m_revoke->setEnabled(false);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    head->addWidget(m_search, 1);
    head->addStretch();
    auto *grants = new QHBoxLayout;
    grants->setSpacing(metrics::normal());
    for (QWidget *part : {static_cast<QWidget *>(m_user), static_cast<QWidget *>(m_role),
                          static_cast<QWidget *>(m_grant), static_cast<QWidget *>(m_revoke)})
        grants->addWidget(part);
    grants->addStretch();
    auto *labels = new QHBoxLayout;
    labels->setSpacing(metrics::normal());
    auto *caption = new QLabel(tr("Only a &releaser moves"), this);
    caption->setBuddy(m_labels);
    labels->addWidget(caption);
    labels->addWidget(m_labels, 1);
    labels->addWidget(m_protect);
    labels->addStretch();
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    foot->setSpacing(metrics::normal());
    foot->addWidget(m_note);
    foot->addLayout(grants);
    foot->addLayout(labels);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_table, 1);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addLayout(foot);
}

void RolesView::refresh()
{
    read<Access>(
        [](Workspace &workspace) -> QCoro::Task<Result<Access>> {
            auto access = co_await workspace.access().access();
            co_return access;
        },
        [this](const Access &access) { show(access); });
}

void RolesView::show(const Access &access)
{
    m_access = access;
    QList<TableRow> rows;
    for (auto each = access.roles.cbegin(); each != access.roles.cend(); ++each)
        rows.append(rowOf(each.key(), each.value()));
    m_table->setRows(std::move(rows));
    if (!m_labels->hasFocus()) // somebody may be typing
        m_labels->setText(access.protectedLabels.join(u", "_s));
    const QString refusal = access.refusal(userName(), Role::Admin, tr("change roles"));
    m_note->setText(refusal);
    m_note->setVisible(!refusal.isEmpty());
    for (QWidget *part : {static_cast<QWidget *>(m_grant), static_cast<QWidget *>(m_protect)})
        part->setEnabled(refusal.isEmpty());
    m_revoke->setEnabled(refusal.isEmpty() && access.roles.contains(m_table->currentId()));
}

void RolesView::showChosen(const QString &user)
{
    m_revoke->setEnabled(m_grant->isEnabled() && m_access.roles.contains(user));
    if (!m_access.roles.contains(user))
        return;
    m_user->setText(user);
    m_role->setCurrentIndex(static_cast<int>(m_access.roles.value(user)));
}

std::function<void()> RolesView::backTo(const QString &user)
{
    const auto before = m_access.roles.constFind(user);
    if (before == m_access.roles.cend()) {
        return [this, user] {
            change(
                [user](Workspace &workspace) -> QCoro::Task<Result<>> {
                    co_return co_await workspace.access().revoke(user, userName());
                },
                tr("%1 has no role again.").arg(user));
        };
    }
    return [this, user, role = *before] {
        change(
            [user, role](Workspace &workspace) -> QCoro::Task<Result<>> {
                co_return co_await workspace.access().grant(user, role, userName());
            },
            tr("%1 is %2 again.").arg(user, titleOf(role)));
    };
}

void RolesView::grant()
{
    const QString user = m_user->text().trimmed();
    if (user.isEmpty() || !m_grant->isEnabled()) {
        m_user->setFocus();
        return;
    }
    const Role role = roles.at(static_cast<size_t>(m_role->currentIndex()));
    change(
        [user, role](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.access().grant(user, role, userName());
        },
        tr("%1 is %2 now.").arg(user, titleOf(role)), backTo(user));
}

void RolesView::revoke()
{
    const QString user = m_table->currentId();
    if (user.isEmpty())
        return;
    change(
        [user](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.access().revoke(user, userName());
        },
        tr("%1 has no role any more.").arg(user), backTo(user));
}

void RolesView::protect()
{
    if (!m_protect->isEnabled())
        return;
    static const QRegularExpression between(u"[,;\\s]+"_s);
    const QStringList labels = m_labels->text().split(between, Qt::SkipEmptyParts);
    change(
        [labels](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.access().protect(labels, userName());
        },
        labels.isEmpty() ? tr("No label is protected now.")
                         : tr("Only a releaser moves %1 now.").arg(labels.join(u", "_s)),
        [this, before = m_access.protectedLabels] {
            m_labels->setText(before.join(u", "_s));
            protect();
        });
}

void RolesView::copy() const
{
    m_table->copySelection();
}

void RolesView::focusMain()
{
    m_table->setFocus();
}

} // namespace assay::ui
