// A running `borealis serve` on free ports with data of its own, which leaves nothing behind; and what happens to its
// servers behind its back.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const program = process.env.BOREALIS;
const cache = process.env.BOREALIS_CACHE;
const readyWithin = 20_000;

function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(BOREALIS|AWS_|PG)/.test(name)));
}

/** Waits until `condition` gives something true, and returns that. */
export async function until(condition, what, within = 30_000) {
  for (const end = Date.now() + within; ; await sleep(50)) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) assert.fail(`not within ${within} ms: ${what}`);
  }
}

export class Emulator {
  static async start() {
    const home = await mkdtemp(path.join(tmpdir(), "borealis-console-"));
    await chmod(home, 0o755); // servers run as another user when we are root
    await mkdir(path.join(home, "data"), { mode: 0o755 });
    const made = new Emulator(home);
    try {
      await made.#launch();
    } catch (error) {
      await made.remove();
      throw error;
    }
    return made;
  }

  constructor(home) {
    this.home = home;
    this.data = path.join(home, "data");
    this.log = path.join(home, "emulator.log");
  }

  async #launch() {
    const options = ["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--cache-dir", cache];
    this.process = spawn(program, options, { env: { ...cleanEnvironment(), TMPDIR: this.data }, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.stderr.pipe(createWriteStream(this.log));
    let said = "";
    this.process.stdout.on("data", (text) => (said += text));
    this.url = await until(() => /http:\/\/[\d.]+:\d+/.exec(said)?.[0], "the emulator is ready", readyWithin);
  }

  /** The processes that work in our data directory: id and command line. */
  async processes() {
    const found = [];
    for (const name of await readdir("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const folder = `${await readlink(`/proc/${name}/cwd`)}/`;
        if (folder.startsWith(`${this.data}/`))
          found.push({ pid: Number(name), command: (await readFile(`/proc/${name}/cmdline`, "utf8")).replaceAll("\0", " ") });
      } catch {
        continue; // it has ended
      }
    }
    return found;
  }

  /** Holds the replay of the standby up: its lag grows until the function that this returns is called. */
  async pauseReplay() {
    const startup = (await this.processes()).find(({ command }) => /^postgres: .*startup/.test(command));
    assert.ok(startup, "a standby replays");
    process.kill(startup.pid, "SIGSTOP");
    return () => process.kill(startup.pid, "SIGCONT");
  }

  /** SIGTERM, as an init system sends it. Fails where something is left. */
  async stop() {
    this.process.kill("SIGTERM");
    const status = await Promise.race([this.ended, sleep(10_000, "too late", { ref: false })]);
    const left = await this.processes();
    const files = await readdir(this.data);
    const log = await readFile(this.log, "utf8");
    await this.remove();
    assert.equal(status, 0, log.slice(-4000));
    assert.deepEqual(left, []);
    assert.deepEqual(files, []);
  }

  async remove() {
    if (this.process?.exitCode === null) this.process.kill("SIGKILL");
    for (const { pid } of await this.processes()) process.kill(pid, "SIGKILL");
    await rm(this.home, { recursive: true, force: true });
  }
}

/** Runs one statement with the psql command that the console shows; the rows as text. */
export async function psql(shownCommand, password, statement) {
  const target = /^psql "(.*)"$/.exec(shownCommand)[1];
  const { stdout } = await promisify(execFile)("psql", ["-XAtq", "-v", "ON_ERROR_STOP=1", target, "-c", statement], {
    env: { ...cleanEnvironment(), PGPASSWORD: password },
  });
  return stdout.trim();
}
