import { assertEquals } from "@std/assert";
import { chatroomConversation } from "../../../src/domain/ids.ts";
import * as keys from "../../../src/storage/redis/keys.ts";
import { readDocument } from "../../helpers/documents.ts";

/** A key as the table of docs/scaling.md writes it. */
function inTheTable(key: string): string {
  return key
    .replace("gim:{r:x}", "<c>").replace("gim:{u:x}", "<u>")
    .replace(/:events:.*/, ":events:…");
}

Deno.test("docs/scaling.md has every key of Redis in its table", async () => {
  const { slow, request, ...ofRoom } = keys.keysOf(chatroomConversation("x"));
  const all = [
    ...Object.values(ofRoom),
    slow("<user>"),
    request("<user>", "<id>"),
    ...Object.values(keys.userKeys("x")),
    ...[keys.requestsKey("x"), keys.accessKey("x"), keys.onKey("x")],
    ...[keys.NODES_KEY, keys.SETTINGS_KEY, keys.EVENTS_KEY, keys.LOOK_KEY],
  ].map(inTheTable);
  const text = await readDocument("docs/scaling.md");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  const first = rows.map((row) => row.split("|")[1]).join(" ");
  assertEquals(all.filter((key) => !first.includes(`\`${key}\``)), []);
});
