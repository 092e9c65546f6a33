import { assert, assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { ArchiveTarget } from "../../../src/storage/archive/archive.ts";
import { importArchive } from "../../../src/storage/archive/import_archive.ts";
import { ArchiveError } from "../../../src/storage/archive/records.ts";

const FIRST = { kind: "gim-export", version: 1 };
const ANN = { kind: "user", id: "ann", name: "Ann", last_seen: 5 };
const BANNED = {
  kind: "restricted",
  user_id: "eve",
  banned: true,
  until: 9,
  reason: "spam",
  revoked_at: 8,
};
const PAIR = {
  kind: "conversation",
  id: "2:ann:bob",
  last_sequence: 2,
  last_at: 7,
  last_change: 0,
};
const PLACE = {
  kind: "member",
  user_id: "ann",
  joined_at: 0,
  joined_sequence: 0,
  read_sequence: 1,
  own_sequence: 2,
};
const DONE = { kind: "done", id: "2:ann:bob", members: 1, messages: 2 };
const END = { kind: "end", users: 1, conversations: 1, messages: 2 };

function message(sequence: number) {
  return {
    kind: "message",
    sequence,
    id: `0mx2ozprg0000${sequence}`,
    sender_id: "ann",
    sender_name: "Ann",
    category: "text",
    content: "x",
    status: 1,
    created_at: 7,
  };
}

const WHOLE = [FIRST, ANN, PAIR, PLACE, message(1), message(2), DONE, END];

const ROOM = {
  kind: "conversation",
  id: "1:room",
  last_sequence: 0,
  last_at: 0,
  last_change: 0,
  name: "Room",
  created_at: 5,
  join: "password",
  password_hash: "hash",
  data: { topic: "x" },
  version: 3,
};
const ADMIN = { ...PLACE, rank: 2, added: true };
const BAN = {
  kind: "sanction",
  sanction: "ban",
  user_id: "cat",
  by: "ann",
  at: 6,
  until: 9,
};
const GOVERNED = [
  FIRST,
  ROOM,
  ADMIN,
  BAN,
  { kind: "done", id: "1:room", members: 1, sanctions: 1, messages: 0 },
  { kind: "end", users: 0, conversations: 1, messages: 0 },
];

/** Takes all, and remembers it. */
function createTarget() {
  const taken: unknown[] = [];
  const target: ArchiveTarget = {
    addUsers: (users) => Promise.resolve(void taken.push(...users)),
    restrict: (all) => Promise.resolve(void taken.push(...all)),
    begin: (about) => {
      taken.push(about);
      return Promise.resolve({
        addMessages: (all) => Promise.resolve(void taken.push(...all)),
        finish: (members, sanctions) =>
          Promise.resolve(void taken.push(...members, ...sanctions)),
      });
    },
    close: () => Promise.resolve(),
  };
  return { target, taken };
}

async function* linesOf(records: readonly unknown[]) {
  for (const record of records) {
    yield typeof record === "string" ? record : JSON.stringify(record);
  }
}

function take(records: readonly unknown[], { target } = createTarget()) {
  return importArchive(linesOf(records), target);
}

Deno.test("an import hands over what the export has, without the words for its lines", async () => {
  const bench = createTarget();
  const counts = await take(WHOLE, bench);
  assertEquals(counts, {
    users: 1,
    restricted: 0,
    conversations: 1,
    messages: 2,
  });
  const expected = [ANN, PAIR, message(1), message(2), PLACE];
  assertEquals(
    bench.taken,
    expected.map(({ kind: _, ...fields }: { kind: string }) => fields),
  );
});

Deno.test("what governs a chatroom is handed over, too", async () => {
  const bench = createTarget();
  await take(GOVERNED, bench);
  assertEquals(
    bench.taken,
    [ROOM, ADMIN, BAN].map(({ kind: _, ...fields }: { kind: string }) =>
      fields
    ),
  );
});

Deno.test("who is banned from the service is handed over, whether they are a user or not", async () => {
  const bench = createTarget();
  const end = { ...END, restricted: 1 };
  const [, , ...rest] = WHOLE.slice(0, -1);
  await take([FIRST, ANN, BANNED, ...rest, end], bench);
  assertEquals(
    bench.taken.slice(0, 2),
    [ANN, BANNED].map(({ kind: _, ...fields }: { kind: string }) => fields),
  );
});

Deno.test("a line that is wrong or in the wrong place is named with its number", async () => {
  const wrong: [unknown[], string][] = [
    [[], "line 1: expected more: the export was cut short"],
    [["{"], "line 1: not JSON"],
    [["7"], "line 1: not a JSON object"],
    [["[]"], "line 1: not a JSON object"],
    [[{ kind: "x" }], "line 1: kind: expected one of gim-export, user,"],
    [[ANN], "line 1: expected gim-export as the first line, and only there"],
    [[FIRST, FIRST], "line 2: expected gim-export as the first line"],
    [[{ ...FIRST, version: 4 }], "line 1: version: got 4: expected 1 to 3"],
    [[FIRST, { ...ANN, id: "a:b" }], "line 2: id: "],
    [[FIRST, { ...ANN, last_seen: -1 }], "line 2: last_seen: "],
    [[FIRST, { ...ANN, name: undefined }], "line 2: name: "],
    [[FIRST, PLACE], "line 2: expected a conversation before it"],
    [[FIRST, { ...PAIR, name: "x" }], "line 2: name, created_at: "],
    [[FIRST, { ...PAIR, id: "1:room" }], "line 2: name, created_at: "],
    [[FIRST, BAN], "line 2: expected a conversation before it"],
    [[FIRST, PAIR, { ...BAN, sanction: "x" }], "line 3: sanction: "],
    [[...GOVERNED.slice(0, 3), ...GOVERNED.slice(4)], "line 4: not what was"],
    [[FIRST, PAIR, PAIR], "line 3: the one before is not done"],
    [[FIRST, PAIR, ANN], "line 3: a user in a conversation"],
    [[FIRST, PAIR, BANNED], "line 3: a user in a conversation"],
    [[FIRST, { ...BANNED, banned: false }], "line 2: banned: "],
    [[FIRST, { ...BANNED, user_id: "" }], "line 2: user_id: "],
    [[FIRST, ANN, BANNED, ...WHOLE.slice(2)], "line 9: not what was"],
    [[FIRST, PAIR, message(1), message(3)], "line 4: sequence: expected 2"],
    [[FIRST, PAIR, { ...message(1), status: 3 }], "line 3: status: "],
    [[...WHOLE.slice(0, 5), DONE], "line 6: not what was before it"],
    [[...WHOLE.slice(0, 3), ...WHOLE.slice(4)], "line 6: not what was"],
    [[...WHOLE.slice(0, 7), { ...END, users: 2 }], "line 8: not what was"],
    [WHOLE.slice(0, -1), "line 8: expected more: the export was cut short"],
    [[...WHOLE, ANN], "line 9: expected nothing behind the end"],
  ];
  for (const [records, expected] of wrong) {
    const { message } = await assertRejects(() => take(records), ArchiveError);
    assertEquals(message.slice(0, expected.length), expected);
  }
});

Deno.test("whatever a file holds, an import ends well or says what is wrong", async () => {
  const junk = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...WHOLE));
  const changed = fc.tuple(fc.nat(WHOLE.length), fc.nat(3), fc.array(junk))
    .map(([at, gone, added]) => {
      const records: unknown[] = [...WHOLE];
      records.splice(at, gone, ...added);
      return records;
    });
  await fc.assert(fc.asyncProperty(changed, async (records) => {
    const fault = await take(records).then(() => undefined, (fault) => fault);
    assert(fault === undefined || fault instanceof ArchiveError, `${fault}`);
  }));
});
