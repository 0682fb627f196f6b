<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- English as it is written in the code; only the plural forms stand here. -->
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>ComparisonReport</name>
    <message numerus="yes">
        <source>%n tool(s) offered</source>
        <translation><numerusform>%n tool offered</numerusform><numerusform>%n tools offered</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) of its own</source>
        <translation><numerusform>%n value of its own</numerusform><numerusform>%n values of its own</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::PromptList</name>
    <message numerus="yes">
        <source>%n prompt(s) with this in their text</source>
        <translation><numerusform>%n prompt with this in its text</numerusform><numerusform>%n prompts with this in their text</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>At least %n prompt(s) with this in their text</source>
        <translation><numerusform>At least %n prompt with this in its text</numerusform><numerusform>At least %n prompts with this in their text</numerusform></translation>
    </message>
</context>
<context>
    <name>OrchestrationTr</name>
    <message numerus="yes">
        <source>%Ln text(s) to embed.</source>
        <translation><numerusform>%Ln text to embed.</numerusform><numerusform>%Ln texts to embed.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln finding(s) in what goes out: %1.</source>
        <translation><numerusform>%Ln finding in what goes out: %1.</numerusform><numerusform>%Ln findings in what goes out: %1.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln finding(s) in what came back: %1.</source>
        <translation><numerusform>%Ln finding in what came back: %1.</numerusform><numerusform>%Ln findings in what came back: %1.</numerusform></translation>
    </message>
</context>
<context>
    <name>RelativeTime</name>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation><numerusform>%n hour ago</numerusform><numerusform>%n hours ago</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation><numerusform>%n day ago</numerusform><numerusform>%n days ago</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation><numerusform>%n min ago</numerusform><numerusform>%n min ago</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::AddProviderForm</name>
    <message numerus="yes">
        <source>%n local server(s) found: choose it above.</source>
        <translation><numerusform>%n local server found: choose it above.</numerusform><numerusform>%n local servers found: choose one above.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::AnswerDiff</name>
    <message numerus="yes">
        <source>%n member(s) differ</source>
        <translation><numerusform>%n member differs</numerusform><numerusform>%n members differ</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::AnswerPanel</name>
    <message numerus="yes">
        <source>asked again %n time(s)</source>
        <translation><numerusform>asked again once</numerusform><numerusform>asked again %n times</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::CacheView</name>
    <message numerus="yes">
        <source>%Ln day(s)</source>
        <translation><numerusform>%Ln day</numerusform><numerusform>%Ln days</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln hour(s)</source>
        <translation><numerusform>%Ln hour</numerusform><numerusform>%Ln hours</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln answer(s)</source>
        <translation><numerusform>%Ln answer</numerusform><numerusform>%Ln answers</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%1 of the last %Ln call(s) answered from here</source>
        <translation><numerusform>%1 of the last call answered from here</numerusform><numerusform>%1 of the last %Ln calls answered from here</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Used %Ln time(s)</source>
        <translation><numerusform>Used once</numerusform><numerusform>Used %Ln times</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::CallDetails</name>
    <message numerus="yes">
        <source>%Ln image(s)</source>
        <translation><numerusform>%Ln image</numerusform><numerusform>%Ln images</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::ComparePage</name>
    <message numerus="yes">
        <source>Kept in %1, which has %n case(s) now.</source>
        <translation><numerusform>Kept in %1, which has %n case now.</numerusform><numerusform>Kept in %1, which has %n cases now.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) stand in the way of a run</source>
        <translation><numerusform>%n thing stands in the way of a run</numerusform><numerusform>%n things stand in the way of a run</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Asking %n cell(s)…</source>
        <translation><numerusform>Asking %n cell…</numerusform><numerusform>Asking %n cells…</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>The grid has ended; %n call(s) failed</source>
        <translation><numerusform>The grid has ended; %n call failed</numerusform><numerusform>The grid has ended; %n calls failed</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::ConnectionsView</name>
    <message numerus="yes">
        <source>%Ln connection(s)</source>
        <translation><numerusform>%Ln connection</numerusform><numerusform>%Ln connections</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::CostChart</name>
    <message numerus="yes">
        <source>%1 in all, at most %2 in one step of time. Models: %Ln.</source>
        <translation><numerusform>%1 in all, at most %2 in one step of time. Models: %Ln.</numerusform><numerusform>%1 in all, at most %2 in one step of time. Models: %Ln.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::DashboardView</name>
    <message numerus="yes">
        <source>%Ln cancelled</source>
        <translation><numerusform>%Ln cancelled</numerusform><numerusform>%Ln cancelled</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation><numerusform>%Ln failed</numerusform><numerusform>%Ln failed</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>plus %Ln of unknown price</source>
        <translation><numerusform>plus %Ln of unknown price</numerusform><numerusform>plus %Ln of unknown price</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::DiffView</name>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation><numerusform>%n change</numerusform><numerusform>%n changes</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::EstimatePanel</name>
    <message numerus="yes">
        <source>Learned from %n answer(s) of this model.</source>
        <translation><numerusform>Learned from %n answer of this model.</numerusform><numerusform>Learned from %n answers of this model.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::FindBar</name>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation><numerusform>%n place</numerusform><numerusform>%n places</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::GridModel</name>
    <message numerus="yes">
        <source>%n answer(s)</source>
        <translation><numerusform>%n answer</numerusform><numerusform>%n answers</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation><numerusform>%n failed</numerusform><numerusform>%n failed</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::GridView</name>
    <message numerus="yes">
        <source>%1 of %n answer(s)</source>
        <translation><numerusform>%1 of %n answer</numerusform><numerusform>%1 of %n answers</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) removed.</source>
        <translation><numerusform>%n row removed.</numerusform><numerusform>%n rows removed.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%1, %n case(s)</source>
        <translation><numerusform>%1, %n case</numerusform><numerusform>%1, %n cases</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::MessageBlock</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation><numerusform>and %n more</numerusform><numerusform>and %n more</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n hidden character(s)</source>
        <translation><numerusform>%n hidden character</numerusform><numerusform>%n hidden characters</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::ModelSetsMenu</name>
    <message numerus="yes">
        <source>%1 (%n model(s))</source>
        <translation><numerusform>%1 (%n model)</numerusform><numerusform>%1 (%n models)</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::ModelTableModel</name>
    <message numerus="yes">
        <source>Not in this sum: %Ln of unknown price.</source>
        <translation><numerusform>Not in this sum: %Ln of unknown price.</numerusform><numerusform>Not in this sum: %Ln of unknown price.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::ParametersForm</name>
    <message numerus="yes">
        <source>%n stop(s)</source>
        <translation><numerusform>%n stop</numerusform><numerusform>%n stops</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::PreviewPanel</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation><numerusform>%n picture</numerusform><numerusform>%n pictures</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::PromptsPage</name>
    <message numerus="yes">
        <source>%n place(s) replaced.</source>
        <translation><numerusform>%n place replaced.</numerusform><numerusform>%n places replaced.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n prompt(s) imported. %1 is shown; commit it to make it a version.</source>
        <translation><numerusform>One prompt imported. %1 is shown; commit it to make it a version.</numerusform><numerusform>%n prompts imported. %1 is shown; commit it to make it a version.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n case(s) are kept as dataset %1.</source>
        <translation><numerusform>%n case is kept as dataset %1.</numerusform><numerusform>%n cases are kept as dataset %1.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>The latest version of %n prompt(s) is in %1.</source>
        <translation><numerusform>The latest version of %n prompt is in %1.</numerusform><numerusform>The latest versions of %n prompts are in %1.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) could not be carried: see the details.</source>
        <translation><numerusform>%n thing could not be carried: see the details.</numerusform><numerusform>%n things could not be carried: see the details.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Exported to %1. %n thing(s) have no place there: see the details.</source>
        <translation><numerusform>Exported to %1. %n thing has no place there: see the details.</numerusform><numerusform>Exported to %1. %n things have no place there: see the details.</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Version %1 is merged into the draft. Both changed %n part(s): choose above the text, or edit.</source>
        <translation><numerusform>Version %1 is merged into the draft. Both changed one part: choose above the text, or edit.</numerusform><numerusform>Version %1 is merged into the draft. Both changed %n parts: choose above the text, or edit.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::ProviderDetails</name>
    <message numerus="yes">
        <source>%1 answered in %2 ms with %n model(s).</source>
        <translation><numerusform>%1 answered in %2 ms with %n model.</numerusform><numerusform>%1 answered in %2 ms with %n models.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::RunEstimate</name>
    <message numerus="yes">
        <source>%n token(s)</source>
        <translation><numerusform>%n token</numerusform><numerusform>%n tokens</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%n price(s) unknown</source>
        <translation><numerusform>%n price unknown</numerusform><numerusform>%n prices unknown</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>%1 %n model(s) without a known price come on top.</source>
        <translation><numerusform>%1 %n model without a known price comes on top.</numerusform><numerusform>%1 %n models without a known price come on top.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::SettingsPage</name>
    <message numerus="yes">
        <source>%n entries</source>
        <translation><numerusform>%n entry</numerusform><numerusform>%n entries</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::StatusLine</name>
    <message numerus="yes">
        <source>Routes step in: %1 and %Ln more.</source>
        <translation><numerusform>Routes step in: %1 and %Ln more.</numerusform><numerusform>Routes step in: %1 and %Ln more.</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::VersionsModel</name>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation><numerusform>%Ln call</numerusform><numerusform>%Ln calls</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>won %1 % of %n vote(s)</source>
        <translation><numerusform>won %1 % of %n vote</numerusform><numerusform>won %1 % of %n votes</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>Won %1 % of %n vote(s) (%2 to %3 % with 95 % confidence).</source>
        <translation><numerusform>Won %1 % of %n vote (%2 to %3 % with 95 % confidence).</numerusform><numerusform>Won %1 % of %n votes (%2 to %3 % with 95 % confidence).</numerusform></translation>
    </message>
</context>
</TS>
