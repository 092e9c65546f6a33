import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Codec, Push } from "../../src/protocol/codec.ts";
import {
  jsonWithObjectBodies,
  jsonWithStringBodies,
} from "../../src/protocol/json.ts";
import { SharedFrame } from "../../src/push/shared_frame.ts";

const PUSH: Push = {
  op: 503,
  body: { event: "read", session_id: "1:a", user_id: "b", sequence: 1 },
};

function counting(codec: Codec): { codec: Codec; encoded: () => number } {
  let calls = 0;
  const encodePush = (push: Push) => {
    calls++;
    return codec.encodePush(push);
  };
  return { codec: { ...codec, encodePush }, encoded: () => calls };
}

function unexpected(fault: unknown): void {
  throw fault;
}

Deno.test("a shared frame is encoded once per codec", () => {
  const first = counting(jsonWithObjectBodies);
  const second = counting(jsonWithStringBodies);
  const frame = new SharedFrame(PUSH, unexpected);
  for (let receiver = 0; receiver < 3; receiver++) {
    const encoded = frame.encodedBy(first.codec);
    assertEquals(encoded, jsonWithObjectBodies.encodePush(PUSH));
    assertStrictEquals(frame.encodedBy(first.codec), encoded);
    const other = frame.encodedBy(second.codec);
    assertEquals(other, jsonWithStringBodies.encodePush(PUSH));
  }
  assertEquals([first.encoded(), second.encoded()], [1, 1]);
});

Deno.test("a frame that nobody receives is never encoded", () => {
  const { encoded } = counting(jsonWithObjectBodies);
  new SharedFrame(PUSH, unexpected);
  assertEquals(encoded(), 0);
});

Deno.test("an encoding that fails is told once, and costs the other encodings nothing", () => {
  const fault = new Error("no bytes");
  const faults: unknown[] = [];
  const broken = {
    ...jsonWithObjectBodies,
    encodePush: () => {
      throw fault;
    },
  };
  const frame = new SharedFrame(PUSH, (each) => faults.push(each));
  for (let receiver = 0; receiver < 3; receiver++) {
    assertEquals(frame.encodedBy(broken), undefined);
  }
  const whole = jsonWithStringBodies.encodePush(PUSH);
  assertEquals(frame.encodedBy(jsonWithStringBodies), whole);
  assertEquals(faults, [fault]);
});
