"""The master password appears nowhere but in the caller's hands: not in answers, logs, process lists or files; and
directories and files of the emulator are closed to others."""

import os
import pathlib
import stat
import unittest

import harness

SECRET = "Zebra-unique-4711"


class Secrets(harness.EmulatorTest):
    options = ("--log-level", "trace")

    def test_nowhere(self):
        seen_in_processes = []
        source = None
        self.rds.create_db_instance(
            DBInstanceIdentifier="secretive", Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
            MasterUsername="postgres", MasterUserPassword=SECRET, DBName="labdb",
        )
        for _ in range(500):
            seen_in_processes += processes_with(SECRET)
            source = harness.instance_of(self.rds, "secretive")
            if source["DBInstanceStatus"] == "available":
                break
        harness.instance_available(self.rds, "secretive")
        self.rds.create_db_cluster(
            DBClusterIdentifier="own", Engine="aurora-postgresql", MasterUsername="postgres", MasterUserPassword=SECRET
        )
        self.rds.create_db_instance(
            DBInstanceIdentifier="own-1", DBClusterIdentifier="own", DBInstanceClass="db.r5.large", Engine="aurora-postgresql"
        )
        harness.instance_available(self.rds, "own-1")
        harness.create_replica(self.rds, source)
        seen_in_processes += processes_with(SECRET)
        self.assertEqual(seen_in_processes, [])

        self.assertEqual(
            harness.sql(harness.endpoint(harness.instance_of(self.rds, "secretive")), "SELECT 1", password=SECRET), [(1,)]
        )
        answers = str(self.rds.describe_db_instances()) + str(self.rds.describe_db_clusters()) + str(self.rds.describe_events())
        self.assertNotIn(SECRET, answers)
        self.assertNotIn(SECRET, self.emulator.logged())
        needle = SECRET.encode()
        holders = [path for path in self.emulator.home.rglob("*") if holds(path, needle)]
        self.assertEqual(holders, [])

    def test_refusals_do_not_repeat_it(self):
        with self.assertRaises(self.rds.exceptions.ClientError) as caught:
            self.rds.create_db_instance(
                DBInstanceIdentifier="refused", Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
                MasterUsername="postgres", MasterUserPassword=SECRET + "/",
            )
        self.assertNotIn(SECRET, str(caught.exception.response))
        self.assertNotIn(SECRET, self.emulator.logged())

    def test_closed_to_others(self):
        harness.create_source(self.rds, "closed")
        (data,) = self.emulator.data.iterdir()
        open_to_others = []
        for folder, _, files in os.walk(data):
            for path in [pathlib.Path(folder), *(pathlib.Path(folder) / name for name in files)]:
                mode = path.lstat().st_mode
                # A folder that others may only pass through (0711) leads to the directory of a server's own user.
                forbidden = stat.S_IRWXG | stat.S_IRWXO
                if stat.S_ISDIR(mode):
                    forbidden &= ~(stat.S_IXGRP | stat.S_IXOTH)
                if not stat.S_ISSOCK(mode) and mode & forbidden:
                    open_to_others.append(f"{stat.filemode(mode)} {path}")
        self.assertEqual(open_to_others, [])


def processes_with(secret):
    needle = secret.encode()
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        for what in ("cmdline", "environ"):
            try:
                if needle in (entry / what).read_bytes():
                    found.append(f"{entry.name} {what}: {harness.command_line(entry.name)}")
            except OSError:
                continue
    return found


def holds(path, needle):
    try:
        return path.is_file() and needle in path.read_bytes()
    except OSError:
        return False


if __name__ == "__main__":
    harness.main()
