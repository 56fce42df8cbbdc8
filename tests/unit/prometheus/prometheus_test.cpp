// The text format of Prometheus and the counters of API calls.
#include "emulator/http/call_counters.hpp"

#include <gmock/gmock.h>
#include <limits>

namespace borealis::emulator {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

TEST(PrometheusText, WritesFamiliesWithTheirSamples) {
    prometheus_text page;
    page.family("up", "gauge", "Whether it runs.");
    page.sample({}, 1);
    page.sample({{"a", "x"}, {"b", "y"}}, 0.25);
    EXPECT_EQ(page.take(), "# HELP up Whether it runs.\n# TYPE up gauge\nup 1\nup{a=\"x\",b=\"y\"} 0.25\n");
}

TEST(PrometheusText, EscapesTexts) {
    prometheus_text page;
    page.family("f", "gauge", "a \"quoted\" \\ and\nlines");
    page.sample({{"l", "a \"quoted\" \\ and\nlines"}}, 1);
    EXPECT_EQ(
        page.take(),
        "# HELP f a \"quoted\" \\\\ and\\nlines\n# TYPE f gauge\nf{l=\"a \\\"quoted\\\" \\\\ and\\nlines\"} "
        "1\n"
    );
}

TEST(PrometheusText, WritesNumbersExactly) {
    prometheus_text page;
    page.family("f", "gauge", "x");
    for (const auto& value :
         {123456789012.0,
          -0.1,
          std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity(),
          std::nan("")})
        page.sample({}, value);
    EXPECT_EQ(page.take(), "# HELP f x\n# TYPE f gauge\nf 123456789012\nf -0.1\nf +Inf\nf -Inf\nf NaN\n");
}

TEST(CallCounters, CountsCallsAndCumulatesBuckets) {
    call_counters counted;
    counted.count("rds", "DescribeDBInstances", 200, milliseconds(3));
    counted.count("rds", "DescribeDBInstances", 200, milliseconds(3));
    counted.count("rds", "CreateDBInstance", 400, milliseconds(30));
    counted.count("rds", "CreateDBInstance", 200, std::chrono::seconds(60));
    prometheus_text page;
    counted.write(page);
    const auto text = page.take();
    EXPECT_THAT(
        text,
        HasSubstr(
            "borealis_api_requests_total{service=\"rds\",operation=\"DescribeDBInstances\",code=\"200\"} 2\n"
        )
    );
    EXPECT_THAT(text, HasSubstr("operation=\"CreateDBInstance\",code=\"400\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{service=\"rds\",le=\"0.0025\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{service=\"rds\",le=\"0.005\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{service=\"rds\",le=\"0.05\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("_bucket{service=\"rds\",le=\"+Inf\"} 4\n"));
    EXPECT_THAT(text, HasSubstr("_count{service=\"rds\"} 4\n"));
}

} // namespace
} // namespace borealis::emulator
