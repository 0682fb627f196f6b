// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/responsecache.h"

#include "orchestration/callcontent.h"

#include <QCryptographicHash>

namespace assay::orchestration {

QByteArray ResponseCache::keyOf(const catalog::ModelRef &target, const providers::ModelRequest &request)
{
    QCryptographicHash hash(QCryptographicHash::Blake2b_256);
    hash.addData(target.toString().toUtf8());
    hash.addData(QByteArrayView("\0", 1)); // no name can run into the content
    hash.addData(encodeRequestContent(request.messages, request.parameters));
    return hash.result();
}

void ResponseCache::insert(const QByteArray &key, const providers::Completion &completion)
{
    if (completion.error || completion.finishReason != providers::FinishReason::Stop)
        return;
    const qsizetype bytes = (completion.text.size() + completion.reasoning.size()) * 2;
    m_answers.insert(key, new providers::Completion(completion), 1 + bytes / 1024); // QCache takes ownership
}

} // namespace assay::orchestration
