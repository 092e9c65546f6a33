import { assertEquals } from "@std/assert";
import { SocketConnection } from "../../src/gateway/connection.ts";
import { FrameEncoder } from "../../src/gateway/engines/node/frame_encoder.ts";
import { FrameWriter } from "../../src/gateway/engines/node/frame_writer.ts";
import { RequestTurns } from "../../src/gateway/request_turns.ts";
import { TurnEnd } from "../../src/gateway/turn_end.ts";
import { jsonWithObjectBodies } from "../../src/protocol/json.ts";
import { FakeClock } from "../helpers/fake_clock.ts";
import { replyTo } from "../helpers/socket_connection.ts";

/** Connections whose frames leave at the end of a turn; notes who is written to. */
function create(names: readonly string[]) {
  const clock = new FakeClock();
  const written: string[] = [];
  const onFault = (fault: unknown) => {
    throw fault;
  };
  const turnEnd = new TurnEnd({ clock, onFault });
  const surroundings = { clock, encoder: new FrameEncoder(), turnEnd };
  const connections = names.map((name, id) => {
    const write = () => written.push(name);
    const writer = new FrameWriter(
      { write, end: () => {}, writableLength: 0 } as never,
      { surroundings, isCompressed: false },
    );
    return new SocketConnection({
      id,
      socket: {
        bufferedBytes: 0,
        stuck: false,
        send: (frame) => writer.send(frame),
        expect: () => writer.expect(),
        close: () => {},
        onDrain: () => {},
      },
      codec: jsonWithObjectBodies,
      dispatch: { handle: replyTo },
      clock,
      turns: new RequestTurns(clock),
      turnEnd,
      maxFrameSize: 1000,
      onFault,
      onGone: () => {},
    });
  });
  return { clock, connections, turnEnd, written };
}

Deno.test("two who write to each other are written to one after the other, in one write each", () => {
  const names = ["ann", "bob", "cid", "dan"];
  const { clock, connections, turnEnd, written } = create(names);
  const session = { id: "2:u", type: 2 as const, title: "u" };
  turnEnd.await();
  for (const [at, sender] of connections.entries()) {
    const receiver = connections[at ^ 1] as SocketConnection;
    receiver.deliver(session, [`{"content":"hello"}`]);
    sender.send(`{"op":202}`);
  }
  clock.advance(0);
  assertEquals(written, ["bob", "ann", "dan", "cid"]);
});
