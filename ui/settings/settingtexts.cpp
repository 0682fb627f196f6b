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
          Tr::tr("The most that is sent in any minute to a provider, a model, or by an access key. What is left "
                 "empty counts for all; where several limits fit a call, each must allow it.")}}};
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
              Tr::tr("Open stops a model for everyone, closed lets every call pass, until the row is removed. "
                     "Operations, Traffic does the same and asks for the reason.")}}};
}

SettingSection routes()
{
    return {
        Tr::tr("Routes and budgets"),
        {{u"routes"_s, Tr::tr("Routes"),
          Tr::tr("A name that stands for several models: a call to route/NAME goes to the first that the "
                 "policy prefers and that can do what is asked, and to the next when it fails. Models are "
                 "separated by commas; \u00d7 3 gives one three times the weight of the others.")},
         {u"budgets"_s, Tr::tr("Budgets"),
          Tr::tr("What may be spent in a day, a week or a month. A budget that refuses ends calls that would "
                 "pass its limit; the others warn. Without a name it holds for each prompt, model, user or "
                 "key apart.")},
         {u"time_zone"_s, Tr::tr("Time zone of budgets"),
          Tr::tr("Such as Europe/Berlin; empty for this computer's.")}}};
}

SettingSection cache()
{
    return {Tr::tr("Cache"),
            {{u"cache.enabled"_s, Tr::tr("Answer equal calls from the cache"),
              Tr::tr("Calls at temperature 0, and of the prompts below.")},
             {u"cache.sampled_prompts"_s, Tr::tr("Prompts kept above temperature 0"),
              Tr::tr("Prompts whose answers are kept although chance plays a part in them.")},
             {u"cache.time_to_live_s"_s, Tr::tr("Answers hold for, s"), {}},
             {u"cache.max_bytes"_s, Tr::tr("Largest size, bytes"),
              Tr::tr("What was used longest ago goes first.")},
             {u"cache.replay_as_stream"_s, Tr::tr("Replay word by word"),
              Tr::tr("As a model would; else at once.")},
             {u"cache.embedding_model"_s, Tr::tr("Model that compares questions"),
              Tr::tr("An embedding model as provider/model, such as openai/text-embedding-3-small. Set it "
                     "first, then switch on answers to like questions.")},
             {u"cache.semantic"_s, Tr::tr("Answer like questions, too"),
              Tr::tr("Needs the model above. Each question costs a request for its embedding; which question "
                     "was matched is kept with the call.")},
             {u"cache.min_similarity"_s, Tr::tr("Least similarity"),
              Tr::tr("Of the two questions, 0.5 to 1: the cosine of their embeddings. Below it a question is "
                     "asked anew.")}}};
}

SettingSection safety()
{
    return {Tr::tr("Content safety"),
            {{u"safety.enabled"_s, Tr::tr("Inspect what goes out and comes back"), {}},
             {u"safety.rules"_s, Tr::tr("Rules"),
              Tr::tr("What is looked for, in which direction, and what is done with it: allow and flag only "
                     "note it, mask and hash replace it, review sends it to a person, block ends the call. Of "
                     "several rules that fit, the strongest counts.")},
             {u"safety.block_list"_s, Tr::tr("Texts never wanted"),
              Tr::tr("Words and phrases in any case, or regular expressions. They end the call, unless a rule "
                     "for blocked text says otherwise.")},
             {u"safety.allow_list"_s, Tr::tr("Texts that are no finding"),
              Tr::tr("Such as the address of one's own help desk: found, but nothing to act on.")},
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
