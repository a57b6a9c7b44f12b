#!/usr/bin/env node
/**
 * The HTML report in headless Chromium: node scripts/browser.mjs [REPORT.html] [--pictures FOLDER]
 *
 * Walks overview, filter, claim, counterexample, copying a script; with JavaScript on and off, light and dark, on a phone,
 * and printed. Fails on a console error, a network request, a serious finding of axe-core, or a page wider than its window.
 * Needs Chromium: CHROMIUM names the program, else those of Debian and of Google are looked for (apt-get install chromium).
 * Last line: `N passed, N failed`.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [, , ...words] = process.argv;
const at = words.indexOf("--pictures");
const pictures = at < 0 ? undefined : words.splice(at, 2)[1];
const file = resolve(words[0] ?? join(root, "reports", "sample", "report.html"));
const executablePath = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => path !== undefined && path !== "" && existsSync(path));
if (executablePath === undefined)
  throw new Error("no Chromium found; install one (apt-get install chromium) or set CHROMIUM");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const url = pathToFileURL(file).href;
const DESKTOP = { width: 1200, height: 900 };
const PHONE = { width: 375, height: 720 };

const program = join(root, "dist", "src", "cli", "main.js");

/** Texts that would do something in a page that trusts them. */
const HOSTILE = [
  "</script><script>globalThis.broken = 1</script>",
  '"><img src=x onerror="globalThis.broken = 1"> $' + "{globalThis.broken = 1}",
  "\u202egnihton\u202c \u200f\u2066 \u0000 </title></style><svg onload=globalThis.broken=1>",
];

/** The record with every free text of its claims replaced. */
function poisoned(value, text, name = "") {
  const free = ["title", "plain", "statement", "locator", "reason", "breaks", "label", "conclusion", "stratum", "left", "right", "x", "y"]; // biome-ignore format: one line
  if (typeof value === "string") return free.includes(name) ? text : value;
  if (Array.isArray(value)) return value.map((entry) => poisoned(entry, text, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      name === "coverage" ? `${text} ${key}` : key,
      ["formula", "instance", "given", "then"].includes(key) ? entry : poisoned(entry, text, key),
    ]),
  );
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let passed = 0;
let failed = 0;

/** Opens the report in a context of its own and checks afterwards that nothing was asked of the network or complained of. */
async function scenario(name, options, act, address = url) {
  const context = await browser.newContext({ viewport: DESKTOP, ...options });
  const complaints = [];
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("data:")) complaints.push(`request: ${request.url()}`);
  });
  try {
    await page.goto(address);
    await act(page, context);
    assert.deepEqual(complaints, []);
    passed++;
    process.stdout.write(`ok   ${name}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`FAIL ${name}\n${error.stack}\n`);
  } finally {
    await context.close();
  }
}

async function picture(page, name, options = {}) {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), ...options });
}

/** No serious or critical finding, with everything that is folded away laid open. */
async function accessible(page) {
  // axe needs eval-like injection, which the page's policy forbids to the page but not to its debugger.
  await page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200))}`);
  assert.deepEqual(serious, []);
}

const visibleRows = (page) =>
  page.$$eval("tr.row", (rows) => rows.filter((row) => getComputedStyle(row).display !== "none").length);

/** Nothing sticks out to the right: wide tables scroll in boxes of their own. */
async function fits(page) {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(content <= window, `the page is ${content} wide in a window of ${window}`);
}

async function walk(page) {
  const all = await visibleRows(page);
  assert.ok(all > 1, "the overview has rows");
  await page.click("label[for=show-refuted]");
  const refuted = await visibleRows(page);
  if (refuted === 0) return heldOnly(page, all);
  assert.ok(refuted < all, `${refuted} of ${all} rows are shown`);
  await page.click("tr.is-refuted th a");
  const section = await page.evaluate(
    () => document.getElementById(decodeURIComponent(location.hash.slice(1)))?.tagName,
  );
  assert.equal(section, "SECTION", "the link leads to the claim");
  const banner = page.locator(`section:target .banner, :target .banner`).first();
  assert.match(await banner.innerText(), /The statement is false/);
  return true;
}

/** Of a run that refutes nothing: a claim, and from its table the counterexample to a mutant. False: nothing to copy. */
async function heldOnly(page, all) {
  await page.click("label[for=show-held]");
  assert.equal(await visibleRows(page), all);
  await page.click("tr.is-held th a");
  await page.locator(":target table a").first().click();
  const opened = await page.evaluate(() => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    return { open: target?.closest("details")?.open ?? true, text: target?.textContent ?? "" };
  });
  assert.equal(opened.open, true, "a link opens what it points into");
  assert.match(opened.text, /confirmed/);
  return false;
}

await scenario(
  "with JavaScript: overview, filter, claim, counterexample, copy",
  { permissions: ["clipboard-read", "clipboard-write"] },
  async (page) => {
    await picture(page, "overview");
    if (!(await walk(page))) return;
    await picture(page, "counterexample");
    const summary = page.locator(":target details summary", { hasText: "NumPy" }).first();
    await summary.click();
    const details = page
      .locator(":target details[open]", { has: page.locator("summary", { hasText: "NumPy" }) })
      .first();
    const button = details.locator("button.copy").first();
    await button.click();
    await page.waitForFunction((element) => element.textContent === "Copied", await button.elementHandle());
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /VIOLATED/);
    assert.equal(copied.trim(), (await details.locator("pre").first().textContent()).trim());
  },
);
await scenario(
  "without JavaScript: overview, filter, claim, counterexample",
  { javaScriptEnabled: false },
  async (page) => {
    // A page without scripts can't be asked by scripts: what is shown is asked of the browser itself.
    const shown = async () =>
      (await page.locator("tr.row").all()).length && (await page.locator("tr.row:visible").count());
    const all = await shown();
    await page.click("label[for=show-refuted]");
    const refuted = await shown();
    assert.ok(refuted < all, `${refuted} of ${all} rows are shown`);
    assert.equal(await page.locator("button.copy:visible").count(), 0, "no button that would do nothing");
    if (refuted === 0) return;
    await page.click("tr.is-refuted th a >> nth=0");
    assert.match(await page.locator(":target .banner").first().innerText(), /The statement is false/);
    assert.equal(await page.locator("button.copy:visible").count(), 0, "no button that would do nothing");
  },
);
for (const colorScheme of ["light", "dark"])
  for (const [name, viewport] of Object.entries({ desktop: DESKTOP, phone: PHONE }))
    await scenario(
      `${colorScheme}, ${name}: nothing sticks out, axe-core finds nothing serious`,
      { colorScheme, viewport },
      async (page) => {
        await picture(page, `overview-${colorScheme}-${name}`);
        await page.evaluate(() => document.querySelector("section section")?.scrollIntoView());
        await picture(page, `counterexample-${colorScheme}-${name}`);
        await fits(page);
        await accessible(page);
        await fits(page);
      },
    );
await scenario("every picture can be decoded, every link leads somewhere", {}, async (page) => {
  const broken = await page.evaluate(() => [
    ...[...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.alt),
    ...[...document.querySelectorAll('a[href^="#"]')]
      .filter((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))) === null)
      .map((link) => link.hash),
    ...[...document.querySelectorAll("svg use")]
      .filter((use) => document.querySelector(use.getAttribute("href")) === null)
      .map((use) => use.outerHTML),
  ]);
  assert.deepEqual(broken, []);
});
await scenario("a run that breaks its promise is drawn, its first violating step marked", {}, async (page) => {
  const plot = page.locator("figure.curve", { has: page.locator(".broken") }).first();
  if ((await plot.count()) === 0) return;
  assert.match(await plot.innerText(), /first broken at/);
  if (pictures !== undefined) await plot.screenshot({ path: join(pictures, "training.png") });
});
await scenario("by keyboard: skip link, chips, links have a visible focus", {}, async (page) => {
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.id), "show-refuted");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement.nextElementSibling).outlineStyle);
  assert.equal(outline, "solid");
});
await scenario("printed: at most two pages a counterexample", {}, async (page) => {
  const pages = async () =>
    ((await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  // The first counterexample alone on paper.
  await page.evaluate(() => {
    const section = document.querySelector("section section");
    document.body.replaceChildren(section);
  });
  const count = await pages();
  assert.ok(count >= 1 && count <= 2, `${count} pages`);
});
await scenario("size and policy", {}, async (page) => {
  assert.ok(statSync(file).size <= 500_000, `${statSync(file).size} bytes`);
  const policy = await page.getAttribute("meta[http-equiv=Content-Security-Policy]", "content");
  assert.match(policy, /default-src 'none'/);
});

const record = join(dirname(file), "run.json");
const hostile = mkdtempSync(join(tmpdir(), "lemmacheck-hostile-"));
if (existsSync(record) && existsSync(program))
  for (const [index, text] of HOSTILE.entries()) {
    const folder = join(hostile, String(index));
    mkdirSync(folder);
    writeFileSync(join(folder, "run.json"), JSON.stringify(poisoned(JSON.parse(readFileSync(record, "utf8")), text)));
    const words = [program, "report", join(folder, "run.json")];
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    await scenario(
      `a record whose texts are hostile (${index + 1}) runs nothing`,
      {},
      async (page) => {
        assert.equal(await page.evaluate(() => globalThis.broken), undefined);
        assert.ok((await visibleRows(page)) > 0);
        await fits(page);
      },
      status === 0 ? pathToFileURL(join(folder, "report.html")).href : assert.fail(stderr),
    );
  }
rmSync(hostile, { recursive: true });

await browser.close();
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
