// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/draftrecovery.h"

#include "base/json.h"
#include "prompts/prompttr.h"

#include <QDir>
#include <QJsonDocument>
#include <QSaveFile>

namespace assay::prompts {

using namespace Qt::StringLiterals;

QString DraftRecovery::pathOf(PromptId prompt) const
{
    return m_folder + u"/draft-"_s + prompt.toString() + u".json"_s;
}

Result<> DraftRecovery::keep(PromptId prompt, const PromptDraft &draft) const
{
    const QJsonObject object{{u"baseVersion"_s, draft.baseVersion},
                             {u"savedAt"_s, QString::number(draft.savedAt)},
                             {u"content"_s, toJson(draft.content)}};
    const QByteArray bytes = QJsonDocument(object).toJson(QJsonDocument::Compact);
    QSaveFile file(pathOf(prompt));
    const bool isKept = QDir().mkpath(m_folder) && file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) && file.write(bytes) == bytes.size()
        && file.commit();
    if (isKept)
        return {};
    return fail(ErrorCode::Storage, Tr::tr("The draft could not be kept outside of the workspace either."),
                file.errorString());
}

std::optional<PromptDraft> DraftRecovery::kept(PromptId prompt, UtcMicros than) const
{
    QFile file(pathOf(prompt));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const auto object = parseJsonObject(file.readAll(), Tr::tr("kept draft"));
    if (!object)
        return std::nullopt;
    const auto content = contentFromJson(object->value(u"content"_s).toObject());
    const UtcMicros savedAt = object->value(u"savedAt"_s).toString().toLongLong();
    if (!content || savedAt <= than)
        return std::nullopt;
    return PromptDraft{*content, object->value(u"baseVersion"_s).toInt(), savedAt};
}

void DraftRecovery::forget(PromptId prompt) const
{
    QFile::remove(pathOf(prompt));
}

} // namespace assay::prompts
