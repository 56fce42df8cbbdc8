"""The AWS SDK for JavaScript v3 in Node.js: runs the scripts of js/ on one emulator."""

import os
import pathlib
import shutil
import subprocess
import unittest

import harness

FOLDER = pathlib.Path(__file__).parent / "js"


@unittest.skipUnless(shutil.which("node") and (FOLDER / "node_modules").is_dir(), "Node.js or its modules are not installed: ./dev test")
class JavaScript(harness.EmulatorTest):
    def run_script(self, name):
        environment = {
            **harness.clean_environment(), "AWS_ENDPOINT_URL": self.emulator.url, "AWS_REGION": harness.REGION,
            "AWS_ACCESS_KEY_ID": harness.ACCOUNT, "AWS_SECRET_ACCESS_KEY": "any", "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        done = subprocess.run(
            ["node", "--test", str(FOLDER / name)], env=environment, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL
        )
        self.assertEqual(done.returncode, 0, done.stdout[-6000:] + done.stderr[-2000:])

    def test_migration(self):
        self.run_script("migration.mjs")

    def test_cloudwatch(self):
        self.run_script("cloudwatch.mjs")

    def test_protocols(self):
        self.run_script("protocols.mjs")


if __name__ == "__main__":
    harness.main()
