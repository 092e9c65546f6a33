import { assert, assertEquals } from "@std/assert";
import { readBody } from "../../src/api/body.ts";
import { systemClock } from "../../src/base/clock.ts";
import { bytesOf } from "../helpers/api_request.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { until } from "../helpers/promises.ts";
import { refusal } from "../helpers/refusal.ts";

type Stream = ReadableStream<Uint8Array<ArrayBuffer>>;

function read(
  body: Stream | null,
  { limit = 100, clock = systemClock, headers = {} }: {
    limit?: number;
    clock?: Pick<FakeClock, "after" | "cancel" | "nextTurn">;
    headers?: Record<string, string>;
  } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const request = { headers: new Headers(headers), body };
  return readBody(request, { limit, clock });
}

/** A body in pieces; tells how many were asked for. */
function pieces(size: number, count: number, end = (_: unknown) => {}) {
  let given = 0;
  let cancelled = false;
  const stream: Stream = new ReadableStream({
    type: "bytes",
    pull(controller) {
      const bytes = new Uint8Array(size).fill(given % 251);
      if (given++ < count) return controller.enqueue(bytes);
      end(controller);
      if (controller.byobRequest === null) return;
      controller.close();
      controller.byobRequest.respond(0);
    },
    cancel() {
      cancelled = true;
    },
  }, { highWaterMark: 0 });
  return { stream, given: () => given, cancelled: () => cancelled };
}

Deno.test("a body is read whole, whatever its pieces are", async () => {
  for (const [size, count] of [[1, 3000], [999, 3], [3000, 1], [50_000, 3]]) {
    const limit = size! * count!;
    const bytes = await read(pieces(size!, count!).stream, { limit });
    const expected = Array.from({ length: count! }, (_, at) => at % 251);
    assertEquals(bytes.length, limit);
    assertEquals(
      expected.map((_, at) => bytes[at * size!]),
      expected,
    );
    // A view would take the whole of its buffer with it over a border.
    assertEquals(bytes.buffer.byteLength, bytes.length);
  }
});

Deno.test("no body, and an empty one, are no bytes", async () => {
  assertEquals(await read(null), new Uint8Array());
  assertEquals(await read(pieces(0, 0).stream), new Uint8Array());
});

Deno.test("pieces of a byte leave turns to others", async () => {
  const clock = new FakeClock();
  const { stream, given } = pieces(1, 200);
  const reading = read(stream, { limit: 200, clock });
  for (const come of [64, 128, 192]) {
    await until(() => clock.pendingTurns > 0);
    assert(given() <= come + 1, `${given()} pieces in a turn`);
    clock.settle();
  }
  assertEquals((await reading).length, 200);
  assertEquals(clock.pendingTimers, 0);
});

Deno.test("a body may be as long as the limit and no byte longer", async () => {
  assertEquals((await read(pieces(100, 1).stream)).length, 100);
  const { code } = await refusal(() => read(pieces(101, 1).stream));
  assertEquals(code, 413);
});

Deno.test("a body that says that it is too long is not read at all", async () => {
  const { stream, given } = pieces(1, 1000);
  const headers = { "content-length": "1000" };
  const { code } = await refusal(() => read(stream, { headers }));
  assertEquals([code, given()], [413, 0]);
});

Deno.test("a body that turns out too long is read no further", async () => {
  const { stream, given, cancelled } = pieces(30, 1_000_000);
  const { code } = await refusal(() => read(stream));
  assertEquals([code, given() <= 5, cancelled()], [413, true, true]);
});

Deno.test("a body whose sender goes away is a 400, whatever has come of it", async () => {
  const { stream } = pieces(1, 3, () => {
    throw new TypeError("connection reset");
  });
  const { code, message } = await refusal(() => read(stream));
  assertEquals([code, message.startsWith("body: broke off")], [400, true]);
});

Deno.test("a body that is shorter than it said is a 400", async () => {
  const headers = { "content-length": "4" };
  for (const body of [null, pieces(0, 0).stream, pieces(1, 3).stream]) {
    const { code, message } = await refusal(() => read(body, { headers }));
    assertEquals([code, message.startsWith("body: broke off")], [400, true]);
  }
  assertEquals((await read(pieces(4, 1).stream, { headers })).length, 4);
});

Deno.test("a body that does not end in half a minute is a 400", async () => {
  const clock = new FakeClock();
  let cancelled = false;
  const body: Stream = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("{}")),
    cancel: () => void (cancelled = true),
  });
  const reading = refusal(() => read(bytesOf(body), { clock }));
  clock.advance(29_999);
  assertEquals(cancelled, false);
  clock.advance(1);
  const { code, message } = await reading;
  assertEquals([code, cancelled], [400, true]);
  assertEquals(message, "body: did not arrive in time");
});

Deno.test("a body that has come is waited for no longer", async () => {
  const clock = new FakeClock();
  await read(pieces(3, 2).stream, { clock });
  assertEquals(clock.pendingTimers, 0);
});
