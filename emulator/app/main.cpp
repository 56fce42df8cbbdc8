// The program's entry: hands each command to the part that does it.
#include "emulator/app/application.hpp"
#include "emulator/app/command_line.hpp"
#include "emulator/app/coverage.hpp"
#include "emulator/app/doctor.hpp"
#include "emulator/app/health.hpp"
#include "emulator/app/shell_exports.hpp"
#include "emulator/large_blocks.hpp"
#include "emulator/state/transitions.hpp"
#include "emulator/version.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace borealis::emulator;

/// libpq takes what it is not told from PGHOSTADDR, PGSERVICE and their like, and so do the PostgreSQL
/// programs that we start; some of these nothing can override. What is set for the user's own psql must not
/// reach our servers. Source: PostgreSQL documentation, section 34.15 "Environment Variables".
void forget_libpq_environment() {
    std::vector<std::string> names;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string setting(*entry);
        if (setting.starts_with("PG"))
            names.push_back(setting.substr(0, setting.find('=')));
    }
    for (const auto& name : names)
        unsetenv(name.c_str());
}

/// Every client takes a descriptor and every tracked server two; a process has 1,024 unless it asks for more.
/// Not for all that there could be: servers inherit it, and some programs close each possible one. Source:
/// getrlimit(2).
void ask_for_descriptors() noexcept {
    constexpr rlim_t enough = 65'536;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= enough)
        return;
    limit.rlim_cur = std::min(limit.rlim_max, enough);
    setrlimit(RLIMIT_NOFILE, &limit); // up to the hard limit anybody may
}

void print_diagrams() {
    std::cout << "### DB instance\n\n```mermaid\n"
              << transitions_diagram(resource_kind::db_instance) << "```\n\n### DB cluster\n\n```mermaid\n"
              << transitions_diagram(resource_kind::db_cluster) << "```\n";
}

int run(const invocation& asked) {
    switch (asked.what) {
    case command::serve:
        return serve(asked.options);
    case command::env:
        std::cout << shell_exports(asked.options);
        return 0;
    case command::doctor:
        return examine_machine(asked.options, std::cout) ? 0 : 1;
    case command::health:
        return examine_health(asked.options, std::cout) ? 0 : 1;
    case command::version:
        std::cout << "borealis " << version << '\n';
        return 0;
    case command::coverage:
        std::cout << coverage_document(all_handlers());
        return 0;
    case command::diagram:
        print_diagrams();
        return 0;
    }
    return 1;
}

} // namespace

int main(int count, char** arguments) {
    give_back_large_blocks();
    ask_for_descriptors();
    try {
        forget_libpq_environment();
        const auto asked = read_command_line(count, arguments);
        if (const auto* end = std::get_if<exit_status>(&asked))
            return end->value;
        return run(std::get<invocation>(asked));
    } catch (const std::exception& failure) {
        std::cerr << "borealis: " << failure.what() << '\n';
        return 1;
    }
}
