// Opens a running desk in Chromium: contexts with and without scripts, and what went wrong on the way.
import { chromium } from "playwright-core";

/** Where the desk listens, without a slash at the end. */
export const BASE = (process.env.FADU_URL ?? "http://127.0.0.1:8899/").replace(/\/+$/, "");

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the system's Chromium; `CHROMIUM` names another one. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

/** A fresh visitor. Scripts are off unless asked for, because no page of the desk may need them. */
export async function visitor(browser, { lang = "zh", scripts = false, width = 1366, height = 768 } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: scripts,
    // axe adds its own script to the page, which the desk's policy would refuse.
    bypassCSP: scripts,
    locale: lang === "zh" ? "zh-CN" : "en-GB",
    viewport: { width, height },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const faults = [];
  const posts = [];
  page.on("pageerror", (error) => faults.push(`page error: ${error.message}`));
  page.on("console", (message) => {
    // The browser itself reports an answer of 404, 409 or 422 of a page as an error: the tests ask for these.
    const answered = /the server responded with a status of (404|409|422)/.test(message.text());
    if (message.type() === "error" && !answered) faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(BASE).origin) faults.push(`request to another host: ${request.url()}`);
    if (request.method() === "POST") posts.push(request.url());
  });
  return { context, page, faults, posts };
}

/** Opens a path of the desk and gives the answer. */
export async function open(page, path) {
  const answer = await page.goto(BASE + path);
  if (!answer) throw new Error(`${path}: no answer; is the desk running at ${BASE}?`);
  return answer;
}

/** The town's key, learnt from where the first page leads. */
export async function town(page) {
  await open(page, "/");
  return new URL(page.url()).pathname.slice(1);
}
