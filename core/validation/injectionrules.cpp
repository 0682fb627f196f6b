// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/injectionrules.h"

namespace assay::validation {

using namespace Qt::StringLiterals;

// The weights are judgement: 0.7 acts alone at the default threshold, what also occurs in honest texts needs
// company.
const std::vector<InjectionRule> &injectionRuleTable()
{
    static const std::vector<InjectionRule> table{
        {"ignore-instructions"_L1, 0.7,
         u"\\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow|stop "
         u"following)\\b[^.;!?\\n]{0,30}"
         "\\b(?:previous|prior|above|earlier|preceding|existing|original|your|all|any|system)\\b[^.;!?\\n]{0,"
         "20}"
         "\\b(?:instructions?|prompts?|rules|guidelines|directives|programming|constraints)\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Tells the model to ignore the instructions it has.")},
        {"ignore-instructions-other-languages"_L1, 0.7,
         u"\\bignorier\\w{0,3}\\b[^.\\n]{0,30}\\b(?:anweisung|instruktion|regel|vorgabe)\\w{0,3}\\b"
         "|\\bvergiss\\b[^.\\n]{0,30}\\b(?:anweisung|instruktion|regel)\\w{0,3}\\b"
         "|\\b(?:ignore[rz]?|oublie[rz]?)\\b[^.\\n]{0,30}\\b(?:instructions?|consignes?|règles)\\b[^.\\n]{0,"
         "15}\\b(?:précédent|ci-dessus|antérieur)"
         "|\\b(?:ignora|ignore|olvida|olvide)\\b[^.\\n]{0,30}\\b(?:instrucciones|reglas|indicaciones)\\b[^."
         "\\n]{0,15}\\b(?:anterior|previa)"
         "|\\bignora\\b[^.\\n]{0,30}\\b(?:istruzioni|regole)\\b[^.\\n]{0,15}\\b(?:precedent)"
         "|忽略(?:之前|以上|前面|所有|上述)[^。\\n]{0,8}(?:指令|指示|提示|说明)|(?:以前|上記|これまで)[^。\\n]{0,6}(?:指示|命令)[^。\\n]{0,6}無視"_s,
         QT_TRANSLATE_NOOP("Validation",
                           "The same in German, French, Spanish, Italian, Chinese or Japanese.")},
        {"new-instructions"_L1, 0.4,
         u"\\b(?:new|updated|real|actual|revised) (?:system )?(?:instructions?|directives?|orders)\\b "
         u"?(?::|are\\b|follow)"
         "|\\bfrom now on,? (?:you|your)\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Announces new instructions.")},
        {"reveal-prompt"_L1, 0.6,
         u"\\b(?:reveal|show|print|repeat|output|display|leak|disclose|recite|tell me|give me|what "
         u"(?:is|are|was|were))\\b[^.\\n]{0,30}"
         "\\b(?:system|hidden|initial|original|secret|developer|your)\\b[^.\\n]{0,10}\\b(?:prompt|instructions|system message|preamble)\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Asks for the system prompt.")},
        {"unrestricted-role"_L1, 0.6,
         u"\\b(?:you are|you're|act as|pretend|behave as|role-?play|simulate|become)\\b[^.\\n]{0,40}"
         "\\b(?:dan|unrestricted|uncensored|unfiltered|jailbroken|amoral|without (?:any "
         ")?(?:restrictions?|limits?|filters?|rules)|no "
         "(?:restrictions?|limits?|filters?|rules|guidelines))\\b"
         "|\\bdo anything now\\b|\\b(?:developer|debug|god|admin|jailbreak) mode (?:is )?(?:on|enabled|activated)\\b|\\benable (?:developer|god|jailbreak) mode\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Gives the model a role that is bound by no rules.")},
        {"chat-markers"_L1, 0.6,
         u"<\\|(?:im_start|im_end|system|assistant|user|endoftext|eot_id|start_header_id)\\|>|\\[/?inst\\]|<</?sys>>|<(?:start|end)_of_turn>"_s,
         QT_TRANSLATE_NOOP("Validation", "Holds the markers by which chat templates part the roles.")},
        {"fake-role"_L1, 0.35,
         u"(?:^|\\n)[ #*]{0,6}(?:system|assistant|developer)(?: (?:message|prompt|override))?[ *]{0,3}:"_s,
         QT_TRANSLATE_NOOP("Validation", "A line speaks as the system or the assistant.")},
        {"hide-from-user"_L1, 0.5,
         u"\\b(?:do "
         u"not|don't|never|without)\\b[^.\\n]{0,15}\\b(?:tell|telling|mention|mentioning|inform|informing|"
         u"reveal|alert|alerting|notify)\\b[^.\\n]{0,25}"
         "\\b(?:the user|this instruction|these instructions|this message)\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Wants something kept from the user.")},
        {"no-refusal"_L1, 0.4,
         u"\\b(?:you (?:must|will|can) (?:not|never) refuse|never refuse|do not refuse|don't refuse|you cannot refuse|never say (?:that )?you can(?:'t|not))\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Forbids the model to refuse.")},
        {"exfiltrate"_L1, 0.5,
         u"!\\[[^\\]\\n]{0,200}\\]\\(https?://[^)\\s]{1,300}[?&][^)\\s]{0,100}=(?:\\{|\\$|%7b|\\[|<)"
         "|\\b(?:send|post|upload|forward|exfiltrate|transmit|leak)\\b[^.\\n]{0,60}\\b(?:conversation|chat "
         "history|credentials|api keys?|passwords?|secrets|system "
         "prompt|user data|environment variables)\\b[^\\n]{0,40}\\b(?:to|at)\\b[^\\n]{0,10}(?:https?://|\\S{1,64}@)"_s,
         QT_TRANSLATE_NOOP("Validation", "Wants data sent to an address.")},
        {"tool-order"_L1, 0.4,
         u"\\b(?:call|invoke|execute|run|use)\\b[^.\\n]{0,20}\\b(?:tool|function|command|shell|plugin)\\b[^."
         u"\\n]{0,60}"
         "\\b(?:delete|drop table|rm -rf|transfer|wire|purchase|send (?:an )?e-?mail|curl|wget|format)\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Orders a tool to be called that changes or sends something.")},
        {"urgent-override"_L1, 0.3,
         u"\\b(?:important|urgent|attention|critical|override)\\b[!: ]{1,4}(?:[^.\\n]{0,30})\\b(?:ai|assistant|language model|llm|chatbot|gpt|claude|gemini)\\b"_s,
         QT_TRANSLATE_NOOP("Validation", "Addresses the model itself with urgency.")},
        {"hidden-text"_L1,
         0.7,
         {},
         QT_TRANSLATE_NOOP("Validation", "Hides text in characters that show nothing (Unicode tags).")},
        {"split-words"_L1, 0.3, {}, QT_TRANSLATE_NOOP("Validation", "Splits words by invisible characters.")},
        {"look-alikes"_L1,
         0.3,
         {},
         QT_TRANSLATE_NOOP("Validation", "Mixes letters of other scripts into Latin words.")},
        {"encoded-instructions"_L1,
         0.5,
         {},
         QT_TRANSLATE_NOOP("Validation", "Holds instructions in Base64.")},
    };
    return table;
}

} // namespace assay::validation
