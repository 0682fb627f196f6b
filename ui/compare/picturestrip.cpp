// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/picturestrip.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/whendone.h"

#include <algorithm>

#include <QBuffer>
#include <QDialog>
#include <QGridLayout>
#include <QImageReader>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QScreen>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr int side = 56; // of a thumbnail

struct Read {
    QImage image; ///< no larger than asked; null when it is none that can be read
    QSize size; ///< of the whole
};

/// Off the UI thread: a picture may have many millions of pixels.
Read readPicture(const QByteArray &bytes, QSize most)
{
    QBuffer buffer;
    buffer.setData(bytes);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    Read read;
    read.size = reader.size();
    if (read.size.isValid() && (read.size.width() > most.width() || read.size.height() > most.height()))
        reader.setScaledSize(read.size.scaled(most, Qt::KeepAspectRatio));
    read.image = reader.read();
    return read;
}

QString describe(const PictureStrip::Picture &picture, const Read &read)
{
    QStringList parts{picture.name};
    if (!picture.image.mediaType.isEmpty())
        parts << picture.image.mediaType;
    if (read.size.isValid())
        parts << PictureStrip::tr("%1 \u00d7 %2 pixels").arg(read.size.width()).arg(read.size.height());
    parts << QLocale().formattedDataSize(picture.image.bytes.size());
    return parts.join(u" \u00b7 "_s);
}

} // namespace

PictureStrip::PictureStrip(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(metrics::tight());
    m_grid->setSizeConstraint(QLayout::SetNoConstraint); // a row of many must not hold the panel wide
    m_grid->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    hide();
}

void PictureStrip::setPictures(const QList<Picture> &pictures)
{
    if (pictures == m_pictures)
        return;
    m_pictures = pictures;
    const quint64 shown = ++m_shown;
    for (QToolButton *button : std::as_const(m_buttons))
        delete button;
    m_buttons.clear();
    for (int i = 0; i < m_pictures.size(); ++i) {
        QToolButton *button = addButton(i);
        const Picture &picture = m_pictures.at(i);
        if (picture.image.bytes.isEmpty()) {
            button->setIcon(m_theme.icon(u"link"_s));
            button->setIconSize({metrics::icon(), metrics::icon()});
            button->setToolTip(tr("%1: the provider fetches it from %2").arg(picture.name, picture.image.url));
            button->setAccessibleDescription(button->toolTip());
            continue;
        }
        ++m_pending;
        const QSize most = QSize(side, side) * devicePixelRatioF();
        QtConcurrent::run(readPicture, picture.image.bytes, most) | whenDone(this, [this, i, shown](const Read &read) {
            --m_pending;
            if (shown != m_shown)
                return;
            QToolButton *there = m_buttons.at(i);
            there->setToolTip(read.image.isNull() ? tr("%1 cannot be shown").arg(m_pictures.at(i).name)
                                                  : describe(m_pictures.at(i), read));
            there->setAccessibleDescription(there->toolTip());
            there->setIcon(read.image.isNull() ? m_theme.icon(u"error"_s)
                                               : QIcon(QPixmap::fromImage(read.image)));
            if (read.image.isNull())
                there->setIconSize({metrics::icon(), metrics::icon()});
        });
    }
    m_perRow = 0;
    layOut();
    setVisible(!m_pictures.isEmpty());
}

void PictureStrip::layOut()
{
    const int room = (width() + metrics::tight()) / (side + 3 * metrics::tight());
    const int perRow = std::max(room, 1);
    if (perRow == m_perRow)
        return;
    m_perRow = perRow;
    for (int i = 0; i < m_buttons.size(); ++i)
        m_grid->addWidget(m_buttons.at(i), i / perRow, i % perRow); // moves it when it is there already
}

void PictureStrip::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

QToolButton *PictureStrip::addButton(int index)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setIcon(m_theme.icon(u"image"_s));
    button->setIconSize({side, side});
    button->setFixedSize(side + 2 * metrics::tight(), side + 2 * metrics::tight());
    button->setAccessibleName(m_pictures.at(index).name);
    connect(button, &QToolButton::clicked, this, [this, index] { open(index); });
    m_buttons.append(button);
    return button;
}

void PictureStrip::open(int index)
{
    const Picture &picture = m_pictures.at(index);
    auto *dialog = new QDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(picture.name);
    auto *label = new QLabel(dialog);
    label->setAccessibleName(picture.name);
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *rows = new QVBoxLayout(dialog);
    rows->addWidget(label);
    dialog->setMinimumSize(320, 200);
    dialog->show();
    if (picture.image.bytes.isEmpty()) {
        label->setText(tr("The provider fetches it from %1").arg(picture.image.url));
        return;
    }
    const qreal ratio = devicePixelRatioF();
    const QSize most = screen()->availableSize() * 0.8 * ratio;
    ++m_pending;
    QtConcurrent::run(readPicture, picture.image.bytes, most)
        | whenDone(this, [this, ratio, label = QPointer(label), dialog = QPointer(dialog),
                          name = picture.name](const Read &read) {
              --m_pending;
              if (label == nullptr || dialog == nullptr)
                  return;
              if (read.image.isNull())
                  return label->setText(tr("%1 cannot be shown").arg(name));
              QPixmap whole = QPixmap::fromImage(read.image);
              whole.setDevicePixelRatio(ratio);
              label->setTextInteractionFlags(Qt::NoTextInteraction);
              label->setPixmap(whole);
              dialog->adjustSize();
          });
}

} // namespace assay::ui
