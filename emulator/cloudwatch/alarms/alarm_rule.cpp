// Reads rules by recursive descent: OR binds weaker than AND, AND weaker than NOT.
#include "emulator/cloudwatch/alarms/alarm_rule.hpp"

#include "protocol/arn.hpp"
#include "protocol/errors/alarm.hpp"
#include "protocol/errors/parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace borealis::emulator {

namespace errors = protocol::errors;

struct alarm_rule::node {
    enum class kind : unsigned char { constant, state, negation, both, either };

    kind what = kind::constant;
    bool value = false;   // constant
    std::string expected; // state: OK, ALARM, INSUFFICIENT_DATA
    std::string name;     // state: of the alarm
    std::vector<std::shared_ptr<const node>> operands;
};

namespace {

using node = alarm_rule::node;
using node_pointer = std::shared_ptr<const node>;

constexpr std::size_t most_elements = 500;
constexpr std::size_t most_children = 100;
constexpr std::size_t deepest = 100; // of brackets and negations

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_word_end(char c) {
    return is_space(c) || c == '(' || c == ')';
}

class parser {
  public:
    parser(std::string_view text, const scope& where) : text_(text), where_(where) {}

    node_pointer parse() {
        auto root = either();
        if (at_ < text_.size())
            fail(fmt::format("unexpected text at position {}", at_ + 1));
        return root;
    }

    std::set<std::string> children;

  private:
    [[noreturn]] static void fail(std::string_view why) { throw errors::invalid_alarm_rule(why); }

    void skip_space() {
        while (at_ < text_.size() && is_space(text_[at_]))
            ++at_;
    }

    std::string_view peek_word() {
        skip_space();
        auto end = at_;
        while (end < text_.size() && !is_word_end(text_[end]))
            ++end;
        return text_.substr(at_, end - at_);
    }

    bool take(std::string_view word) {
        if (peek_word() != word)
            return false;
        at_ += word.size();
        return true;
    }

    bool take_bracket(char bracket) {
        skip_space();
        if (at_ == text_.size() || text_[at_] != bracket)
            return false;
        ++at_;
        skip_space();
        return true;
    }

    void expect_bracket(char bracket) {
        if (!take_bracket(bracket))
            fail(fmt::format("'{}' expected at position {}", bracket, at_ + 1));
    }

    node_pointer make(node made) {
        if (++elements_ > most_elements)
            fail(fmt::format("it has more than {} elements", most_elements));
        return std::make_shared<const node>(std::move(made));
    }

    node_pointer join(node::kind what, node_pointer left, node_pointer right) {
        node joined;
        joined.what = what;
        joined.operands = {std::move(left), std::move(right)};
        return make(std::move(joined));
    }

    node_pointer either() {
        auto left = both();
        while (take("OR"))
            left = join(node::kind::either, std::move(left), both());
        return left;
    }

    node_pointer both() {
        auto left = single();
        while (take("AND"))
            left = join(node::kind::both, std::move(left), single());
        return left;
    }

    node_pointer single() {
        if (++depth_ > deepest)
            fail("it is nested too deeply");
        auto read = single_of_depth();
        --depth_;
        skip_space();
        return read;
    }

    node_pointer single_of_depth() {
        node read;
        if (take("NOT")) {
            read.what = node::kind::negation;
            read.operands = {single()};
            return make(std::move(read));
        }
        if (take_bracket('(')) {
            auto inner = either();
            expect_bracket(')');
            return inner;
        }
        if (take("TRUE") || take("FALSE")) {
            read.value = text_[at_ - 2] == 'U';
            return make(std::move(read));
        }
        if (peek_word() == "AT_LEAST")
            throw errors::not_emulated("AT_LEAST in the rule of a composite alarm");
        return state_function();
    }

    node_pointer state_function() {
        node read;
        read.what = node::kind::state;
        read.expected = peek_word();
        if (read.expected != "ALARM" && read.expected != "OK" && read.expected != "INSUFFICIENT_DATA")
            fail(fmt::format(
                "ALARM, OK, INSUFFICIENT_DATA, NOT, TRUE, FALSE or '(' expected at position {}", at_ + 1
            ));
        at_ += read.expected.size();
        expect_bracket('(');
        read.name = alarm_named(reference());
        expect_bracket(')');
        children.insert(read.name);
        if (children.size() > most_children)
            fail(fmt::format("it depends on more than {} alarms", most_children));
        return make(std::move(read));
    }

    /// A name or ARN, in quotation marks or as it is.
    std::string reference() {
        if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
            const auto quote = text_[at_++];
            const auto end = text_.find(quote, at_);
            if (end == std::string_view::npos)
                fail("a quotation mark is not closed");
            std::string quoted(text_.substr(at_, end - at_));
            at_ = end + 1;
            return quoted;
        }
        const auto end = std::min(text_.find_first_of("()", at_), text_.size());
        auto plain = text_.substr(at_, end - at_);
        at_ = end;
        while (!plain.empty() && is_space(plain.back()))
            plain.remove_suffix(1);
        return std::string(plain);
    }

    std::string alarm_named(const std::string& text) const {
        if (text.empty())
            fail("the name of an alarm is empty");
        return alarm_name_in(text, where_);
    }

    std::string_view text_;
    const scope& where_;
    std::size_t at_ = 0;
    std::size_t elements_ = 0;
    std::size_t depth_ = 0;
};

bool evaluate(const node& rule, const std::function<std::string(const std::string&)>& state_of) {
    switch (rule.what) {
    case node::kind::constant:
        return rule.value;
    case node::kind::state:
        return state_of(rule.name) == rule.expected;
    case node::kind::negation:
        return !evaluate(*rule.operands[0], state_of);
    case node::kind::both:
        return evaluate(*rule.operands[0], state_of) && evaluate(*rule.operands[1], state_of);
    case node::kind::either:
        break;
    }
    return evaluate(*rule.operands[0], state_of) || evaluate(*rule.operands[1], state_of);
}

} // namespace

std::string alarm_name_in(const std::string& text, const scope& where) {
    if (!text.starts_with("arn:"))
        return text;
    const auto arn = protocol::parse_arn(text);
    if (!arn || arn->service != "cloudwatch" || arn->resource_type != "alarm")
        throw errors::invalid_arn_syntax(text);
    if (arn->account != where.account || arn->region != where.region)
        throw errors::alarm_of_another_place(text);
    return arn->resource;
}

alarm_rule alarm_rule::parse(std::string_view text, const scope& where) {
    parser reader(text, where);
    alarm_rule rule;
    rule.root_ = reader.parse();
    rule.children_ = std::move(reader.children);
    return rule;
}

bool alarm_rule::holds(const std::function<std::string(const std::string& name)>& state_of) const {
    return evaluate(*root_, state_of);
}

} // namespace borealis::emulator
