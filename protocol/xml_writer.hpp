// XML as the query services of AWS lay it out, byte for byte: no declaration, two spaces a level, a newline
// after each element, text on one line, <Name/> for what is empty. Appends to one string and keeps nothing
// but the depth. The layout is the one that reproduces the content-length of recorded answers of RDS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace borealis::protocol {

class xml_writer {
  public:
    explicit xml_writer(std::string& out) noexcept : out_(out) {}

    void open(std::string_view name);
    void open(std::string_view name, std::string_view xml_namespace);
    void close(std::string_view name);
    void empty(std::string_view name);

    void text(std::string_view name, std::string_view value);
    void integer(std::string_view name, std::int64_t value);
    void number(std::string_view name, double value);
    void boolean(std::string_view name, bool value);
    /// Milliseconds since the Unix epoch.
    void timestamp(std::string_view name, std::int64_t value);

  private:
    void indent();
    void begin(std::string_view name);
    void end(std::string_view name);
    void escaped(std::string_view value);
    void escaped_from(std::string_view value);

    std::string& out_;
    unsigned depth_ = 0;
};

} // namespace borealis::protocol
