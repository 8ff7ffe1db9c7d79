// Ways that several tests go: to each page of the desk, and through a disclosure request.
import { open } from "./desk.mjs";

/** The year that the demonstration reports on. */
export const YEAR = 2023;

/** Every kind of page that is reached by reading, as name and path; `page` is used to find a matter and a record. */
export async function pages(page, town) {
  await open(page, `/${town}/matters?procedure=hazard`);
  const matter = await page.locator("tbody a").first().getAttribute("href");
  await open(page, matter);
  const record = await page.locator("ol.history a[href*='/record/']").first().getAttribute("href");
  await open(page, record);
  const entry = await page.locator("a[href*='/entries?']").first().getAttribute("href");
  return [
    ["home", `/${town}`],
    ["report", `/${town}/report/${YEAR}`],
    ["figures", `/${town}/figures?year=${YEAR}`],
    ["figure", `/${town}/figures/hazard.found?year=${YEAR}`],
    ["matters", `/${town}/matters?procedure=hazard`],
    ["matter", matter],
    ["due", `/${town}/due`],
    ["record", `/${town}/record`],
    ["record entry", record],
    ["entry of a register", entry],
    ["form", `/${town}/begin/disclosure-request/receive`],
    ["form with tick boxes", `/${town}/begin/hazard/register`],
    ["not found", `/${town}/record/999999999`],
  ];
}

/** What a citizen writes in a request. */
export const REQUEST = {
  applicant: "测试申请人",
  contact: "测试联系方式",
  wanted: "二〇二三年度道路养护合同",
  received_on: "2024-02-26",
};

/** Fills in the form that begins a disclosure request. */
export async function fillRequest(page, town, change = {}) {
  await open(page, `/${town}/begin/disclosure-request/receive`);
  const facts = { ...REQUEST, ...change };
  for (const name of ["applicant", "contact", "wanted", "received_on"]) await page.fill(`[name=${name}]`, facts[name]);
  await page.selectOption("[name=channel]", { index: 1 });
}

/** Sends the form of the page. */
export async function send(page) {
  const [answer] = await Promise.all([
    page.waitForResponse((r) => r.request().method() === "POST"),
    page.locator("main form[method=post] button").click(),
  ]);
  await page.waitForLoadState();
  return answer;
}

/** Begins a request, and tries to refuse it without a ground: the page then shows the refusal. */
export async function refusedAnswer(page, town, officer) {
  await fillRequest(page, town);
  await send(page);
  await page.locator("a[href$='/do/answer']").click();
  await page.selectOption("[name='actor!']", officer);
  await page.selectOption("[name=outcome]", "不予处理");
  return send(page);
}
