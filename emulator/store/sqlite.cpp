// SQLite behind RAII.
#include "emulator/store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

#include <system_error>

namespace borealis::emulator::sqlite {

namespace {

[[noreturn]] void fail(sqlite3* handle, std::string_view doing) {
    throw error(
        fmt::format("SQLite, {}: {}", doing, sqlite3_errmsg(handle)), sqlite3_extended_errcode(handle)
    );
}

} // namespace

bool error::says_corrupt() const noexcept {
    const int primary = code_ & 0xff;
    return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

void create_private_file(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0)
        throw std::system_error(errno, std::generic_category(), "cannot create " + file.string());
    ::close(descriptor);
}

void database::closer::operator()(sqlite3* handle) const noexcept {
    sqlite3_close(handle);
}

database::database(const std::filesystem::path& file) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;
    const int result = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
    handle_.reset(handle);
    if (result != SQLITE_OK)
        fail(handle, "opening " + file.string());
    sqlite3_extended_result_codes(handle, 1);
}

void database::execute(const std::string& script) {
    if (sqlite3_exec(handle(), script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        fail(handle(), script.substr(0, script.find('\n')));
}

void statement::finalizer::operator()(sqlite3_stmt* handle) const noexcept {
    sqlite3_finalize(handle);
}

statement::statement(database& owner, std::string_view sql) : owner_(owner) {
    sqlite3_stmt* handle = nullptr;
    const int result = sqlite3_prepare_v3(
        owner.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &handle, nullptr
    );
    handle_.reset(handle);
    if (result != SQLITE_OK)
        fail(owner.handle(), sql);
}

bool statement::next() {
    switch (sqlite3_step(handle_.get())) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        reset();
        return false;
    default: {
        const std::string doing = sqlite3_sql(handle_.get());
        const std::string why = sqlite3_errmsg(owner_.handle());
        const int code = sqlite3_extended_errcode(owner_.handle());
        reset();
        throw error(fmt::format("SQLite, {}: {}", doing, why), code);
    }
    }
}

std::string statement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
    return bytes == nullptr
               ? std::string()
               : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column)));
}

std::int64_t statement::integer(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}

std::span<const std::uint8_t> statement::blob(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

void statement::reset() noexcept {
    sqlite3_reset(handle_.get());
}

void statement::bind(int position, std::string_view text) {
    if (sqlite3_bind_text64(handle_.get(), position, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8) !=
        SQLITE_OK)
        fail(owner_.handle(), "binding a text");
}

void statement::bind(int position, std::span<const std::uint8_t> bytes) {
    if (sqlite3_bind_blob64(handle_.get(), position, bytes.data(), bytes.size(), SQLITE_STATIC) != SQLITE_OK)
        fail(owner_.handle(), "binding bytes");
}

void statement::bind(int position, std::int64_t number) {
    if (sqlite3_bind_int64(handle_.get(), position, number) != SQLITE_OK)
        fail(owner_.handle(), "binding a number");
}

database open_with(const std::filesystem::path& file, const layout& of) {
    create_private_file(file);
    database opened(file);
    // Nothing is there yet that a power cut could take, so making the tables does not wait for the disk.
    opened.execute(
        "PRAGMA busy_timeout = 5000; PRAGMA synchronous = OFF;" + of.settings + "PRAGMA journal_mode = WAL;"
    );
    statement read_version(opened, "PRAGMA user_version");
    std::int64_t version = 0;
    for (read_version.start(); read_version.next();)
        version = read_version.integer(0);
    if (version > of.version)
        throw std::runtime_error(fmt::format(
            "{} was written by a newer borealis (schema {}, this one knows {})",
            file.string(),
            version,
            of.version
        ));
    if (version == 0)
        opened.execute(fmt::format("BEGIN; {} PRAGMA user_version = {}; COMMIT;", of.tables, of.version));
    opened.execute("PRAGMA synchronous = NORMAL");
    return opened;
}

} // namespace borealis::emulator::sqlite
