// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/schemaconstraints.h"

#include "validation/boundedregex.h"
#include "validation/formatchecks.h"
#include "validation/schemaprepare.h"
#include "validation/validationtr.h"

#include <cmath>
#include <memory>
#include <new>

#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/validation_results.hpp>

#include <QSet>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;
using valijson::adapters::Adapter;

/// Gives a reason why the value is wrong, or an empty text.
using Check = std::function<QString(const Adapter &)>;

class CheckConstraint final : public valijson::constraints::PolyConstraint {
public:
    explicit CheckConstraint(Check check)
        : m_check(std::move(check))
    {
    }

    bool validate(const Adapter &target, const std::vector<std::string> &context,
                  valijson::ValidationResults *results) const override
    {
        const QString problem = m_check(target);
        if (!problem.isEmpty() && results != nullptr)
            results->pushError(context, problem.toStdString());
        return problem.isEmpty();
    }

private:
    Constraint *cloneInto(void *memory) const override { return new (memory) CheckConstraint(*this); }
    size_t sizeOf() const override { return sizeof(CheckConstraint); }

    Check m_check;
};

class CheckBuilder final : public valijson::ConstraintBuilder {
public:
    explicit CheckBuilder(std::function<Check(const Adapter &)> make)
        : m_make(std::move(make))
    {
    }
    valijson::constraints::Constraint *make(const Adapter &value) const override
    {
        return std::make_unique<CheckConstraint>(m_make(value)).release(); // the parser deletes it
    }

private:
    std::function<Check(const Adapter &)> m_make;
};

Check patternCheck(const Adapter &keyword)
{
    const QString pattern = QString::fromStdString(keyword.asString());
    return [regex = boundedRegex(pattern, QRegularExpression::UseUnicodePropertiesOption),
            pattern](const Adapter &target) -> QString {
        if (!target.isString())
            return {};
        const auto match = regex.match(QString::fromStdString(target.asString()));
        if (!match.isValid())
            return Tr::tr("The pattern “%1” takes too long on this text.").arg(pattern.left(80));
        return match.hasMatch() ? QString()
                                : Tr::tr("The text does not match the pattern “%1”.").arg(pattern.left(80));
    };
}

Check formatCheck(const Adapter &keyword)
{
    return [format = QString::fromStdString(keyword.isString() ? keyword.asString() : std::string())](
               const Adapter &target) {
        return target.isString() ? problemWithNamedFormat(format, QString::fromStdString(target.asString()))
                                 : QString();
    };
}

Check integerCheck(const Adapter &)
{
    return [](const Adapter &target) {
        return !target.isNumber() || std::trunc(target.asDouble()) == target.asDouble()
            ? QString()
            : Tr::tr("The number must be whole.");
    };
}

Check multipleCheck(const Adapter &keyword)
{
    return [divisor = keyword.asDouble()](const Adapter &target) -> QString {
        if (!target.isNumber())
            return {};
        // 19.99 is a multiple of 0.01 although the quotient of the doubles is 1998.9999999999998.
        const double quotient = target.asDouble() / divisor;
        const bool isWhole =
            std::abs(quotient - std::round(quotient)) <= 1e-9 * std::max(1.0, std::abs(quotient));
        return isWhole ? QString() : Tr::tr("The number must be a multiple of %1.").arg(divisor);
    };
}

/// Appends a text that equal values share.
void appendCanonical(const Adapter &value, QByteArray &out)
{
    const auto appendText = [&out](const std::string &text) {
        out += QByteArray::number(qulonglong(text.size())) + ':';
        out.append(text.data(), qsizetype(text.size()));
    };
    if (value.isString()) {
        out += 's';
        appendText(value.asString());
    } else if (value.isNumber()) {
        out += 'n' + QByteArray::number(value.asDouble(), 'g', 17) + ';';
    } else if (value.isBool()) {
        out += value.asBool() ? 't' : 'f';
    } else if (value.isArray()) {
        out += '[';
        value.applyToArray([&out](const Adapter &element) {
            appendCanonical(element, out);
            return true;
        });
        out += ']';
    } else if (value.isObject()) { // its members are sorted by name
        out += '{';
        value.applyToObject([&](const std::string &name, const Adapter &member) {
            appendText(name);
            appendCanonical(member, out);
            return true;
        });
        out += '}';
    } else {
        out += '0';
    }
}

Check uniqueCheck(const Adapter &keyword)
{
    return [isWanted = keyword.isBool() && keyword.asBool()](const Adapter &target) -> QString {
        if (!isWanted || !target.isArray())
            return {};
        QSet<QByteArray> seen;
        bool isUnique = true;
        target.applyToArray([&](const Adapter &element) {
            QByteArray text;
            appendCanonical(element, text);
            isUnique = !seen.contains(text);
            seen.insert(text);
            return isUnique;
        });
        return isUnique ? QString() : Tr::tr("The list holds a value twice.");
    };
}

} // namespace

void addOwnKeywords(valijson::SchemaParser &parser)
{
    const auto add = [&parser](const char *keyword, Check (*make)(const Adapter &)) {
        parser.addConstraintBuilder(keyword,
                                    std::make_unique<CheckBuilder>(make).release()); // the parser owns it
    };
    add(patternKeyword, patternCheck);
    add(formatKeyword, formatCheck);
    add(integerKeyword, integerCheck);
    add(multipleKeyword, multipleCheck);
    add(uniqueKeyword, uniqueCheck);
}

} // namespace assay::validation
