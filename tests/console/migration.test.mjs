// The whole migration by clicks on real servers: from an empty account to a promoted cluster and a deleted source.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { checkAccessibility, chromiumIsMissing, launch, openPage, picture } from "./browser.mjs";
import { Emulator, psql, until } from "./emulator.mjs";

const password = "n0t-a-Secret-pw";
const skip = chromiumIsMissing;

let emulator, browser, console_, page;

before(async () => {
  if (skip) return;
  emulator = await Emulator.start();
  browser = await launch();
  console_ = await openPage(browser, emulator.url);
  page = console_.page;
});

after(async () => {
  await browser?.close();
  await emulator?.stop();
});

let broken = false;

/** A part of the one journey: where a part fails, what follows would only fail for the same reason. */
function step(name, run) {
  test(name, { skip }, async (context) => {
    if (broken) return context.skip("an earlier step failed");
    try {
      await run();
    } catch (failure) {
      broken = true;
      await picture(page, "failed");
      context.diagnostic(`the browser said: ${console_.wrong.join("\n")}`);
      throw failure;
    }
  });
}

const row = (id) => page.getByRole("row").filter({ has: page.getByRole("link", { name: id, exact: true }) });
const button = (name) => page.getByRole("button", { name, exact: true });
const metricValue = (name) => page.locator(`[data-metric="${name}"] .metric-value`);
const position = (name) => page.locator(`[data-lsn="${name}"]`);
const isAvailable = (id) => row(id).getByText("Available").waitFor({ timeout: 60_000 });

async function choose(id, action) {
  await row(id).getByRole("radio").check();
  await button("Actions").click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
}

async function shownCommand(id) {
  await page.getByRole("link", { name: id, exact: true }).first().click();
  await page.getByRole("heading", { name: id, level: 1 }).waitFor();
  return page.getByText(/^psql "/).first().textContent();
}

const toDatabases = () => page.getByRole("navigation").getByRole("link", { name: "Databases" }).first().click();

step("a browser that opens the emulator's address gets the console", async () => {
  assert.equal(new URL(page.url()).pathname, "/console/");
  await page.getByText("No databases").waitFor();
  await checkAccessibility(page, "an empty account");
});

step("create a database", async () => {
  await button("Create database").click();
  await page.getByLabel("DB instance identifier").fill("orders");
  await page.getByLabel("Master password").fill(password);
  await page.getByLabel("Initial database name").fill("shop");
  await checkAccessibility(page, "create database");
  await button("Create database").click();
  await isAvailable("orders");
});

let source;

step("create an Aurora read replica", async () => {
  source = await shownCommand("orders");
  assert.equal(await psql(source, password, "create table lines (id bigserial primary key, text text); select 1"), "1");
  await toDatabases();
  await choose("orders", "Create Aurora read replica");
  await page.getByLabel("DB cluster identifier").fill("orders-aurora");
  await page.getByLabel("DB instance identifier").fill("orders-aurora-1");
  await checkAccessibility(page, "create Aurora read replica");
  await picture(page, "create-aurora-read-replica");
  await button("Create read replica").click();
  await page.getByRole("heading", { name: "orders-aurora", level: 1 }).waitFor();
  await page.getByRole("group", { name: "Replication" }).getByText("In sync").waitFor({ timeout: 60_000 });
});

step("watch the lag", async () => {
  const lag = metricValue("RDSToAuroraPostgreSQLReplicaLag");
  const resume = await emulator.pauseReplay();
  try {
    for (let i = 0; i < 8; i++)
      await psql(source, password, "insert into lines (text) select repeat('x', 100) from generate_series(1, 20000)");
    await until(async () => parseFloat(await lag.textContent()) >= 3 && !/ms/.test(await lag.textContent()), "the lag grows");
    await page.getByText(/The replica lag is .*: stop the writes and wait/).waitFor();
    await until(async () => /MiB/.test(await position("between").textContent()), "bytes between source and target");
    await page.getByRole("table", { name: "Replication slots of the source" }).getByText("Active", { exact: true }).waitFor();
    await picture(page, "migration-behind");
    await toDatabases();
    await row("orders-aurora-1").getByText(/^\d.* s$/).waitFor();
    await picture(page, "databases");
  } finally {
    resume();
  }
  await row("orders-aurora").getByRole("link", { name: /^Migration/ }).click();
  await page.getByText("The replica lag is 0").waitFor();
  await until(async () => (await position("between").textContent()) === "0 bytes", "the target has replayed everything");
  const flushed = await psql(source, password, "select pg_current_wal_flush_lsn()");
  await until(
    async () => (await psql(source, password, `select '${await position("replayed").textContent()}'::pg_lsn >= '${flushed}'`)) === "t",
    "the replayed position passes what the source had flushed",
  );
  await picture(page, "migration");
  await checkAccessibility(page, "migration");
});

step("the source is kept while it feeds the replica, and the menu says why", async () => {
  await toDatabases();
  await row("orders").getByRole("radio").check();
  await button("Actions").click();
  const entry = page.getByRole("menuitem", { name: "Delete" });
  assert.equal(await entry.getAttribute("aria-disabled"), "true");
  const description = page.locator(`[id="${await entry.getAttribute("aria-describedby")}"]`);
  assert.equal(await description.textContent(), "The DB instance is the source of orders-aurora. Promote or delete that first.");
  await page.keyboard.press("Escape");
});

step("promote", async () => {
  await row("orders-aurora").getByRole("link", { name: /^Migration/ }).click();
  await button("Promote read replica").first().click();
  await checkAccessibility(page, "the question before a promotion");
  await page.getByRole("dialog").getByRole("button", { name: "Promote read replica" }).click();
  await page.getByText("is a stand-alone DB cluster and takes writes").waitFor({ timeout: 60_000 });
  await page.getByRole("cell", { name: "Promoted Read Replica cluster to a stand-alone database cluster" }).or(
    page.getByRole("rowheader", { name: "Promoted Read Replica cluster to a stand-alone database cluster" }),
  ).waitFor();
  await picture(page, "promoted");

  const target = await shownCommand("orders-aurora");
  const count = "select count(*) from lines";
  assert.equal(await psql(target, password, count), await psql(source, password, count));
  await psql(target, password, "insert into lines (text) values ('written on Aurora')");
  await picture(page, "connectivity");
  await checkAccessibility(page, "connectivity");
});

step("the panel shows what was done as commands and requests", async () => {
  await page.getByRole("button", { name: "Show the API calls" }).click();
  const panel = page.getByRole("region", { name: "API calls" });
  await panel.getByRole("row", { name: /PromoteReadReplicaDBCluster/ }).click();
  await panel.getByText(/^aws rds promote-read-replica-db-cluster \\\s+--db-cluster-identifier orders-aurora/).waitFor();
  await panel.getByText(/Action=PromoteReadReplicaDBCluster/).waitFor();
  await picture(page, "api-calls");
  await panel.getByRole("row", { name: /CreateDBInstance/ }).last().click();
  await panel.getByText(/MasterUserPassword=\*\*\*\*/).waitFor();
  assert.ok(!(await page.content()).includes(password), "a password is on the page");
  await checkAccessibility(page, "API calls");
  await page.getByRole("button", { name: "Hide the API calls" }).click();
});

step("delete the source", async () => {
  await toDatabases();
  await choose("orders", "Delete");
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete", exact: true });
  assert.ok(await confirm.isDisabled());
  await dialog.getByRole("textbox").fill("delete me");
  await confirm.click();
  await row("orders").waitFor({ state: "detached", timeout: 60_000 });
  await row("orders-aurora").waitFor();
});

step("nothing went wrong on any page", async () => {
  await console_.close();
});
