// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

#include "samples.h"
#include "validation/safety.h"

using namespace Qt::StringLiterals;
using namespace assay::validation;
using assay::test::joined;

namespace {

SafetyPolicy flagging(const QList<SafetyKind> &kinds)
{
    SafetyPolicy policy;
    policy.enabled = true;
    for (const SafetyKind kind : kinds)
        policy.rules.append({u"flag-"_s + kindName(kind), kind, AppliesTo::Both, Action::Flag, {}});
    return policy;
}

const QList<SafetyKind> valueKinds{SafetyKind::PaymentCard, SafetyKind::Iban,      SafetyKind::Email,
                                   SafetyKind::Phone,       SafetyKind::IpAddress, SafetyKind::NationalId,
                                   SafetyKind::Secret};

/// "recogniser:value" of everything found, joined by "|".
QString found(const SafetyPolicy &policy, const QString &text)
{
    const SafetyResult result = inspect(policy, Direction::Input, {&text, 1});
    QStringList all;
    for (const Finding &finding : result.findings)
        all.append(finding.recogniser + u':' + text.mid(finding.offset, finding.length));
    return all.join(u'|');
}

} // namespace

/// What is recognised, and what looks like it and is not.
class RecognisersTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void finds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &text, const QString &expected) {
            QTest::newRow(qPrintable(text.left(60))) << joined(text) << joined(expected);
        };
        cards(row);
        ibans(row);
        contacts(row);
        nationalIds(row);
        secrets(row);
    }

    void finds()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(found(flagging(valueKinds), text), expected);
    }

    void ordinaryTextsAreQuiet_data()
    {
        QTest::addColumn<QString>("text");
        const QStringList texts{
            u"The meeting on 2024-11-23 at 10:30:45 took 12.5 minutes; 1,234,567 people watched it."_s,
            u"Version 1.2.3, v10.0.19041.1, release 2.14.0.8 and build 1.2.3.4 are out. See RFC 9562, ISO 8601:2019."_s,
            u"for (int i = 0; i < 1000000; ++i) { a[i] = std::max(a::b(), fe::add(0xdeadbeef)); }"_s,
            u"import numpy as np\nx = A @ B\n@app.route('/')\ndef f(self, token): return token.split(':')"_s,
            u"npm install lodash@4.17.21 @angular/core@15.0.0-rc.1 && git clone git@github.com:org/repo.git"_s,
            u"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s,
            u"commit 2c5bced1f0a9b7e6d5c4b3a291807f6e5d4c3b2a, id 123e4567-e89b-12d3-a456-426614174000"_s,
            u"ISBN 978-3-16-148410-0, EAN 4006381333931, order 2024-0001-4711, invoice 10002345"_s,
            u"timestamps 1732375200, 1732375200000 and 1732375200000000"_s,
            u"π = 3.14159265358979323846264338327950288, e = 2.718281828459045"_s,
            u"password: required\nTOKEN=${TOKEN}\nsecret = os.environ['SECRET1']\napi_key: <your-api-key-1>\npwd = getPassword1()"_s,
            u"The token 'password' is reserved; max_tokens: 4096, token_count=123456789"_s,
            u"sk-learn-contrib and sk-fading-circle-container are names; so are AKIA and ghp_ and xoxb."_s,
            u"MAC 00:1b:44:11:3a:b7, time 12:34:56, ratio 1:2:3, C++ std::vector<int>::iterator, a::b::c"_s,
            u"localhost is 127.0.0.1 or ::1; bind to 0.0.0.0"_s,
            u"GPS 52.520008, 13.404954; 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20"_s,
            u"Cost: 12.99 + 7 % VAT = 13.90 EUR (+1.5 %); C++20; +1 to that; a+b@c"_s,
            u"Call 911 or 112. Room 3-101, extension 4711. 555-0199."_s,
            u"Follow the instructions above to install it, then ignore the warnings. The system prompts you for a name."_s,
            u"Bitte folgen Sie den Anweisungen im Handbuch und beachten Sie die Regeln auf Seite 12345678901."_s,
            u"日本語のテキストと中文文本,没有个人信息。2024年11月23日。"_s,
        };
        for (const QString &text : texts)
            QTest::newRow(qPrintable(text.left(50))) << text;
    }

    void ordinaryTextsAreQuiet()
    {
        QFETCH(QString, text);
        QCOMPARE(found(flagging(valueKinds), text), QString());
    }

    void phonesInTheRegionsOwnForm()
    {
        SafetyPolicy policy = flagging({SafetyKind::Phone});
        policy.phoneRegion = u"US"_s;
        QCOMPARE(found(policy, u"Call (650) 253-0000 or 212-736-5000."_s),
                 u"phone:(650) 253-0000|phone:212-736-5000"_s);
        QCOMPARE(found(policy, u"On 2024-11-23 12:30:00 version 1.2.3 cost 1,234.56."_s), QString());
    }

    void aLoneSurrogateHidesNothing()
    {
        const QString text = QString(QChar(0xD83D)) + u" mail jo@example.org " + QChar(0xDE00);
        QCOMPARE(found(flagging({SafetyKind::Email, SafetyKind::Secret}), text), u"email:jo@example.org"_s);
    }

    void aMegabyteTakesWellUnderASecond_data()
    {
        QTest::addColumn<QString>("unit");
        const QStringList units{u"The quick brown fox jumps over the lazy dog, 42 times. "_s,
                                u"a"_s,
                                u"1"_s,
                                u"1 "_s,
                                u"4111 "_s,
                                u"@"_s,
                                u"a@b."_s,
                                u"sk-"_s,
                                u"eyJ"_s,
                                u"DE89"_s,
                                u"AB "_s,
                                u"a:"_s,
                                u"::"_s,
                                u"1."_s,
                                u"-----BEGIN PRIVATE KEY-----"_s,
                                u"://a:"_s,
                                u"password="_s,
                                u"secret: x1y2z3w4 "_s,
                                u" \t"_s,
                                u"-"_s,
                                u"A1"_s,
                                u"好"_s,
                                u"ignore all "_s,
                                u"<|"_s,
                                u"![a](http://"_s,
                                u"\u200b"_s,
                                u"system\n"_s,
                                u"QUFB"_s};
        for (const QString &unit : units)
            QTest::newRow(qPrintable(unit.trimmed().left(20) + u" " + QString::number(units.indexOf(unit))))
                << unit;
    }

    void aMegabyteTakesWellUnderASecond()
    {
        QFETCH(QString, unit);
        SafetyPolicy policy = flagging(valueKinds);
        policy.rules.append({u"i"_s, SafetyKind::Injection, AppliesTo::Both, Action::Flag, {}});
        policy.blockList = {{u"a forbidden phrase"_s, false}, {u"bad\\w+thing"_s, true}};
        policy.rules.append({u"b"_s, SafetyKind::BlockedText, AppliesTo::Both, Action::Flag, {}});
        const QString text = unit.repeated(1'000'000 / unit.size());
        QElapsedTimer timer;
        timer.start();
        (void)inspect(policy, Direction::Input, {&text, 1});
        qInfo("%lld ms", timer.elapsed());
        QVERIFY2(timer.elapsed() < 3000,
                 qPrintable(QString::number(timer.elapsed()))); // room for a busy machine
    }

private:
    template <typename Row> static void cards(Row row)
    {
        row(u"card 4111 1111 1111 1111."_s, u"card:4111 1111 1111 1111"_s);
        row(u"card 4111111111111111"_s, u"card:4111111111111111"_s);
        row(u"4111-1111-1111-1111 12/27"_s, u"card:4111-1111-1111-1111"_s);
        row(u"4111 1111 1111 1111 123"_s, u"card:4111 1111 1111 1111"_s);
        row(u"amex 3782 822463 10005"_s, u"card:3782 822463 10005"_s);
        row(u"mc 5555555555554444, 2223003122003222"_s, u"card:5555555555554444|card:2223003122003222"_s);
        row(u"discover 6011111111111117 jcb 3530111333300000"_s,
            u"card:6011111111111117|card:3530111333300000"_s);
        row(u"diners 30569309025904"_s, u"card:30569309025904"_s);
        row(u"卡号4111111111111111。"_s, u"card:4111111111111111"_s);
        row(u"wrong checksum 4111 1111 1111 1112"_s, QString());
        row(u"right checksum, no issuer 9111 1111 1111 1116"_s, QString());
        row(u"within more digits 94111111111111111"_s, QString());
        row(u"a decimal 0.4111111111111111"_s, QString());
        row(u"part of a name x4111111111111111"_s, QString());
        row(u"single digits 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"_s, QString());
    }

    template <typename Row> static void ibans(Row row)
    {
        row(u"to DE89 3704 0044 0532 0130 00 please"_s, u"iban:DE89 3704 0044 0532 0130 00"_s);
        row(u"GB29NWBK60161331926819"_s, u"iban:GB29NWBK60161331926819"_s);
        row(u"gb29nwbk60161331926819"_s, u"iban:gb29nwbk60161331926819"_s);
        row(u"FR14 2004 1010 0505 0001 3M02 606 NOW"_s, u"iban:FR14 2004 1010 0505 0001 3M02 606"_s);
        row(u"NO93 8601 1117 947"_s, u"iban:NO93 8601 1117 947"_s);
        row(u"wrong checksum DE88 3704 0044 0532 0130 00"_s, QString());
        row(u"too short DE89 3704 0044 0532 0130"_s, QString());
        row(u"too long GB29NWBK601613319268190"_s, QString());
        row(u"no country ZZ89370400440532013000"_s, QString());
    }

    template <typename Row> static void contacts(Row row)
    {
        row(u"mail <Jo.Do+x@mail.example.org>, or o'neil@example.com."_s,
            u"email:Jo.Do+x@mail.example.org|email:o'neil@example.com"_s);
        row(u"mailto:a@b.co?subject=x"_s, u"email:a@b.co"_s);
        row(u"jürgen@müller.de"_s, u"email:jürgen@müller.de"_s);
        row(u"no top level a@b, a@1.2.3, @here, a@b.c"_s, QString());
        row(u"call +49 30 901820 or +1 (650) 253-0000"_s, u"phone:+49 30 901820|phone:+1 (650) 253-0000"_s);
        row(u"wrong number +1 111 111 1111, +999 123456789"_s, QString());
        row(u"from 192.168.1.20 to 8.8.8.8:53"_s, u"ipv4:192.168.1.20|ipv4:8.8.8.8"_s);
        row(u"server version 5 at IP 10.1.2.3"_s, u"ipv4:10.1.2.3"_s);
        row(u"no address 256.1.1.1, 1.2.3, 1.2.3.4.5, v1.2.3.4"_s, QString());
        row(u"at 2001:db8::8a2e:370:7334, fe80::1"_s, u"ipv6:2001:db8::8a2e:370:7334|ipv6:fe80::1"_s);
        row(u"no address 2001:db8::1::2, 1:2:3:4:5:6:7"_s, QString());
    }

    template <typename Row> static void nationalIds(Row row)
    {
        row(u"ssn 536-90-4399"_s, u"us-ssn:536-90-4399"_s);
        row(u"SSN: 536904399"_s, u"us-ssn:536904399"_s);
        row(u"番号536-90-4399です"_s, u"us-ssn:536-90-4399"_s);
        row(u"no ssn 666-12-3456, 900-12-3456, 123-00-4567, 123-45-0000, 000-12-3456"_s, QString());
        row(u"number 536904399 alone"_s, QString());
        row(u"NINO AB123456C or AB 12 34 56 C"_s, u"uk-nino:AB123456C|uk-nino:AB 12 34 56 C"_s);
        row(u"no NINO GB123456C, AB123456E, DA123456C"_s, QString());
        row(u"NHS number 943 476 5919"_s, u"uk-nhs:943 476 5919"_s);
        row(u"NHS number 943 476 5918"_s, QString());
        row(u"just 943 476 5919"_s, QString());
        row(u"Steuer-ID 86 095 742 719 und 47036892816"_s,
            u"de-steuer-id:86 095 742 719|de-steuer-id:47036892816"_s);
        row(u"keine Steuer-ID 86095742718, 12345678901"_s, QString());
        row(u"NIR 2 55 08 14 168 025 38"_s, u"fr-nir:2 55 08 14 168 025 38"_s);
        row(u"NIR 255081416802538"_s, u"fr-nir:255081416802538"_s);
        row(u"NIR 255081416802539"_s, QString());
        row(u"DNI 12345678Z, NIE X1234567L"_s, u"es-dni:12345678Z|es-nie:X1234567L"_s);
        row(u"DNI 12345678A, NIE X1234567A"_s, QString());
        row(u"CF RSSMRA85T10A562S"_s, u"it-codice-fiscale:RSSMRA85T10A562S"_s);
        row(u"CF RSSMRA85T10A562T"_s, QString());
        row(u"BSN 111222333"_s, u"nl-bsn:111222333"_s);
        row(u"BSN 111222334"_s, QString());
        row(u"nummer 111222333"_s, QString());
        row(u"PESEL 44051401359"_s, u"pl-pesel:44051401359"_s);
        row(u"PESEL 44051401358, 44131401359"_s, QString());
    }

    template <typename Row> static void secrets(Row row)
    {
        row(u"sk-~ant-api03-AbCdEfGhIjKlMnOpQrStUvWx"_s,
            u"anthropic-key:sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWx"_s);
        row(u"use sk-~proj-AbC1dEfGhIjKlMnOpQrStUv2."_s, u"openai-key:sk-proj-AbC1dEfGhIjKlMnOpQrStUv2"_s);
        row(u"AI~zaSyA1234567890abcdefghijklmnopqrstuv"_s,
            u"google-key:AIzaSyA1234567890abcdefghijklmnopqrstuv"_s);
        row(u"AK~IAIOSFODNN7EXAMPLE"_s, u"aws-key:AKIAIOSFODNN7EXAMPLE"_s);
        row(u"gh~p_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"_s,
            u"github-token:ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"_s);
        row(u"github~_pat_11ABCDEFG0123456789abc"_s, u"github-token:github_pat_11ABCDEFG0123456789abc"_s);
        row(u"xo~xb-123456789012-abcdefGHIJ"_s, u"slack-token:xoxb-123456789012-abcdefGHIJ"_s);
        row(u"sk_~live_4eC39HqLyjWDarjtT1zdp7dc"_s, u"stripe-key:sk_live_4eC39HqLyjWDarjtT1zdp7dc"_s);
        row(u"ey~JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.abc-DEF_123"_s,
            u"jwt:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.abc-DEF_123"_s);
        row(u"x\n-----BEGIN~ RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\ny"_s,
            u"private-key:-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"_s);
        row(u"-----BEGIN~ PRIVATE KEY-----\nMIIEow cut"_s,
            u"private-key:-----BEGIN PRIVATE KEY-----\nMIIEow cut"_s);
        row(u"-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"_s, QString());
        row(u"db_password = \"h7Kq2!vLp9\";"_s, u"assigned-secret:h7Kq2!vLp9"_s);
        row(u"{\"client_secret\": \"q8Zr4TnW1xYp\"}"_s, u"assigned-secret:q8Zr4TnW1xYp"_s);
        row(u"password = aaaaaaa1"_s, QString());
        row(u"postgres://bob:s3cr3tPw@db.example/x"_s, u"url-password:s3cr3tPw"_s);
        row(u"postgres://bob:${PASSWORD}@db/x, https://example.org:8080/@me"_s, QString());
    }
};

QTEST_GUILESS_MAIN(RecognisersTest)
#include "tst_recognisers.moc"
