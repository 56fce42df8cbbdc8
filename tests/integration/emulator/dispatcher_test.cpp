// An API call from its request to its answer, on the real protocol, state and store.
#include "emulator/app/coverage.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/http/router.hpp"
#include "tests/integration/emulator/loop_thread.hpp"
#include "tests/integration/emulator/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class settable_clock final : public clock {
  public:
    std::chrono::system_clock::time_point now() const override { return now_; }
    std::chrono::system_clock::time_point now_ = std::chrono::sys_days{std::chrono::year{2026} / 1 / 31};
};

int reads = 0;

json fail_unexpectedly(call_context&) {
    throw std::runtime_error("a secret of ours");
}
json count_reads(call_context&) {
    ++reads;
    return json::object();
}
json add_instance(call_context& call) {
    db_instance instance;
    instance.where = call.where;
    instance.identifier = call.input.at("DBInstanceIdentifier").get<std::string>();
    call.env.resources.instances.put(std::move(instance));
    return json::object();
}

constexpr handler_entry rds_table[] = {
    {"DescribeEvents", fail_unexpectedly, effect::reads},
    {"DescribeDBInstances", count_reads, effect::reads},
    {"DeleteDBInstance", add_instance, effect::writes},
};

class dispatcher_test : public testing::Test {
  protected:
    ~dispatcher_test() override { loop_.stop(); }

    protocol::http_response send(protocol::http_request request) {
        return loop_.await(router_.answer(std::move(request)));
    }
    protocol::http_response call(const std::string& action) {
        protocol::http_request request;
        request.method = "POST";
        request.target = "/";
        request.headers = {
            {"Host", "localhost"},
            {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
            {"Authorization",
             "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260131/us-east-1/rds/aws4_request, "
             "SignedHeaders=host;x-amz-date, Signature=00"},
            {"X-Amz-Date", "20260131T000000Z"},
        };
        request.body = "Version=2014-10-31&Action=" + action;
        return send(std::move(request));
    }
    protocol::http_response
    get(std::string path, protocol::header_list headers = {{"Host", "127.0.0.1:4566"}}) {
        protocol::http_request request;
        request.method = "GET";
        request.target = std::move(path);
        request.headers = std::move(headers);
        return send(std::move(request));
    }
    static std::string request_id(const protocol::http_response& answer) {
        for (const auto& [name, value] : answer.headers) {
            if (name == "x-amzn-RequestId")
                return value;
        }
        return "none";
    }

    temporary_directory directory_;
    loop_thread loop_;
    settable_clock clock_;
    random_id_source ids_;
    settings options_;
    std::unique_ptr<store> store_ = open_sqlite_store(directory_.path() / "state.sqlite3");
    state resources_{*store_, clock_};
    engine_catalog engines_{{}};
    metric_store metrics_;
    environment env_{options_, clock_, ids_, resources_, engines_, metrics_};
    handler_index handlers_{{{&protocol::rds_model(), rds_table}, {&protocol::sts_model(), sts_handlers()}}};
    dispatcher api_{env_, handlers_};
    std::optional<std::string> reset_account_ = "not called";
    admin_api admin_{
        resources_,
        clock_,
        [this](std::optional<std::string> account) { return note_reset(account); },
        [] { return std::string("borealis_x 1\n"); }};
    router router_{api_, admin_, {"borealis"}};

  private:
    awaitable<void> note_reset(std::optional<std::string> account) {
        reset_account_ = account;
        if (account == "999999999999")
            throw std::runtime_error("nothing works");
        co_return;
    }
};

TEST_F(dispatcher_test, answers_a_call_with_the_callers_account) {
    protocol::http_request request;
    request.method = "POST";
    request.target = "/";
    request.headers = {
        {"Content-Type", "application/x-www-form-urlencoded"},
        {"Authorization",
         "AWS4-HMAC-SHA256 Credential=000000000042/20260131/eu-west-1/sts/aws4_request, SignedHeaders=host, "
         "Signature=00"},
        {"X-Amz-Date", "20260131T000000Z"},
    };
    request.body = "Action=GetCallerIdentity&Version=2011-06-15";
    const auto answer = send(std::move(request));
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, HasSubstr("<Arn>arn:aws:iam::000000000042:root</Arn>"));
    EXPECT_THAT(answer.body, HasSubstr("<RequestId>" + request_id(answer) + "</RequestId>"));
}

TEST_F(dispatcher_test, knows_what_it_does_not_emulate) {
    const auto answer = call("DescribeDBSnapshots");
    EXPECT_EQ(answer.status, 501);
    EXPECT_THAT(answer.body, HasSubstr("<Code>NotImplemented</Code>"));
}

TEST_F(dispatcher_test, refuses_what_no_model_knows) {
    const auto answer = call("MakeCoffee");
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("<Code>InvalidAction</Code>"));
}

TEST_F(dispatcher_test, tells_the_client_nothing_of_a_surprise) {
    const auto answer = call("DescribeEvents");
    EXPECT_EQ(answer.status, 500);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("InternalFailure"), Not(HasSubstr("secret"))));
}

TEST_F(dispatcher_test, answers_a_change_when_it_is_durable) {
    const auto answer = call("DeleteDBInstance&DBInstanceIdentifier=db1");
    EXPECT_EQ(answer.status, 200);
    const auto contents = store_->load();
    ASSERT_EQ(contents.documents.size(), 1U);
    EXPECT_EQ(contents.documents[0].key.name, "db1");
    EXPECT_EQ(contents.documents[0].key.where.account, "123456789012");
}

TEST_F(dispatcher_test, asks_the_handler_once_for_the_same_answer_until_something_changes) {
    reads = 0;
    const auto first = call("DescribeDBInstances");
    const auto second = call("DescribeDBInstances");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(reads, 1);
    EXPECT_NE(request_id(first), request_id(second));
    EXPECT_THAT(second.body, HasSubstr("<RequestId>" + request_id(second) + "</RequestId>"));

    call("DescribeDBInstances&MaxRecords=20");
    EXPECT_EQ(reads, 2);
    call("DeleteDBInstance&DBInstanceIdentifier=db1");
    call("DescribeDBInstances");
    EXPECT_EQ(reads, 3);
    clock_.now_ += std::chrono::seconds(2);
    call("DescribeDBInstances");
    EXPECT_EQ(reads, 4);
}

TEST_F(dispatcher_test, checks_signatures_when_told_to_before_anything_else) {
    reads = 0;
    EXPECT_EQ(call("DescribeDBInstances").status, 200);
    options_.verify_signatures = true;
    options_.access_keys = {{"AKIDEXAMPLE", "secret"}};
    const auto wrong = call("DescribeDBInstances"); // its answer is cached already
    EXPECT_EQ(wrong.status, 403);
    EXPECT_THAT(wrong.body, HasSubstr("<Code>SignatureDoesNotMatch</Code>"));
    options_.access_keys = {{"ANOTHER", "secret"}};
    EXPECT_THAT(call("DescribeDBInstances").body, HasSubstr("<Code>InvalidClientTokenId</Code>"));
    EXPECT_THAT(
        get("/?Action=DescribeDBInstances").body, HasSubstr("<Code>MissingAuthenticationToken</Code>")
    );
    EXPECT_EQ(reads, 1);
}

TEST_F(dispatcher_test, tells_its_health) {
    call("DeleteDBInstance&DBInstanceIdentifier=db1");
    const auto answer = get("/_borealis/health");
    EXPECT_EQ(answer.status, 200);
    const auto health = json::parse(answer.body);
    EXPECT_EQ(health["status"], "ok");
    EXPECT_EQ(health["resources"]["db_instances"], 1);
    EXPECT_THAT(health["version"].get<std::string>(), ContainsRegex("^[0-9]+\\.[0-9]+\\.[0-9]+$"));
}

TEST_F(dispatcher_test, serves_the_page_for_prometheus_and_counts_calls) {
    const auto page = get("/_borealis/metrics");
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body, "borealis_x 1\n");
    EXPECT_THAT(
        page.headers,
        testing::Contains(
            std::pair<std::string, std::string>("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        )
    );
    call("NoSuchOperation");
    prometheus_text counted;
    api_.counted().write(counted);
    EXPECT_THAT(counted.take(), HasSubstr("{service=\"rds\",operation=\"none\",code=\"400\"} 1\n"));
}

TEST_F(dispatcher_test, resets_one_account_or_all) {
    protocol::http_request request;
    request.method = "POST";
    request.headers = {{"Host", "localhost:4566"}};
    request.target = "/_borealis/reset";
    EXPECT_EQ(send(request).status, 200);
    EXPECT_EQ(reset_account_, std::nullopt);
    request.target = "/_borealis/reset?account=111111111111";
    EXPECT_EQ(send(request).status, 200);
    EXPECT_EQ(reset_account_, "111111111111");
    request.target = "/_borealis/reset?account=999999999999";
    const auto failed = send(request);
    EXPECT_EQ(failed.status, 500);
    EXPECT_THAT(failed.body, Not(HasSubstr("nothing works")));

    reset_account_ = "not called";
    for (const auto* target :
         {"/_borealis/reset?account=1", "/_borealis/reset?all", "/_borealis/reset?account="}) {
        request.target = target;
        EXPECT_EQ(send(request).status, 400) << target;
    }
    EXPECT_EQ(get("/_borealis/reset").status, 405);
    EXPECT_EQ(reset_account_, "not called");
}

TEST_F(dispatcher_test, has_no_other_paths_of_its_own) {
    EXPECT_EQ(get("/_borealis").status, 404);
    EXPECT_EQ(get("/_borealis/nothing").status, 404);
    EXPECT_NO_THROW(json::parse(get("/_borealis/nothing").body));
    const auto page = get("/");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("/_borealis/health"));
}

TEST_F(dispatcher_test, does_not_answer_web_pages_of_other_sites) {
    reads = 0;
    EXPECT_EQ(get("/_borealis/health", {{"Host", "evil.example"}}).status, 403);
    EXPECT_EQ(get("/_borealis/health", {}).status, 403);
    EXPECT_EQ(get("/_borealis/health", {{"Host", "borealis:4566"}}).status, 200);
    EXPECT_EQ(
        get("/_borealis/health", {{"Host", "localhost"}, {"Origin", "https://evil.example"}}).status, 403
    );
    EXPECT_EQ(
        get("/?Action=DescribeDBInstances", {{"Host", "localhost"}, {"Origin", "https://evil.example"}}
        ).status,
        403
    );
    EXPECT_EQ(reads, 0);
    EXPECT_EQ(
        get("/?Action=DescribeDBInstances&Version=2014-10-31", {{"Host", "rds.us-east-1.amazonaws.com"}}
        ).status,
        200
    );
}

TEST_F(dispatcher_test, knows_the_methods_of_http) {
    protocol::http_request request;
    request.target = "/";
    for (const auto& [method, status] :
         {std::pair("OPTIONS", 204),
          std::pair("HEAD", 200),
          std::pair("PUT", 405),
          std::pair("DELETE", 405)}) {
        request.method = method;
        EXPECT_EQ(send(request).status, status) << method;
    }
}

TEST_F(dispatcher_test, refuses_what_is_too_large_in_the_form_of_aws) {
    protocol::http_request request;
    request.method = "POST";
    request.target = "/";
    const auto answer = router_.refuse(request, refusal::body_too_large);
    EXPECT_EQ(answer.status, 413);
    EXPECT_THAT(answer.body, HasSubstr("<Error>"));
    EXPECT_EQ(router_.refuse(request, refusal::headers_too_large).status, 431);
    EXPECT_EQ(router_.refuse(request, refusal::malformed).status, 400);
}

} // namespace
} // namespace borealis::emulator
