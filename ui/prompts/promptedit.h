// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>

#include <QHash>
#include <QImage>
#include <QPlainTextEdit>

class QCompleter;
class QMenu;
class QStringListModel;

namespace assay::ui {

class Theme;

/// What can be completed after "{{".
struct Completions {
    QStringList variables;
    QStringList prompts; ///< for {{> }}
    QHash<QString, QStringList> references = {}; ///< labels and versions of a prompt, for {{> prompt@}}
};

/// A passage of a text that is wrong, in UTF-16 units, and why.
struct WrongPassage {
    int start = 0;
    int length = 0;
    QString reason;
};

/// The text of one message: line numbers beside it, and names completed inside of tags.
class PromptEdit final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit PromptEdit(Theme &theme, QWidget *parent = nullptr);

    void setCompletions(const Completions &completions) { m_completions = completions; }
    /// The names that fit before the cursor; opens the list when there are any.
    void complete();
    [[nodiscard]] QCompleter *completer() const { return m_completer; }
    /// The variable whose tag the cursor stands in; empty for none.
    [[nodiscard]] QString variableAtCursor() const;
    void zoomBy(int points);
    /// Underlines these, and says why where the mouse rests on one. They move with the text around them.
    void markWrong(const QList<WrongPassage> &passages);
    /// The first and the last line of the text that can be seen, from 0.
    [[nodiscard]] std::pair<int, int> shownLines() const;

Q_SIGNALS:
    /// The menu is about to open over `position` of the text: room for entries of others.
    void menuOpening(QMenu &menu, int position);
    /// Completions::references of a prompt are needed.
    void referencesWanted(const QString &prompt);
    void picturesDropped(const QStringList &paths);
    void picturePasted(const QImage &picture); ///< one that is in no file
    /// A file that is no picture, to be put in at the cursor.
    void fileDropped(const QString &path);

protected:
    bool viewportEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;

private:
    class Numbers;
    /// A tag that was begun before the cursor.
    struct Begun {
        QChar sigil; ///< '#', '^', '/', '>' or null
        QString prefix; ///< of the name
    };

    [[nodiscard]] std::optional<Begun> begunTag() const;
    [[nodiscard]] QStringList namesFor(const Begun &begun) const;
    void insertCompletion(const QString &name);
    [[nodiscard]] int numbersWidth() const;
    void placeNumbers();
    void paintNumbers(QPaintEvent *event);

    Theme &m_theme;
    Completions m_completions;
    QWidget *m_numbers;
    QStringListModel *m_names;
    QCompleter *m_completer;
};

} // namespace assay::ui
