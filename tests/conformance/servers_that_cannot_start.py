"""PostgreSQL servers that cannot be made or started end in a status and an event that say why, and can be deleted: a full
disk, a missing program."""

import pathlib
import shutil
import subprocess
import tempfile

import harness


def failed(rds, name):
    return harness.until(
        lambda: (i := harness.instance_of(rds, name))["DBInstanceStatus"] not in ("creating", "available") and i,
        what=f"the failure of {name}",
    )


def messages(rds, name):
    return [event["Message"] for event in rds.describe_events(SourceType="db-instance", SourceIdentifier=name)["Events"]]


def create(rds, name):
    rds.create_db_instance(
        DBInstanceIdentifier=name, Engine="postgres", DBInstanceClass="db.t3.micro", AllocatedStorage=20,
        MasterUsername="postgres", MasterUserPassword=harness.PASSWORD,
    )


class Trouble(harness.TestCase):
    def start(self, **options):
        self.emulator = harness.Emulator(**options)
        self.addCleanup(self.emulator.remove)
        return self.emulator

    def test_a_full_disk(self):
        """The data are on a file system of 30 MB, too small for any server."""
        emulator = self.start(ephemeral=False)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=30m,mode=0711", "tmpfs", emulator.data], capture_output=True)
        if mounted.returncode:
            self.skipTest("mounting a small file system needs root")
        self.addCleanup(subprocess.run, ["umount", emulator.data], check=True)
        emulator.start()
        try:
            rds = emulator.client("rds")
            create(rds, "full")
            self.assertEqual(failed(rds, "full")["DBInstanceStatus"], "failed")
            self.assertTrue(any("No space left on device" in m for m in messages(rds, "full")), messages(rds, "full"))
            harness.delete_instance(rds, "full")
        finally:
            emulator.stop()

    def test_a_missing_program(self):
        """The program goes after the emulator has found it."""
        cache = pathlib.Path(tempfile.mkdtemp(prefix="borealis-cache-"))
        self.addCleanup(shutil.rmtree, cache, ignore_errors=True)
        cache.chmod(0o755)
        shared, harness.CACHE = harness.CACHE, str(cache)
        self.addCleanup(setattr, harness, "CACHE", shared)
        emulator = self.start().start()
        try:
            rds = emulator.client("rds")
            create(rds, "first")
            harness.instance_available(rds, "first")
            for program in cache.glob("postgres/**/bin/postgres"):
                program.unlink()
            create(rds, "second")
            self.assertEqual(failed(rds, "second")["DBInstanceStatus"], "failed")
            self.assertTrue(any("bin/postgres" in m for m in messages(rds, "second")), messages(rds, "second"))
            harness.delete_instance(rds, "second")
            harness.delete_instance(rds, "first")
        finally:
            emulator.stop()


if __name__ == "__main__":
    harness.main()
