"""What the container engine knows of an emulator's servers, for tests of the Docker backend (BOREALIS_TEST_BACKEND=docker).
The label says where an emulator has its data: that is how its things are told from all others."""

import json
import os
import subprocess

USED = os.environ.get("BOREALIS_TEST_BACKEND") == "docker"
FOLDER = "containers"  # below the data directory: what the emulator knows of its servers
LABEL = "io.borealis.directory"


def docker(*arguments, check=True):
    return subprocess.run(["docker", *arguments], check=check, capture_output=True, text=True).stdout


def names_of(directory, what):
    """Containers, volumes or networks of emulators with their data below a directory."""
    command, name = {
        "container": (["ps", "--all"], "{{.Names}}"), "volume": (["volume", "ls"], "{{.Name}}"), "network": (["network", "ls"], "{{.Name}}"),
    }[what]
    lines = docker(*command, "--filter", f"label={LABEL}", "--format", f'{name} {{{{.Label "{LABEL}"}}}}').splitlines()
    return [line.split()[0] for line in lines if line.split()[-1].startswith(f"{directory}/")]


def everything_of(directory):
    return [f"{what} {name}" for what in ("container", "volume", "network") for name in names_of(directory, what)]


def remove_everything_of(directory):
    for what, command in (("container", ["rm", "-fv"]), ("volume", ["volume", "rm", "-f"]), ("network", ["network", "rm"])):
        if names := names_of(directory, what):
            docker(*command, *names, check=False)


def processes_of(directory):
    """The port of each running server's process. A container that vanishes meanwhile is left out."""
    names = names_of(directory, "container")
    if not names:
        return {}
    found = {}
    for facts in json.loads(docker("container", "inspect", *names, check=False) or "[]"):
        if facts["State"]["Running"] and facts["Config"]["Labels"].get("io.borealis.role") == "server":
            (published,) = (facts["HostConfig"]["PortBindings"] or {"": [{"HostPort": "0"}]}).values()
            found[facts["State"]["Pid"]] = int(published[0]["HostPort"])
    return found
