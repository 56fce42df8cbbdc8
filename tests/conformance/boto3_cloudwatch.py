"""The four metrics of the AWS page, read as its readers do: ListMetrics, GetMetricStatistics, GetMetricData."""

import datetime
import unittest

import harness

METRICS = {
    "FreeStorageSpace": "Bytes", "OldestReplicationSlotLag": "Bytes", "TransactionLogsDiskUsage": "Bytes",
    "RDSToAuroraPostgreSQLReplicaLag": "Seconds",
}


class CloudWatch(harness.EmulatorTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.watch = cls.emulator.client("cloudwatch")
        cls.source = harness.create_source(cls.rds)
        cls.cluster = harness.create_replica(cls.rds, cls.source)

    @staticmethod
    def where(name):
        instance = "replica-1" if name == "RDSToAuroraPostgreSQLReplicaLag" else "source"
        return [{"Name": "DBInstanceIdentifier", "Value": instance}]

    def statistics(self, name, **more):
        now = datetime.datetime.now(datetime.timezone.utc)
        wanted = {
            "Namespace": "AWS/RDS", "MetricName": name, "Dimensions": self.where(name), "Period": 60,
            "Statistics": ["Average", "Maximum", "Minimum", "SampleCount"],
            "StartTime": now - datetime.timedelta(minutes=10), "EndTime": now + datetime.timedelta(minutes=1), **more,
        }
        return self.watch.get_metric_statistics(**wanted)

    def test_statistics_of_all_four(self):
        for name, unit in METRICS.items():
            with self.subTest(metric=name):
                answer = harness.until(
                    lambda: next((a for a in [self.statistics(name)] if a["Datapoints"]), None), within=20, what=f"a datapoint of {name}"
                )
                self.assertEqual(answer["Label"], name)
                for point in answer["Datapoints"]:
                    self.assertEqual(point["Unit"], unit)
                    self.assertEqual(point["Timestamp"].second, 0)
                    self.assertLessEqual(point["Minimum"], point["Average"])
                    self.assertLessEqual(point["Average"], point["Maximum"])
                    self.assertGreaterEqual(point["SampleCount"], 1)

    def test_values_are_measured(self):
        def newest(name):
            return max(self.statistics(name)["Datapoints"], key=lambda point: point["Timestamp"], default=None)

        free = harness.until(lambda: newest("FreeStorageSpace"), what="free storage")["Average"]
        self.assertTrue(0 < free < 20 * 2**30, free)
        logs = harness.until(lambda: newest("TransactionLogsDiskUsage"), what="the size of the log")["Average"]
        segments = int(harness.sql(harness.endpoint(self.source), "SELECT count(*) FROM pg_ls_waldir()")[0][0])
        self.assertTrue(2**20 < logs < (segments + 4) * 64 * 2**20, logs)
        lag = harness.until(lambda: newest("RDSToAuroraPostgreSQLReplicaLag"), what="the lag")["Minimum"]
        self.assertTrue(0 <= lag < 60, lag)

    def test_metric_data(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        queries = [
            {"Id": f"m{index}", "MetricStat": {"Stat": "Maximum", "Period": 60, "Metric": {
                "Namespace": "AWS/RDS", "MetricName": name, "Dimensions": self.where(name)}}}
            for index, name in enumerate(METRICS)
        ]
        results = harness.until(lambda: next((
            r for r in [self.watch.get_metric_data(
                MetricDataQueries=queries, StartTime=now - datetime.timedelta(minutes=5), EndTime=now + datetime.timedelta(minutes=2),
            )["MetricDataResults"]] if all(row["Values"] for row in r)), None), within=20, what="values of all metrics")
        self.assertEqual([row["Id"] for row in results], ["m0", "m1", "m2", "m3"])
        self.assertEqual([row["Label"] for row in results], list(METRICS))
        for row in results:
            self.assertEqual(row["StatusCode"], "Complete")
            self.assertEqual(row["Timestamps"], sorted(row["Timestamps"], reverse=True))

    def test_list_metrics(self):
        def listed():
            pages = self.watch.get_paginator("list_metrics").paginate(Namespace="AWS/RDS")
            return {(m["MetricName"], d["Value"]) for page in pages for m in page["Metrics"] for d in m["Dimensions"]
                    if d["Name"] == "DBInstanceIdentifier"}
        wanted = {(name, self.where(name)[0]["Value"]) for name in METRICS}
        harness.until(lambda: wanted <= listed(), within=20, what="all metrics in the list")
        only = self.watch.list_metrics(Namespace="AWS/RDS", MetricName="RDSToAuroraPostgreSQLReplicaLag")["Metrics"]
        self.assertEqual({metric["MetricName"] for metric in only}, {"RDSToAuroraPostgreSQLReplicaLag"})
        self.assertEqual(self.watch.list_metrics(Namespace="AWS/EC2")["Metrics"], [])

    def test_nobody_elses(self):
        other = self.emulator.client("cloudwatch", account="210987654321")
        self.assertEqual(other.list_metrics(Namespace="AWS/RDS")["Metrics"], [])

    def test_wrong_requests(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        self.refused("InvalidParameterValue", 400, "The parameter StartTime must be less than the parameter EndTime.",
                     self.statistics, name="FreeStorageSpace", StartTime=now, EndTime=now - datetime.timedelta(hours=1))
        self.refused(
            "InvalidParameterCombination", 400,
            "You have requested up to 86400 datapoints, which exceeds the limit of 1440. "
            "You may reduce the datapoints requested by increasing Period, or decreasing the time range.",
            self.statistics, name="FreeStorageSpace", Period=1, StartTime=now - datetime.timedelta(days=1), EndTime=now,
        )
        self.assertEqual(self.statistics("NoSuchMetric")["Datapoints"], [])

    def test_zz_lag_ends_with_promotion(self):
        self.rds.promote_read_replica_db_cluster(DBClusterIdentifier="replica")
        harness.cluster_available(self.rds, "replica")
        promoted = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=3)

        def seconds_of(name):
            now = datetime.datetime.now(datetime.timezone.utc)
            answer = self.statistics(name, Period=1, StartTime=now - datetime.timedelta(seconds=60), EndTime=now + datetime.timedelta(seconds=5))
            return [point["Timestamp"] for point in answer["Datapoints"]]

        harness.until(lambda: any(at > promoted + datetime.timedelta(seconds=2) for at in seconds_of("FreeStorageSpace")),
                      within=30, what="datapoints after the promotion")
        self.assertFalse([at for at in seconds_of("RDSToAuroraPostgreSQLReplicaLag") if at > promoted])


if __name__ == "__main__":
    harness.main()
