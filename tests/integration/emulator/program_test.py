#!/usr/bin/env python3
"""The program as its users start it: the ready line, health, signals, data directories, `env` in real shells."""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

PROGRAM = sys.argv[1]
SECONDS = 20  # until a wait counts as failed


def clean_environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "BOREALIS_"))}
    return {**kept, **more}


class Emulator:
    """A running `borealis serve` on a free port; ended when the context ends."""

    def __init__(self, *options, **environment):
        command = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--server-ports", "42000-42999", *options]
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log, text=True, env=clean_environment(**environment)
        )
        self.first_line = self.process.stdout.readline()
        ready = re.fullmatch(r"borealis is ready at (http://127\.0\.0\.1:\d+)\n", self.first_line)
        self.url = ready[1] if ready else None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.log.close()

    def logged(self):
        self.log.seek(0)
        return self.log.read()

    def request(self, path, body=None, method=None, **headers):
        request = urllib.request.Request(self.url + path, data=body, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return answer.status, answer.read().decode()

    def health(self):
        return json.loads(self.request("/_borealis/health")[1])


def eventually(condition, what):
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not in time: {what}")
        time.sleep(0.02)


class Program(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="borealis-program-"))
        self.directory.chmod(0o711)  # servers of root run as another user
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.options = ["--data-dir", str(self.directory / "data"), "--cache-dir", str(self.directory / "cache")]

    def test_says_that_it_is_ready_and_is(self):
        with Emulator(*self.options) as emulator:
            self.assertIsNotNone(emulator.url, emulator.first_line)
            health = emulator.health()
            self.assertEqual(health["status"], "ok")
            self.assertEqual(health["resources"]["db_instances"], 0)

    def test_may_open_more_files_than_it_was_started_with(self):
        few, most = 256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
        try:
            with Emulator(*self.options) as emulator:
                allowed = resource.prlimit(emulator.process.pid, resource.RLIMIT_NOFILE)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        self.assertEqual(allowed, (65536 if most == resource.RLIM_INFINITY else min(most, 65536), most))

    def test_answers_who_the_caller_is(self):
        credential = "Credential=111122223333/20260131/eu-west-1/sts/aws4_request"
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 {credential}, SignedHeaders=host;x-amz-date, Signature=00",
            "X-Amz-Date": "20260131T000000Z",
        }
        with Emulator(*self.options) as emulator:
            body = b"Action=GetCallerIdentity&Version=2011-06-15"
            status, text = emulator.request("/", body, **headers)
            self.assertEqual(status, 200)
            self.assertIn("<Account>111122223333</Account>", text)

    def test_ends_with_status_0_on_either_signal_and_leaves_no_listener(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with Emulator(*self.options) as emulator:
                port = int(emulator.url.rsplit(":", 1)[1])
                emulator.process.send_signal(number)
                self.assertEqual(emulator.process.wait(SECONDS), 0)
                with self.assertRaises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", port), SECONDS)

    def test_a_closed_terminal_does_not_end_it(self):
        with Emulator(*self.options) as emulator:
            emulator.process.send_signal(signal.SIGHUP)
            self.assertEqual(emulator.health()["status"], "ok")

    def test_ends_under_load(self):
        with Emulator(*self.options) as emulator, concurrent.futures.ThreadPoolExecutor(4) as pool:

            def ask():
                with contextlib.suppress(OSError, urllib.error.URLError):
                    while True:
                        emulator.request("/_borealis/health")

            for _ in range(4):
                pool.submit(ask)
            emulator.process.terminate()
            self.assertEqual(emulator.process.wait(SECONDS), 0)

    def test_two_never_share_a_data_directory(self):
        with Emulator(*self.options) as first:
            with Emulator(*self.options) as second:
                self.assertEqual(second.first_line, "")
                self.assertNotEqual(second.process.wait(SECONDS), 0)
                self.assertIn(f"process {first.process.pid}", second.logged())
            self.assertEqual(first.health()["status"], "ok")

    def test_says_so_when_its_port_is_taken(self):
        with Emulator(*self.options) as first:
            port = first.url.rsplit(":", 1)[1]
            second = subprocess.run(
                [PROGRAM, "serve", "--ephemeral", "--listen", f"127.0.0.1:{port}"],
                env=clean_environment(TMPDIR=str(self.directory)), capture_output=True, text=True, timeout=SECONDS,
            )
            self.assertEqual(second.returncode, 1)
            self.assertEqual(second.stdout, "")
            self.assertIn(f"127.0.0.1:{port}", second.stderr)
            self.assertEqual(list(self.directory.glob("*ephemeral*")), [])

    def test_an_ephemeral_one_leaves_nothing(self):
        temporary = self.directory / "tmp"
        temporary.mkdir(mode=0o711)
        options = ["--ephemeral", "--cache-dir", str(self.directory / "cache")]
        with Emulator(*options, TMPDIR=str(temporary)) as emulator:
            self.assertEqual(len(list(temporary.glob("borealis-ephemeral-*"))), 1)
            emulator.process.terminate()
            self.assertEqual(emulator.process.wait(SECONDS), 0)
        self.assertEqual(list(temporary.iterdir()), [])

    def test_the_next_one_sweeps_after_one_that_was_killed(self):
        temporary = self.directory / "tmp"
        temporary.mkdir(mode=0o711)
        options = ["--ephemeral", "--cache-dir", str(self.directory / "cache")]
        with Emulator(*options, TMPDIR=str(temporary)) as emulator:
            emulator.process.kill()
            emulator.process.wait(SECONDS)
        left = list(temporary.glob("borealis-ephemeral-*"))
        self.assertEqual(len(left), 1)
        with Emulator(*options, TMPDIR=str(temporary)) as emulator:
            self.assertFalse(left[0].exists())
            self.assertEqual(len(list(temporary.glob("borealis-ephemeral-*"))), 1)

    def test_what_it_keeps_is_private(self):
        with Emulator(*self.options) as emulator:
            emulator.health()
            for path in (self.directory / "data").iterdir():
                mode = path.stat().st_mode & 0o777
                self.assertIn(mode, (0o711, 0o700) if path.is_dir() else (0o600,), path)

    def test_checks_signatures_against_a_private_file_only(self):
        keys = self.directory / "keys"
        keys.write_text("AKIDEXAMPLE secret\n")
        keys.chmod(0o644)
        options = [*self.options, "--auth", "verify", "--access-keys", str(keys)]
        with Emulator(*options) as refused:
            self.assertNotEqual(refused.process.wait(SECONDS), 0)
            self.assertIn("chmod 600", refused.logged())
        keys.chmod(0o600)
        with Emulator(*options) as emulator:
            with self.assertRaises(urllib.error.HTTPError) as error:
                emulator.request("/?Action=GetCallerIdentity&Version=2011-06-15")
            self.assertEqual(error.exception.code, 403)
            self.assertIn("MissingAuthenticationToken", error.exception.read().decode())
            error.exception.close()

    def test_logs_no_password(self):
        with Emulator(*self.options, "--log-level", "trace") as emulator:
            query = "/?Action=DescribeDBInstances&Version=2014-10-31&MasterUserPassword=hunter2hunter2"
            with contextlib.suppress(urllib.error.HTTPError):
                emulator.request(query)
            with contextlib.suppress(urllib.error.HTTPError):
                emulator.request("/", query[2:].encode())
            emulator.process.terminate()
            emulator.process.wait(SECONDS)
            self.assertIn("rds", emulator.logged())
            self.assertNotIn("hunter2", emulator.logged())


class Commands(unittest.TestCase):
    def run_program(self, *arguments, **environment):
        return subprocess.run(
            [PROGRAM, *arguments], env=clean_environment(**environment), capture_output=True, text=True, timeout=SECONDS
        )

    def in_shell(self, shell, script, **environment):
        command = f'set -eu; eval "$("{PROGRAM}" env --listen 127.0.0.1:4999)"; {script}'
        done = subprocess.run(
            [shell, "-c", command], env=clean_environment(**environment), capture_output=True, text=True, timeout=SECONDS
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_env_works_in_shells(self):
        show = 'echo "$AWS_ENDPOINT_URL $AWS_ENDPOINT_URL_RDS $AWS_ACCESS_KEY_ID $AWS_DEFAULT_REGION"'
        url = "http://127.0.0.1:4999"
        for shell in filter(shutil.which, ("sh", "dash", "bash", "zsh")):
            with self.subTest(shell=shell):
                self.assertEqual(self.in_shell(shell, show), f"{url} {url} borealis us-east-1\n")
                mine = {"AWS_ACCESS_KEY_ID": "mine", "AWS_SECRET_ACCESS_KEY": "own", "AWS_REGION": "eu-west-1"}
                self.assertEqual(self.in_shell(shell, show, **mine), f"{url} {url} mine eu-west-1\n")

    def test_env_gives_the_cli_its_endpoint(self):
        with tempfile.TemporaryDirectory() as folder:
            fake = pathlib.Path(folder) / "aws"
            fake.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
            fake.chmod(0o755)
            for shell in filter(shutil.which, ("sh", "bash", "zsh")):
                with self.subTest(shell=shell):
                    said = self.in_shell(shell, 'aws rds "two words"', PATH=f"{folder}:{os.environ['PATH']}")
                    self.assertEqual(said, "--endpoint-url|http://127.0.0.1:4999|rds|two words|")

    def test_prints_version_coverage_and_diagram(self):
        self.assertRegex(self.run_program("version").stdout, r"^borealis \d+\.\d+\.\d+\n$")
        coverage = self.run_program("coverage").stdout
        self.assertIn("| GetCallerIdentity | **emulated** |", coverage)
        self.assertIn("| DescribeDBSnapshots |", coverage)
        self.assertEqual(self.run_program("diagram").stdout.count("stateDiagram-v2"), 2)

    def test_doctor_knows_what_works_and_what_does_not(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o711)
            places = ["--data-dir", folder + "/data", "--cache-dir", folder + "/cache"]
            with socket.socket() as taken:
                taken.bind(("127.0.0.1", 0))
                taken.listen()
                port = taken.getsockname()[1]
                sick = self.run_program("doctor", "--listen", f"127.0.0.1:{port}", *places)
                self.assertEqual(sick.returncode, 1)
                self.assertRegex(sick.stdout, rf"(?m)^FAIL .*127\.0\.0\.1:{port}")
            well = self.run_program("doctor", "--listen", "127.0.0.1:0", *places)
            self.assertEqual(well.returncode, 0, well.stdout)
            self.assertEqual(os.listdir(folder), [])

    def test_refuses_what_it_does_not_know(self):
        for arguments in ([], ["nonsense"], ["serve", "--pace", "slow"], ["serve", "--listen", "nowhere"]):
            done = self.run_program(*arguments)
            self.assertNotEqual(done.returncode, 0, arguments)
            self.assertNotEqual(done.stderr + done.stdout, "", arguments)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
