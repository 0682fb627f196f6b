// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/assay/options.h"

#include "app/assay/pagelist.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Options", text);
}

Result<ui::ThemeChoice> themeFrom(const QString &name)
{
    if (name == "light"_L1)
        return ui::ThemeChoice::Light;
    if (name == "dark"_L1)
        return ui::ThemeChoice::Dark;
    if (name == "contrast"_L1)
        return ui::ThemeChoice::HighContrast;
    if (name == "system"_L1)
        return ui::ThemeChoice::FollowSystem;
    return fail(ErrorCode::InvalidInput,
                tr("There is no theme \"%1\": use light, dark, contrast or system.").arg(name));
}

void addOptions(QCommandLineParser &parser)
{
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    parser.addOptions({{u"workspace"_s, {}, u"file"_s},
                       {u"page"_s, {}, u"name"_s},
                       {u"screenshots"_s, {}, u"folder"_s},
                       {u"theme"_s, {}, u"name"_s},
                       {u"demo"_s, {}},
                       {u"measure-start"_s, {}}, // for tests/benchmarks/startup, so not in the help
                       {{u"h"_s, u"help"_s}, {}},
                       {{u"v"_s, u"version"_s}, {}}});
}

/// The positional arguments: one workspace at most, the rest are files to import.
Result<> takeFiles(const QStringList &paths, Options &options)
{
    for (const QString &path : paths) {
        if (!QFileInfo::exists(path))
            return fail(ErrorCode::InvalidInput, tr("There is no file \"%1\".").arg(path));
        if (QFileInfo(path).suffix().compare("assay"_L1, Qt::CaseInsensitive) != 0) {
            options.files.append(QFileInfo(path).absoluteFilePath());
            continue;
        }
        if (!options.workspace.isEmpty())
            return fail(ErrorCode::InvalidInput, tr("Only one workspace can be opened at a time."));
        options.workspace = path;
    }
    return {};
}

} // namespace

Result<Options> parseOptions(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments)) {
        QString problem = parser.errorText();
        if (!problem.endsWith(u'.'))
            problem += u'.';
        return fail(ErrorCode::InvalidInput, problem + u' ' + tr("See assay --help."));
    }

    Options options;
    options.showHelp = parser.isSet(u"help"_s);
    options.showVersion = parser.isSet(u"version"_s);
    options.demo = parser.isSet(u"demo"_s);
    options.measureStart = parser.isSet(u"measure-start"_s);
    options.workspace = parser.value(u"workspace"_s);
    options.page = parser.value(u"page"_s);
    options.screenshots = parser.value(u"screenshots"_s);
    if (options.demo && !options.workspace.isEmpty())
        return fail(ErrorCode::InvalidInput,
                    tr("--demo makes a workspace of its own: leave --workspace away."));
    if (!options.page.isEmpty() && !pageIds().contains(options.page))
        return fail(ErrorCode::InvalidInput,
                    tr("There is no page \"%1\": use one of %2.").arg(options.page, pageIds().join(u", "_s)));
    if (parser.isSet(u"theme"_s)) {
        const auto theme = themeFrom(parser.value(u"theme"_s));
        if (!theme)
            return tl::unexpected(theme.error());
        options.theme = *theme;
    }
    if (auto taken = takeFiles(parser.positionalArguments(), options); !taken)
        return tl::unexpected(taken.error());
    return options;
}

QString helpText()
{
    return tr("Usage: assay [options] [file...]\n"
              "A workbench for LLM prompts. Files: one *.assay workspace to open, and prompt files to "
              "import.\n"
              "\n"
              "  --workspace FILE      open this workspace\n"
              "  --page NAME           start on this page: %1\n"
              "  --demo                a fresh sample workspace that is gone afterwards\n"
              "  --screenshots FOLDER  write every page as a PNG file, print the names, and exit\n"
              "  --theme NAME          light, dark, contrast or system, for this run\n"
              "  -h, --help            this text\n"
              "  -v, --version         the version\n"
              "\n"
              "Exit codes: 0 ok, 2 bad usage, 3 no display, or the workspace cannot be used.\n")
        .arg(pageIds().join(u", "_s));
}

} // namespace assay::app
