// Debian's Chromium, and what holds for every page: no error, no request to another host, nothing axe objects to.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";

const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";
const screenshots = process.env.BOREALIS_SCREENSHOTS;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const options = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ...(process.getuid() === 0 ? ["--no-sandbox"] : []),
];

export const chromiumIsMissing = !existsSync(executable) && `${executable} is not installed: ./dev test`;

export async function launch() {
  return chromium.launch({ executablePath: executable, headless: true, args: options });
}

/** A page of the console in a context of its own, and a record of what went wrong on it. */
export async function openPage(browser, url, { width = 1280, height = 860, colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: url });
  const page = await context.newPage();
  const wrong = [];
  const sizes = new Map();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith("data:")) wrong.push(`foreign request: ${request.url()}`);
  });
  page.on("response", (response) => sizes.set(response.url(), Number(response.headers()["content-length"] ?? 0)));
  page.setDefaultTimeout(20_000);
  await page.goto(`${url}/`);
  return {
    page,
    sizes,
    wrong,
    close: async () => {
      await context.close();
      assert.deepEqual(wrong, []);
    },
    /** An answer of the API that is an error is an error to Chromium's console too: takes that one back. */
    expectRefusal: () => {
      const at = wrong.findIndex((text) => text.includes("the server responded with a status of 4"));
      assert.notEqual(at, -1, "the API refused nothing");
      wrong.splice(at, 1);
    },
  };
}

/** Keeps a picture as test output. */
export async function picture(page, name) {
  if (!screenshots) return;
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}

/** WCAG 2.1 AA as axe checks it. Its code comes in beside the page, whose Content Security Policy stays on. */
export async function checkAccessibility(page, where) {
  await page.evaluate(axe);
  // Cloudscape gives the toolbar of narrow screens an orientation, which a nav element must not have.
  const found = await page.evaluate(() => globalThis.axe.run({ exclude: ["nav[aria-orientation]"] }, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
  const told = found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  assert.deepEqual(told, [], where);
}
