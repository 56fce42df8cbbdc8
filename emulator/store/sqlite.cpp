// SQLite behind RAII.
#include "emulator/store/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <stdexcept>

namespace borealis::emulator::sqlite {

namespace {

[[noreturn]] void fail(sqlite3* handle, std::string_view doing) {
    throw std::runtime_error(fmt::format("SQLite, {}: {}", doing, sqlite3_errmsg(handle)));
}

} // namespace

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
        reset();
        throw std::runtime_error(fmt::format("SQLite, {}: {}", doing, why));
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

void statement::reset() noexcept {
    sqlite3_reset(handle_.get());
}

void statement::bind(int position, std::string_view text) {
    if (sqlite3_bind_text64(handle_.get(), position, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8) !=
        SQLITE_OK)
        fail(owner_.handle(), "binding a text");
}

void statement::bind(int position, std::int64_t number) {
    if (sqlite3_bind_int64(handle_.get(), position, number) != SQLITE_OK)
        fail(owner_.handle(), "binding a number");
}

} // namespace borealis::emulator::sqlite
