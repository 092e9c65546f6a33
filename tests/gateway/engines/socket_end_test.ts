import { assertEquals } from "@std/assert";
import {
  GIVEN_UP,
  SocketEnd,
} from "../../../src/gateway/engines/socket_end.ts";
import { FakeClock } from "../../helpers/fake_clock.ts";

function watch(unread: number) {
  const clock = new FakeClock();
  let ends = 0;
  const end = new SocketEnd({
    clock,
    hasUnread: () => unread > 0,
    onEnd: () => ends++,
  });
  return { clock, end, ends: () => ends };
}

Deno.test("a socket of which all was read has ended when the runtime says so, once", () => {
  const { clock, end, ends } = watch(0);
  end.failed("Unexpected EOF");
  end.closed(0, { isOurs: false });
  clock.settle();
  end.closed(0, { isOurs: false });
  assertEquals(ends(), 1);
});

Deno.test("with something unread a socket has ended where its peer answered the close, or its transport broke", () => {
  for (const code of [1000, 4409]) {
    const { end, ends } = watch(1);
    end.closed(code, { isOurs: true });
    assertEquals(ends(), 1);
  }
  for (
    const broken of [
      "TypeError: Broken pipe (os error 32)",
      "Failed to send frame",
    ]
  ) {
    const { end, ends } = watch(1);
    end.failed(broken);
    assertEquals(ends(), 1);
  }
});

Deno.test("a close frame of the peer that has no code is an end where we have not closed, as the runtime answers it behind all else", () => {
  const { end, ends } = watch(1);
  end.closed(1005, { isOurs: false });
  assertEquals(ends(), 1);
});

Deno.test("with something unread the first of two ends is none", () => {
  for (const code of [0, 1005]) {
    const { clock, end, ends } = watch(1);
    end.closed(code, { isOurs: true });
    clock.settle();
    assertEquals(ends(), 0);
    end.closed(0, { isOurs: true });
    assertEquals(ends(), 1);
  }
});

Deno.test("an error and the close after it are one end", () => {
  const { clock, end, ends } = watch(1);
  end.failed("Unexpected EOF");
  end.closed(0, { isOurs: false });
  clock.settle();
  assertEquals(ends(), 0);
});

Deno.test("a socket that nothing more is heard of is given up after a quarter of an hour", () => {
  const { clock, end, ends } = watch(1);
  clock.advance(GIVEN_UP);
  assertEquals(ends(), 0, "nothing was told yet");
  end.failed("Unexpected EOF");
  clock.advance(GIVEN_UP - 1);
  assertEquals(ends(), 0);
  clock.advance(1);
  end.closed(0, { isOurs: false });
  assertEquals([ends(), clock.pendingTimers], [1, 0]);
});
