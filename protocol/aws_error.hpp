// An answer to the client that says no: AWS's error code, its HTTP status and its text.
// Made by the factories in protocol/errors, one per AWS error; never built at a call site.
#pragma once

#include <exception>
#include <string>

namespace borealis::protocol {

enum class fault : unsigned char { sender, receiver };

class aws_error : public std::exception {
  public:
    aws_error(std::string code, int http_status, std::string message, fault who = fault::sender)
        : code_(std::move(code)), message_(std::move(message)), http_status_(http_status), fault_(who) {}

    const std::string& code() const noexcept { return code_; }
    const std::string& message() const noexcept { return message_; }
    int http_status() const noexcept { return http_status_; }
    fault who() const noexcept { return fault_; }
    const char* what() const noexcept override { return message_.c_str(); }

  private:
    std::string code_;
    std::string message_;
    int http_status_;
    fault fault_;
};

} // namespace borealis::protocol
