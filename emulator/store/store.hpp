// Durable state: documents by key, and events. One writer thread; commits are atomic and in order.
#pragma once

#include "emulator/state/event.hpp"
#include "replication/asio.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator {

struct document {
    std::string kind; // "db_instance", "db_cluster", "db_subnet_group"
    resource_key key;
    std::optional<std::string> body; // JSON text; nothing: remove
};

struct write_batch {
    std::vector<document> documents;
    std::vector<event> events;
    bool clear_all = false;                   // before anything else: forget everything
    std::optional<std::string> clear_account; // before anything else: forget this account

    bool empty() const { return documents.empty() && events.empty() && !clear_all && !clear_account; }
};

struct store_contents {
    std::vector<document> documents;
    std::vector<event> events; // of the last 14 days, oldest first
};

class store {
  public:
    virtual ~store() = default;

    /// Everything, read once at start. Throws std::runtime_error for an unreadable or newer database.
    virtual store_contents load() = 0;

    /// Returns when the batch is durable; resumes on the caller's executor. Throws std::runtime_error where
    /// it could not be written.
    virtual awaitable<void> commit(write_batch batch) = 0;
};

/// SQLite, WAL mode, file mode 0600. Events older than 14 days are dropped at load.
std::unique_ptr<store> open_sqlite_store(const std::filesystem::path& file);

} // namespace borealis::emulator
