// Reading and applying search queries.
#include "emulator/cloudwatch/math/search_query.hpp"

#include "emulator/cloudwatch/math/value.hpp"

#include <algorithm>

namespace borealis::emulator::math {

class search_condition {
  public:
    virtual ~search_condition() = default;
    virtual bool holds(const searched_metric& metric) const = 0;
};

namespace {

using condition = std::unique_ptr<const search_condition>;

constexpr int deepest = 32;

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
char lower(char c) {
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

// "CPUUtilization" has its second word at the last upper case letter before a lower case one.
bool begins_word(std::string_view text, std::size_t i) {
    const char before = text[i - 1];
    const char now = text[i];
    if (is_digit(now) != is_digit(before))
        return true;
    if (is_upper(now))
        return is_lower(before) || (i + 1 < text.size() && is_lower(text[i + 1]));
    return false;
}

class all_of final : public search_condition {
  public:
    explicit all_of(std::vector<condition> parts) : parts_(std::move(parts)) {}
    bool holds(const searched_metric& metric) const override {
        return std::all_of(parts_.begin(), parts_.end(), [&](auto& each) { return each->holds(metric); });
    }

  private:
    std::vector<condition> parts_;
};

class any_of final : public search_condition {
  public:
    explicit any_of(std::vector<condition> parts) : parts_(std::move(parts)) {}
    bool holds(const searched_metric& metric) const override {
        return std::any_of(parts_.begin(), parts_.end(), [&](auto& each) { return each->holds(metric); });
    }

  private:
    std::vector<condition> parts_;
};

class none_of final : public search_condition {
  public:
    explicit none_of(condition part) : part_(std::move(part)) {}
    bool holds(const searched_metric& metric) const override { return !part_->holds(metric); }

  private:
    condition part_;
};

class term final : public search_condition {
  public:
    term(std::string property, std::string text, bool whole)
        : property_(std::move(property)), text_(std::move(text)), whole_(whole), words_(words_of(text_)) {}

    bool holds(const searched_metric& metric) const override {
        const bool any = property_.empty();
        if ((any || property_ == "Namespace") && fits(metric.name_space))
            return true;
        if ((any || property_ == "MetricName") && fits(metric.name))
            return true;
        return std::any_of(metric.dimensions.begin(), metric.dimensions.end(), [&](auto& each) {
            return (any && fits(each.first)) || ((any || property_ == each.first) && fits(each.second));
        });
    }

  private:
    bool fits(std::string_view text) const {
        if (whole_)
            return text == text_;
        const auto words = words_of(text);
        return !words_.empty() &&
               std::search(words.begin(), words.end(), words_.begin(), words_.end()) != words.end();
    }

    std::string property_; // empty: any
    std::string text_;
    bool whole_;
    std::vector<std::string> words_;
};

class reader {
  public:
    explicit reader(std::string_view text) : rest_(text) { skip_space(); }

    std::vector<std::string> schema() {
        std::vector<std::string> names;
        if (!take("{"))
            return names;
        do
            names.push_back(word(" ,}\t\n").text);
        while (take(","));
        if (!take("}"))
            fail();
        std::sort(names.begin() + 1, names.end());
        return names;
    }

    condition whole() {
        auto read =
            rest_.empty() ? std::make_unique<const all_of>(std::vector<condition>{}) : alternatives("");
        if (!rest_.empty())
            fail();
        return read;
    }

  private:
    struct quotable {
        std::string text;
        bool quoted = false;
    };

    [[noreturn]] static void fail() { throw expression_error("Invalid SEARCH query"); }

    void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

    bool take(std::string_view sign) {
        if (!rest_.starts_with(sign))
            return false;
        rest_.remove_prefix(sign.size());
        skip_space();
        return true;
    }

    bool at_keyword(std::string_view keyword) const {
        const auto after = rest_.substr(std::min(keyword.size(), rest_.size()));
        const bool ends = after.empty() || std::string_view(" \t\r\n(\"").find(after[0]) != after.npos;
        return ends && rest_.starts_with(keyword);
    }

    bool take_keyword(std::string_view keyword) { return at_keyword(keyword) && take(keyword); }

    quotable word(std::string_view ends) {
        quotable read;
        read.quoted = rest_.starts_with('"');
        if (read.quoted)
            rest_.remove_prefix(1);
        const auto end = read.quoted ? rest_.find('"') : std::min(rest_.find_first_of(ends), rest_.size());
        if (end == rest_.npos || end == 0)
            fail();
        read.text = rest_.substr(0, end);
        rest_.remove_prefix(end + (read.quoted ? 1 : 0));
        skip_space();
        return read;
    }

    condition alternatives(const std::string& property) {
        if (++depth_ > deepest)
            throw expression_error("The SEARCH query is nested too deeply");
        std::vector<condition> parts;
        do
            parts.push_back(sequence(property));
        while (take_keyword("OR"));
        --depth_;
        return std::make_unique<const any_of>(std::move(parts));
    }

    bool at_end_of_sequence() const { return rest_.empty() || rest_.front() == ')' || at_keyword("OR"); }

    condition sequence(const std::string& property) {
        std::vector<condition> parts;
        while (!at_end_of_sequence()) {
            take_keyword("AND");
            const bool negated = take_keyword("NOT");
            auto part = single(property);
            if (negated)
                parts.push_back(std::make_unique<const none_of>(std::move(part)));
            else
                parts.push_back(std::move(part));
        }
        if (parts.empty())
            fail();
        return std::make_unique<const all_of>(std::move(parts));
    }

    condition single(const std::string& property) {
        if (take("(")) {
            auto inner = alternatives(property);
            if (!take(")"))
                fail();
            return inner;
        }
        auto first = word(" \t\r\n()=");
        if (!property.empty() || !take("="))
            return std::make_unique<const term>(property, std::move(first.text), first.quoted);
        return single(first.text);
    }

    std::string_view rest_;
    int depth_ = 0;
};

} // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        // What is no ASCII letter or digit separates words, except for other alphabets.
        const bool part =
            is_lower(lower(text[i])) || is_digit(text[i]) || static_cast<signed char>(text[i]) < 0;
        if (part && (!inside || begins_word(text, i)))
            words.emplace_back();
        if (part)
            words.back() += lower(text[i]);
        inside = part;
    }
    return words;
}

search_query::search_query(std::string_view text) {
    reader read(text);
    schema_ = read.schema();
    condition_ = read.whole();
}

search_query::~search_query() = default;

bool search_query::matches(const searched_metric& metric) const {
    if (!schema_.empty()) {
        std::vector<std::string> own{std::string(metric.name_space)};
        for (const auto& each : metric.dimensions)
            own.emplace_back(each.first);
        std::sort(own.begin() + 1, own.end());
        if (own != schema_)
            return false;
    }
    return condition_->holds(metric);
}

} // namespace borealis::emulator::math
