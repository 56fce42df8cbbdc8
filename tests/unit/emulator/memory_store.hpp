// A store in memory, for tests of what stands on one; it can be told to refuse.
#pragma once

#include "emulator/store/store.hpp"

#include <map>
#include <stdexcept>

namespace borealis::emulator {

class memory_store final : public store {
  public:
    store_contents load() override {
        store_contents contents;
        for (const auto& [key, body] : documents) {
            document stored;
            stored.kind = key.first;
            stored.key = key.second;
            stored.body = body;
            contents.documents.push_back(std::move(stored));
        }
        contents.events = events;
        return contents;
    }

    awaitable<void> commit(write_batch batch) override {
        if (refuses)
            throw std::runtime_error("the disk is full");
        ++commits;
        const auto cleared = [&](const scope& where) {
            return batch.clear_all || (batch.clear_account && where.account == *batch.clear_account);
        };
        std::erase_if(documents, [&](const auto& entry) { return cleared(entry.first.second.where); });
        std::erase_if(events, [&](const event& happened) { return cleared(happened.where); });
        for (auto& written : batch.documents) {
            const std::pair key(written.kind, written.key);
            if (written.body)
                documents[key] = *written.body;
            else
                documents.erase(key);
        }
        events.insert(events.end(), batch.events.begin(), batch.events.end());
        co_return;
    }

    std::map<std::pair<std::string, resource_key>, std::string> documents;
    std::vector<event> events;
    int commits = 0;
    bool refuses = false;
};

} // namespace borealis::emulator
