// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslConfiguration>
#include <QString>

namespace assay::transport::test {

/// Makes certificates with the openssl program in a folder: an authority of our own, and what it signs.
class Certificates final {
public:
    explicit Certificates(QString folder)
        : m_folder(std::move(folder))
    {
    }
    /// False when openssl is missing or fails.
    [[nodiscard]] bool createAuthority() const;
    /// `subjectAltName` such as "IP:127.0.0.1"; `days` may be negative for an expired one.
    [[nodiscard]] bool createSigned(const QString &name, const QString &subjectAltName, int days = 30) const;
    [[nodiscard]] bool createSelfSigned(const QString &name, const QString &subjectAltName) const;

    [[nodiscard]] QString authorityFile() const { return path(QStringLiteral("ca.pem")); }
    [[nodiscard]] QString path(const QString &file) const { return m_folder + QLatin1Char('/') + file; }
    [[nodiscard]] QSslConfiguration serverConfiguration(const QString &name) const;

private:
    [[nodiscard]] bool openssl(const QStringList &arguments) const;

    QString m_folder;
};

} // namespace assay::transport::test
