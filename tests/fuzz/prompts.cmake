# Included where the room may be instrumented; see CMakeLists.txt.
target_compile_options(core_prompts PRIVATE -fsanitize=fuzzer-no-link,address,undefined)
qt_add_executable(fuzz_template fuzz_template.cpp)
target_compile_options(fuzz_template PRIVATE -fsanitize=fuzzer,address,undefined)
target_link_options(fuzz_template PRIVATE -fsanitize=fuzzer,address,undefined)
target_link_libraries(fuzz_template PRIVATE assay_flags core_prompts)
# A corpus to start from is tests/data/exchange, each file with one byte put in front for fuzz_import.
target_compile_options(core_exchange PRIVATE -fsanitize=fuzzer-no-link,address,undefined)
foreach(target fuzz_yaml fuzz_import)
    qt_add_executable(${target} ${target}.cpp)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer,address,undefined)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer,address,undefined)
    target_link_libraries(${target} PRIVATE assay_flags core_exchange)
endforeach()
