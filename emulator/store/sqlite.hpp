// SQLite behind RAII: a database and its prepared statements. Source: SQLite documentation, "C-language
// Interface".
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace borealis::emulator::sqlite {

class error : public std::runtime_error {
  public:
    error(const std::string& what, int code) : std::runtime_error(what), code_(code) {}

    /// Whether the file is no database, or one whose pages contradict each other.
    bool says_corrupt() const noexcept;

  private:
    int code_; // SQLite's extended result code
};

/// Makes the file, unless it is there, readable by its owner only; SQLite gives its own files beside it the
/// same mode. Throws std::system_error.
void create_private_file(const std::filesystem::path& file);

class database {
  public:
    /// Opens or creates it. Throws error.
    explicit database(const std::filesystem::path& file);

    /// Runs a script without results. Throws error.
    void execute(const std::string& script);

    sqlite3* handle() const noexcept { return handle_.get(); }

  private:
    struct closer {
        void operator()(sqlite3* handle) const noexcept;
    };
    std::unique_ptr<sqlite3, closer> handle_;
};

/// How a file of ours is opened and, where it is new, filled.
struct layout {
    std::string settings; // PRAGMAs that are made before the tables are
    std::string tables;
    std::int64_t version; // of the tables; kept as the file's user_version
};

/// Opens or creates a file in WAL mode, for its owner only. Throws error, std::system_error, and
/// std::runtime_error for a file that a newer borealis wrote.
database open_with(const std::filesystem::path& file, const layout& of);

/// One prepared statement: bind in order, then step through its rows. Binding starts it over.
class statement {
  public:
    /// Throws error for text that SQLite does not accept.
    statement(database& owner, std::string_view sql);

    /// Runs it to its end with these values for ?1, ?2, ... Throws error.
    template <typename... Values>
    void run(const Values&... values) {
        start(values...);
        while (next()) {
        }
    }

    template <typename... Values>
    void start(const Values&... values) {
        reset();
        int position = 0;
        (bind(++position, values), ...);
    }

    /// Whether there is another row. Throws error.
    bool next();

    std::string text(int column) const;
    std::int64_t integer(int column) const;
    /// Good until the next step.
    std::span<const std::uint8_t> blob(int column) const;

  private:
    void reset() noexcept;
    /// Text and bytes must stay as they are until the statement has run.
    void bind(int position, std::string_view text);
    void bind(int position, std::span<const std::uint8_t> bytes);
    void bind(int position, std::int64_t number);

    struct finalizer {
        void operator()(sqlite3_stmt* handle) const noexcept;
    };
    database& owner_;
    std::unique_ptr<sqlite3_stmt, finalizer> handle_;
};

} // namespace borealis::emulator::sqlite
