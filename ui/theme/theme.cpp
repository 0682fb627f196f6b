// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/assaystyle.h"
#include "ui/theme/iconengine.h"
#include "ui/theme/tokens.h"

#include <array>

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFontDatabase>
#include <QTimer>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int portalTimeoutMs = 1000;
const QString appearance = u"org.freedesktop.appearance"_s;
const QString colorScheme = u"color-scheme"_s;
const QString contrastKey = u"contrast"_s;
const QString portalService = u"org.freedesktop.portal.Desktop"_s;
const QString portalPath = u"/org/freedesktop/portal/desktop"_s;
const QString portalInterface = u"org.freedesktop.portal.Settings"_s;

bool isPaletteDark(const QPalette &palette)
{
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

/// The portal answers with a variant in a variant.
QVariant unwrapped(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

Theme::Theme(ThemeChoice choice, QObject *parent)
    : QObject(parent)
    , m_choice(choice)
    , m_systemDark(isPaletteDark(QApplication::palette()))
{
    apply();
    // Queued: the first paint does not wait for a bus.
    if (choice == ThemeChoice::FollowSystem || choice == ThemeChoice::HighContrast)
        QTimer::singleShot(0, this, &Theme::listenToPortal);
}

Theme::~Theme() = default;

void Theme::setChoice(ThemeChoice choice)
{
    if (choice == m_choice)
        return;
    m_choice = choice;
    apply();
    Q_EMIT changed();
    if (choice == ThemeChoice::FollowSystem || choice == ThemeChoice::HighContrast)
        listenToPortal();
}

void Theme::setSystemDark(bool isDark)
{
    if (isDark == m_systemDark)
        return;
    m_systemDark = isDark;
    apply();
    Q_EMIT changed();
}

QIcon Theme::icon(const QString &name) const
{
    return name.isEmpty() ? QIcon() : QIcon(new IconEngine(name, this));
}

QPixmap Theme::pixmap(const QString &name, const QColor &color, int size, qreal pixelRatio)
{
    return renderIcon(name, color, size, pixelRatio);
}

QFont Theme::fixedFont() const
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

qsizetype Theme::seriesIndex(const QString &model) const
{
    if (!m_seriesNames.contains(model))
        m_seriesNames.append(model);
    return m_seriesNames.indexOf(model);
}

QColor Theme::seriesColor(const QString &model) const
{
    return m_tokens.series.at(seriesIndex(model) % m_tokens.series.size());
}

QBrush Theme::seriesBrush(const QString &model) const
{
    // Not the diagonal that marks what is estimated.
    static constexpr std::array patterns{Qt::SolidPattern, Qt::VerPattern, Qt::CrossPattern, Qt::HorPattern};
    const auto round = static_cast<std::size_t>(seriesIndex(model) / m_tokens.series.size());
    return {seriesColor(model), patterns.at(round % patterns.size())};
}

void Theme::apply()
{
    const bool followsSystem = m_choice == ThemeChoice::FollowSystem || m_choice == ThemeChoice::HighContrast;
    m_dark = m_choice == ThemeChoice::Dark || (followsSystem && m_systemDark);
    const bool isHighContrast = m_choice == ThemeChoice::HighContrast
        || (m_choice == ThemeChoice::FollowSystem && m_systemHighContrast);
    m_tokens = tokensFor(m_dark, isHighContrast);
    if (m_style) {
        m_style->setTokens(m_tokens);
    } else {
        m_style = new AssayStyle(m_tokens);
        QApplication::setStyle(m_style); // takes ownership
    }
    QApplication::setPalette(paletteFor(m_tokens));
}

void Theme::listenToPortal()
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (m_listens || !bus.isConnected())
        return;
    m_listens = bus.connect(portalService, portalPath, portalInterface, u"SettingChanged"_s, this,
                            SLOT(onPortalSetting(QDBusMessage)));
    askPortal(colorScheme);
    askPortal(contrastKey);
}

void Theme::askPortal(const QString &key)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(portalService, portalPath, portalInterface, u"Read"_s);
    message << appearance << key;
    auto *watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message, portalTimeoutMs), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, key, watcher] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (reply.isValid()) // else no portal: the start palette decides
            takePortalValue(key, reply.value().variant());
    });
}

void Theme::onPortalSetting(const QDBusMessage &message)
{
    const QVariantList arguments = message.arguments();
    if (arguments.size() == 3 && arguments.at(0).toString() == appearance)
        takePortalValue(arguments.at(1).toString(), arguments.at(2));
}

void Theme::takePortalValue(const QString &key, const QVariant &value)
{
    bool isNumber = false;
    const uint number = unwrapped(value).toUInt(&isNumber);
    if (!isNumber)
        return;
    if (key == colorScheme && number <= 2)
        m_systemDark = number == 1;
    else if (key == contrastKey && number <= 1)
        m_systemHighContrast = number == 1;
    else
        return;
    apply();
    Q_EMIT changed();
}

} // namespace assay::ui
