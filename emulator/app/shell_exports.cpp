// What `borealis env` prints.
#include "emulator/app/shell_exports.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace borealis::emulator {

std::string local_url(const std::string& listen_address, std::uint16_t port) {
    const auto address = boost::asio::ip::make_address(listen_address);
    if (address.is_v6())
        return fmt::format("http://[{}]:{}", address.is_unspecified() ? "::1" : listen_address, port);
    return fmt::format("http://{}:{}", address.is_unspecified() ? "127.0.0.1" : listen_address, port);
}

std::string shell_exports(const settings& options) {
    // Credentials and region of the user's own stay: they choose the account and the region here too.
    constexpr std::string_view script = R"sh(export AWS_ENDPOINT_URL='{0}'
export AWS_ENDPOINT_URL_RDS='{0}'
export AWS_ENDPOINT_URL_CLOUDWATCH='{0}'
export AWS_ENDPOINT_URL_STS='{0}'
if [ -z "${{AWS_ACCESS_KEY_ID:-}}" ]; then
    export AWS_ACCESS_KEY_ID='borealis'
    export AWS_SECRET_ACCESS_KEY='borealis'
fi
export AWS_DEFAULT_REGION="${{AWS_DEFAULT_REGION:-${{AWS_REGION:-us-east-1}}}}"
# AWS CLI before 1.29 and 2.13 does not know AWS_ENDPOINT_URL, and version 1 ignores it for rds in us-east-1.
unalias aws 2>/dev/null || :
aws() {{ command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }}
)sh";
    return fmt::format(script, local_url(options.listen_address, options.listen_port));
}

} // namespace borealis::emulator
