// bench_tracker: the lag tracker measured from outside. The password comes from PGPASSWORD.
//
//   bench_tracker pace PERIOD_MS USER PORT CONNECTIONS [PORT CONNECTIONS...]
//   bench_tracker fast PERIOD_MS USER PORT CONNECTIONS   the same without the slower lanes
//   bench_tracker bare SECONDS USER PORT CONNECTIONS [PERIOD_MS]   as fast as it goes, or a round per period
//   bench_tracker accuracy PERIOD_MS USER PRIMARY_PORT STANDBY_PORT
#include "tests/bench/tracker/modes.hpp"

#include <cstdlib>
#include <iostream>
#include <stdexcept>

namespace {

using namespace borealis::bench;

target at(const std::string& user, const std::string& port) {
    const auto* password = std::getenv("PGPASSWORD");
    return {"127.0.0.1", port, user, password == nullptr ? "" : password};
}

void run(const std::vector<std::string>& words) {
    const auto& mode = words.at(0);
    const auto number = std::stoi(words.at(1));
    const auto& user = words.at(2);
    if (mode == "accuracy") {
        judge_accuracy(at(user, words.at(3)), at(user, words.at(4)), std::chrono::milliseconds(number));
        return;
    }
    if (mode == "bare") {
        const std::chrono::milliseconds period(words.size() > 5 ? std::stoi(words[5]) : 0);
        loop_barely({at(user, words.at(3)), std::stoi(words.at(4))}, std::chrono::seconds(number), period);
        return;
    }
    std::vector<crowd> crowds;
    for (std::size_t i = 3; i + 1 < words.size(); i += 2) {
        crowds.push_back({at(user, words[i]), std::stoi(words[i + 1])});
    }
    if (mode == "pace") {
        keep_pace(crowds, std::chrono::milliseconds(number), lanes::all);
    } else if (mode == "fast") {
        keep_pace(crowds, std::chrono::milliseconds(number), lanes::fast);
    } else {
        throw std::invalid_argument("no mode " + mode);
    }
}

} // namespace

int main(int count, char** values) {
    try {
        run({values + 1, values + count});
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "bench_tracker: " << error.what() << '\n';
        return 1;
    }
}
