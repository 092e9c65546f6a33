import { CryptoWatch } from "./crypto_watch.ts";
import { Drive } from "./drive.ts";
import { EventLoop } from "./event_loop.ts";
import { Journal } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import type { Tamper } from "./sim_connection.ts";
import { SimWorld } from "./sim_world.ts";

/** Milliseconds in which all sockets have ended after their clients have. */
const FAREWELL = 10_000;

/**
 * Plays a plan against the real service in simulated time: the same plan goes
 * the same way every time. `tamper` breaks what connections are sent.
 */
export async function simulate(
  plan: Plan,
  tamper: () => Tamper = () => (frame) => [frame],
): Promise<Outcome> {
  using watch = new CryptoWatch();
  const loop = new EventLoop(watch.settle);
  const journal = new Journal(() => loop.time);
  const world = new SimWorld({
    ...plan,
    loop,
    tamper,
    onError: (text) => journal.fail(`the service logged: ${text}`),
  });
  const drive = new Drive(plan, world, journal);
  try {
    await loop.run(drive.run());
    await loop.run(farewell(drive, loop));
    const { sockets } = world;
    if (sockets > 0) journal.fail(`${sockets} sockets are left in the end`);
  } catch (fault) {
    journal.fail(fault instanceof Error ? fault.message : String(fault));
  } finally {
    world.close();
  }
  return { plan, journal };
}

async function farewell(drive: Drive, loop: EventLoop): Promise<void> {
  await drive.end();
  await new Promise<void>((resolve) => loop.after(FAREWELL, resolve));
}
