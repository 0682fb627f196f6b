// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are refused with a position or read; what was read is written so that it reads the same.
#include "exchange/yaml.h"

#include <cstdint>

using namespace Qt::StringLiterals;
using namespace assay;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto read = exchange::jsonFromYaml(bytes, u"input"_s);
    if (!read) {
        if (!read.error().message.contains(u"line"_s))
            qFatal("no position: %s", qPrintable(read.error().message));
        return 0;
    }
    const QJsonObject whole{{u"value"_s, *read}};
    const QByteArray written = exchange::yamlFromJson(whole);
    const auto again = exchange::jsonFromYaml(written, u"output"_s);
    if (!again || again->toObject() != whole)
        qFatal("%s:\n%s", again ? "another value" : qPrintable(again.error().message), written.constData());
    return 0;
}
