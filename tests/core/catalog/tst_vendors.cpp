// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "catalog/providerstore.h"
#include "catalog/vendors.h"

#include <QSet>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::catalog;

class VendorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPresetCanBeAdded();
    void addressesLeadBackToTheirVendor();
    void whoeverIsAskedForAKeyIsToldWhere();
    void idsAreFoundOnce();
    void flavourFollowsVendorAndProtocol();
};

void VendorsTest::everyPresetCanBeAdded()
{
    for (const Vendor &vendor : vendors()) {
        Provider preset = presetFor(vendor);
        QCOMPARE(preset.vendor, QString(vendor.id));
        QCOMPARE(preset.protocol, vendor.protocol);
        if (vendor.baseUrl.isEmpty() && !preset.isSimulated) {
            QVERIFY2(!validated(preset), vendor.id.data()); // it must be completed first
            preset.baseUrl = QUrl(QString(vendor.urlExample));
        }
        const auto checked = validated(preset);
        QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
        QCOMPARE(checked->name, QString(vendor.id));
    }
}

void VendorsTest::addressesLeadBackToTheirVendor()
{
    for (const Vendor &vendor : vendors()) {
        if (!vendor.needsKey || vendor.baseUrl.isEmpty())
            continue; // a local server says only where it is
        Provider typed = presetFor(vendor);
        typed.vendor.clear();
        QCOMPARE(validated(typed)->vendor, QString(vendor.id));
    }
}

void VendorsTest::whoeverIsAskedForAKeyIsToldWhere()
{
    for (const Vendor &vendor : vendors()) {
        QCOMPARE(!vendor.keysUrl.isEmpty(), vendor.needsKey);
        if (vendor.needsKey) {
            const QUrl page(QString(vendor.keysUrl), QUrl::StrictMode);
            QVERIFY2(page.isValid() && page.scheme() == "https"_L1, vendor.id.data());
        }
    }
}

void VendorsTest::idsAreFoundOnce()
{
    QSet<QString> ids;
    for (const Vendor &vendor : vendors()) {
        QVERIFY2(!ids.contains(vendor.id), vendor.id.data());
        ids.insert(vendor.id);
        QCOMPARE(findVendor(QString(vendor.id)), &vendor);
    }
    QVERIFY(findVendor(u"nobody") == nullptr);
    QVERIFY(findVendor(u"") == nullptr);
}

void VendorsTest::flavourFollowsVendorAndProtocol()
{
    Provider provider;
    QCOMPARE(chatFlavourOf(provider).tokenLimit, "max_tokens"_L1);
    provider.vendor = u"openai"_s;
    QCOMPARE(chatFlavourOf(provider).tokenLimit, "max_completion_tokens"_L1);
    QVERIFY(chatFlavourOf(provider).padsStreams);
    provider.protocol = Protocol::Azure; // where OpenAI's models are served by another's rules
    QVERIFY(!chatFlavourOf(provider).padsStreams);
}

QTEST_GUILESS_MAIN(VendorsTest)
#include "tst_vendors.moc"
