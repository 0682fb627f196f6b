// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/settingtexts.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(SettingTexts)
};

SettingSection sending()
{
    return {
        Tr::tr("Sending"),
        {{u"drop_unsupported"_s, Tr::tr("Leave out what a provider cannot do"),
          Tr::tr("Parameters, tools or pictures that a provider has no place for are left out with a note; "
                 "else the call is refused.")},
         {u"queue.max_in_flight"_s, Tr::tr("Calls at providers at once"),
          Tr::tr("The others wait their turn.")},
         {u"queue.max_wait_ms"_s, Tr::tr("Longest wait in the queue, ms"),
          Tr::tr("A call that waited so long for a rate limit fails.")},
         {u"rate_limits"_s, Tr::tr("Rate limits"),
          Tr::tr("A list such as "
                 "[{\"provider\":\"openai\",\"requests_per_minute\":500,\"tokens_per_minute\":200000}].")}}};
}

SettingSection retries()
{
    return {
        Tr::tr("Retries and second requests"),
        {{u"retry.max_retries"_s, Tr::tr("Most retries"),
          Tr::tr("After the first attempt, before any token was shown.")},
         {u"retry.base_delay_ms"_s, Tr::tr("First pause, ms"),
          Tr::tr("Doubles with each retry; the real pause is drawn below it.")},
         {u"retry.max_delay_ms"_s, Tr::tr("Longest pause, ms"), Tr::tr("Where the provider asks for none.")},
         {u"retry.max_retry_after_ms"_s, Tr::tr("Longest pause that a provider may ask for, ms"),
          Tr::tr("A longer one ends the attempts.")},
         {u"retry.budget_percent"_s, Tr::tr("Retries in traffic, %"),
          Tr::tr("Retries are never more than this share of a provider's calls.")},
         {u"hedge.enabled"_s, Tr::tr("Second request for the slow tail"),
          Tr::tr("When no token comes in the usual time the request is sent again; both may cost.")},
         {u"hedge.after_percentile"_s, Tr::tr("Second request after percentile"),
          Tr::tr("Of the model's recent times to the first token.")},
         {u"hedge.min_delay_ms"_s, Tr::tr("Second request at the earliest after, ms"), {}}}};
}

SettingSection breaker()
{
    return {Tr::tr("Circuit breaker"),
            {{u"breaker.failure_rate_percent"_s, Tr::tr("Opens at failures of, %"),
              Tr::tr("Of a model's calls in the window.")},
             {u"breaker.slow_rate_percent"_s, Tr::tr("Opens at slow calls of, %"), {}},
             {u"breaker.slow_after_ms"_s, Tr::tr("Slow is a first token after, ms"), {}},
             {u"breaker.window_ms"_s, Tr::tr("Window, ms"), {}},
             {u"breaker.minimum_calls"_s, Tr::tr("Fewest calls before rates count"), {}},
             {u"breaker.open_for_ms"_s, Tr::tr("Stays open for, ms"),
              Tr::tr("Then a few calls try whether it is well again.")},
             {u"breaker.probes"_s, Tr::tr("Trial calls"),
              Tr::tr("At once while half-open; as many successes close it.")},
             {u"forced_circuits"_s, Tr::tr("Models stopped or let through by an administrator"),
              Tr::tr("A list such as "
                     "[{\"model\":\"openai/gpt-6-sol\",\"state\":\"open\",\"who\":\"ada\",\"reason\":"
                     "\"maintenance\"}]; open stops a model, closed lets every call pass.")}}};
}

SettingSection routes()
{
    return {
        Tr::tr("Routes and budgets"),
        {{u"routes"_s, Tr::tr("Routes"),
          Tr::tr(
              "Names that stand for several models: "
              "[{\"name\":\"safe\",\"policy\":\"cheapest\",\"candidates\":[{\"model\":\"openai/"
              "gpt-6-sol\"}]}]; policies are fixed, cheapest, fastest, lowest-error, weighted, complexity.")},
         {u"budgets"_s, Tr::tr("Budgets"),
          Tr::tr("A list such as "
                 "[{\"scope\":\"workspace\",\"period\":\"month\",\"limit_usd\":\"50\",\"hard\":true}]; "
                 "scopes are workspace, prompt, model, user, key; periods day, week, month.")},
         {u"time_zone"_s, Tr::tr("Time zone of budgets"),
          Tr::tr("Such as Europe/Berlin; empty for this computer's.")}}};
}

SettingSection cache()
{
    return {Tr::tr("Cache"),
            {{u"cache.enabled"_s, Tr::tr("Answer equal calls from the cache"),
              Tr::tr("Calls at temperature 0, and of the prompts below.")},
             {u"cache.sampled_prompts"_s, Tr::tr("Prompts kept above temperature 0"),
              Tr::tr("A list of names, [\"greeting\"].")},
             {u"cache.time_to_live_s"_s, Tr::tr("Answers hold for, s"), {}},
             {u"cache.max_bytes"_s, Tr::tr("Largest size, bytes"),
              Tr::tr("What was used longest ago goes first.")},
             {u"cache.replay_as_stream"_s, Tr::tr("Replay word by word"),
              Tr::tr("As a model would; else at once.")},
             {u"cache.semantic"_s, Tr::tr("Answer like questions, too"),
              Tr::tr("By embeddings, which cost a request each.")},
             {u"cache.embedding_model"_s, Tr::tr("Embedding model"),
              Tr::tr("PROVIDER/MODEL that compares questions; set it first.")},
             {u"cache.min_similarity"_s, Tr::tr("Least similarity"), Tr::tr("Cosine, 0.5 to 1.")}}};
}

SettingSection safety()
{
    return {Tr::tr("Content safety"),
            {{u"safety.enabled"_s, Tr::tr("Inspect what goes out and comes back"), {}},
             {u"safety.rules"_s, Tr::tr("Rules"),
              Tr::tr("A list such as "
                     "[{\"id\":\"cards\",\"kind\":\"payment_card\",\"direction\":\"both\",\"action\":"
                     "\"mask\"}]; actions are allow, flag, mask, hash, review, block.")},
             {u"safety.block_list"_s, Tr::tr("Texts never wanted"), {}},
             {u"safety.allow_list"_s, Tr::tr("Texts that are no finding"), {}},
             {u"safety.injection_threshold"_s, Tr::tr("Injection score that counts"), Tr::tr("0 to 1.")},
             {u"safety.phone_region"_s, Tr::tr("Country of phone numbers"),
              Tr::tr("Such as DE; empty finds only numbers with +.")}}};
}

SettingSection health()
{
    return {Tr::tr("Health checks"),
            {{u"health.enabled"_s, Tr::tr("Ask providers whether they are there"),
              Tr::tr("A free listing of models now and then; off, nothing is sent that nobody asked for.")},
             {u"health.interval_s"_s, Tr::tr("Every, s"), {}},
             {u"health.jitter_percent"_s, Tr::tr("Give or take, %"), {}}}};
}

} // namespace

QList<SettingSection> settingSections()
{
    return {sending(), retries(), breaker(), routes(), cache(), safety(), health()};
}

} // namespace assay::ui
