"""What somebody with a shell would do instead: initdb, cp, postgres, pg_basebackup, pg_promote. The other side of the
ratios, with the settings of the emulator's own servers and the same client code."""

import os
import pathlib
import pwd
import signal
import subprocess

import sql
from emulator import MASTER, PASSWORD
from workspace import end, free_port, until

ROLE = "backup"  # replicates over the unix socket, without a password


def unprivileged():
    """How to start a program of PostgreSQL's, which refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def binaries():
    """The newest major version that is installed."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("no PostgreSQL below /usr/lib/postgresql")
    return found[-1].parent


def run(command):
    result = subprocess.run(
        [str(part) for part in command], stdin=subprocess.DEVNULL, capture_output=True, text=True, **unprivileged()
    )
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {result.stderr}")


class ByHand:
    """Servers below a directory of their own, configured like the emulator's server in `like`."""

    def __init__(self, workspace, name, like):
        self._workspace = workspace
        self.home = workspace.directory(name)
        self._give_away(self.home)
        self._bin = binaries()
        self._configuration = (like / "postgresql.conf").read_text()

    def _give_away(self, path):
        if user := unprivileged():
            os.chown(path, user["user"], user["group"])

    def initialise(self, name):
        """A stopped server with the master user and a role for replication."""
        data = self.home / name
        password_file = self.home / "password"
        password_file.write_text(PASSWORD + "\n")
        self._give_away(password_file)
        run([self._bin / "initdb", "-D", data, "-U", MASTER, "--pwfile", password_file, "-A", "scram-sha-256",
             "-E", "UTF8", "--locale=C.UTF-8", "--wal-segsize=64", "--no-sync"])
        password_file.unlink()
        (data / "postgresql.conf").write_text(self._configuration)
        (data / "pg_hba.conf").write_text(
            "local all all trust\nlocal replication all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        )
        server = self.start(data)
        server.serves()
        sql.run(server.port, f"CREATE ROLE {ROLE} LOGIN REPLICATION")
        server.stop()
        return data

    def copy(self, data, name):
        subprocess.run(["cp", "-a", data, self.home / name], check=True)
        return self.home / name

    def start(self, data):
        """Starts postgres and returns at once: whether it serves is for the caller to see."""
        return Server(self._workspace, self._bin, data, free_port())

    def base_backup(self, server, name, slot):
        """A standby's data directory, ready to be started."""
        data = self.home / name
        run([self._bin / "pg_basebackup", "-h", server.socket_directory, "-p", server.port, "-U", ROLE, "-D", data,
             "-X", "stream", "-c", "fast", "-S", slot, "--no-sync"])
        (data / "standby.signal").touch()
        self._give_away(data / "standby.signal")
        with open(data / "postgresql.auto.conf", "a") as settings:
            settings.write(f"primary_conninfo = 'host={server.socket_directory} port={server.port} user={ROLE}'\n")
            settings.write(f"primary_slot_name = '{slot}'\n")
        return data


class Server:
    """A running postgres."""

    def __init__(self, workspace, bin_directory, data, port):
        self.data = data
        self.port = port
        self.socket_directory = data.parent
        self._workspace = workspace
        # What names a place in the configuration that was taken over names one of ours here.
        places = {
            "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.socket_directory,
            "hba_file": data / "pg_hba.conf", "ident_file": data / "pg_ident.conf", "logging_collector": "off",
        }
        command = [bin_directory / "postgres", "-D", data]
        for name, value in places.items():
            command += ["-c", f"{name}={value}"]
        with open(data.parent / f"{data.name}.log", "ab") as log:
            self._process = workspace.spawn(command, stdout=log, stderr=log, **unprivileged())

    def serves(self):
        """Waits for the first login."""
        return sql.first_login(self.port, alive=self._alive)

    def _alive(self):
        if self._process.poll() is not None:
            log = self.data.parent / f"{self.data.name}.log"
            raise RuntimeError(f"postgres ended:\n{log.read_text(errors='replace')}")

    def stop(self):
        end(self._process, signal.SIGINT)
        self._workspace.forget(self._process)

    def remove(self):
        """Stops it at once and removes its data."""
        end(self._process, signal.SIGQUIT)
        self._workspace.forget(self._process)
        subprocess.run(["rm", "-rf", str(self.data)], check=True)


def replayed(primary_port, standby_port, database):
    """Waits until the standby has replayed what the primary has written until now."""
    target = sql.run(primary_port, "SELECT pg_current_wal_lsn()", database)[0][0]
    with sql.connection(standby_port, database) as standby:
        until(
            lambda: standby(f"SELECT coalesce(pg_last_wal_replay_lsn() >= '{target}'::pg_lsn, false)")[0][0],
            f"replay of {target}",
        )
