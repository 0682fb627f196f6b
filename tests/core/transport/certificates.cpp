// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslKey>

namespace assay::transport::test {

using namespace Qt::StringLiterals;

bool Certificates::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder);
    process.start(u"openssl"_s, arguments);
    if (process.waitForFinished() && process.exitCode() == 0)
        return true;
    qInfo("%s", process.readAllStandardError().constData());
    return false;
}

bool Certificates::createAuthority() const
{
    return openssl({u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-keyout"_s, u"ca.key"_s,
                    u"-out"_s, u"ca.pem"_s, u"-days"_s, u"30"_s, u"-subj"_s, u"/CN=Assay test authority"_s});
}

bool Certificates::createSigned(const QString &name, const QString &subjectAltName, int days) const
{
    QFile extensions(path(name + u".ext"_s));
    if (!extensions.open(QIODevice::WriteOnly))
        return false;
    extensions.write("subjectAltName=" + subjectAltName.toUtf8() + '\n');
    extensions.close();
    return openssl({u"req"_s, u"-new"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-keyout"_s,
                    name + u".key"_s, u"-out"_s, name + u".csr"_s, u"-subj"_s, u"/CN=assay-test"_s})
        && openssl({u"x509"_s, u"-req"_s, u"-in"_s, name + u".csr"_s, u"-CA"_s, u"ca.pem"_s, u"-CAkey"_s,
                    u"ca.key"_s, u"-CAcreateserial"_s, u"-days"_s, QString::number(days), u"-extfile"_s,
                    name + u".ext"_s, u"-out"_s, name + u".pem"_s});
}

bool Certificates::createSelfSigned(const QString &name, const QString &subjectAltName) const
{
    return openssl({u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-keyout"_s,
                    name + u".key"_s, u"-out"_s, name + u".pem"_s, u"-days"_s, u"30"_s, u"-subj"_s,
                    u"/CN=assay-self"_s, u"-addext"_s, u"subjectAltName="_s + subjectAltName});
}

QSslConfiguration Certificates::serverConfiguration(const QString &name) const
{
    QFile key(path(name + u".key"_s));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (key.open(QIODevice::ReadOnly))
        configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    configuration.setLocalCertificateChain(QSslCertificate::fromPath(path(name + u".pem"_s)));
    return configuration;
}

} // namespace assay::transport::test
