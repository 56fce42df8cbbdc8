"""Kills the emulator with SIGKILL while samples flow: what was measured more than a minute before is there again after the
start, from the first answer on, and what was forgotten is not. BOREALIS_SEED=<n> repeats a run's moments."""

import datetime
import os
import pathlib
import random
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "conformance"))

import harness  # noqa: E402

SEED = int(os.environ.get("BOREALIS_SEED", random.SystemRandom().randrange(10**6)))
MINUTE = datetime.timedelta(minutes=1)
INSTANCE = [{"Name": "DBInstanceIdentifier", "Value": "source"}]


def now():
    return datetime.datetime.now(datetime.timezone.utc)


class MetricsSurvive(harness.TestCase):
    def setUp(self):
        self.emulator = harness.Emulator("--log-level", "warn", ephemeral=False)
        self.addCleanup(self.emulator.remove)
        self.start()
        self.addCleanup(lambda: self.emulator.stop() if self.emulator.process.poll() is None else None)

    def start(self):
        self.emulator.start()
        self.cloudwatch = self.emulator.client("cloudwatch")

    def kill_and_start(self):
        self.emulator.kill()
        self.start()

    def points(self, namespace, name, dimensions, period=1, statistic="Sum"):
        """Value by time, of the last hour."""
        answer = self.cloudwatch.get_metric_data(
            StartTime=now() - 60 * MINUTE, EndTime=now() + MINUTE,
            MetricDataQueries=[{
                "Id": "m", "MetricStat": {
                    "Metric": {"Namespace": namespace, "MetricName": name, "Dimensions": dimensions},
                    "Period": period, "Stat": statistic,
                },
            }],
        )
        result = answer["MetricDataResults"][0]
        return dict(zip(result["Timestamps"], result["Values"]))

    def put(self, value):
        self.cloudwatch.put_metric_data(Namespace="Own", MetricData=[{"MetricName": "Turns", "Value": value}])

    def test_what_is_older_than_a_minute_survives_a_kill(self):
        print(f"seed {SEED}", flush=True)
        chance = random.Random(SEED)
        harness.create_source(self.emulator.client("rds"))
        ends = time.monotonic() + 75 + chance.uniform(0, 20)
        turns = 0
        while time.monotonic() < ends:
            turns += 1
            self.put(turns)
            time.sleep(0.5)
        measured = self.points("AWS/RDS", "FreeStorageSpace", INSTANCE)
        put = self.points("Own", "Turns", [])
        self.assertGreater(len(measured), 60)
        self.assertGreater(len(put), 60)

        killed = now()
        self.kill_and_start()
        again = self.points("AWS/RDS", "FreeStorageSpace", INSTANCE)
        put_again = self.points("Own", "Turns", [])
        for before, after in ((measured, again), (put, put_again)):
            old = {at: value for at, value in before.items() if at < killed - MINUTE}
            self.assertGreater(len(old), 10)
            self.assertEqual({at: after.get(at) for at in old}, old)
        whole_minutes = self.points("Own", "Turns", [], period=60, statistic="SampleCount")
        by_minute = {}
        for at in self.points("Own", "Turns", [], statistic="SampleCount").items():
            minute = at[0].replace(second=0)
            by_minute[minute] = by_minute.get(minute, 0) + at[1]
        self.assertEqual(whole_minutes, by_minute)
        listed = self.cloudwatch.list_metrics(MetricName="FreeStorageSpace", Dimensions=INSTANCE)["Metrics"]
        self.assertEqual(len(listed), 1)

        harness.until(
            lambda: any(at > killed for at in self.points("AWS/RDS", "FreeStorageSpace", INSTANCE)),
            within=30, what="samples to flow again",
        )
        self.put(1)
        self.assertGreater(max(self.points("Own", "Turns", [])), killed)

    def test_the_current_minute_is_readable_at_once(self):
        self.put(7)
        self.assertEqual(list(self.points("Own", "Turns", []).values()), [7])
        self.assertEqual(list(self.points("Own", "Turns", [], period=60).values()), [7])

    def test_a_stop_loses_nothing(self):
        for value in range(5):
            self.put(value)
        before = self.points("Own", "Turns", [])
        self.assertEqual(self.emulator.stop(), 0)
        self.start()
        self.assertEqual(self.points("Own", "Turns", []), before)

    def test_what_a_reset_forgot_does_not_come_back(self):
        self.put(1)
        self.emulator.stop()  # it is on disk then
        self.start()
        self.assertEqual(len(self.cloudwatch.list_metrics()["Metrics"]), 1)
        request = urllib.request.Request(f"{self.emulator.url}/_borealis/reset", method="POST")
        urllib.request.urlopen(request, timeout=30).read()
        self.kill_and_start()
        self.assertEqual(self.cloudwatch.list_metrics()["Metrics"], [])
        self.assertEqual(self.points("Own", "Turns", []), {})

    def test_a_damaged_file_costs_the_history_and_nothing_else(self):
        self.put(1)
        self.emulator.stop()
        file = self.emulator.data / "metrics.sqlite3"
        file.write_bytes(b"?" * 5000)
        self.start()
        self.assertEqual(self.cloudwatch.list_metrics()["Metrics"], [])
        self.put(2)
        self.assertEqual(list(self.points("Own", "Turns", []).values()), [2])
        self.assertIn("damaged and put aside", self.emulator.logged())
        self.assertTrue(file.with_name("metrics.sqlite3.damaged").exists())


if __name__ == "__main__":
    harness.main()
