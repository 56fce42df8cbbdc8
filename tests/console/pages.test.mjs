// What holds for the console beside the migration: how it is served, its forms and errors, the other actions, the
// keyboard, narrow screens, the dark theme.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { checkAccessibility, chromiumIsMissing, launch, openPage, picture } from "./browser.mjs";
import { Emulator, psql } from "./emulator.mjs";

const password = "n0t-a-Secret-pw";
const skip = chromiumIsMissing;
const mostBytes = 600_000; // of the first view, compressed

let emulator, browser;

before(async () => {
  if (skip) return;
  emulator = await Emulator.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await emulator?.stop();
});

/** Runs `visit` on a page of its own, which must stay free of errors and foreign requests. */
async function onPage(options, visit) {
  const opened = await openPage(browser, emulator.url, options);
  try {
    await visit(opened.page, opened);
  } catch (failure) {
    await picture(opened.page, "failed-page");
    throw failure;
  }
  await opened.close();
}

const rowOf = (page, id) => page.getByRole("row").filter({ has: page.getByRole("link", { name: id, exact: true }) });
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Chooses an entry of the Actions menu; `confirm`: the button in the dialog that it opens, null for a page of its own. */
async function act(page, id, action, confirm = action) {
  await rowOf(page, id).getByRole("radio").check();
  await button(page, "Actions").click();
  await page.getByRole("menuitem", { name: action, exact: true }).click();
  if (confirm) await page.getByRole("dialog").getByRole("button", { name: confirm, exact: true }).click();
}

async function hasStatus(page, id, status) {
  await rowOf(page, id).getByText(status, { exact: true }).waitFor({ timeout: 60_000 });
}

test("a keyboard is enough to create a database", { skip }, () =>
  onPage({}, async (page) => {
    await page.getByText("No databases").waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    for (let i = 0; i < 40 && (await focused()) !== "Create database"; i++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByLabel("DB instance identifier").focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("ledger");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await hasStatus(page, "ledger", "Available");
  }));

test("a part of the program that is lost on its way is asked for again", { skip }, () =>
  onPage({}, async (page, { wrong }) => {
    let lost = 0;
    await page.route(/\/assets\/create_database_page-.*\.js$/, (route) => (++lost <= 2 ? route.abort("connectionreset") : route.fallback()));
    await button(page, "Create database").click();
    await page.getByLabel("DB instance identifier").waitFor();
    assert.equal(lost, 3);
    const told = wrong.splice(0);
    assert.ok(told.length > 0 && told.every((text) => text.includes("ERR_CONNECTION_RESET")), told.join("\n"));
  }));

test("AWS's error code and message are shown where they belong", { skip }, () =>
  onPage({}, async (page, opened) => {
    await button(page, "Create database").click();
    await page.getByLabel("DB instance identifier").fill("refused");
    await page.getByLabel("Master username").fill("rdsadmin");
    await page.getByLabel("Master password").fill(password);
    await button(page, "Create database").click();
    const alert = page.locator("form").getByRole("group").filter({ hasText: "InvalidParameterValue" }).first();
    await alert.getByText(/rdsadmin/).waitFor();
    await checkAccessibility(page, "a refused form");
    opened.expectRefusal();

    await page.getByLabel("DB instance identifier").fill("1-refused");
    await page.getByText("Begin with a letter; letters, digits and hyphens only.").waitFor();
  }));

test("reboot, stop, start and modify an instance", { skip }, () =>
  onPage({}, async (page) => {
    await hasStatus(page, "ledger", "Available");
    await act(page, "ledger", "Reboot");
    await hasStatus(page, "ledger", "Available");
    await act(page, "ledger", "Stop temporarily", "Stop");
    await hasStatus(page, "ledger", "Stopped");
    await act(page, "ledger", "Start");
    await hasStatus(page, "ledger", "Available");

    await act(page, "ledger", "Modify", null);
    await page.getByText("Nothing is changed yet.").waitFor();
    await page.getByLabel("Backup retention period (days)").fill("7");
    await page.getByText("Changes: BackupRetentionPeriod.").waitFor();
    await page.getByLabel("Apply immediately").check();
    await checkAccessibility(page, "modify");
    await button(page, "Modify DB instance").click();
    await page.getByText("7 days").waitFor();
    await page.getByRole("tab", { name: "Logs & events" }).click();
    for (const event of ["DB instance restarted", "DB instance stopped"]) await page.getByText(event).first().waitFor();
  }));

test("an instance's log is viewed, watched and downloaded", { skip }, () =>
  onPage({}, async (page) => {
    await rowOf(page, "ledger").getByRole("link").click();
    const command = await page.getByText(/^psql "/).first().textContent();
    await page.getByRole("tab", { name: "Logs & events" }).click();
    const file = page.getByRole("table", { name: "Logs" }).getByRole("row", { name: /error\/postgresql\.log/ });
    await file.getByRole("radio").check();
    await button(page, "View").click();
    const text = page.getByRole("log");
    await text.getByText(/database system is ready to accept connections/).waitFor();
    await checkAccessibility(page, "a log");

    const failing = (name) => assert.rejects(psql(command, password, `select * from ${name}`), /does not exist/);
    await failing("not_read_yet");
    await page.getByRole("dialog").getByRole("button", { name: "Refresh" }).click();
    await text.getByText(/relation "not_read_yet" does not exist/).waitFor();
    await page.getByRole("switch", { name: "Watch" }).or(page.getByRole("checkbox", { name: "Watch" })).check();
    await failing("watched");
    await text.getByText(/relation "watched" does not exist/).waitFor();
    await button(page, "Close").click();

    const [download] = await Promise.all([page.waitForEvent("download"), button(page, "Download").click()]);
    assert.equal(download.suggestedFilename(), "ledger-error-postgresql.log");
    assert.match(await readFile(await download.path(), "utf8"), /relation "watched" does not exist/);
  }));

test("create a read replica and promote it", { skip }, () =>
  onPage({}, async (page) => {
    await act(page, "ledger", "Create read replica", null);
    await page.getByLabel("DB instance identifier").fill("ledger-copy");
    await button(page, "Create read replica").click();
    await hasStatus(page, "ledger-copy", "Available");
    await rowOf(page, "ledger-copy").getByText(/^[\d.]+ m?s$/).waitFor();
    await act(page, "ledger-copy", "Promote read replica");
    await rowOf(page, "ledger-copy").getByText("Instance", { exact: true }).waitFor({ timeout: 60_000 });
  }));

test("an Aurora cluster: add a reader, fail over", { skip }, () =>
  onPage({}, async (page) => {
    await button(page, "Create database").click();
    await page.getByLabel("Aurora (PostgreSQL Compatible)").check();
    await page.getByLabel("DB cluster identifier").fill("billing");
    await page.getByLabel("Master password").fill(password);
    await button(page, "Create database").click();
    await hasStatus(page, "billing-instance-1", "Available");
    await act(page, "billing", "Add reader", null);
    await button(page, "Add reader").click();
    await page.getByRole("heading", { name: "billing", level: 1 }).waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Databases" }).first().click();
    await hasStatus(page, "billing-instance-2", "Available");
    await act(page, "billing", "Failover");
    await rowOf(page, "billing-instance-2").getByText("Writer instance").waitFor({ timeout: 60_000 });
  }));

test("every page in the dark theme and on a narrow screen", { skip }, () =>
  onPage({ width: 390, height: 844, colorScheme: "dark" }, async (page) => {
    const pages = [
      ["databases:", "Databases"],
      ["database:id=ledger;is-cluster=false", "ledger"],
      ["database:id=billing;is-cluster=true;tab=monitoring", "billing"],
      ["database:id=ledger;is-cluster=false;tab=configuration", "ledger"],
      ["database:id=ledger;is-cluster=false;tab=logs", "ledger"],
      ["database:id=ledger;is-cluster=false;tab=tags", "ledger"],
      ["launch-dbinstance:", "Create database"],
      ["create-aurora-read-replica:id=ledger", "Create Aurora read replica"],
      ["events:", "Events"],
      ["alarms:", "CloudWatch alarms"],
    ];
    for (const [route, heading] of pages) {
      await page.evaluate((to) => (location.hash = to), route);
      await page.getByRole("heading", { level: 1, name: heading }).first().waitFor();
      const overflow = await page.evaluate(() => document.scrollingElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${route} is ${overflow} pixels too wide`);
      await checkAccessibility(page, route);
    }
    await page.evaluate(() => (location.hash = "databases:"));
    await picture(page, "narrow-dark");
  }));

test("tags are saved, filters and preferences work, another region has other databases", { skip }, () =>
  onPage({}, async (page) => {
    await rowOf(page, "ledger").getByRole("link").click();
    await page.getByRole("tab", { name: "Tags" }).click();
    await button(page, "Add new tag").click();
    await page.getByRole("combobox", { name: "Key" }).fill("team");
    await page.getByRole("combobox", { name: /^Value/ }).fill("lab");
    await button(page, "Save changes").click();
    await page.getByText("The tags have been saved.").waitFor();

    await page.getByRole("navigation").getByRole("link", { name: "Databases" }).first().click();
    await page.getByLabel("Filter by databases").fill("billing-instance-2");
    await page.getByText("1 match").first().waitFor();
    await rowOf(page, "ledger").waitFor({ state: "detached" });

    await page.getByRole("button", { name: /^Region: / }).click();
    await page.getByRole("menuitemcheckbox", { name: /eu-central-1/ }).click();
    await rowOf(page, "billing-instance-2").waitFor({ state: "detached" });
    assert.match(page.url(), /region=eu-central-1/);
  }));

test("the first view is light", { skip }, () =>
  onPage({}, async (page, { sizes }) => {
    await hasStatus(page, "ledger", "Available");
    const bytes = [...sizes].filter(([url]) => url.includes("/console/")).reduce((sum, [, size]) => sum + size, 0);
    assert.ok(bytes > 100_000 && bytes < mostBytes, `${bytes} bytes`);
  }));

test("files come compressed, cached, and with headers that keep a page to this server", { skip }, async () => {
  const get = (path, headers) => fetch(emulator.url + path, { headers, redirect: "manual" });
  const index = await get("/console/", { "Accept-Encoding": "gzip" });
  assert.equal(index.status, 200);
  assert.equal(index.headers.get("content-encoding"), "gzip");
  assert.equal(index.headers.get("cache-control"), "no-cache");
  assert.match(index.headers.get("content-security-policy"), /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.equal(index.headers.get("x-content-type-options"), "nosniff");
  assert.equal((await get("/console/", { "If-None-Match": index.headers.get("etag") })).status, 304);

  const html = await index.text();
  assert.equal(await (await get("/console/", { "Accept-Encoding": "identity" })).text(), html);
  const script = /src="(\/console\/assets\/[^"]+\.js)"/.exec(html)[1];
  const answer = await get(script);
  assert.match(answer.headers.get("cache-control"), /immutable/);
  assert.match(answer.headers.get("content-type"), /^text\/javascript/);

  assert.equal((await get("/console/nothing.js")).status, 404);
  assert.equal((await get("/console")).headers.get("location"), "/console/");
  assert.equal((await get("/", { Accept: "text/html" })).headers.get("location"), "/console/");
  assert.equal((await get("/", { Accept: "*/*" })).status, 200);
  assert.equal((await fetch(`${emulator.url}/console/`, { method: "POST", body: "x" })).status, 405);
});
