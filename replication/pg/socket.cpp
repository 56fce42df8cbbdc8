// Connecting, waiting and closing: the only code that touches both libpq's socket and Asio's view of it.
#include "replication/pg/socket.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <libpq-fe.h>

#include <fcntl.h>

namespace borealis::replication::pg {

namespace {

void ignore_notice(void*, const PGresult*) {}

// "connection to server ... failed: FATAL:  57P03: the database system is starting up\nLOCATION: ..."
pg_error connect_failure(std::string text) {
    if (const auto location = text.find("\nLOCATION:"); location != std::string::npos) {
        text.resize(location);
    }
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
        text.pop_back();
    }
    const auto is_code = [](unsigned char c) { return std::isdigit(c) != 0 || std::isupper(c) != 0; };
    for (auto gap = text.find(":  "); gap != std::string::npos; gap = text.find(":  ", gap + 1)) {
        const auto code = text.substr(gap + 3, 5);
        if (code.size() == 5 && std::ranges::all_of(code, is_code) && text.compare(gap + 8, 2, ": ") == 0) {
            text.erase(gap + 3, 7);
            return {text, code};
        }
    }
    return pg_error(text);
}

PGconn* start_connecting(const connect_options& options) {
    const bool unix_socket = options.host.starts_with('/');
    boost::system::error_code not_an_address;
    const auto address = asio::ip::make_address(options.host, not_an_address);
    if (!unix_socket && not_an_address) {
        throw pg_error(fmt::format("'{}' is neither an IP address nor a socket directory", options.host));
    }
    const bool nearby = unix_socket || address.is_loopback();
    const auto port = std::to_string(options.port);
    std::array<std::array<const char*, 2>, 14> settings{{
        {"host", options.host.c_str()},
        {"hostaddr", unix_socket ? "" : options.host.c_str()},
        {"port", port.c_str()},
        {"user", options.user.c_str()},
        {"password", options.password.c_str()},
        {"dbname", options.database.c_str()},
        {"application_name", options.application_name.c_str()},
        {"client_encoding", "UTF8"},
        {"passfile", "/dev/null/none"}, // a path that cannot exist: no password from a file
        {"options", "-c DateStyle=ISO"},
        {"target_session_attrs", "any"},
        {"gssencmode", "disable"},
        {"sslmode", nearby ? "disable" : "prefer"},
        {nullptr, nullptr},
    }};
    std::array<const char*, settings.size()> keywords{};
    std::array<const char*, settings.size()> values{};
    for (std::size_t i = 0; i < settings.size(); ++i) {
        keywords[i] = settings[i][0];
        values[i] = settings[i][1];
    }
    auto* connection = PQconnectStartParams(keywords.data(), values.data(), 0);
    if (connection == nullptr) {
        throw std::bad_alloc();
    }
    return connection;
}

} // namespace

void result_deleter::operator()(pg_result* answer) const noexcept {
    PQclear(answer);
}

socket::socket(const asio::any_io_executor& executor) : descriptor_(executor) {}

socket::~socket() {
    close();
}

// Asio gets a descriptor of its own for the same socket: libpq closes its own the moment a link breaks, and
// the number then is anybody's, which Asio would take from the watch of whoever has it by then.
void socket::watch() {
    const int own = ::fcntl(PQsocket(connection_), F_DUPFD_CLOEXEC, 0);
    if (own < 0) {
        throw pg_error(fmt::format("a connection cannot be watched: {}", std::strerror(errno)));
    }
    descriptor_.assign(own);
}

void socket::unwatch() noexcept {
    boost::system::error_code ignored;
    descriptor_.close(ignored);
}

void socket::close() noexcept {
    unwatch();
    attended_.reset();
    if (connection_ != nullptr) {
        PQfinish(connection_);
        connection_ = nullptr;
    }
}

awaitable<void> socket::connect(connect_options options) {
    close();
    connection_ = start_connecting(options);
    PQsetNoticeReceiver(connection_, ignore_notice, nullptr);
    PQsetErrorVerbosity(
        connection_, PQERRORS_VERBOSE
    ); // the only way to learn the SQLSTATE of a refused login
    if (PQstatus(connection_) == CONNECTION_BAD) {
        throw connect_failure(PQerrorMessage(connection_));
    }
    for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;) {
        watch();
        if (next == PGRES_POLLING_READING) {
            co_await readable();
        } else {
            co_await writable();
        }
        unwatch();
        next = PQconnectPoll(connection_);
        if (next == PGRES_POLLING_FAILED) {
            throw connect_failure(PQerrorMessage(connection_));
        }
    }
    watch();
    PQsetErrorVerbosity(connection_, PQERRORS_DEFAULT);
    if (PQsetnonblocking(connection_, 1) != 0) {
        throw failure();
    }
}

awaitable<void> socket::readable() {
    return descriptor_.async_wait(asio::posix::descriptor_base::wait_read, asio::use_awaitable);
}

awaitable<void> socket::writable() {
    return descriptor_.async_wait(asio::posix::descriptor_base::wait_write, asio::use_awaitable);
}

awaitable<void> socket::flush() {
    while (PQflush(connection_) == 1) {
        co_await writable();
        if (!consume()) {
            co_return;
        }
    }
}

awaitable<result_ptr> socket::next_result() {
    while (!has_result()) {
        co_await readable();
        if (!consume()) {
            break;
        }
    }
    co_return take_result();
}

bool socket::has_result() const noexcept {
    return PQisBusy(connection_) == 0;
}

result_ptr socket::take_result() noexcept {
    return result_ptr(PQgetResult(connection_));
}

bool socket::consume() noexcept {
    return PQconsumeInput(connection_) != 0;
}

void socket::attend(const arrivals& all, arrivals::watch::callback arrived) {
    unwatch();
    attended_.emplace(all, PQsocket(connection_), std::move(arrived));
}

bool socket::broken() const noexcept {
    return connection_ == nullptr || PQstatus(connection_) != CONNECTION_OK;
}

pg_error socket::failure() const {
    std::string text = PQerrorMessage(connection_);
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return pg_error(text.empty() ? "the connection to the server is lost" : text);
}

pg_error error_of(const pg_result* answer) {
    const auto field = [answer](int code) {
        const char* text = PQresultErrorField(answer, code);
        return std::string(text == nullptr ? "" : text);
    };
    auto message = field(PG_DIAG_MESSAGE_PRIMARY);
    if (message.empty()) {
        message = PQresultErrorMessage(answer);
    }
    if (const auto detail = field(PG_DIAG_MESSAGE_DETAIL); !detail.empty()) {
        message += ": " + detail;
    }
    return {message, field(PG_DIAG_SQLSTATE)};
}

} // namespace borealis::replication::pg
