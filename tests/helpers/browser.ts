import { type Browser, chromium } from "playwright-core";

/** Where Debian's package puts it. */
const CHROMIUM = "/usr/bin/chromium";
const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"],
  ...["--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** Is there a Chromium? */
export const CHROMIUM_IS_HERE = exists(CHROMIUM);

/** Runs something with a headless Chromium of its own. */
export async function withBrowser(
  run: (browser: Browser) => Promise<void>,
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: FLAGS,
  });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

/** A test with a browser, skipped where there is none. */
export function browserTest(
  name: string,
  run: (browser: Browser) => Promise<void>,
): void {
  const test = () => withBrowser(run);
  if (CHROMIUM_IS_HERE) Deno.test(name, test);
  else Deno.test.ignore(`${name}: there is no ${CHROMIUM}`, test);
}
