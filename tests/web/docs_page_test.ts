import { assert, assertEquals } from "@std/assert";
import { browserTest } from "../helpers/browser.ts";
import { Gim } from "../helpers/gim.ts";
import { WatchedPage } from "../helpers/watched_page.ts";

browserTest("the first page leads to the others", async (browser) => {
  await using gim = await Gim.start();
  const watched = await WatchedPage.open(browser, `${gim.http}/`);
  const { page } = watched;
  await watched.assertAccessible();
  await page.getByRole("link", { name: "HTTP API" }).click();
  await page.getByRole("heading", { name: "GIM: HTTP API" }).waitFor();
  assertEquals(watched.problems(), []);
});

browserTest("the API's page shows each route and tries it", async (browser) => {
  await using gim = await Gim.start();
  const watched = await WatchedPage.open(browser, `${gim.http}/docs`);
  const { page } = watched;
  const { paths } = await (await fetch(`${gim.http}/openapi.json`)).json();
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) =>
      `${method.toUpperCase()} ${path}`
    )
  );
  await page.getByRole("article").first().waitFor();
  const shown = await page.getByRole("article").getByRole("heading", {
    level: 3,
  }).allInnerTexts();
  assertEquals(shown.toSorted(), routes.toSorted());

  const login = page.getByRole("article", { name: "POST /login" });
  await login.getByText("Answers").click();
  await login.getByText("fields of user").waitFor();
  await login.getByRole("button", { name: "Try it" }).click();
  await login.getByLabel("Body").fill('{"id":"ann"}');
  await login.getByRole("button", { name: "Send request" }).click();
  await login.getByRole("status").getByText("200", { exact: true }).waitFor();
  const token = await page.getByLabel("Token").inputValue();
  assert(token.startsWith("eyJ"), "the login's token is at hand");

  const find = page.getByRole("article", { name: "GET /users/{id}" });
  await find.getByRole("button", { name: "Try it" }).click();
  await find.getByLabel("id").fill("ann");
  await find.getByRole("button", { name: "Send request" }).click();
  const answer = find.getByLabel("Answer");
  await answer.getByText('"name": "ann"').waitFor();
  assert(!page.url().includes(token), "and in no address");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await watched.assertAccessible();
  }
  assertEquals(watched.problems(), []);
});
