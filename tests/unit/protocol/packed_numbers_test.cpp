// Packed lists of numbers, which the writers of all wire formats write as they write arrays.
#include "protocol/cbor_codec.hpp"
#include "protocol/json_codec.hpp"
#include "protocol/packed_numbers.hpp"
#include "protocol/query_xml.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace borealis::protocol {
namespace {

using times = std::vector<std::int64_t>;
using values = std::vector<double>;

const std::vector<std::pair<times, values>> lists{
    {{}, {}},
    {{1767323045678, -1500, 0}, {0.1, -2.5e-7, 1e300}},
    {{1767323045678, -1500, 0}, {41, std::numeric_limits<double>::quiet_NaN(), -0.0}},
    {{}, {}},
};

json output(bool packed) {
    json results = json::array();
    for (const auto& [when, what] : lists) {
        results.push_back(
            {{"Timestamps", packed ? pack_numbers(when) : json(when)},
             {"Values", packed ? pack_numbers(what) : json(what)}}
        );
    }
    return {{"MetricDataResults", std::move(results)}};
}

TEST(packed_numbers, are_written_as_arrays_are) {
    const auto& service = cloudwatch_model();
    const auto& op = *service.find("GetMetricData");
    EXPECT_EQ(json_result(op, output(true)), json_result(op, output(false)));
    EXPECT_EQ(cbor_result(op, output(true)), cbor_result(op, output(false)));
    EXPECT_EQ(xml_result(service, op, output(true), "id"), xml_result(service, op, output(false), "id"));
}

TEST(packed_numbers, come_back_as_they_were) {
    for (const auto& [when, what] : lists) {
        EXPECT_EQ(unpack_numbers<std::int64_t>(pack_numbers(when)), json(when));
        EXPECT_EQ(unpack_numbers<double>(pack_numbers(what)).dump(), json(what).dump());
        EXPECT_EQ(packed_size(pack_numbers(what)), what.size());
    }
}

} // namespace
} // namespace borealis::protocol
