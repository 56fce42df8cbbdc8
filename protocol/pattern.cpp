// Thompson's construction: the pattern becomes a small program with relative jumps, run on all its threads in
// step.
#include "protocol/pattern.hpp"

#include <bitset>
#include <cstddef>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace borealis::protocol {
namespace {

using byte_set = std::bitset<256>;

struct instruction {
    enum class kind : unsigned char { bytes, fork, jump } what = kind::bytes;
    std::ptrdiff_t target = 0; // relative; a fork also goes on to the next instruction
    byte_set bytes{};
};

using program = std::vector<instruction>;

instruction fork(std::size_t forward) {
    return {instruction::kind::fork, static_cast<std::ptrdiff_t>(forward), {}};
}
instruction jump(std::ptrdiff_t by) {
    return {instruction::kind::jump, by, {}};
}
void append(program& to, const program& more) {
    to.insert(to.end(), more.begin(), more.end());
}

program either(const program& left, const program& right) {
    program out{fork(left.size() + 2)};
    append(out, left);
    out.push_back(jump(static_cast<std::ptrdiff_t>(right.size()) + 1));
    append(out, right);
    return out;
}

program optional(const program& body) {
    program out{fork(body.size() + 1)};
    append(out, body);
    return out;
}

program any_number(const program& body) {
    program out{fork(body.size() + 2)};
    append(out, body);
    out.push_back(jump(-static_cast<std::ptrdiff_t>(body.size()) - 1));
    return out;
}

byte_set range(int first, int last) {
    byte_set out;
    for (int c = first; c <= last; ++c)
        out.set(static_cast<std::size_t>(c));
    return out;
}

class compiler {
  public:
    explicit compiler(std::string_view pattern) : pattern_(pattern) {}

    program compile() {
        program out = alternatives();
        if (at_ != pattern_.size())
            fail();
        return out;
    }

  private:
    [[noreturn]] void fail() const {
        throw std::invalid_argument("unreadable pattern: " + std::string(pattern_));
    }

    bool done() const { return at_ == pattern_.size(); }
    bool next_is(char c) const { return !done() && pattern_[at_] == c; }
    bool take(char c) { return next_is(c) && ++at_ > 0; }
    char take_any() {
        if (done())
            fail();
        return pattern_[at_++];
    }

    program alternatives() {
        program out = sequence();
        return take('|') ? either(out, alternatives()) : out;
    }

    program sequence() {
        program out;
        while (!done() && !next_is('|') && !next_is(')'))
            append(out, repeated());
        return out;
    }

    program repeated() {
        program body = atom();
        if (take('*'))
            return any_number(body);
        if (take('?'))
            return optional(body);
        if (take('+'))
            return counted(body, 1, -1);
        if (!take('{'))
            return body;
        const int least = number();
        const int most = take(',') ? (next_is('}') ? -1 : number()) : least;
        if (!take('}'))
            fail();
        return counted(body, least, most);
    }

    static program counted(const program& body, int least, int most) {
        program out;
        for (int i = 0; i < least; ++i)
            append(out, body);
        for (int i = least; i < most; ++i)
            append(out, optional(body));
        if (most < 0)
            append(out, any_number(body));
        return out;
    }

    int number() {
        int value = 0;
        bool any = false;
        for (; !done() && pattern_[at_] >= '0' && pattern_[at_] <= '9' && value < 1000; ++at_, any = true)
            value = value * 10 + (pattern_[at_] - '0');
        if (!any)
            fail();
        return value;
    }

    program atom() {
        const char c = take_any();
        if (c == '(')
            return group();
        instruction one;
        if (c == '[')
            one.bytes = char_class();
        else if (c == '.')
            one.bytes = ~(range('\n', '\n') | range('\r', '\r'));
        else if (c == '\\')
            one.bytes = escape();
        else
            one.bytes = range(static_cast<unsigned char>(c), static_cast<unsigned char>(c));
        return {one};
    }

    program group() {
        if (take('?') && !take(':'))
            fail();
        program out = alternatives();
        if (!take(')'))
            fail();
        return out;
    }

    byte_set escape() {
        const char c = take_any();
        if (c == 'd')
            return range('0', '9');
        if (c == 'w')
            return range('0', '9') | range('A', 'Z') | range('a', 'z') | range('_', '_');
        if (c == 's')
            return range('\t', '\r') | range(' ', ' ');
        if (c == 'S')
            return ~(range('\t', '\r') | range(' ', ' '));
        if (c == 'x')
            return hex_escape();
        return range(static_cast<unsigned char>(c), static_cast<unsigned char>(c));
    }

    byte_set hex_escape() {
        if (at_ + 2 > pattern_.size())
            fail();
        const int value = std::stoi(std::string(pattern_.substr(at_, 2)), nullptr, 16);
        at_ += 2;
        return range(value, value);
    }

    byte_set class_item() {
        const char c = take_any();
        return c == '\\' ? escape() : range(static_cast<unsigned char>(c), static_cast<unsigned char>(c));
    }

    byte_set char_class() {
        byte_set out;
        const bool negated = take('^');
        while (!take(']')) {
            const byte_set first = class_item();
            const bool spans =
                first.count() == 1 && next_is('-') && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
            if (!spans) {
                out |= first;
                continue;
            }
            take('-');
            const byte_set last = class_item();
            out |= range(static_cast<int>(first._Find_first()), static_cast<int>(last._Find_first()));
        }
        return negated ? ~out : out;
    }

    std::string_view pattern_;
    std::size_t at_ = 0;
};

/// The set of program positions that are alive after some prefix of the text.
class thread_set {
  public:
    explicit thread_set(const program& code) : code_(&code), alive_(code.size() + 1) {}

    const std::vector<std::size_t>& positions() const { return positions_; }
    bool accepts() const { return alive_[code_->size()]; }

    void clear() {
        positions_.clear();
        alive_.assign(alive_.size(), false);
    }

    /// Adds a position and all that is reached from it without reading.
    void add(std::size_t start) {
        todo_.push_back(start);
        while (!todo_.empty()) {
            const std::size_t at = todo_.back();
            todo_.pop_back();
            if (alive_[at])
                continue;
            alive_[at] = true;
            if (at == code_->size())
                continue;
            const instruction& code = (*code_)[at];
            const auto target = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + code.target);
            if (code.what == instruction::kind::bytes)
                positions_.push_back(at);
            else
                todo_.push_back(target);
            if (code.what == instruction::kind::fork)
                todo_.push_back(at + 1);
        }
    }

  private:
    const program* code_;
    std::vector<bool> alive_;
    std::vector<std::size_t> positions_;
    std::vector<std::size_t> todo_; // of add(), kept for its memory
};

// Kept for the next time: there are as many patterns as the models have.
const program& compiled(std::string_view pattern) {
    thread_local std::map<std::string, program, std::less<>> known;
    auto found = known.find(pattern);
    if (found == known.end())
        found = known.emplace(pattern, compiler(pattern).compile()).first;
    return found->second;
}

} // namespace

bool matches_pattern(std::string_view text, std::string_view pattern) {
    const program& code = compiled(pattern);
    thread_set now(code);
    thread_set next(code);
    now.add(0);
    for (const char c : text) {
        for (const std::size_t at : now.positions()) {
            if (code[at].bytes.test(static_cast<unsigned char>(c)))
                next.add(at + 1);
        }
        std::swap(now, next);
        next.clear();
    }
    return now.accepts();
}

} // namespace borealis::protocol
