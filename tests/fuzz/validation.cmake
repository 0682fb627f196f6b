# SPDX-License-Identifier: GPL-3.0-or-later
# The room under test is instrumented, not those below it.
target_compile_options(core_validation PRIVATE -fsanitize=fuzzer-no-link,address,undefined)
qt_add_executable(fuzz_validation fuzz_validation.cpp)
target_link_options(fuzz_validation PRIVATE -fsanitize=fuzzer,address,undefined)
target_link_libraries(fuzz_validation PRIVATE assay_flags core_validation)
