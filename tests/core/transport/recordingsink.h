// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transport/httpclient.h"

#include <functional>

namespace assay::transport::test {

/// Keeps everything an exchange delivers.
struct RecordingSink final : HttpSink {
    int heads = 0;
    int status = 0;
    HttpHeaders headers;
    QByteArray body;
    std::vector<SteadyTime> arrivals;
    std::function<void()> afterPiece;

    void onHead(int newStatus, const HttpHeaders &newHeaders) override
    {
        ++heads;
        status = newStatus;
        headers = newHeaders;
    }
    void onData(QByteArrayView piece, SteadyTime arrivedAt) override
    {
        body.append(piece);
        arrivals.push_back(arrivedAt);
        if (afterPiece)
            afterPiece();
    }
};

} // namespace assay::transport::test
