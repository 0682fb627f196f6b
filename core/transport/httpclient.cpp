// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/httpclient.h"

#include "transport/curlmulti.h"

#include <QCoroFuture>
#include <QPointer>
#include <QtConcurrentRun>

namespace assay::transport {

void HttpHeaders::add(QByteArray name, QByteArray value)
{
    m_fields.emplace_back(std::move(name), std::move(value));
}

QByteArray HttpHeaders::value(QByteArrayView name) const
{
    for (auto field = m_fields.rbegin(); field != m_fields.rend(); ++field) {
        if (name.compare(field->first, Qt::CaseInsensitive) == 0)
            return field->second;
    }
    return {};
}

bool HttpHeaders::contains(QByteArrayView name) const
{
    return std::any_of(m_fields.begin(), m_fields.end(), [name](const auto &field) {
        return name.compare(field.first, Qt::CaseInsensitive) == 0;
    });
}

HttpClient::HttpClient(QObject *parent)
    : QObject(parent)
{
}

HttpClient::~HttpClient()
{
    m_closing = true;
    m_multi.reset();
}

CurlMulti &HttpClient::ensureMulti()
{
    if (!m_multi)
        m_multi = std::make_unique<CurlMulti>(m_observer);
    return *m_multi;
}

QCoro::Task<Result<HttpOutcome>> HttpClient::send(HttpRequest request, HttpSink &sink, std::stop_token stop,
                                                  HttpTimings *timings)
{
    Exchange exchange(std::move(request), sink, std::chrono::steady_clock::now());
    if (timings != nullptr)
        *timings = exchange.timings();
    if (stop.stop_requested() || m_closing)
        co_return tl::unexpected(cancelledError());

    std::optional<QByteArray> proxy = ensureMulti().routes().proxyFor(exchange.request());
    if (!proxy) {
        const QPointer<HttpClient> self(this);
        const QByteArray origin = originOf(exchange.request().url);
        QFuture<QByteArray> answer =
            QtConcurrent::run(systemProxyFor, origin); // a proxy script may take seconds
        proxy = co_await answer;
        if (!self || m_closing || stop.stop_requested())
            co_return tl::unexpected(cancelledError());
        m_multi->routes().rememberProxy(origin, *proxy);
    }
    if (auto started = m_multi->start(exchange, std::move(*proxy)); !started)
        co_return tl::unexpected(std::move(started).error());
    {
        CurlMulti &multi = *m_multi; // outlives the exchange: its destructor ends us
        const std::stop_callback onStop(stop, [&multi, &exchange] { multi.cancel(exchange); });
        Exchange::Completion completion(exchange);
        co_await completion;
    }
    if (timings != nullptr)
        *timings = exchange.timings();
    co_return exchange.takeResult();
}

int HttpClient::activeCount() const
{
    return m_multi ? m_multi->activeCount() : 0;
}

} // namespace assay::transport
