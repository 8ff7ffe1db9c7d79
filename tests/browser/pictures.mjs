// Takes the pictures of docs/pictures from a running demonstration.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch, open, town as townOf, visitor } from "./desk.mjs";
import { YEAR, pages, refusedAnswer } from "./ways.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const OFFICER = process.env.FADU_OFFICER ?? "溪戊寅";

await mkdir(FOLDER, { recursive: true });
const browser = await launch();

/** One picture of what `walk` leads to. */
async function picture(name, options, walk) {
  const { context, page } = await visitor(browser, { width: 1366, height: 900, ...options });
  const town = await townOf(page);
  await walk(page, town);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await context.close();
}

const report = (page, town) => open(page, `/${town}/report/${YEAR}`);
const matter = async (page, town) => {
  const [, path] = (await pages(page, town)).find(([name]) => name === "matter");
  await open(page, path);
};

try {
  await picture("report-zh", {}, report);
  await picture("figure-zh", {}, (page, town) => open(page, `/${town}/figures/hazard.found?year=${YEAR}`));
  await picture("matter-zh", {}, matter);
  await picture("matter-en", { lang: "en" }, matter);
  await picture("report-phone", { width: 360, height: 740 }, report);
  await picture("refusal-zh", {}, (page, town) => refusedAnswer(page, town, OFFICER));
} finally {
  await browser.close();
}
