// What the program can do. Each mode reads commands from standard input and answers each with a line of JSON.
#pragma once

#include "tests/bench/tracker/blocking_connection.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace borealis::bench {

/// Several connections to one server, each tracked as a server of its own.
struct crowd {
    target to;
    int connections = 1;
};

enum class lanes : unsigned char { all, fast };

/// Tracks the crowds at the period. After each line of input: what happened since the line before.
void keep_pace(const std::vector<crowd>& crowds, std::chrono::milliseconds period, lanes which);

/// The tracker's fast statement in a bare loop for this long, a round per period or, without one, as fast as
/// it goes; one line of JSON.
void loop_barely(const crowd& all, std::chrono::seconds how_long, std::chrono::milliseconds period = {});

/// Tracks a pair and compares the lag that is told with the one that a poll a thousand times a second finds,
/// and with what other tools compute. After each line of input: the errors since the line before.
void judge_accuracy(const target& primary, const target& standby, std::chrono::milliseconds period);

} // namespace borealis::bench
