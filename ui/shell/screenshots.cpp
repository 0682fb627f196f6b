// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/screenshots.h"

#include <QDir>
#include <QPixmap>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int pollMs = 50;
constexpr int calmChecksNeeded =
    4; ///< settled that often in a row: a page may start the next load when one ends
constexpr int checksMax = 60'000 / pollMs; ///< after a minute the picture is taken as it is

QString themeName(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Dark:
        return u"dark"_s;
    case ThemeChoice::HighContrast:
        return u"contrast"_s;
    case ThemeChoice::Light:
    case ThemeChoice::FollowSystem:
        break;
    }
    return u"light"_s;
}

} // namespace

Screenshots::Screenshots(MainWindow &window, ScreenshotJob job, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_job(std::move(job))
{
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &Screenshots::checkSettled);
}

void Screenshots::start()
{
    if (!QDir().mkpath(m_job.folder)) {
        Q_EMIT finished(tr("The folder %1 cannot be made. Choose one you may write to.").arg(m_job.folder));
        return;
    }
    m_window.resize(m_job.size);
    m_window.show();
    nextShot();
}

void Screenshots::nextShot()
{
    ++m_page;
    if (m_page == int(m_window.pages().entries().size())) {
        m_page = 0;
        ++m_theme;
    }
    if (m_theme == m_job.themes.size()) {
        Q_EMIT finished({});
        return;
    }
    m_window.theme().setChoice(m_job.themes.at(m_theme));
    m_window.pages().showPage(m_page);
    m_calmChecks = 0;
    m_checks = 0;
    m_poll.start();
}

void Screenshots::checkSettled()
{
    const Page *page = m_window.pages().shownPage();
    m_calmChecks = page && page->isSettled() ? m_calmChecks + 1 : 0;
    if (m_calmChecks < calmChecksNeeded && ++m_checks < checksMax)
        return;
    m_poll.stop();
    take();
}

void Screenshots::take()
{
    const QString name = u"%1-%2.png"_s.arg(m_window.pages().entries().at(size_t(m_page)).id,
                                            themeName(m_job.themes.at(m_theme)));
    const QString path = QDir(m_job.folder).absoluteFilePath(name);
    if (!m_window.grab().save(path)) {
        Q_EMIT finished(
            tr("%1 cannot be written. Check the folder's rights and the space on the disk.").arg(path));
        return;
    }
    Q_EMIT written(path);
    nextShot();
}

} // namespace assay::ui
