// The netlink side of counting bytes.
#include "replication/server/local/socket_meter.hpp"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace borealis::replication::local {

namespace {

/// Servers that are measured one after the other share a reading.
constexpr auto reading_lasts = std::chrono::milliseconds(100);
/// A connection that is in no reading for so many turns ended unheard: the kernel drops announcements under
/// pressure.
constexpr std::uint64_t vanished_after_turns = 60;
constexpr int announcements_buffer = 1 << 20;
constexpr int listening = 10; // TCP_LISTEN of the kernel's tcp_states.h

unique_fd open_diagnosis(int flags) {
    unique_fd fd(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | flags, NETLINK_SOCK_DIAG));
    sockaddr_nl here{};
    here.nl_family = AF_NETLINK;
    if (!fd || bind(fd.get(), reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0)
        return unique_fd();
    return fd;
}

bool listen_to(const unique_fd& fd, int group) {
    return setsockopt(fd.get(), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) == 0;
}

std::uint64_t cookie_of(const inet_diag_sockid& id) {
    return (static_cast<std::uint64_t>(id.idiag_cookie[1]) << 32U) | id.idiag_cookie[0];
}

/// tcp_info grows with the kernel: what is missing at its end was never counted.
std::optional<tcp_bytes> bytes_in(const nlmsghdr& message) {
    const auto* diag = static_cast<const inet_diag_msg*>(NLMSG_DATA(&message));
    auto left = static_cast<int>(message.nlmsg_len - NLMSG_LENGTH(sizeof *diag));
    const auto* attribute = reinterpret_cast<const rtattr*>(diag + 1);
    for (; RTA_OK(attribute, left); attribute = RTA_NEXT(attribute, left)) {
        if (attribute->rta_type != INET_DIAG_INFO)
            continue;
        tcp_info info{};
        std::memcpy(&info, RTA_DATA(attribute), std::min(RTA_PAYLOAD(attribute), sizeof info));
        return tcp_bytes{info.tcpi_bytes_received, info.tcpi_bytes_acked};
    }
    return std::nullopt;
}

} // namespace

socket_meter::socket_meter() : questions_(open_diagnosis(0)), endings_(open_diagnosis(SOCK_NONBLOCK)) {
    setsockopt(endings_.get(), SOL_SOCKET, SO_RCVBUF, &announcements_buffer, sizeof announcements_buffer);
    const timeval limit{1, 0}; // the kernel answers at once; a blocked worker would be worse than no figures
    setsockopt(questions_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (!endings_ || !listen_to(endings_, SKNLGRP_INET_TCP_DESTROY) ||
        !listen_to(endings_, SKNLGRP_INET6_TCP_DESTROY))
        questions_ = unique_fd();
}

std::optional<tcp_bytes> socket_meter::measure(std::uint16_t port) {
    if (!questions_ || port == 0)
        return std::nullopt;
    const bool is_new = servers_.try_emplace(port).second;
    if (is_new || std::chrono::steady_clock::now() - refreshed_ > reading_lasts)
        refresh();
    if (!questions_)
        return std::nullopt;
    return servers_.at(port);
}

void socket_meter::forget(std::uint16_t port) {
    servers_.erase(port);
    std::erase_if(connections_, [&](auto& each) { return each.second.server == port; });
}

void socket_meter::refresh() {
    ++turn_;
    if (!read_open(AF_INET) || !read_open(AF_INET6)) {
        questions_ = unique_fd();
        return;
    }
    read_ended();
    forget_vanished();
    refreshed_ = std::chrono::steady_clock::now();
}

/// Whether the kernel answered.
bool socket_meter::read_open(unsigned char family) {
    struct {
        nlmsghdr header;
        inet_diag_req_v2 wanted;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.wanted.sdiag_family = family;
    request.wanted.sdiag_protocol = IPPROTO_TCP;
    request.wanted.idiag_ext = 1U << (INET_DIAG_INFO - 1U);
    request.wanted.idiag_states = ~(1U << static_cast<unsigned>(listening));
    if (send(questions_.get(), &request, sizeof request, 0) < 0)
        return false;
    alignas(nlmsghdr) std::array<char, 32768> buffer;
    for (;;) {
        const auto got = recv(questions_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        auto left = static_cast<std::size_t>(got);
        for (const auto* message = reinterpret_cast<const nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left)) {
            if (message->nlmsg_type == NLMSG_DONE)
                return true;
            if (message->nlmsg_type == NLMSG_ERROR)
                return false;
            take(*message, false);
        }
    }
}

void socket_meter::read_ended() {
    alignas(nlmsghdr) std::array<char, 8192> buffer;
    for (;;) {
        const auto got = recv(endings_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && (errno == EINTR || errno == ENOBUFS)) // ENOBUFS: some were dropped, more are to come
            continue;
        if (got <= 0)
            return;
        auto left = static_cast<std::size_t>(got);
        for (const auto* message = reinterpret_cast<const nlmsghdr*>(buffer.data()); NLMSG_OK(message, left);
             message = NLMSG_NEXT(message, left))
            take(*message, true);
    }
}

void socket_meter::take(const nlmsghdr& message, bool ended) {
    if (message.nlmsg_type != SOCK_DIAG_BY_FAMILY || message.nlmsg_len < NLMSG_LENGTH(sizeof(inet_diag_msg)))
        return;
    const auto& diag = *static_cast<const inet_diag_msg*>(NLMSG_DATA(&message));
    const auto cookie = cookie_of(diag.id);
    auto known = connections_.find(cookie);
    if (known == connections_.end()) {
        const auto port = ntohs(diag.id.idiag_sport);
        if (!servers_.contains(port))
            return;
        known = connections_.emplace(cookie, connection{port, {}, turn_}).first;
    }
    auto& of = known->second;
    of.turn = turn_;
    if (const auto now = bytes_in(message)) {
        auto& total = servers_[of.server];
        total.received += now->received - std::min(now->received, of.seen.received);
        total.sent += now->sent - std::min(now->sent, of.seen.sent);
        of.seen = *now;
    }
    if (ended)
        connections_.erase(known);
}

void socket_meter::forget_vanished() {
    std::erase_if(connections_, [&](auto& each) { return each.second.turn + vanished_after_turns < turn_; });
}

} // namespace borealis::replication::local
