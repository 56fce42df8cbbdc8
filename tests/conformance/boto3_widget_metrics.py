"""GetMetricWidgetImage and the page for Prometheus, on a real instance's metrics."""

import datetime
import re
import struct
import unittest
import urllib.parse
import urllib.request

import harness

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    text_string_to_metric_families = None

SIGNATURE = b"\x89PNG\r\n\x1a\n"
WIDGET = """{"metrics": [["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", "source", {"id": "m1", "label": "free"}],
    [{"expression": "m1 / 2", "label": "half"}]], "period": 1, "start": "-PT5M", "title": "Storage", "width": 500, "height": 300}"""


def size_of(png):
    assert png.startswith(SIGNATURE), png[:20]
    return struct.unpack(">II", png[16:24])


class Widget(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watch = cls.emulator.client("cloudwatch")
        cls.source = harness.create_source(cls.rds)
        harness.until(lambda: cls.watch.list_metrics(Namespace="AWS/RDS", MetricName="FreeStorageSpace")["Metrics"],
                      within=20, what="a metric")

    def test_an_image(self):
        image = self.watch.get_metric_widget_image(MetricWidget=WIDGET)["MetricWidgetImage"]
        self.assertEqual(size_of(image), (500, 300))
        empty = self.watch.get_metric_widget_image(MetricWidget='{"metrics": [["None", "Such"]]}')["MetricWidgetImage"]
        self.assertEqual(size_of(empty), (600, 400))
        self.assertNotEqual(image[24:], empty[24:])

    def test_the_image_alone(self):
        body = urllib.parse.urlencode({
            "Action": "GetMetricWidgetImage", "Version": "2010-08-01", "MetricWidget": WIDGET, "OutputFormat": "image/png",
        }).encode()
        with urllib.request.urlopen(urllib.request.Request(self.emulator.url, data=body), timeout=30) as answer:
            self.assertEqual(answer.headers["Content-Type"], "image/png")
            self.assertEqual(size_of(answer.read()), (500, 300))

    def test_wrong_widgets(self):
        for widget, text in (
            ("{", "valid JSON"), ("{}", "required property 'metrics'"), ('{"metrics": [["A", "B"]], "width": 5000}', "/width"),
            ('{"metrics": [[{"expression": "m1 +"}]]}', "/metrics/0/0/expression"),
        ):
            with self.subTest(widget=widget):
                self.refused("ValidationError", 400, re.compile(re.escape(text)), self.watch.get_metric_widget_image, MetricWidget=widget)

    @unittest.skipUnless(text_string_to_metric_families, "python3-prometheus-client is not installed")
    def test_the_page_for_prometheus(self):
        def page():
            return self.emulator.admin("/_borealis/metrics")[1].decode()

        families = {}

        def parsed():
            families.clear()
            families.update({family.name: family for family in text_string_to_metric_families(page())})
            return families.get("borealis_flush_lsn_bytes") and families["borealis_flush_lsn_bytes"].samples
        samples = harness.until(parsed, within=20, what="a sample of the server")
        self.assertEqual(samples[0].labels, {
            "account": harness.ACCOUNT, "region": harness.REGION, "instance": "source", "cluster": "", "role": "primary"})
        self.assertGreater(samples[0].value, 1e6)
        self.assertEqual([sample.value for sample in families["borealis_in_recovery"].samples], [0.0])
        calls = {(s.labels["operation"], s.labels["code"]): s.value for s in families["borealis_api_requests"].samples}
        self.assertGreaterEqual(calls[("CreateDBInstance", "200")], 1)
        took = families["borealis_api_request_duration_seconds"]
        buckets = [s.value for s in took.samples if s.name.endswith("_bucket") and s.labels["service"] == "rds"]
        self.assertEqual(buckets, sorted(buckets))
        self.assertGreater(families["process_resident_memory_bytes"].samples[0].value, 1e6)
        started = families["process_start_time_seconds"].samples[0].value
        self.assertLess(abs(datetime.datetime.now().timestamp() - started), 600)
        self.assertGreater(families["borealis_tracker_samples"].samples[0].value, 0)
        self.assertGreaterEqual(families["borealis_http_connections"].samples[0].value, 1)
        text = page()
        self.assertNotIn(harness.PASSWORD, text)
        self.assertNotIn("SCRAM", text)
        with urllib.request.urlopen(self.emulator.url + "/_borealis/metrics") as answer:
            self.assertEqual(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        for line in text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+="([^"\\]|\\.)*",?)+\})? \S+)$')


if __name__ == "__main__":
    harness.main()
