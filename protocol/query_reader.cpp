// The walk over input shape and parameter names. Depth and cost are bounded by the shape and the number of
// parameters, never by the numbers or the nesting that the names spell.
#include "protocol/query_reader.hpp"

#include "protocol/scalar_reader.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

namespace borealis::protocol {
namespace {

constexpr std::size_t longest_index = 9; // digits; a longer one is no index

/// Splits "Word.N…" or "N…" into the length of that part and N.
struct list_position {
    std::size_t length = 0;
    unsigned index = 0;
};

std::optional<unsigned> read_index(std::string_view text) noexcept {
    unsigned index = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (text.empty() || text.size() > longest_index || error != std::errc{} ||
        stop != text.data() + text.size())
        return std::nullopt;
    return index;
}

std::optional<list_position> read_position(std::string_view rest) noexcept {
    const std::size_t first = std::min(rest.find('.'), rest.size());
    if (const auto index = read_index(rest.substr(0, first)))
        return list_position{first, *index};
    if (first == rest.size())
        return std::nullopt;
    const std::size_t second = std::min(rest.find('.', first + 1), rest.size());
    if (const auto index = read_index(rest.substr(first + 1, second - first - 1)))
        return list_position{second, *index};
    return std::nullopt;
}

class reader {
    template <class Read>
    auto inside(std::string_view name, Read read_it) {
        return at(path_.empty() ? std::string(name) : path_ + '.' + std::string(name), read_it);
    }

    template <class Read>
    auto at(std::string place, Read read_it) {
        struct restore {
            std::string& path;
            std::string outer;
            ~restore() { path = std::move(outer); }
        } back{path_, std::exchange(path_, std::move(place))};
        return read_it();
    }

  public:
    explicit reader(const query_parameters& parameters) : parameters_(parameters) {}

    json read_members(const shape& structure) {
        json out = json::object();
        for (const member& field : structure.members) {
            if (auto value = inside(field.wire_name, [&] { return read(*field.target); }))
                out.emplace(field.name, *std::move(value));
        }
        return out;
    }

  private:
    std::optional<json> read(const shape& what) {
        switch (what.type) {
        case shape_type::structure:
            return read_structure(what);
        case shape_type::list:
            return read_list(what);
        case shape_type::map:
            return read_map(what);
        default:
            break;
        }
        const auto text = parameters_.find(path_);
        return text ? std::optional(scalar_from_text(what, *text, path_)) : std::nullopt;
    }

    std::optional<json> read_structure(const shape& what) {
        if (parameters_.below(path_ + '.').empty())
            return std::nullopt;
        json out = read_members(what);
        return out.empty() ? std::nullopt : std::optional(std::move(out));
    }

    std::optional<json> read_list(const shape& what) {
        const auto places = positions();
        if (places.empty())
            return read_bare_list(*what.element);
        json out = json::array();
        for (const auto& [index, place] : places) {
            if (auto element = at(place, [&] { return read_element(*what.element); }))
                out.push_back(*std::move(element));
        }
        return out;
    }

    /// An element that is a structure is there as soon as something names it.
    std::optional<json> read_element(const shape& element) {
        return element.type == shape_type::structure ? read_members(element) : read(element);
    }

    std::optional<json> read_bare_list(const shape& element) {
        const auto text = parameters_.find(path_);
        if (!text)
            return std::nullopt;
        json out = json::array();
        const bool scalar = element.type != shape_type::structure && element.type != shape_type::list &&
                            element.type != shape_type::map;
        if (!text->empty() && scalar)
            out.push_back(scalar_from_text(element, *text, path_));
        return out;
    }

    std::optional<json> read_map(const shape& what) {
        const auto places = positions();
        if (places.empty())
            return std::nullopt;
        const member& key = what.members[0];
        const member& value = what.members[1];
        json out = json::object();
        for (const auto& [index, place] : places) {
            at(place, [&] {
                auto name = inside(key.wire_name, [&] { return read(*key.target); });
                auto content = inside(value.wire_name, [&] { return read(*value.target); });
                if (name && content)
                    out.emplace(name->get<std::string>(), *std::move(content));
            });
        }
        return out;
    }

    /// Where the entries of the list or map at path_ are, by index. Of two spellings of one index the first
    /// counts.
    std::map<unsigned, std::string> positions() const {
        std::map<unsigned, std::string> out;
        const std::string prefix = path_ + '.';
        for (const parameter& p : parameters_.below(prefix)) {
            const std::string_view rest = std::string_view(p.name).substr(prefix.size());
            if (const auto position = read_position(rest); position && !is_stray(rest, *position))
                out.emplace(position->index, p.name.substr(0, prefix.size() + position->length));
        }
        return out;
    }

    /// "Name.member.3." names nothing.
    static bool is_stray(std::string_view rest, const list_position& position) noexcept {
        return rest.size() == position.length + 1;
    }

    const query_parameters& parameters_;
    std::string path_;
};

} // namespace

json read_query_input(const shape& input, const query_parameters& parameters) {
    return reader(parameters).read_members(input);
}

} // namespace borealis::protocol
