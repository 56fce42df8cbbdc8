// Recursive descent over the words of an expression.
#include "emulator/cloudwatch/math/expression.hpp"

#include "emulator/cloudwatch/math/tokens.hpp"
#include "emulator/cloudwatch/math/value.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace borealis::emulator::math {

namespace {

using kind = expression::kind;

constexpr int deepest = 64;

struct operator_name {
    std::string_view written;
    std::string_view meant;
};

constexpr std::array<operator_name, 2> or_words{{{"OR", "OR"}, {"||", "OR"}}};
constexpr std::array<operator_name, 2> and_words{{{"AND", "AND"}, {"&&", "AND"}}};
constexpr std::array<operator_name, 6> comparisons{
    {{"==", "=="}, {"!=", "!="}, {"<=", "<="}, {">=", ">="}, {"<", "<"}, {">", ">"}}};
constexpr std::array<operator_name, 2> sums{{{"+", "+"}, {"-", "-"}}};
constexpr std::array<operator_name, 2> products{{{"*", "*"}, {"/", "/"}}};

// From weak to strong.
constexpr std::array<std::span<const operator_name>, 5> levels{
    or_words, and_words, comparisons, sums, products};

class parser {
  public:
    explicit parser(std::string_view text) : tokens_(split_expression(text)) {}

    expression whole() {
        auto read = binary(0);
        if (next().what != token::kind::end)
            fail();
        return read;
    }

  private:
    // Counts how deep the descent is, for as long as one step of it lasts.
    class step {
      public:
        explicit step(int& depth) : depth_(depth) {
            if (depth_ >= deepest)
                throw expression_error("The expression is nested too deeply");
            ++depth_;
        }
        ~step() { --depth_; }
        step(const step&) = delete;
        step& operator=(const step&) = delete;

      private:
        int& depth_;
    };

    const token& next() const { return tokens_[at_]; }

    [[noreturn]] void fail() const {
        if (next().what == token::kind::end)
            throw expression_error("Unexpected end of expression");
        throw expression_error("Unexpected '" + next().text + "'");
    }

    bool take(std::string_view sign) {
        const bool found = next().what == token::kind::sign && next().text == sign;
        at_ += found ? 1 : 0;
        return found;
    }

    void expect(std::string_view sign) {
        if (!take(sign))
            fail();
    }

    std::string_view take_one_of(std::span<const operator_name> names) {
        if (next().what != token::kind::sign && next().what != token::kind::name)
            return {};
        for (const auto& name : names) {
            if (next().text != name.written)
                continue;
            ++at_;
            return name.meant;
        }
        return {};
    }

    expression binary(std::size_t level) {
        if (level == levels.size())
            return unary();
        auto left = binary(level + 1);
        for (;;) {
            const auto name = take_one_of(levels[level]);
            if (name.empty())
                return left;
            auto right = binary(level + 1);
            left = {kind::operation, 0, std::string(name), {std::move(left), std::move(right)}};
        }
    }

    expression unary() {
        const step deeper(depth_);
        if (take("-"))
            return {kind::negation, 0, "-", {unary()}};
        if (take("+"))
            return unary();
        return power();
    }

    expression power() {
        auto base = primary();
        if (!take("^"))
            return base;
        auto exponent = unary();
        return {kind::operation, 0, "^", {std::move(base), std::move(exponent)}};
    }

    expression primary() {
        const auto first = next();
        if (first.what == token::kind::end)
            fail();
        if (take("(")) {
            auto inner = binary(0);
            expect(")");
            return inner;
        }
        if (take("["))
            return {kind::array, 0, "", list("]")};
        if (first.what == token::kind::sign)
            fail();
        ++at_;
        if (first.what == token::kind::number)
            return {kind::number, first.number, first.text, {}};
        if (first.what == token::kind::text)
            return {kind::text, 0, first.text, {}};
        if (take("("))
            return {kind::call, 0, first.text, list(")")};
        const bool lower = first.text.front() >= 'a' && first.text.front() <= 'z';
        return {lower ? kind::reference : kind::keyword, 0, first.text, {}};
    }

    std::vector<expression> list(std::string_view closing) {
        std::vector<expression> items;
        if (take(closing))
            return items;
        do
            items.push_back(binary(0));
        while (take(","));
        expect(closing);
        return items;
    }

    std::vector<token> tokens_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

void collect_references(const expression& of, std::vector<std::string>& into) {
    if (of.what == kind::reference && std::find(into.begin(), into.end(), of.text) == into.end())
        into.push_back(of.text);
    for (const auto& operand : of.operands)
        collect_references(operand, into);
}

} // namespace

expression parse_expression(std::string_view text) {
    return parser(text).whole();
}

std::vector<std::string> references_of(const expression& of) {
    std::vector<std::string> found;
    collect_references(of, found);
    return found;
}

bool calls(const expression& of, std::string_view function) {
    return (of.what == kind::call && of.text == function) ||
           std::any_of(of.operands.begin(), of.operands.end(), [&](const expression& each) {
               return calls(each, function);
           });
}

} // namespace borealis::emulator::math
