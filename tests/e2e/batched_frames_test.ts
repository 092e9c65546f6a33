import { assert, assertEquals, assertLess } from "@std/assert";
import {
  BatchClient,
  DELIMITED,
  LINES,
  type Part,
} from "../helpers/batch_client.ts";
import { TestClient } from "../helpers/client.ts";
import { OP, PRIVATE, PUSH, unique } from "../helpers/contract.ts";
import { serviceOfThisFile, THREADS } from "../helpers/gim.ts";
import { ProtoClient } from "../helpers/proto_client.ts";
import { scrape, sumOf } from "../helpers/scrape.ts";

const gim = serviceOfThisFile();
const IS_THREADED = THREADS !== "1";
const FRAME_LIMIT = 64 * 1024;
/** What is no envelope in either encoding. */
const BROKEN = "\xff{";

function sends(target_id: string, count: number, content = "hi"): Part[] {
  return Array.from({ length: count }, (_, at) => [
    OP.send,
    at + 1,
    { type: PRIVATE, target_id, content: `${at} ${content}` },
  ]);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

for (const batching of [LINES, DELIMITED]) {
  const { subprotocol } = batching;
  const connect = () => BatchClient.connect(gim.ws, batching);
  const login = (id: string) => BatchClient.login(gim.ws, id, batching);

  Deno.test(`${subprotocol}: a whole life in one frame is answered in its order`, async () => {
    const [id, peer] = [unique("u"), unique("peer")];
    await using client = await connect();
    assertEquals(client.protocol, subprotocol);
    client.send(
      [OP.heartbeat, 1],
      [OP.sessions, 2],
      [OP.login, 3, { id }],
      ...sends(peer, 1).map(([op, , body]) => [op, 4, body] as Part),
      [OP.history, 5, { session_id: `2:${peer}` }],
      [OP.history, 6, { session_id: "none" }],
      [OP.logout, 7],
      [OP.sessions, 8],
    );
    const answers = await client.envelopes(8);
    assertEquals(
      answers.map(({ seq, code }) => [seq, code]),
      [[1, 0], [2, 401], [3, 0], [4, 0], [5, 0], [6, 400], [7, 0], [8, 401]],
    );
    assertEquals(answers[4]?.data.items[0].id, answers[3]?.data.id);
  });

  Deno.test(`${subprotocol}: what is answered in one turn comes in one frame`, async () => {
    await using client = await login(unique("u"));
    const peer = unique("peer");
    client.send(...sends(peer, 8));
    const all = await client.envelopes(8);
    assertEquals(
      all.map(({ op, seq }) => [op, seq]),
      upTo(8).map((seq) => [OP.send + 1, seq]),
    );
    if (!IS_THREADED) assertEquals(client.frames.length, 1);
  });

  Deno.test(`${subprotocol}: a frame of a thousand requests is answered, each once and in order`, async () => {
    await using client = await login(unique("u"));
    client.send(...upTo(1000).map((seq): Part => [OP.heartbeat, seq]));
    client.send([OP.heartbeat, 1001]);
    const all = await client.envelopes(1001);
    assertEquals(all.map(({ seq }) => seq), upTo(1001));
    assertLess(client.frames.length, IS_THREADED ? 1002 : 200);
  });

  Deno.test(`${subprotocol}: a part that is malformed is answered by itself, and the others are served`, async () => {
    await using client = await connect();
    client.send([OP.heartbeat, 1], BROKEN, [OP.heartbeat, 2], BROKEN);
    client.send([OP.heartbeat, 3]);
    const all = await client.envelopes(5);
    assertEquals(
      all.map(({ seq, code }) => [seq, code]),
      [[1, 0], [0, 400], [2, 0], [0, 400], [3, 0]],
    );
  });

  Deno.test(`${subprotocol}: after the tenth malformed part nothing of the frame is served`, async () => {
    await using client = await connect();
    const nine = Array.from({ length: 9 }, () => BROKEN);
    client.send(...nine, [OP.heartbeat, 1], BROKEN, [OP.heartbeat, 2], BROKEN);
    client.send([OP.heartbeat, 3]);
    assertEquals((await client.ended()).code, 4400);
    const seqs = client.frames.flat().map(({ seq }) => seq);
    assertEquals(seqs, [...nine.map(() => 0), 1, 0]);
  });

  Deno.test(`${subprotocol}: a frame without an envelope is malformed, once`, async () => {
    await using client = await connect();
    client.send();
    client.send([OP.heartbeat, 1]);
    const all = await client.envelopes(2);
    assertEquals(all.map(({ seq, code }) => [seq, code]), [[0, 400], [1, 0]]);
  });

  Deno.test(`${subprotocol}: a frame of the other kind closes 1003`, async () => {
    await using client = await connect();
    const other = batching === LINES ? DELIMITED : LINES;
    client.send([OP.heartbeat, 1]);
    client.sendFrame(other.frame([[OP.heartbeat, 2]]));
    assertEquals((await client.ended()).code, 1003);
    assertEquals(client.frames.flat().map(({ seq }) => seq), [1]);
  });

  Deno.test(`${subprotocol}: messages of one turn share pushes with every receiver, in their order`, async () => {
    const [id, peer] = [unique("u"), unique("peer")];
    await using client = await login(id);
    await using device = await login(peer);
    await using other = await login(id);
    await using plain = await TestClient.login(gim.ws, peer);
    await using object = await TestClient.login(gim.ws, peer, {
      protocols: ["gim.json"],
    });
    await using binary = await ProtoClient.login(gim.ws, peer);
    client.send(...sends(peer, 12));
    const sent = (await client.envelopes(12)).map(({ data }) => data.id);
    for (const receiver of [device, other]) {
      const { items, sizes } = await receiver.messages(12);
      assertEquals(items.map(({ id }) => id), sent);
      // The first of them are begun as they come, the others in the next turn.
      if (!IS_THREADED) assert(sizes.length < 4, `${sizes}`);
    }
    for (const receiver of [plain, object, binary]) {
      const ids: string[] = [];
      while (ids.length < 12) {
        const { body } = await receiver.next(({ op }) => op === PUSH.messages);
        const { items } = body as { items: { id: string }[] };
        ids.push(...items.map(({ id }) => id));
      }
      assertEquals(ids, sent);
      assertEquals(receiver.inbox.length, 0);
    }
  });

  Deno.test(`${subprotocol}: a frame of the service is at most 64 KiB, but for a larger page`, async () => {
    const [id, peer] = [unique("u"), unique("peer")];
    await using client = await login(id);
    for (let round = 0; round < 3; round++) {
      client.send(...sends(peer, 10, "x".repeat(4000)));
      await client.envelopes(10 * (round + 1));
    }
    client.frames.length = 0;
    const body = { session_id: `2:${peer}`, count: 6 };
    client.send(
      ...upTo(9).map((seq): Part => [OP.history, seq, body]),
      [OP.history, 10, { ...body, count: 30 }],
      ...upTo(3).map((seq): Part => [OP.heartbeat, 10 + seq]),
    );
    const all = await client.envelopes(13);
    assertEquals(all.map(({ seq }) => seq), upTo(13));
    for (const frame of client.frames) {
      const bytes = frame.map((each) => JSON.stringify(each).length);
      const sum = bytes.reduce((all, size) => all + size);
      assert(frame.length === 1 || sum < FRAME_LIMIT, `${bytes}`);
    }
    assertEquals(all[9]?.data.items.length, 30);
  });

  Deno.test(`${subprotocol}: frames and envelopes are counted apart`, async () => {
    const before = await scrape(gim.http);
    await using client = await connect();
    client.send(...upTo(5).map((seq): Part => [OP.heartbeat, seq]), BROKEN);
    await client.envelopes(6);
    const after = await scrape(gim.http);
    const grew = (name: string, label = "") =>
      sumOf(after, name, label) - sumOf(before, name, label);
    assertEquals(grew("gim_socket_frames_received_total"), 1);
    assertEquals(grew("gim_socket_frames_sent_total"), client.frames.length);
    const beats = 'op="heartbeat"';
    assertEquals(grew("gim_frames_received_total", beats), 5);
    assertEquals(grew("gim_frames_sent_total", beats), 5);
    assertEquals(grew("gim_frames_received_total", 'op="malformed"'), 1);
  });
}

Deno.test("gim.json.lines: line ends and empty lines change nothing", async () => {
  const beat = (seq: number) => `{"op":105,"seq":${seq}}`;
  await using client = await BatchClient.connect(gim.ws, LINES);
  client.sendFrame(beat(1));
  client.sendFrame(`${beat(2)}\n`);
  client.sendFrame(`\n\n${beat(3)}\n\n\n${beat(4)}\n\n`);
  client.sendFrame(`${beat(5)}\r\n  ${beat(6)}  \n${beat(7)}`);
  client.sendFrame('{"op":101,"seq":8,"body":"{\\"id\\":\\"a\\\\nb\\"}"}');
  const all = await client.envelopes(8);
  assertEquals(all.map(({ seq }) => seq), upTo(8));
  assertEquals(all.map(({ code }) => code), [0, 0, 0, 0, 0, 0, 0, 400]);
});

Deno.test("gim.json.lines: a line of blanks, or with two envelopes, is malformed", async () => {
  await using client = await BatchClient.connect(gim.ws, LINES);
  client.sendFrame('{"op":105,"seq":1}\n \n{"op":105}{"op":105}\n{"op":105\n}');
  const all = await client.envelopes(5);
  assertEquals(all.map(({ code }) => code), [0, 400, 400, 400, 400]);
});

Deno.test("gim.proto.delimited: a length beyond the frame is one malformed part, and what came before is served", async () => {
  const beat = (seq: number) => DELIMITED.frame([[OP.heartbeat, seq]]);
  const cut = [[5, 8, 1], [0xff], [0x80, 0x80], new Array(11).fill(0x80)];
  await using client = await BatchClient.connect(gim.ws, DELIMITED);
  for (const [at, bytes] of cut.entries()) {
    const frame = [...beat(2 * at + 1) as Uint8Array, ...bytes];
    client.sendFrame(new Uint8Array(frame));
    client.sendFrame(beat(2 * at + 2));
  }
  const all = await client.envelopes(3 * cut.length);
  assertEquals(
    all.map(({ seq, code }) => [seq, code]),
    cut.flatMap((_, at) => [[2 * at + 1, 0], [0, 400], [2 * at + 2, 0]]),
  );
});

Deno.test("gim.proto.delimited: an envelope of no bytes names no request, and is not malformed", async () => {
  await using client = await BatchClient.connect(gim.ws, DELIMITED);
  client.sendFrame(new Uint8Array(20));
  client.send([OP.heartbeat, 1]);
  const all = await client.envelopes(21);
  assertEquals(all.map(({ code }) => code), [...new Array(20).fill(400), 0]);
});

Deno.test("the first subprotocol that is known wins, with these too", async () => {
  const offers = [
    [["gim.json.lines", "gim.json"], "gim.json.lines"],
    [["gim.json", "gim.json.lines"], "gim.json"],
    [["gim.lines", "gim.proto.delimited", "gim.json"], "gim.proto.delimited"],
  ] as const;
  for (const [protocols, chosen] of offers) {
    await using client = await TestClient.connect(gim.ws, { protocols });
    assertEquals(client.protocol, chosen);
  }
});
