import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { ReplyError } from "../../src/base/errors.ts";
import {
  applyChange,
  type Configured,
  defaultSettings,
  MAX_DATA_KEYS,
  type SettingsChange,
} from "../../src/domain/chatroom_settings.ts";
import { MAX_DATA_VALUE } from "../../src/domain/key_data.ts";

const fresh: Configured = {
  settings: defaultSettings("room"),
  passwordHash: undefined,
  version: 1,
};

const key = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "a"),
  fc.string({ unit: fc.constantFrom(..."ab_."), minLength: 1, maxLength: 3 }),
);
const data = fc.dictionary(key, fc.option(fc.string({ maxLength: 5 })), {
  maxKeys: 8,
});
const change: fc.Arbitrary<SettingsChange> = fc.record({
  name: fc.constantFrom(undefined, "room", "other"),
  join: fc.constantFrom(undefined, "open", "invite"),
  send: fc.constantFrom(undefined, "all", "admins"),
  history: fc.constantFrom(undefined, "all", "joined"),
  maxMembers: fc.constantFrom(undefined, 0, 7),
  slowMode: fc.constantFrom(undefined, 0, 500),
  data: fc.option(data, { nil: undefined }),
});

Deno.test("changes one after the other are merged as a map would be", () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
    let room = fresh;
    const expected = new Map<string, string>();
    for (const each of changes) {
      const before = room;
      room = applyChange(room, each);
      for (const [key, value] of Object.entries(each.data ?? {})) {
        if (value === null) expected.delete(key);
        else expected.set(key, value);
      }
      const found = new Map(Object.entries(room.settings.data));
      assertEquals(found, expected);
      const isSame = room === before;
      assertEquals(room.version, before.version + (isSame ? 0 : 1));
    }
    assertEquals(Object.getPrototypeOf({}), Object.prototype);
  }));
});

Deno.test("the same change twice changes something once", () => {
  fc.assert(fc.property(change, (change) => {
    const room = applyChange(fresh, change);
    assertStrictEquals(applyChange(room, change), room);
  }));
});

Deno.test("a password is needed where one is asked for, and kept", () => {
  const ask = { join: "password" } as const;
  const { code } = assertThrows(() => applyChange(fresh, ask), ReplyError);
  assertEquals(code, 400);
  const set = applyChange(fresh, { ...ask, passwordHash: "h" });
  assertEquals([set.passwordHash, set.version], ["h", 2]);
  const open = applyChange(set, { join: "open" });
  assertEquals(applyChange(open, ask).passwordHash, "h");
  assertEquals(applyChange(set, { passwordHash: "h" }).version, 3);
});

Deno.test("data has bounds, of its keys together and of each value", () => {
  const keys = Array.from({ length: MAX_DATA_KEYS }, (_, at) => `k${at}`);
  const full = applyChange(fresh, {
    data: Object.fromEntries(keys.map((key) => [key, "x"])),
  });
  const refused: SettingsChange[] = [
    { data: { more: "x" } },
    { data: { k0: "x".repeat(MAX_DATA_VALUE + 1) } },
    { data: { k0: "€".repeat(MAX_DATA_VALUE / 3 + 1) } },
  ];
  for (const change of refused) {
    const { code } = assertThrows(() => applyChange(full, change), ReplyError);
    assertEquals(code, 413);
  }
  const swapped = applyChange(full, { data: { k0: null, more: "x" } });
  assert(!("k0" in swapped.settings.data));
});
