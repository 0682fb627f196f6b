// SPDX-License-Identifier: GPL-3.0-or-later
#include "modelargument.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {

QCoro::Task<Result<catalog::ModelRef>> modelArgument(Invocation in, QString text, QString what)
{
    const auto model = catalog::parseModelRef(text);
    if (!model)
        co_return fail(ErrorCode::InvalidInput,
                       u"%1 needs PROVIDER/MODEL, not \"%2\". See: assayctl models list"_s.arg(what, text));
    if (model->provider == orchestration::routeProvider)
        co_return *model;
    const auto provider = co_await in.workspace->providers().find(model->provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    co_return catalog::ModelRef{provider->name, model->model};
}

} // namespace assay::ctl
