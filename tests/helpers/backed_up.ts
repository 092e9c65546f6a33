import { Application } from "./application.ts";
import { OP, unique } from "./contract.ts";
import { until } from "./promises.ts";
import type { RawSocket } from "./raw_socket.ts";
import { scrape, sumOf } from "./scrape.ts";

/** A user whom somebody has sent a page of what JSON makes seven times as long. */
export async function correspondence(
  ws: string,
): Promise<{ ann: string; bob: string }> {
  const [ann, bob] = [unique("ann"), unique("bob")];
  await using sender = await Application.start(ws, ann);
  const content = "\u0001".repeat(4096);
  await Promise.all(
    Array.from({ length: 20 }, () => sender.tell(bob, content)),
  );
  return { ann, bob };
}

/** How often the same has to be unsent to be what stays so. */
const SETTLED = 5;

/** Asks for pages until something stays unsent, and reads none of it. */
export async function fill(
  socket: RawSocket,
  session_id: string,
  http: string,
): Promise<void> {
  const body = { session_id, after_sequence: 0, count: 500 };
  const ask = JSON.stringify({ op: OP.sync, body });
  const unsent = async () =>
    sumOf(await scrape(http), "gim_outbound_buffered_bytes");
  for (let count = 0; count < 24; count++) await socket.send(ask);
  // Until the system takes no more of it, either.
  let [before, times] = [-1, 0];
  await until(async () => {
    const now = await unsent();
    times = now >= 64 * 1024 && now === before ? times + 1 : 0;
    before = now;
    return times >= SETTLED;
  });
}
