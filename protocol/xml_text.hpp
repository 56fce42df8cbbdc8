// Text inside an XML element: what may be copied as it is, and what stands for the rest.
#pragma once

#include <string>
#include <string_view>

namespace borealis::protocol {

/// Whether the text consists of printable ASCII without markup only, as nearly all values do.
bool is_plain_xml_text(std::string_view text) noexcept;

/// Escapes markup and carriage returns, keeps UTF-8, and replaces what XML 1.0 cannot carry by U+FFFD. Quotes
/// and apostrophes stay as they are, as in recorded answers of RDS.
void append_xml_text(std::string& out, std::string_view text);

} // namespace borealis::protocol
