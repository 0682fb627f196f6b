# SPDX-License-Identifier: GPL-3.0-or-later
# Flags every target of Assay shares. They travel by linking `assay_flags`, never by directory.
add_library(assay_flags INTERFACE)
target_compile_options(assay_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor)
target_compile_definitions(assay_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH QT_NO_KEYWORDS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_USE_QSTRINGBUILDER
    ASSAY_VERSION="${PROJECT_VERSION}")
target_link_options(assay_flags INTERFACE
    $<$<BOOL:${ASSAY_LLD}>:-fuse-ld=lld>)

# The programs' allocator. A call's record is made on one thread and freed on another, where glibc's malloc
# makes them wait for each other: with jemalloc a call takes a fifth less CPU. Sanitizers bring their own.
add_library(assay_allocator INTERFACE)
if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
    target_link_libraries(assay_allocator INTERFACE PkgConfig::JEMALLOC)
endif()

# assay_room(NAME SOURCES ... PUBLIC ... PRIVATE ...): one room of core/ as a static library `core_NAME`.
# PUBLIC lists the rooms and libraries whose headers its face shows.
function(assay_room name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    qt_add_library(core_${name} STATIC ${arg_SOURCES})
    set_target_properties(core_${name} PROPERTIES AUTOMOC ON)
    target_include_directories(core_${name} PUBLIC ${PROJECT_SOURCE_DIR}/core)
    target_link_libraries(core_${name} PUBLIC ${arg_PUBLIC} PRIVATE assay_flags ${arg_PRIVATE})
endfunction()

# assay_test(NAME SOURCE... LINK ...): one Qt Test program, registered with ctest under its own name.
function(assay_test name)
    cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK" ${ARGN})
    qt_add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    target_link_libraries(${name} PRIVATE assay_flags test_support Qt6::Test ${arg_LINK})
    target_compile_definitions(${name} PRIVATE ASSAY_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QT_LOGGING_RULES=qt.qpa.*=false")
endfunction()

# assay_ui_part(NAME SOURCES ... PUBLIC ... PRIVATE ...): one part of ui/ as a static library `ui_NAME`.
# Includes are written from the root of the repository ("ui/theme/theme.h") or of core/ ("base/result.h").
function(assay_ui_part name)
    cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    qt_add_library(ui_${name} STATIC ${arg_SOURCES})
    set_target_properties(ui_${name} PROPERTIES AUTOMOC ON)
    target_include_directories(ui_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(ui_${name} PUBLIC ${arg_PUBLIC} PRIVATE assay_flags ${arg_PRIVATE})
endfunction()
