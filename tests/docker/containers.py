"""What the container tests share: images of ours, built once a run; compose projects that leave nothing; and the docker
and AWS command lines."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"  # this machine's, where a proxy has certificates of its own
PASSWORD = "correct-horse-battery"
SKIPPED = 77  # what ctest takes for a skipped test


def require_engine():
    if not shutil.which("docker") or subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        print("Skipped: no container engine answers; tests/docker/engine.py gives one to a command")
        sys.exit(SKIPPED)


def main():
    require_engine()
    unittest.main(warnings="ignore")


def run(*command, within=600, environment=None, check=True):
    """Output of a command; raises with all that it said where it fails."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=within, stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def docker(*arguments, **options):
    return run("docker", *arguments, **options)


def build(tag, context, *options):
    arguments = ["build", "-q", "-t", tag, *options]
    if os.path.exists(CERTIFICATES):
        arguments += ["--secret", f"id=certificates,src={CERTIFICATES}"]
    docker(*arguments, str(context), within=2400, environment={"DOCKER_BUILDKIT": "1"})
    return tag


@contextlib.contextmanager
def compiled_objects():
    """Build options that give the Dockerfile what this machine's ccache has compiled already: an image with the objects of the
    program alone, gathered by a build that finds them all. Without ccache there are none, and the image compiles everything."""
    if not shutil.which("ccache"):
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="objects-", dir=ROOT / "build") as directory:
        build_directory, objects = pathlib.Path(directory), pathlib.Path(directory) / "shared"
        sharing = {"CCACHE_REMOTE_STORAGE": f"file:{objects}", "CCACHE_RESHARE": "1"}
        run("cmake", "-S", str(ROOT), "-B", str(build_directory), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DBOREALIS_TESTS=OFF",
            "-DBOREALIS_CONSOLE=OFF")
        run("cmake", "--build", str(build_directory), "--target", "borealis", within=2400, environment=sharing)
        name = f"borealis-test-objects:{uuid.uuid4().hex[:8]}"
        packed = subprocess.Popen(["tar", "-C", str(objects), "-c", "."], stdout=subprocess.PIPE)
        subprocess.run(["docker", "import", "-", name], stdin=packed.stdout, stdout=subprocess.DEVNULL, check=True)
        packed.wait()
    locale = " ".join(f"{one}={os.environ[one]}" for one in ("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES") if os.environ.get(one))
    try:
        yield ["--build-arg", f"OBJECTS={name}", "--build-arg", f"LOCALE={locale}"]
    finally:
        docker("image", "rm", name)


def image_facts(tag):
    return json.loads(docker("image", "inspect", tag))[0]


def until(condition, within=60, what="the condition"):
    deadline = time.monotonic() + within
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true within {within} s")
        time.sleep(0.1)
    return value


def compose_command():
    """Compose 2 is a plugin of docker; Debian 12 has Compose 1 as a program of its own."""
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    raise unittest.SkipTest("Docker Compose is not installed")


class Project:
    """A compose project under a name of its own."""

    def __init__(self, file, **environment):
        self.name = f"borealis-test-{uuid.uuid4().hex[:8]}"
        self.command = [*compose_command(), "-p", self.name, "-f", str(ROOT / file)]
        self.environment = environment

    def __call__(self, *arguments, **options):
        return run(*self.command, *arguments, environment=self.environment, **options)

    def network(self):
        return f"{self.name}_default"

    def container(self, service):
        return self("ps", "-q", service).strip()

    def await_health(self, service):
        def healthy():
            state = json.loads(docker("inspect", self.container(service)))[0]["State"]
            if not state["Running"]:
                raise AssertionError(f"{service} has ended: {self('logs', '--no-color', service)}")
            return state["Health"]["Status"] == "healthy"

        until(healthy, what=f"{service} to be healthy")

    def leftovers(self):
        label = f"label=com.docker.compose.project={self.name}"
        return [
            *docker("ps", "-aq", "--filter", label).split(),
            *docker("network", "ls", "-q", "--filter", label).split(),
            *docker("volume", "ls", "-q", "--filter", label).split(),
        ]


def everything():
    """Containers, networks and volumes of the engine: what a test must leave as it was."""
    return {
        "containers": sorted(docker("ps", "-aq", "--no-trunc").split()),
        "networks": sorted(docker("network", "ls", "-q", "--no-trunc").split()),
        "volumes": sorted(docker("volume", "ls", "-q").split()),
    }


def aws(url, *arguments):
    """The AWS CLI of this machine; its answer as JSON."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    clean |= {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}
    done = subprocess.run(
        ["aws", "--endpoint-url", url, "--output", "json", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=clean, timeout=180,
    )
    if done.returncode != 0:
        raise AssertionError(f"aws {' '.join(arguments)}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else None
