#!/usr/bin/env python3
"""A container engine for tests: `engine.py run COMMAND...` runs a command beside a Docker engine that has the images of
make_images.sh, and ends with the command's status, or with 77 and the reason where no engine can run.

Root gets an engine of its own: Debian's dockerd in network, mount and process namespaces that end with the command, and
with them every container, bridge, rule and mount. The command runs in there too: it finds the engine at the usual
/var/run/docker.sock, and published ports on its loopback. slirp4netns leads out. Images and build caches stay, for all
clones of this repository: in borealis/test-engine in $XDG_CACHE_HOME or ~/.cache, or where BOREALIS_TEST_ENGINE says (no
overlay file system: containers would need copies of everything).
Anybody else gets the engine that runs already."""

import fcntl
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
DATA = pathlib.Path(os.environ.get("BOREALIS_TEST_ENGINE") or CACHE / "borealis" / "test-engine")
MAKE_IMAGES = str(HERE / "make_images.sh")
SOCKET = "/var/run/docker.sock"
DAEMON_ARGUMENTS = [
    "dockerd", "--data-root", str(DATA), "--config-file", "/etc/docker/daemon.json", "--cgroup-parent", "/borealis-test-engine",
    "--bip", "172.29.0.1/24", "--default-address-pool", "base=172.30.0.0/16,size=24",
]
NEEDED = {"dockerd": "docker.io", "docker": "docker.io", "iptables": "iptables", "slirp4netns": "slirp4netns", "unshare": "util-linux"}
SKIPPED = 77
DEBIANS_FIRST = "/usr/sbin:/usr/bin:/sbin:/bin"


class NoEngine(Exception):
    pass


# --- Outside ------------------------------------------------------------------------------------------------------


def run(command):
    """The status of the command, run with an engine."""
    if os.geteuid() != 0:
        return run_on_present_engine(command)
    missing = sorted({package for program, package in NEEDED.items() if not shutil.which(program)})
    if missing:
        raise NoEngine(f"these packages are missing: {', '.join(missing)}")
    make_images("tarballs")
    return run_on_own_engine(command)


def run_on_present_engine(command):
    if subprocess.run(["docker", "version"], capture_output=True).returncode != 0:
        raise NoEngine("an engine of our own needs root, and no other answers")
    loaded = make_images("load").split()
    try:
        return subprocess.run(command).returncode
    finally:
        if loaded:
            subprocess.run(["docker", "image", "rm", "--force", *loaded], stdout=subprocess.DEVNULL)


def make_images(what):
    made = subprocess.run([MAKE_IMAGES, what], stdout=subprocess.PIPE, text=True)
    if made.returncode != 0:
        raise NoEngine("the images for the tests could not be made")
    return made.stdout


def run_on_own_engine(command):
    DATA.mkdir(parents=True, exist_ok=True)
    alone = open(DATA.with_suffix(".lock"), "w")
    fcntl.flock(alone, fcntl.LOCK_EX)
    dies_with_us = ["setpriv", "--pdeathsig", "KILL"]
    inside = subprocess.Popen(
        [*dies_with_us, "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
         sys.executable, __file__, "inside", *command]
    )
    network = None
    try:
        first_process = only_child(inside)
        if first_process:
            network = subprocess.Popen(
                [*dies_with_us, "slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback", first_process, "tap0"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
        return wait_through_interrupts(inside)
    finally:
        if network:
            network.terminate()
            network.wait()
        remove_cgroups()
        alone.close()


def only_child(process):
    children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        if child := children.read_text().split():
            return child[0]
        time.sleep(0.01)
    return None


def wait_through_interrupts(process):
    """Control-C reaches those inside as well; they end by themselves."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def remove_cgroups():
    for group in sorted(pathlib.Path("/sys/fs/cgroup").glob("**/borealis-test-engine"), reverse=True):
        for folder in sorted([group, *(path for path in group.rglob("*") if path.is_dir())], reverse=True):
            try:
                folder.rmdir()
            except OSError:  # in use by a test run beside ours
                pass


# --- Inside: process 1 of the namespaces --------------------------------------------------------------------------


def inside(command):
    prepare_namespaces()
    with open("/run/dockerd.log", "wb") as log:
        daemon = subprocess.Popen(DAEMON_ARGUMENTS, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        await_engine(daemon)
        remove_leftovers()  # of a run that was killed
        make_images("load")
        return run_inside(command)
    finally:
        remove_leftovers()
        if daemon.poll() is None:
            daemon.terminate()
            try:
                daemon.wait(30)
            except subprocess.TimeoutExpired:
                daemon.kill()


def prepare_namespaces():
    """Everything that an engine writes outside of its data goes where it ends with us."""
    names = pathlib.Path("/etc/resolv.conf").resolve()
    pathlib.Path("/etc/docker").mkdir(exist_ok=True)
    for folder in ("/run", "/etc/docker"):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", folder], check=True)
    pathlib.Path("/etc/docker/daemon.json").write_text("{}")
    own_names = pathlib.Path("/run/names.conf")
    own_names.write_text("nameserver 10.0.2.3\n")  # slirp4netns answers there
    if names.is_relative_to("/run"):
        names.parent.mkdir(parents=True, exist_ok=True)
        names.touch()
    subprocess.run(["mount", "--bind", str(own_names), str(names)], check=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    await_condition(lambda: "tap0" in (name for _, name in socket.if_nameindex()), 10, "no way out: slirp4netns does not work here")


def await_engine(daemon):
    def answers():
        if daemon.poll() is not None:
            raise NoEngine(f"dockerd does not run here:\n{last_lines('/run/dockerd.log')}")
        return subprocess.run(["docker", "version"], capture_output=True).returncode == 0

    await_condition(answers, 60, "dockerd does not answer")


def await_condition(condition, seconds, failure):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NoEngine(failure)
        time.sleep(0.05)


def last_lines(path):
    return "\n".join(pathlib.Path(path).read_text(errors="replace").splitlines()[-5:])


def remove_leftovers():
    """This engine is ours alone: images and build caches are to stay, nothing else."""
    script = """
        docker ps -aq | xargs -r docker rm -fv
        docker network prune -f
        docker volume ls -q | xargs -r docker volume rm -f
        docker images -q borealis-template | xargs -r docker rmi -f
        docker image prune -f"""
    subprocess.run(["sh", "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def run_inside(command):
    """Runs it, and takes in what has lost its parents meanwhile, as process 1 must."""
    started = subprocess.Popen(command, preexec_fn=become_caller)
    while True:
        pid, status = os.wait()
        if pid == started.pid:
            started.returncode = os.waitstatus_to_exitcode(status)
            return abs(started.returncode)


def become_caller():
    """Whoever called us by sudo is who runs the tests."""
    if "SUDO_UID" in os.environ:
        user, group = int(os.environ["SUDO_UID"]), int(os.environ["SUDO_GID"])
        os.chown(SOCKET, user, group)
        os.setgroups([group])
        os.setgid(group)
        os.setuid(user)


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in ("run", "inside"):
        sys.exit(__doc__)
    os.environ["PATH"] = f"{DEBIANS_FIRST}:{os.environ['PATH']}"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if sys.argv[1] == "run":
            return run(sys.argv[2:])
        for variable in ("DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"):
            os.environ.pop(variable, None)
        return inside(sys.argv[2:])
    except NoEngine as reason:
        print(f"No container engine: {reason}", file=sys.stderr)
        return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
