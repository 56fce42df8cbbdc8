// Each element is one check for room and a few copies. Names are trusted (they come from the model), values
// are escaped.
#include "protocol/xml_writer.hpp"

#include "protocol/number_text.hpp"
#include "protocol/timestamp.hpp"
#include "protocol/xml_text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace borealis::protocol {
namespace {

char* put(char* at, std::string_view text) noexcept {
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
}

} // namespace

std::string xml_writer::take() {
    buffer_.resize(std::exchange(used_, 0));
    return std::exchange(buffer_, {});
}

char* xml_writer::room(std::size_t size) {
    if (buffer_.size() - used_ < size)
        buffer_.resize(std::max(buffer_.size() * 2, used_ + size));
    return buffer_.data() + used_;
}

void xml_writer::wrote(const char* end) noexcept {
    used_ = static_cast<std::size_t>(end - buffer_.data());
}

char* xml_writer::put_indent(char* at) const noexcept {
    std::memset(at, ' ', depth_ * 2);
    return at + depth_ * 2;
}

void xml_writer::open(std::string_view name) {
    char* at = put_indent(room(depth_ * 2 + name.size() + 3));
    *at++ = '<';
    wrote(put(put(at, name), ">\n"));
    ++depth_;
}

void xml_writer::open(std::string_view name, std::string_view xml_namespace) {
    char* at = put_indent(room(depth_ * 2 + name.size() + xml_namespace.size() + 16));
    *at++ = '<';
    at = put(put(put(at, name), " xmlns=\""), xml_namespace);
    wrote(put(at, "\">\n"));
    ++depth_;
}

void xml_writer::close(std::string_view name) {
    --depth_;
    char* at = put_indent(room(depth_ * 2 + name.size() + 4));
    wrote(put(put(put(at, "</"), name), ">\n"));
}

void xml_writer::empty(std::string_view name) {
    char* at = put_indent(room(depth_ * 2 + name.size() + 4));
    *at++ = '<';
    wrote(put(put(at, name), "/>\n"));
}

void xml_writer::leaf(std::string_view name, std::string_view plain) {
    char* at = put_indent(room(depth_ * 2 + name.size() * 2 + plain.size() + 6));
    *at++ = '<';
    at = put(at, name);
    *at++ = '>';
    at = put(put(at, plain), "</");
    wrote(put(put(at, name), ">\n"));
}

void xml_writer::text(std::string_view name, std::string_view value) {
    if (value.empty())
        return empty(name);
    if (is_plain_xml_text(value))
        return leaf(name, value);
    scratch_.clear();
    append_xml_text(scratch_, value);
    leaf(name, scratch_);
}

void xml_writer::integer(std::string_view name, std::int64_t value) {
    scratch_.clear();
    append_integer(scratch_, value);
    leaf(name, scratch_);
}

void xml_writer::number(std::string_view name, double value) {
    scratch_.clear();
    append_double(scratch_, value);
    leaf(name, scratch_);
}

void xml_writer::boolean(std::string_view name, bool value) {
    leaf(name, value ? "true" : "false");
}

void xml_writer::timestamp(std::string_view name, std::int64_t value) {
    scratch_.clear();
    append_timestamp(scratch_, value);
    leaf(name, scratch_);
}

} // namespace borealis::protocol
