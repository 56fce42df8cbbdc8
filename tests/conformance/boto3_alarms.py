"""Alarms and dashboards as their users know them: a real instance's metric raises one, its webhook is called, states
follow, waiters and paginators work; composite alarms, history, tags, dashboards, refusals."""

import http.server
import json
import re
import threading

import harness

TOPIC = f"arn:aws:sns:{harness.REGION}:{harness.ACCOUNT}:pager"


class Receiver:
    """An HTTP server on loopback that keeps what is POSTed to it."""

    def __init__(self):
        received = self.received = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append((self.path, json.loads(body)))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?from=alarm"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Alarms(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watch = cls.emulator.client("cloudwatch")
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)

    def put(self, name, **changes):
        self.watch.put_metric_alarm(**{
            "AlarmName": name, "Namespace": "AWS/RDS", "MetricName": "FreeStorageSpace", "Statistic": "Average",
            "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "source"}], "Period": 10, "EvaluationPeriods": 1,
            "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold", **changes,
        })

    def described(self, name, kind="MetricAlarm"):
        found = self.watch.describe_alarms(AlarmNames=[name], AlarmTypes=[kind])[kind + "s"]
        self.assertEqual([alarm["AlarmName"] for alarm in found], [name])
        return found[0]

    def state(self, name, kind="MetricAlarm"):
        return self.described(name, kind)["StateValue"]

    def history(self, name):
        items = self.watch.describe_alarm_history(AlarmName=name, ScanBy="TimestampAscending")["AlarmHistoryItems"]
        return [item["HistorySummary"] for item in items]

    def test_a_measured_metric_raises_an_alarm_and_calls(self):
        harness.create_source(self.rds)
        self.put("full", AlarmActions=[self.receiver.url, TOPIC], Threshold=1.0)
        self.put("empty", ComparisonOperator="LessThanThreshold", TreatMissingData="notBreaching")
        harness.until(lambda: self.state("full") == "ALARM", within=45, what="the alarm")
        alarm = self.described("full")
        self.assertRegex(
            alarm["StateReason"], r"^Threshold Crossed: 1 datapoint \[[\d.E]+ \(\S+ \S+\)\] was greater than the threshold \(1\.0\)\.$"
        )
        data = json.loads(alarm["StateReasonData"])
        self.assertEqual((data["version"], data["statistic"], data["period"], data["threshold"]), ("1.0", "Average", 10, 1.0))
        self.assertEqual(data["recentDatapoints"], [data["evaluatedDatapoints"][0]["value"]])

        path, message = harness.until(lambda: self.receiver.received, within=10, what="the call")[0]
        self.assertEqual(path, "/hook?from=alarm")
        self.assertEqual((message["AlarmName"], message["NewStateValue"]), ("full", "ALARM"))
        self.assertEqual(message["NewStateReason"], alarm["StateReason"])
        self.assertEqual(message["Trigger"]["MetricName"], "FreeStorageSpace")
        harness.until(lambda: f"Successfully executed action {self.receiver.url}" in self.history("full"),
                      within=5, what="the call in the history")
        self.assertTrue(any(TOPIC in summary for summary in self.history("full")))
        harness.until(lambda: self.state("empty") == "OK", within=30, what="OK of the other")

    def test_an_expression_raises_an_alarm(self):
        metric = {"Namespace": "Mine", "MetricName": "Depth", "Dimensions": [{"Name": "Queue", "Value": "a"}]}
        self.watch.put_metric_data(Namespace="Mine", MetricData=[
            {"MetricName": "Depth", "Dimensions": metric["Dimensions"], "Value": 4, "StorageResolution": 1}])
        self.watch.put_metric_alarm(
            AlarmName="deep", EvaluationPeriods=1, Threshold=7.5, ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[self.receiver.url], TreatMissingData="ignore", Metrics=[
                {"Id": "twice", "Expression": "FILL(depth, REPEAT) * 2", "Label": "twice the depth"},
                {"Id": "depth", "MetricStat": {"Metric": metric, "Period": 10, "Stat": "Maximum"}, "ReturnData": False},
            ])
        self.addCleanup(self.watch.delete_alarms, AlarmNames=["deep"])
        harness.until(lambda: self.state("deep") == "ALARM", within=45, what="the alarm")
        alarm = self.described("deep")
        self.assertRegex(alarm["StateReason"], r"^Threshold Crossed: 1 datapoint \[8\.0 \(\S+ \S+\)\] was greater than the threshold \(7\.5\)\.$")
        self.assertEqual([query["ReturnData"] for query in alarm["Metrics"]], [True, False])
        message = harness.until(
            lambda: next((m for _, m in self.receiver.received if m["AlarmName"] == "deep"), None), within=10, what="the call")
        self.assertEqual(message["Trigger"]["Metrics"][0]["Expression"], "FILL(depth, REPEAT) * 2")
        self.assertEqual(message["Trigger"]["Metrics"][1]["MetricStat"]["Metric"]["Dimensions"], [{"value": "a", "name": "Queue"}])

    def test_a_suppressed_composite_alarm(self):
        for name in ("child", "maintenance"):
            self.put(name, MetricName="NoSuchMetric", Period=3600, EvaluationPeriods=48)
            self.watch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="drill")
        self.watch.put_composite_alarm(
            AlarmName="quiet", AlarmRule="ALARM(child)", ActionsSuppressor="maintenance", ActionsSuppressorWaitPeriod=1,
            ActionsSuppressorExtensionPeriod=1, AlarmActions=[self.receiver.url])
        self.addCleanup(self.watch.delete_alarms, AlarmNames=["child", "maintenance", "quiet"])
        harness.until(lambda: self.state("quiet", "CompositeAlarm") == "OK", within=10, what="OK")
        self.watch.set_alarm_state(AlarmName="maintenance", StateValue="ALARM", StateReason="drill")
        self.watch.set_alarm_state(AlarmName="child", StateValue="ALARM", StateReason="drill")
        harness.until(lambda: self.state("quiet", "CompositeAlarm") == "ALARM", within=10, what="ALARM")
        self.assertEqual(self.described("quiet", "CompositeAlarm")["ActionsSuppressedBy"], "Alarm")
        self.assertFalse([m for _, m in self.receiver.received if m["AlarmName"] == "quiet"])
        self.watch.set_alarm_state(AlarmName="maintenance", StateValue="OK", StateReason="drill")
        harness.until(lambda: [m for _, m in self.receiver.received if m["AlarmName"] == "quiet"], within=15, what="the call")
        self.assertNotIn("ActionsSuppressedBy", self.described("quiet", "CompositeAlarm"))

    def test_states_and_history(self):
        self.put("drill", MetricName="NoSuchMetric")
        self.watch.get_waiter("alarm_exists").wait(AlarmNames=["drill"], WaiterConfig=harness.QUICK)
        self.assertEqual(self.state("drill"), "INSUFFICIENT_DATA")
        self.assertEqual(self.described("drill")["Dimensions"][0]["Value"], "source")
        self.watch.set_alarm_state(AlarmName="drill", StateValue="ALARM", StateReason="drill")
        self.assertIn("Alarm updated from INSUFFICIENT_DATA to ALARM", self.history("drill"))
        harness.until(lambda: self.state("drill") == "INSUFFICIENT_DATA", within=20, what="the next evaluation")
        self.watch.disable_alarm_actions(AlarmNames=["drill"])
        self.assertFalse(self.described("drill")["ActionsEnabled"])
        self.watch.enable_alarm_actions(AlarmNames=["drill"])
        self.assertTrue(self.described("drill")["ActionsEnabled"])
        self.watch.delete_alarms(AlarmNames=["drill"])
        self.assertEqual(self.watch.describe_alarms(AlarmNames=["drill"])["MetricAlarms"], [])
        self.assertEqual(self.history("drill")[-1], 'Alarm "drill" deleted')
        self.refused("ResourceNotFound", 404, None, self.watch.set_alarm_state,
                     AlarmName="drill", StateValue="OK", StateReason="x")

    def test_a_composite_alarm(self):
        for name in ("one", "two"):
            self.put(name, MetricName="NoSuchMetric", Period=3600, EvaluationPeriods=48)  # looked at once an hour
        self.watch.put_composite_alarm(AlarmName="any", AlarmRule='ALARM("one") OR ALARM("two")')
        self.watch.get_waiter("composite_alarm_exists").wait(
            AlarmNames=["any"], AlarmTypes=["CompositeAlarm"], WaiterConfig=harness.QUICK)
        harness.until(lambda: self.state("any", "CompositeAlarm") == "OK", within=10, what="OK")
        self.watch.set_alarm_state(AlarmName="two", StateValue="ALARM", StateReason="drill")
        harness.until(lambda: self.state("any", "CompositeAlarm") == "ALARM", within=10, what="ALARM")
        self.assertRegex(self.described("any", "CompositeAlarm")["StateReason"], r":alarm:two transitioned to ALARM at \w+day \d\d ")
        self.refused("ValidationError", 400, re.compile("Cannot delete two"), self.watch.delete_alarms, AlarmNames=["two"])
        self.watch.delete_alarms(AlarmNames=["one", "two", "any"])

    def test_pages_and_metrics(self):
        for number in range(7):
            self.put(f"page-{number}", MetricName="Paged")
        pages = self.watch.get_paginator("describe_alarms").paginate(AlarmNamePrefix="page-", PaginationConfig={"PageSize": 3})
        names = [[alarm["AlarmName"] for alarm in page["MetricAlarms"]] for page in pages]
        self.assertEqual([len(page) for page in names], [3, 3, 1])
        self.assertEqual(sum(names, []), [f"page-{number}" for number in range(7)])
        found = self.watch.describe_alarms_for_metric(
            Namespace="AWS/RDS", MetricName="Paged", Dimensions=[{"Name": "DBInstanceIdentifier", "Value": "source"}])
        self.assertEqual(len(found["MetricAlarms"]), 7)
        other = self.emulator.client("cloudwatch", account="210987654321")
        self.assertEqual(other.describe_alarms()["MetricAlarms"], [])
        arn = found["MetricAlarms"][0]["AlarmArn"]
        self.watch.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "db"}])
        self.assertEqual(self.watch.list_tags_for_resource(ResourceARN=arn)["Tags"], [{"Key": "team", "Value": "db"}])
        self.watch.untag_resource(ResourceARN=arn, TagKeys=["team"])
        self.assertEqual(self.watch.list_tags_for_resource(ResourceARN=arn)["Tags"], [])

    def test_wrong_alarms(self):
        for changes, text in (
            ({"Period": 15}, re.compile("multiple of 60")),
            ({"EvaluationPeriods": 100000}, re.compile("across more than a day")),
            ({"TreatMissingData": "panic"}, re.compile("TreatMissingData")),
            ({"AlarmActions": ["pager"]}, "Invalid arn syntax: pager"),
        ):
            with self.subTest(**changes):
                self.refused("ValidationError", 400, text, self.put, name="wrong", **changes)
        self.refused("ValidationError", 400, re.compile("AlarmRule is invalid"), self.watch.put_composite_alarm,
                     AlarmName="wrong", AlarmRule="ALARM(")
        self.assertEqual(self.watch.describe_alarms(AlarmNames=["wrong"])["MetricAlarms"], [])

    def test_dashboards(self):
        body = json.dumps({"widgets": [{"type": "text", "x": 0, "y": 0, "width": 6, "height": 3, "properties": {"markdown": "hi"}}]})
        self.assertEqual(self.watch.put_dashboard(DashboardName="lag", DashboardBody=body)["DashboardValidationMessages"], [])
        got = self.watch.get_dashboard(DashboardName="lag")
        self.assertEqual((got["DashboardBody"], got["DashboardArn"]), (body, f"arn:aws:cloudwatch::{harness.ACCOUNT}:dashboard/lag"))
        entries = self.watch.list_dashboards(DashboardNamePrefix="la")["DashboardEntries"]
        self.assertEqual([(entry["DashboardName"], entry["Size"]) for entry in entries], [("lag", len(body))])
        self.refused("InvalidParameterInput", 400, re.compile("validation errors"), self.watch.put_dashboard,
                     DashboardName="broken", DashboardBody="{")
        self.refused("InvalidParameterValue", 400, re.compile("invalid characters"), self.watch.put_dashboard,
                     DashboardName="a b", DashboardBody=body)
        self.watch.delete_dashboards(DashboardNames=["lag"])
        self.refused("ResourceNotFound", 404, None, self.watch.get_dashboard, DashboardName="lag")


if __name__ == "__main__":
    harness.main()
