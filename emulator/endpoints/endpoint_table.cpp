// The writer and reader endpoints of clusters: two forwarders each, on the same port of two addresses.
#include "emulator/endpoints/endpoint_table.hpp"

#include "emulator/endpoints/forwarder.hpp"

#include <boost/asio/error.hpp>

#include <map>

namespace borealis::emulator {

namespace {

struct endpoint_pair {
    std::shared_ptr<forwarder> writer;
    std::shared_ptr<forwarder> reader; // empty where both have the same address
};

} // namespace

class endpoint_table::impl {
  public:
    impl(asio::io_context& loop, std::string writer_address, std::string reader_address)
        : loop_(loop), writer_address_(std::move(writer_address)),
          reader_address_(std::move(reader_address)) {}

    ~impl() { close_all(); }

    std::uint16_t
    open(const std::string& cluster, std::uint16_t port, std::uint16_t first, std::uint16_t last) {
        if (const auto found = pairs_.find(cluster); found != pairs_.end())
            return found->second.writer->port();
        auto pair = port != 0 ? listen(cluster, port) : listen_anywhere(cluster, first, last);
        pair.writer->start();
        if (pair.reader)
            pair.reader->start();
        return pairs_.emplace(cluster, std::move(pair)).first->second.writer->port();
    }

    void route(
        const std::string& cluster, std::vector<endpoint_target> writer, std::vector<endpoint_target> readers
    ) {
        const auto found = pairs_.find(cluster);
        if (found == pairs_.end())
            return;
        if (found->second.reader)
            found->second.reader->route(readers.empty() ? writer : std::move(readers));
        found->second.writer->route(std::move(writer));
    }

    void close(const std::string& cluster) {
        if (const auto found = pairs_.find(cluster); found != pairs_.end()) {
            close(found->second);
            pairs_.erase(found);
        }
    }

    void close_all() {
        for (const auto& [cluster, pair] : pairs_)
            close(pair);
        pairs_.clear();
    }

  private:
    endpoint_pair listen(const std::string& cluster, std::uint16_t port) {
        endpoint_pair pair;
        pair.writer = std::make_shared<forwarder>(loop_, cluster + " (writer)", writer_address_, port);
        if (reader_address_ != writer_address_)
            pair.reader = std::make_shared<forwarder>(loop_, cluster + " (reader)", reader_address_, port);
        return pair;
    }

    endpoint_pair listen_anywhere(const std::string& cluster, unsigned first, unsigned last) {
        for (unsigned port = first; port <= last; ++port) {
            try {
                return listen(cluster, static_cast<std::uint16_t>(port));
            } catch (const boost::system::system_error& error) {
                if (error.code() != asio::error::address_in_use)
                    throw;
            }
        }
        throw boost::system::system_error(
            asio::error::address_in_use, "no free port for the endpoints of " + cluster
        );
    }

    static void close(const endpoint_pair& pair) {
        pair.writer->close();
        if (pair.reader)
            pair.reader->close();
    }

    asio::io_context& loop_;
    std::string writer_address_;
    std::string reader_address_;
    std::map<std::string, endpoint_pair> pairs_;
};

endpoint_table::endpoint_table(asio::io_context& loop, std::string writer_address, std::string reader_address)
    : impl_(std::make_unique<impl>(loop, std::move(writer_address), std::move(reader_address))) {}

endpoint_table::~endpoint_table() = default;

std::uint16_t endpoint_table::open(
    const std::string& cluster, std::uint16_t port, std::uint16_t first, std::uint16_t last
) {
    return impl_->open(cluster, port, first, last);
}

void endpoint_table::route(
    const std::string& cluster, std::vector<endpoint_target> writer, std::vector<endpoint_target> readers
) {
    impl_->route(cluster, std::move(writer), std::move(readers));
}

void endpoint_table::close(const std::string& cluster) {
    impl_->close(cluster);
}

void endpoint_table::close_all() {
    impl_->close_all();
}

} // namespace borealis::emulator
