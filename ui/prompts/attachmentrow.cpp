// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/attachmentrow.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/variables/picturefile.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"

#include <QBuffer>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

Result<providers::Image> asPng(const QImage &picture)
{
    providers::Image image;
    image.mediaType = u"image/png"_s;
    QBuffer buffer(&image.bytes);
    if (buffer.open(QIODevice::WriteOnly) && picture.save(&buffer, "PNG"))
        return image;
    return fail(ErrorCode::InvalidInput, AttachmentRow::tr("The picture on the clipboard cannot be read."));
}

} // namespace

AttachmentRow::AttachmentRow(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(metrics::normal());
    hide();
}

void AttachmentRow::setImages(const std::vector<providers::Image> &images)
{
    m_images = images;
    rebuild();
}

void AttachmentRow::setReadOnly(bool isReadOnly)
{
    m_isReadOnly = isReadOnly;
    rebuild();
}

void AttachmentRow::rebuild()
{
    while (QLayoutItem *item = m_row->takeAt(0)) {
        if (item->widget() != nullptr)
            item->widget()->deleteLater();
        delete item;
    }
    for (size_t i = 0; i < m_images.size(); ++i) {
        const providers::Image &image = m_images[i];
        auto *thumbnail = new QLabel(this);
        QPixmap picture;
        picture.loadFromData(image.bytes);
        const int side = fontMetrics().height() * 4;
        if (picture.isNull())
            thumbnail->setText(image.url.isEmpty()
                                   ? image.mediaType
                                   : fontMetrics().elidedText(image.url, Qt::ElideMiddle, 3 * side));
        else
            thumbnail->setPixmap(picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
        thumbnail->setToolTip(image.url.isEmpty()
                                  ? tr("%1, %L2 bytes").arg(image.mediaType).arg(image.bytes.size())
                                  : image.url);
        thumbnail->setAccessibleName(tr("Picture %1").arg(i + 1));
        m_row->addWidget(thumbnail);
        if (m_isReadOnly)
            continue;
        auto *remove = iconButton(m_theme, u"close"_s, tr("Take picture %1 off").arg(i + 1), this);
        connect(remove, &QToolButton::clicked, this, [this, i] {
            m_images.erase(m_images.begin() + static_cast<std::ptrdiff_t>(i));
            rebuild();
            Q_EMIT changed();
        });
        m_row->addWidget(remove, 0, Qt::AlignTop);
    }
    m_row->addStretch();
    setVisible(!m_images.empty());
}

void AttachmentRow::addFiles(const QStringList &paths)
{
    if (m_isReadOnly)
        return;
    for (const QString &path : paths) {
        QtConcurrent::run(readPicture, path)
            | whenDone(this, [this](const Result<providers::Image> &picture) { add(picture); });
    }
}

void AttachmentRow::addPicture(const QImage &picture)
{
    if (m_isReadOnly)
        return;
    QtConcurrent::run(asPng, picture)
        | whenDone(this, [this](const Result<providers::Image> &image) { add(image); });
}

void AttachmentRow::add(const Result<providers::Image> &picture)
{
    if (!picture) {
        Q_EMIT failed(picture.error());
        return;
    }
    m_images.push_back(*picture);
    rebuild();
    Q_EMIT changed();
}

void AttachmentRow::choose()
{
    auto *dialog = new QFileDialog(this, tr("Choose pictures"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilter(tr("Pictures (*.png *.jpg *.jpeg *.gif *.webp)"));
    connect(dialog, &QFileDialog::filesSelected, this, &AttachmentRow::addFiles);
    dialog->open();
}

} // namespace assay::ui
