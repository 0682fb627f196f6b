// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/variable.h"

#include <optional>

#include <QPoint>
#include <QWidget>

class QComboBox;
class QLabel;
class QMimeData;
class QPlainTextEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace assay::ui {

class Theme;
class VariableForm;

/// The value of one variable, in the control that its type asks for: a text, a choice, a picture. Says below
/// at once what is wrong with it.
class VariableField final : public QWidget {
    Q_OBJECT
public:
    VariableField(const QString &name, Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] const QString &name() const { return m_definition.name; }
    /// What the prompt says of it; `isTested`: a section asks whether it is empty, so it may be.
    void setDefinition(const prompts::Variable &definition, bool isTested);
    [[nodiscard]] const prompts::Variable &definition() const { return m_definition; }
    /// Shows the button that opens the definition for editing.
    void setDefinable(bool isDefinable);

    void setValue(const QString &value);
    [[nodiscard]] QString value() const;
    /// Nothing given, though something must be.
    [[nodiscard]] bool isMissing() const;
    /// Why the value cannot be sent; empty when it can, or is empty.
    [[nodiscard]] QString problem() const;

    [[nodiscard]] QPlainTextEdit *edit() const { return m_edit; }
    [[nodiscard]] QComboBox *choices() const { return m_choices; }
    void focusValue();
    /// What is dragged by the name: the tag that stands for the value.
    [[nodiscard]] QMimeData *dragData() const;
    /// For the width that the field has.
    void fitHeight();

Q_SIGNALS:
    void changed();
    void definitionChanged();
    /// A picture could not be read.
    void failed(const assay::Error &error);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void buildPicture(QVBoxLayout *rows);
    void showType();
    void showValue();
    void check();
    void toggleForm();
    void choosePicture();
    void loadPicture(const QString &path);

    Theme &m_theme;
    prompts::Variable m_definition;
    bool m_isTested = false;
    bool m_isFilling = false;
    std::optional<QPoint> m_pressed; ///< on the name, while the button is down
    QString m_picture; ///< a data: URL, far too long to be shown as text
    QLabel *m_caption;
    QLabel *m_description;
    QToolButton *m_define;
    QPlainTextEdit *m_edit;
    QComboBox *m_choices;
    QWidget *m_pictureRow = nullptr;
    QLabel *m_thumbnail = nullptr;
    QPushButton *m_removePicture = nullptr;
    QLabel *m_problem;
    VariableForm *m_form = nullptr; ///< made when first opened
};

} // namespace assay::ui
