import { assertEquals } from "@std/assert";
import { linesAbout } from "./lines_about.ts";

const LOG = [
  "1 u3.a#1 connects",
  "2 u3.b#1 connects",
  "3 u3.a#1 asks to join r2",
  "4 u3.a#1 sends u3-4 to 1:r2",
  "5 u3.a#1 may join r2: 0",
  "6 u3.a#1 gives 1:r1 1",
  "7 the service is killed",
  "8 u3.a#1 is closed 1006",
  "9 u1.a#2 wants to ban u3 in r2",
  "10 u3.a#2 gives 1:r2 24",
  "11 u3.a#2 lists 2:u1:u3: 4, unread 0, read 0",
];

Deno.test("linesAbout() are those of the device in the conversation", () => {
  assertEquals(
    linesAbout("lost: u3.a 1:r2 was not given 22", LOG).map((line) =>
      Number.parseInt(line)
    ),
    [1, 3, 5, 7, 8, 9, 10],
  );
  assertEquals(
    linesAbout("lost: u3.a has up to 3 of 4 in 2:u1:u3", LOG).map((line) =>
      Number.parseInt(line)
    ),
    [1, 7, 8, 11],
  );
});

Deno.test("linesAbout() are none where a fault names no conversation", () => {
  assertEquals(linesAbout("no rest at the end: u1.a is online", LOG), []);
});
