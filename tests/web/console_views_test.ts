import { assert, assertEquals } from "@std/assert";
import { browserTest } from "../helpers/browser.ts";
import { ConsolePage } from "../helpers/console_page.ts";
import { Gim } from "../helpers/gim.ts";
import {
  admin,
  API_KEY,
  API_KEY_FLAGS,
  READ_KEY,
} from "../helpers/server_api.ts";
import { StoredApplication } from "../helpers/stored_application.ts";

browserTest(
  "what was typed stays where it is refused, and what is shown is true",
  async (browser) => {
    await using gim = await Gim.start({ args: API_KEY_FLAGS });
    await using ann = await StoredApplication.start(gim.ws, "ann");
    await ann.store.join({ id: "lobby" });
    const operator = await ConsolePage.start(browser, gim.http, READ_KEY);
    const { page } = operator;
    const refused = page.getByRole("alert").getByText("403");
    const announcement = page.getByLabel("Announcement");
    await announcement.fill("Back in five minutes");
    await operator.button("Broadcast").click();
    await refused.waitFor();
    assertEquals(await announcement.inputValue(), "Back in five minutes");

    await operator.chatroom("lobby");
    const typed = { User: "mal", "Add a user": "ben", Name: "The Lobby" };
    const field = (label: string) => page.getByLabel(label, { exact: true });
    for (const [label, value] of Object.entries(typed)) {
      await field(label).fill(value);
    }
    const sanction = page.getByRole("combobox", { name: /^Sanction/ });
    await sanction.selectOption("ban");
    const role = page.getByLabel("Role of ann");
    await role.selectOption("member");
    await refused.waitFor();
    for (const button of ["Impose", "Add", "Save"]) {
      await operator.button(button).click();
      await refused.waitFor();
    }
    for (const [label, value] of Object.entries(typed)) {
      assertEquals(await field(label).inputValue(), value);
    }
    assertEquals(await sanction.inputValue(), "ban");
    assertEquals(await role.inputValue(), "creator");
  },
);

browserTest(
  "a user is shown with what they are and may in chatrooms, and as gone once they are",
  async (browser) => {
    await using gim = await Gim.start({ args: API_KEY_FLAGS });
    await using ann = await StoredApplication.start(gim.ws, "ann");
    await using mal = await StoredApplication.start(gim.ws, "mal");
    for (const id of ["den", "pub"]) {
      for (const each of [ann, mal]) await each.store.join({ id });
    }
    const rooms = "/admin/chatrooms";
    const put = (path: string, body: object) =>
      admin(gim.http, `PUT ${rooms}/${path}`, body);
    await put("den/members/mal", { role: "admin" });
    await put("den/mutes/mal", { reason: "loud" });
    await put("pub/bans/mal", { reason: "spam" });
    const operator = await ConsolePage.start(browser, gim.http, API_KEY);
    const { page } = operator;
    await operator.user("mal");
    const chatrooms = page.getByRole("region", {
      name: "Chatrooms of the user",
    });
    await chatrooms.getByText("admin").waitFor();
    await chatrooms.getByText("for good").waitFor();
    const sanctions = page.getByRole("region", {
      name: "Sanctions on the user",
    });
    for (const text of ["loud", "spam", "mute", "ban"]) {
      await sanctions.getByRole("cell", { name: text, exact: true }).waitFor();
    }
    await operator.watched.assertAccessible();
    await operator.button("Lift the ban in pub").click();
    await operator.sees("The ban in pub is lifted.");
    await operator.button("Lift the ban in pub").waitFor({ state: "detached" });
    await mal.store.join({ id: "pub" });

    await operator.button("Erase").focus();
    await page.keyboard.press("Enter");
    // Nothing is done by pressing on.
    await page.locator("button:focus", { hasText: /^No$/ }).waitFor();
    await operator.button("Yes, erase").click();
    await operator.button("Yes, erase").click();
    await operator.sees("The user is erased.");
    await operator.sees("There is no such user: they were erased");
    assertEquals(await page.getByRole("alert").count(), 0);
    // The ban outlives the user, and so does what is imposed on them.
    await operator.button("Lift the mute in den").waitFor();
    await operator.watched.assertAccessible();
    for (const gone of ["Disconnect", "Export", "Erase"]) {
      assertEquals(await operator.button(gone).count(), 0, gone);
    }
    await operator.button("Ban").click();
    await operator.sees("The user is banned.");
  },
);

browserTest(
  "a chatroom that is disbanded is shown as gone",
  async (browser) => {
    await using gim = await Gim.start({ args: API_KEY_FLAGS });
    await admin(gim.http, "POST /admin/chatrooms", { id: "den" });
    const operator = await ConsolePage.start(browser, gim.http, API_KEY);
    await operator.chatroom("den");
    await operator.button("Disband").click();
    await operator.button("Yes, disband").click();
    await operator.sees("The chatroom is disbanded.");
    await operator.sees("There is no such chatroom");
    assertEquals(await operator.button("Save").count(), 0);
  },
);

browserTest(
  "a long list is paged and filtered by the service, a page at a time",
  async (browser) => {
    await using gim = await Gim.start({ args: API_KEY_FLAGS });
    const ids = Array.from(
      { length: 120 },
      (_, at) => `room-${`${at}`.padStart(3, "0")}`,
    );
    await Promise.all(
      ids.map((id) => admin(gim.http, "POST /admin/chatrooms", { id })),
    );
    const operator = await ConsolePage.start(browser, gim.http, API_KEY);
    const asked: URL[] = [];
    operator.page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.pathname === "/admin/chatrooms") asked.push(url);
    });
    const shown = operator.page.getByRole("rowheader");
    await operator.tab("Chatrooms");
    await operator.sees("room-049");
    assertEquals(await shown.allInnerTexts(), ids.slice(0, 50));
    for (const [last, at] of [["room-099", 50], ["room-119", 100]] as const) {
      await operator.button("Next").click();
      await operator.sees(last);
      assertEquals(await shown.allInnerTexts(), ids.slice(at, at + 50));
    }
    assert(await operator.button("Next").isDisabled());
    await operator.button("Previous").click();
    await operator.sees("room-099");
    const field = operator.page.getByLabel("Id begins with");
    await field.pressSequentially("room-11");
    // Of "room-1" there are ten more.
    await operator.button("room-110").waitFor();
    await operator.button("room-109").waitFor({ state: "detached" });
    assertEquals(await shown.allInnerTexts(), ids.slice(110));
    assertEquals(
      asked.map(({ searchParams }) => searchParams.get("count")),
      asked.map(() => "50"),
    );
    // Four pages, and fewer for the filter than letters were typed.
    assert(asked.length < 4 + "room-11".length, `${asked.length} requests`);
    assertEquals(operator.watched.problems(), []);
  },
);

browserTest(
  "each limit is shown with what is used of it, and said in words when little is left",
  async (browser) => {
    await using gim = await Gim.start({
      args: [...API_KEY_FLAGS, "--max-connections", "1"],
    });
    const operator = await ConsolePage.start(browser, gim.http, API_KEY);
    await operator.sees("All is well.");
    const limits = operator.page.getByRole("region", { name: "Limits" });
    const sockets = limits.getByRole("listitem").filter({ hasText: "Sockets" });
    await sockets.getByText("0 of 1").waitFor();
    assertEquals(await sockets.getByText("refused with 503").count(), 0);
    await using _ann = await StoredApplication.start(gim.ws, "ann");
    await sockets.getByText("1 of 1").waitFor();
    await sockets.getByText("refused with 503").waitFor();
    const words = operator.page.getByRole("status", { name: "Not well" });
    await words.getByText("raise --max-connections").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await operator.page.emulateMedia({ colorScheme });
      await operator.watched.assertAccessible();
    }
    assertEquals(operator.watched.problems(), []);
  },
);
