import { DIALECTS, type FrameKind, type Who } from "./dialects.ts";
import { textFrame } from "./frames.ts";
import { emptyContent } from "./marker.ts";
import { LeanSocket } from "./socket.ts";

const WRITER = { id: "u0", peer: "u1" };
const READER = { id: "u1", peer: "u0" };

/** Bytes of the two frames that a private message causes. */
export interface FrameSizes {
  readonly reply: number;
  readonly push: number;
}

/** Sends GIM one private message and measures the two frames it causes. */
export async function measureFrameSizes(port: number): Promise<FrameSizes> {
  const writer = await logIn(port, WRITER);
  const reader = await logIn(port, READER);
  const reply = sizeOfNext(writer, "answer");
  const push = sizeOfNext(reader, "push");
  writer.write(textFrame(DIALECTS.gim.send(WRITER, emptyContent())));
  const sizes = { reply: await reply, push: await push };
  writer.close();
  reader.close();
  return sizes;
}

async function logIn(port: number, who: Who): Promise<LeanSocket> {
  const socket = await LeanSocket.open(port, DIALECTS.gim.path(who));
  for (const hello of DIALECTS.gim.hello(who)) {
    const answer = sizeOfNext(socket, "answer");
    socket.write(textFrame(hello));
    await answer;
  }
  return socket;
}

function sizeOfNext(socket: LeanSocket, kind: FrameKind): Promise<number> {
  return new Promise((resolve) => {
    socket.listen({
      onMessage(bytes, start, end) {
        if (DIALECTS.gim.kindOf(bytes, start, end) === kind) {
          resolve(end - start);
        }
      },
    });
  });
}
