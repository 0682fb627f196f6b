// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "ui/widgets/page.h"

#include <optional>

class QComboBox;
class QLabel;
class QStringListModel;

namespace assay::ui {

class DraftSaver;
class MessageEditor;
class PartialCheck;

/// A second prompt beside the one that the page edits: its draft, saved as it is typed, or one of its
/// versions to read. The prompt that the page itself edits can only be read here.
class BesidePane final : public QWidget {
    Q_OBJECT
public:
    explicit BesidePane(const PageContext &context, QWidget *parent = nullptr);
    ~BesidePane() override;

    /// The prompts to choose from, and which one the page edits.
    void setPrompts(const QList<prompts::PromptSummary> &prompts, PromptId edited);
    /// Shows a prompt; does nothing for a name that is not there.
    void open(const QString &name);
    /// The page begins to edit this one: what is typed here is sent to be saved, and only read from now on.
    /// What is not known to be stored yet is returned. `left`: likewise of the prompt that is shown here, if
    /// the page has edited that one until now.
    std::optional<prompts::PromptDraft> handOver(PromptId prompt,
                                                 const std::optional<prompts::PromptDraft> &left);
    [[nodiscard]] PromptId prompt() const { return m_prompt.id; } ///< null: none is shown
    void flush();

    [[nodiscard]] QString promptName() const { return m_prompt.name; } ///< empty: none is shown
    [[nodiscard]] QString title() const; ///< "triage, draft"
    [[nodiscard]] prompts::PromptContent content() const; ///< as shown
    [[nodiscard]] MessageEditor *editor() const { return m_editor; }
    [[nodiscard]] bool isSettled() const;

Q_SIGNALS:
    void closed();
    void diffRequested();
    void failed(const assay::Error &error);
    void opened(const QString &name);

private:
    /// `newer`: than what is stored.
    void load(const std::optional<prompts::PromptDraft> &newer = {});
    void show(const prompts::PromptDraft &draft, const QList<prompts::PromptVersion> &versions);
    void showChosen();

    PageContext m_context;
    QComboBox *m_names;
    QStringListModel *m_nameList;
    QComboBox *m_versions; ///< the draft first, unless the page edits it
    QLabel *m_status;
    MessageEditor *m_editor;
    PartialCheck *m_partials;
    DraftSaver *m_saver;
    QList<prompts::PromptSummary> m_prompts;
    PromptId m_edited; ///< by the page
    prompts::PromptSummary m_prompt;
    prompts::PromptDraft m_draft;
    QList<prompts::PromptVersion> m_all; ///< versions, newest first
    quint64 m_loading = 0;
    int m_pending = 0;
    bool m_isFilling = false;
};

} // namespace assay::ui
