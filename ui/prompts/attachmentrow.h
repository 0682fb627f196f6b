// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "providers/completion.h"

#include <QImage>
#include <QWidget>

class QHBoxLayout;

namespace assay::ui {

class Theme;

/// The pictures of a message: small, each with the way to take it off.
class AttachmentRow final : public QWidget {
    Q_OBJECT
public:
    explicit AttachmentRow(Theme &theme, QWidget *parent = nullptr);

    void setImages(const std::vector<providers::Image> &images);
    [[nodiscard]] const std::vector<providers::Image> &images() const { return m_images; }
    void setReadOnly(bool isReadOnly);
    /// Reads pictures off this thread and adds them.
    void addFiles(const QStringList &paths);
    /// Adds a picture that is in no file, as PNG.
    void addPicture(const QImage &picture);
    void choose();

Q_SIGNALS:
    void changed();
    void failed(const assay::Error &error);

private:
    void add(const Result<providers::Image> &picture);
    void rebuild();

    Theme &m_theme;
    QHBoxLayout *m_row;
    std::vector<providers::Image> m_images;
    bool m_isReadOnly = false;
};

} // namespace assay::ui
