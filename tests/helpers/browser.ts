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

/** A test with a headless Chromium of its own, skipped where there is none. */
export function browserTest(
  name: string,
  run: (browser: Browser) => Promise<void>,
): void {
  const withBrowser = async () => {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: FLAGS,
    });
    try {
      await run(browser);
    } finally {
      await browser.close();
    }
  };
  if (exists(CHROMIUM)) Deno.test(name, withBrowser);
  else Deno.test.ignore(`${name}: there is no ${CHROMIUM}`, withBrowser);
}
