// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is imported can be committed, and comes back whole from the formats that keep everything. The
// first byte of the input is the format.
#include "exchange/exchange.h"
#include "prompts/template.h"

#include <cstdint>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::exchange;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    static const QList<Format> formats = readableFormats();
    const Format format = formats[data[0] % formats.size()];
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    const auto imported = importPrompts(bytes, u"input"_s, format);
    if (!imported)
        return 0;
    for (const prompts::PromptFile &file : imported->prompts) {
        if (!prompts::checkTemplates(file.content))
            std::abort();
        for (const Format writable : writableFormats())
            (void)exportPrompt(file, writable);
        const auto markdown = exportPrompt(file, Format::Markdown);
        const auto back = importPrompts(markdown->bytes, u"file.md"_s);
        // Names and tags may be such as no prompt file takes; the content must come back.
        if (back && back->prompts.first().content != file.content)
            std::abort();
    }
    return 0;
}
