// A scanner of SQL text that knows just enough to see where a statement ends.
#include "replication/pg/split.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace borealis::replication::pg {

namespace {

bool in_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<signed char>(c) < 0;
}

class scanner {
  public:
    explicit scanner(std::string_view script) : script_(script) {}

    std::vector<std::string_view> split() {
        while (at_ < script_.size()) {
            step();
        }
        end_statement(script_.size());
        return std::move(statements_);
    }

  private:
    void step() {
        const char c = script_[at_];
        if (starts("--")) {
            at_ = std::min(script_.find('\n', at_), script_.size());
        } else if (starts("/*")) {
            skip_comment();
        } else if (c == '\'' || c == '"') {
            begun_ = true;
            skip_quoted(c, false);
        } else if (c == '$' && skip_dollar_quoted()) {
            begun_ = true;
        } else if (in_word(c)) {
            begun_ = true;
            take_word();
        } else if (c == ';' && parentheses_ <= 0 && blocks_ == 0) {
            end_statement(at_++);
        } else {
            parentheses_ += c == '(' ? 1 : c == ')' ? -1 : 0;
            begun_ = begun_ || std::isspace(static_cast<unsigned char>(c)) == 0;
            ++at_;
        }
    }

    bool starts(std::string_view text) const { return script_.substr(at_, text.size()) == text; }

    void skip_comment() { // they nest
        int depth = 0;
        do {
            if (starts("/*")) {
                ++depth;
                at_ += 2;
            } else if (starts("*/")) {
                --depth;
                at_ += 2;
            } else {
                ++at_;
            }
        } while (depth > 0 && at_ < script_.size());
        at_ = std::min(at_, script_.size());
    }

    void
    skip_quoted(char quote, bool backslashes) { // a doubled quote is two adjacent literals here: same end
        for (++at_; at_ < script_.size() && script_[at_] != quote; ++at_) {
            if (backslashes && script_[at_] == '\\') {
                ++at_;
            }
        }
        at_ = std::min(at_ + 1, script_.size());
    }

    bool skip_dollar_quoted() {
        auto end = at_ + 1;
        while (end < script_.size() && in_word(script_[end])) {
            ++end;
        }
        const bool parameter =
            end > at_ + 1 && std::isdigit(static_cast<unsigned char>(script_[at_ + 1])) != 0;
        if (end >= script_.size() || script_[end] != '$' || parameter) {
            return false;
        }
        const auto tag = script_.substr(at_, end + 1 - at_);
        const auto close = script_.find(tag, end + 1);
        at_ = close == std::string_view::npos ? script_.size() : close + tag.size();
        return true;
    }

    void take_word() {
        const auto start = at_;
        while (at_ < script_.size() && (in_word(script_[at_]) || script_[at_] == '$')) {
            ++at_;
        }
        std::string word(script_.substr(start, at_ - start));
        std::ranges::transform(word, word.begin(), [](unsigned char c) { return std::tolower(c); });
        if (word == "e" && at_ < script_.size() && script_[at_] == '\'') {
            skip_quoted('\'', true);
        } else if (word == "atomic" && previous_word_ == "begin") {
            blocks_ = 1;
        } else if (blocks_ > 0) {
            blocks_ += word == "case" ? 1 : word == "end" ? -1 : 0;
        }
        previous_word_ = std::move(word);
    }

    void end_statement(std::size_t end) {
        if (begun_) {
            auto text = script_.substr(start_, end - start_);
            text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
            statements_.push_back(text);
        }
        start_ = end + 1;
        begun_ = false; // nothing but blanks and comments since the last semicolon
        parentheses_ = 0;
        blocks_ = 0;
        previous_word_.clear();
    }

    std::string_view script_;
    std::vector<std::string_view> statements_;
    std::size_t at_ = 0;
    std::size_t start_ = 0;
    bool begun_ = false;
    int parentheses_ = 0;
    int blocks_ = 0;
    std::string previous_word_;
};

} // namespace

std::vector<std::string_view> split_statements(std::string_view script) {
    return scanner(script).split();
}

} // namespace borealis::replication::pg
