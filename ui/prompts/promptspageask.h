// SPDX-License-Identifier: GPL-3.0-or-later
// How the page's sources ask the engine; nobody else includes this.
#pragma once

#include "ui/prompts/promptspage.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <utility>

#include <QCoroFuture>

namespace assay::ui {

template <typename T, typename Work, typename Done> void PromptsPage::ask(Work work, Done done)
{
    ++m_pending;
    m_context.engine.run(std::move(work))
        | whenDone(this, [this, done = std::move(done)](const Result<T> &answer) {
              --m_pending;
              if (answer)
                  done(answer);
              else
                  m_bar->showError(answer.error());
          });
}

} // namespace assay::ui
