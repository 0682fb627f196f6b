// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/editplace.h"
#include "prompts/prompt.h"
#include "prompts/promptfile.h"
#include "storage/database.h"

#include <optional>

#include <QFuture>

namespace assay::prompts {

/// The sentence that says why a text cannot name a prompt, or empty. 1 to 80 letters, digits, '-', '_' and
/// '.', the first a letter or digit, so that NAME@VERSION needs no quoting.
[[nodiscard]] QString problemWithName(const QString &name);
/// A valid name made from any text ("My first prompt.txt" -> "my-first-prompt.txt"), for imports and forms.
[[nodiscard]] QString suggestedName(const QString &text);

/// What a commit does with a draft that holds something else, such as edits in a window while a terminal
/// commits.
enum class OtherDraft { Clear, Keep };

/// How files are taken in.
enum class Intake {
    Drafts, ///< each a new prompt with a draft, or several with versions; a name that is taken gets a number
    Versions ///< each the next version of the prompt of its name, which is made if there is none
};
/// What became of a file.
struct TakenIn {
    QString name;
    int version = 0; ///< that it became; 0: a draft, or the latest version says the same already
};

/// Prompts, drafts, versions and labels of a workspace. Thread-safe through Database.
class PromptStore final {
public:
    PromptStore(storage::Database &database, const Clock &clock);

    [[nodiscard]] QFuture<Result<QList<PromptSummary>>> list();
    /// NotFound suggests the nearest name.
    [[nodiscard]] QFuture<Result<PromptSummary>> find(const QString &name);

    /// A new prompt with a draft. Conflict when the name is taken.
    [[nodiscard]] QFuture<Result<PromptSummary>> create(const QString &name, const QString &folder,
                                                        PromptContent draft);
    /// Takes all files in or, when one is refused, none of them. Files may include each other. `message` is
    /// that of the versions. Every file needs a valid name.
    [[nodiscard]] QFuture<Result<QList<TakenIn>>> takeIn(QList<PromptFile> files, Intake intake,
                                                         const QString &message, const QString &author);
    [[nodiscard]] QFuture<Result<>> rename(PromptId id, const QString &name);
    [[nodiscard]] QFuture<Result<>> setFolder(PromptId id, const QString &folder);
    [[nodiscard]] QFuture<Result<>> setTags(PromptId id, const QStringList &tags);
    /// Puts it away with all it has; restore() undoes it.
    [[nodiscard]] QFuture<Result<>> remove(PromptId id);
    [[nodiscard]] QFuture<Result<>> restore(PromptId id);

    /// The draft; when there is none, the latest version's content as an unsaved one.
    [[nodiscard]] QFuture<Result<PromptDraft>> draft(PromptId id);
    /// A draft equal to the latest version, on which it is based, is no edit: nothing is kept of it.
    /// `returnsTo`: the place of which this is the content again, where steps were taken back or done again.
    /// Returns the place that the prompt is at then.
    [[nodiscard]] QFuture<Result<EditPlace>> saveDraft(PromptId id, PromptDraft draft,
                                                       std::optional<EditPlace> returnsTo = {});
    /// Drops the draft, so that the latest version shows again.
    [[nodiscard]] QFuture<Result<>> discardDraft(PromptId id);

    /// Every saved change of what is shown is a step, kept for good: the number of the last one, 0 for none.
    [[nodiscard]] QFuture<Result<int>> lastEdit(PromptId id);
    /// The place of what is shown; it lies before the last step when steps were taken back.
    [[nodiscard]] QFuture<Result<EditPlace>> editPlace(PromptId id);
    /// One step back (`by` -1) or forward (1) from a place. NotFound when there is none.
    [[nodiscard]] QFuture<Result<EditStep>> stepThroughEdits(PromptId id, EditPlace from, int by);
    /// What was shown after a step (0: before the first), to take it back or do it again after a restart.
    /// NotFound when that is not known.
    [[nodiscard]] QFuture<Result<PromptContent>> contentAfterEdit(PromptId id, int step);

    /// Makes `content` the next version and clears the draft. `mergedParent`: the other version of a merge.
    /// InvalidInput for a broken template (line, column), a prompt that it includes and that is not there, an
    /// empty message or a content equal to the latest version's; Permission, naming who can, when the role of
    /// `author` forbids it.
    [[nodiscard]] QFuture<Result<PromptVersion>> commit(PromptId id, PromptContent content, int parent,
                                                        const QString &message, const QString &author,
                                                        OtherDraft otherDraft = OtherDraft::Clear,
                                                        int mergedParent = 0);
    [[nodiscard]] QFuture<Result<QList<PromptVersion>>> versions(PromptId id); ///< newest first
    /// `reference`: "" or "latest", a number, or a label. NotFound names what there is.
    [[nodiscard]] QFuture<Result<PromptVersion>> version(PromptId id, const QString &reference);

    /// Replaces the tags of a version; the same rules as setTags().
    [[nodiscard]] QFuture<Result<>> setVersionTags(PromptId id, int version, const QStringList &tags);
    /// With the text of the prompts that it includes, as they are now; see expandPartials().
    [[nodiscard]] QFuture<Result<PromptContent>> expanded(PromptContent content, const QString &self);

    /// Points `label` (1 to 36 of a-z 0-9 _ - .; not "latest", not a number) at a version; the move is kept
    /// with who and why. Permission, naming who can, when the role of `who` forbids it; see security::Access.
    [[nodiscard]] QFuture<Result<>> setLabel(PromptId id, int version, const QString &label,
                                             const QString &who, const QString &reason = {});
    /// Takes a label away; NotFound when there is none of that name. The move is kept.
    [[nodiscard]] QFuture<Result<>> removeLabel(PromptId id, const QString &label, const QString &who,
                                                const QString &reason = {});
    /// Every move of the prompt's labels, newest first.
    [[nodiscard]] QFuture<Result<QList<LabelMove>>> labelMoves(PromptId id);
    /// Takes the last move of a label back, if no other came after it: Conflict says which one did.
    [[nodiscard]] QFuture<Result<>> undoLabelMove(PromptId id, std::int64_t move, const QString &who);

private:
    storage::Database &m_database;
    const Clock &m_clock;
};

} // namespace assay::prompts
