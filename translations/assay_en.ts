<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- English as it is written in the code; only the plural forms stand here. -->
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>assay::ui::AddProviderForm</name>
    <message numerus="yes">
        <source>%n local server(s) found: choose it above.</source>
        <translation><numerusform>%n local server found: choose it above.</numerusform><numerusform>%n local servers found: choose one above.</numerusform></translation>
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
    <name>assay::ui::DiffView</name>
    <message numerus="yes">
        <source>%n change(s)</source>
        <translation><numerusform>%n change</numerusform><numerusform>%n changes</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::MessageBlock</name>
    <message numerus="yes">
        <source>%n hidden character(s)</source>
        <translation><numerusform>%n hidden character</numerusform><numerusform>%n hidden characters</numerusform></translation>
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
    <name>assay::ui::ProviderDetails</name>
    <message numerus="yes">
        <source>%1 answered in %2 ms with %n model(s).</source>
        <translation><numerusform>%1 answered in %2 ms with %n model.</numerusform><numerusform>%1 answered in %2 ms with %n models.</numerusform></translation>
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
</context>
<context>
    <name>assay::ui::ConversationView</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation><numerusform>%n picture</numerusform><numerusform>%n pictures</numerusform></translation>
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
    <name>assay::ui::RunEstimate</name>
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
    <name>assay::ui::ComparePage</name>
    <message numerus="yes">
        <source>%n thing(s) stand in the way of a run</source>
        <translation><numerusform>%n thing stands in the way of a run</numerusform><numerusform>%n things stand in the way of a run</numerusform></translation>
    </message>
</context>
<context>
    <name>assay::ui::GridModel</name>
    <message numerus="yes">
        <source>%n answer(s)</source>
        <translation><numerusform>%n answer</numerusform><numerusform>%n answers</numerusform></translation>
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
    <name>assay::ui::ComparePage</name>
    <message numerus="yes">
        <source>Asking %n cell(s)…</source>
        <translation><numerusform>Asking %n cell…</numerusform><numerusform>Asking %n cells…</numerusform></translation>
    </message>
    <message numerus="yes">
        <source>The grid has ended; %n call(s) failed</source>
        <translation><numerusform>The grid has ended; %n call failed</numerusform><numerusform>The grid has ended; %n calls failed</numerusform></translation>
    </message>
</context>
</TS>
