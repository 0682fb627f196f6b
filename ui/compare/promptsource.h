// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/comparedata.h"
#include "ui/compare/runcontroller.h"

#include <optional>

#include <QVariantMap>
#include <QWidget>

class QButtonGroup;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

class PictureStrip;
class Theme;

/// What the columns are asked: a version of a prompt, its draft, or a text typed here.
class PromptSource final : public QWidget {
    Q_OBJECT
public:
    PromptSource(workspace::Engine &engine, Theme &theme, QWidget *parent = nullptr);

    void setPrompts(const QList<prompts::PromptSummary> &prompts);
    static constexpr int draft = -1;
    /// `version` 0: the latest; draft: what is not committed yet, or the latest without that. Loads it;
    /// changed() follows.
    void choosePrompt(const QString &name, int version = 0);
    void chooseFreeText();
    /// Shows the input of a run as it was, even if the prompt changed or went since.
    void showInput(const RunInput &input);
    [[nodiscard]] bool hasPrompt(const QString &name) const;

    [[nodiscard]] bool isFreeText() const;
    [[nodiscard]] QString prompt() const; ///< empty for free text
    [[nodiscard]] int version() const; ///< 0: draft or free text
    /// What is chosen or typed, with what it includes.
    [[nodiscard]] prompts::PromptContent content() const;
    struct Version {
        QString name; ///< "Version 3", "Draft"
        int number = 0; ///< 0: the draft
        prompts::PromptContent content;
    };
    /// What there is of the prompt that is chosen; empty for free text.
    [[nodiscard]] QList<Version> versions() const;
    [[nodiscard]] const QList<evaluation::Dataset> &datasets() const { return m_datasets; }
    [[nodiscard]] bool isLoading() const { return m_pending > 0; }
    /// The values that the prompt would run with: those that are pictures are shown below its messages.
    void setValues(const QMap<QString, QString> &values);
    [[nodiscard]] PictureStrip *pictures() const { return m_pictures; }
    /// Reads which datasets there are, nothing else.
    void reloadDatasets();
    void focusFirst();

Q_SIGNALS:
    /// Another content; `isNewPrompt` when test values and parameters should be taken over too.
    void changed(bool isNewPrompt);
    void datasetsChanged();
    void failed(const assay::Error &error);
    void openRequested(const QString &prompt, int version);

private:
    struct Choice {
        int version = 0; ///< 0: the draft, or `input` of a run
        prompts::PromptContent content;
    };

    void buildPromptSide();
    void buildFreeSide();
    void load(const QString &name, int version, bool isNewPrompt);
    void show(const PromptDetail &detail, int version, bool isNewPrompt);
    void addChoice(const QString &label, const Choice &choice);
    void useChoice(int index, bool isNewPrompt);
    void preview();
    void showPictures();

    workspace::Engine &m_engine;
    Theme &m_theme;
    QButtonGroup *m_kind;
    QStackedWidget *m_sides;
    QComboBox *m_prompts;
    QComboBox *m_versions;
    QPlainTextEdit *m_preview;
    PictureStrip *m_pictures;
    QPushButton *m_open;
    QPlainTextEdit *m_system;
    QPlainTextEdit *m_user;
    QList<Choice> m_choices; ///< per row of m_versions
    QString m_chosen; ///< the prompt's name, even while the list does not know it yet
    prompts::PromptContent m_content; ///< of the prompt that is chosen
    QMap<QString, QString> m_values;
    QList<evaluation::Dataset> m_datasets;
    std::optional<RunInput> m_asRun; ///< to be shown once its prompt is loaded
    quint64 m_loading = 0; ///< an older answer never replaces a newer
    int m_pending = 0;
};

} // namespace assay::ui
