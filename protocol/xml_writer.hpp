// XML as the query services of AWS lay it out, byte for byte: no declaration, two spaces a level, a newline
// after each element, text on one line, <Name/> for what is empty. The layout is the one that reproduces the
// content-length of recorded answers of RDS. Writes into one growing buffer and keeps nothing but the depth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace borealis::protocol {

class xml_writer {
  public:
    /// `expected`: how many bytes will be written, as far as that can be guessed.
    explicit xml_writer(std::size_t expected = 1024) : buffer_(expected, '\0') {}

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

    /// What has been written. The writer is empty afterwards.
    std::string take();

  private:
    /// Where `size` more bytes may be written; advance by calling `wrote` with where they end.
    char* room(std::size_t size);
    void wrote(const char* end) noexcept;

    char* put_indent(char* at) const noexcept;
    void leaf(std::string_view name, std::string_view plain);

    std::string buffer_; // longer than what is written, so that room costs one comparison
    std::size_t used_ = 0;
    std::size_t depth_ = 0;
    std::string scratch_;
};

} // namespace borealis::protocol
