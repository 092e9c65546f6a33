import { type FrameSizes, startGim } from "./processes.ts";
import { enter, opAt, PUSH_OF_MESSAGES, sendFrame } from "./wire.ts";

/** Sends GIM one private message and measures the two frames it causes. */
export async function measureFrameSizes(): Promise<FrameSizes> {
  const gim = await startGim([]);
  const writer = await enter(gim.port, { id: "u0" });
  const reader = await enter(gim.port, { id: "u1" });
  const reply = nextFrame(writer);
  const push = nextFrame(reader, PUSH_OF_MESSAGES);
  writer.write(sendFrame({ type: 2, target: "u1" }));
  const sizes = { reply: await reply, push: await push };
  writer.close();
  reader.close();
  await gim.stop();
  return sizes;
}

function nextFrame(
  socket: Awaited<ReturnType<typeof enter>>,
  op?: number,
): Promise<number> {
  return new Promise((resolve) => {
    socket.listen({
      onMessage(bytes, start, end) {
        const isIt = op === undefined || opAt(bytes, start) === op;
        if (isIt) resolve(end - start);
      },
    });
  });
}
