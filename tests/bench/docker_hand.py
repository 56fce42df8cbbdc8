"""What somebody with the docker command line would do instead of calling the emulator: `docker run` of the same image on
a prepared volume, pg_basebackup in a container, pg_promote. The other side of the Docker backend's ratios."""

import itertools
import json
import os
import subprocess

import sql
from emulator import MASTER, PASSWORD, Emulator
from workspace import free_port

DIRECTORY = "io.borealis.directory"
SERVER = "io.borealis.role=server"
VOLUME = "/borealis/server"

names = (f"borealis-bench-{os.getpid()}-{number}" for number in itertools.count())


def docker(*arguments):
    done = subprocess.run(["docker", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"docker {' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return done.stdout.strip()


class DockerEmulator(Emulator):
    """An emulator whose servers are containers."""

    def command(self):
        return [*super().command(), "--backend", "docker"]

    def container_of(self, port):
        """What the engine says of the server that is published on a port."""
        for name in docker("ps", "-q", "--filter", f"label={SERVER}", "--filter", f"publish={port}").splitlines():
            facts = json.loads(docker("inspect", name))[0]
            if facts["Config"]["Labels"][DIRECTORY].startswith(str(self.data)):
                return facts
        raise RuntimeError(f"no container of ours is published on {port}")


class Hand:
    """Containers, volumes and a network of our own, with the image, configuration and data of a server of the emulator's."""

    def __init__(self, like):
        self._image = like["Config"]["Image"]
        self._user = like["Config"]["User"]
        self._bin = next(entry[4:] for entry in like["Config"]["Env"] if entry.startswith("BIN="))
        self._left = []
        self._configuration = self.volume()
        self._network = next(names)
        docker("network", "create", self._network)
        self._copy_configuration(like["Id"])

    def _copy_configuration(self, container):
        """The emulator's own files, with what leads to its servers taken out."""
        files = subprocess.run(["docker", "cp", f"{container}:/borealis/conf/.", "-"], check=True, capture_output=True).stdout
        holder = docker("create", "-v", f"{self._configuration}:/borealis/conf", "--entrypoint", "/bin/true", self._image)
        subprocess.run(["docker", "cp", "-", f"{holder}:/borealis/conf"], input=files, check=True, capture_output=True)
        docker("rm", holder)
        docker("run", "--rm", "--user", "0", "-v", f"{self._configuration}:/borealis/conf", "--entrypoint", "/bin/sh", self._image,
               "-c", "cd /borealis/conf && sed -i -e '/^port/d' -e '/^primary_/d' postgresql.conf && "
               "printf 'host all all all scram-sha-256\\nhost replication all all scram-sha-256\\n' >pg_hba.conf")

    def volume(self):
        name = next(names)
        docker("volume", "create", name)
        self._left.append(name)
        return name

    def prepare(self):
        """A volume with a stopped server of which MASTER is the superuser."""
        volume = self.volume()
        docker("run", "--rm", "--user", self._user, "-e", f"PASSWORD={PASSWORD}", "-v", f"{volume}:{VOLUME}",
               "--entrypoint", "/bin/sh", self._image, "-c",
               f'cd {VOLUME} && echo "$PASSWORD" >password && {self._bin}/initdb -D data -U {MASTER} --pwfile password '
               "-A scram-sha-256 -E UTF8 --locale=C.UTF-8 --wal-segsize=64 --no-sync && rm password")
        return volume

    def start(self, volume, *settings):
        port, name = free_port(), next(names)
        docker("run", "-d", "--name", name, "--user", self._user, "--network", self._network, "--shm-size", "1g",
               "-p", f"127.0.0.1:{port}:5432", "-v", f"{volume}:{VOLUME}", "-v", f"{self._configuration}:/borealis/conf",
               "--entrypoint", f"{self._bin}/postgres", self._image, "-D", f"{VOLUME}/data",
               "-c", "config_file=/borealis/conf/postgresql.conf", "-c", "port=5432", *settings)
        return Server(name, port, volume)

    def base_backup(self, source, slot):
        volume = self.volume()
        conninfo = f"host={source.name} user={MASTER} password={PASSWORD}"
        docker("run", "--rm", "--user", self._user, "--network", self._network, "-v", f"{volume}:{VOLUME}",
               "--entrypoint", "/bin/sh", self._image, "-c",
               f'{self._bin}/pg_basebackup -D {VOLUME}/data -d "{conninfo}" -X stream -c fast -S {slot} --no-sync '
               f"&& touch {VOLUME}/data/standby.signal")
        return volume, conninfo

    def forget(self, server):
        docker("rm", "-f", server.name)
        docker("volume", "rm", server.volume)
        self._left.remove(server.volume)

    def close(self):
        for volume in self._left:
            docker("volume", "rm", volume)
        docker("network", "rm", self._network)


class Server:
    """A running container."""

    def __init__(self, name, port, volume):
        self.name, self.port, self.volume = name, port, volume

    def serves(self):
        return sql.first_login(self.port)
