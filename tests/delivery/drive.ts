import type { Timer } from "../../src/base/clock.ts";
import { CODECS } from "../helpers/codecs.ts";
import type { Message } from "../helpers/contract.ts";
import type { Action, Doing } from "./actions.ts";
import type { ConversationView } from "./conversation_view.ts";
import { DeliveryClient } from "./delivery_client.ts";
import type { Journal } from "./journal.ts";
import { Oracle } from "./oracle.ts";
import type { Plan } from "./plan.ts";
import { randomFor } from "./random.ts";
import type { Line } from "./transport.ts";
import { EDIT, isParty, isPrivate, originOf, RECALLED } from "./wire.ts";
import type { World } from "./world.ts";

/** Milliseconds that everything may take to come to rest. */
const REST = { sim: 300_000, real: 20_000, redis: 60_000 } as const;
/** Milliseconds between two looks whether all is quiet. */
const LOOK = 50;
/**
 * Milliseconds of quiet more until nodes that were cut off have caught up, which
 * they try again after a second where it fails.
 */
const CATCH_UP = 2500;
/** How many of its newest messages a device thinks of changing. */
const RECENT = 12;
const REACTIONS = ["👍", "é", "+1"];

interface Device {
  readonly client: DeliveryClient;
  readonly line: Line;
}

/** Plays a plan in a world, with the oracle looking on. */
export class Drive {
  #plan: Plan;
  #world: World;
  #journal: Journal;
  #oracle: Oracle;
  #devices = new Map<string, Device>();
  #timers: Timer[] = [];
  #sends = 0;

  constructor(plan: Plan, world: World, journal: Journal) {
    this.#plan = plan;
    this.#world = world;
    this.#journal = journal;
    this.#oracle = new Oracle({ terms: plan.terms, journal });
    for (const { id, devices } of plan.users) {
      for (const device of devices) this.#add(id, device);
    }
  }

  /** All clients. */
  get clients(): DeliveryClient[] {
    return [...this.#devices.values()].map(({ client }) => client);
  }

  /** Disturbs, heals, and has the oracle look at what is left then. */
  async run(): Promise<void> {
    for (const client of this.clients) client.start();
    await this.#disturb();
    await this.#heal();
    const { mayFail } = this.#plan.terms;
    await this.#rest("after the disturbances", mayFail ? CATCH_UP : 0);
    this.#oracle.settled();
    this.#comeBack();
    await this.#rest("after those who were removed are back");
    this.#oracle.checkLive(this.clients);
    this.#refresh();
    await this.#rest("after a refresh");
    this.#readAll();
    this.#admitAuditors();
    await this.#rest("after the last reads");
    // An event may be dropped for who is backed up: a recall that a client did
    // not hear of is learnt when it connects again.
    for (const { line } of this.#devices.values()) this.#cut(line);
    await this.#rest("after everybody has come back");
    for (const client of this.clients) client.refresh();
    await this.#rest("at the end");
    this.#oracle.checkFinal(this.clients);
  }

  /** Ends all clients; settles when nothing of them is left. */
  async end(): Promise<void> {
    for (const client of this.clients) client.stop();
    const ends = [...this.#devices.values()].flatMap(({ client, line }) => [
      client.gone(),
      line.gone(),
    ]);
    await Promise.all(ends);
  }

  #add(userId: string, device: string): DeliveryClient {
    const { seed } = this.#plan;
    const { clock } = this.#world;
    const line = this.#world.line(device);
    const world = this.#world;
    const client = new DeliveryClient({
      userId,
      device,
      transport: line,
      clock,
      recorder: this.#oracle,
      random: randomFor(seed, `client ${device}`),
      token: world.token?.bind(world, userId),
      codec: randomFor(seed, `codec ${device}`).pick(CODECS),
    });
    this.#devices.set(device, { client, line });
    return client;
  }

  /** Plays the actions at their times; settles after the last of them. */
  async #disturb(): Promise<void> {
    const { actions, duration } = this.#plan;
    for (const action of actions) {
      this.#later(action.at, () => this.#perform(action));
    }
    const last = actions.at(-1)?.at ?? 0;
    await this.#pause(Math.max(duration, last) + 1);
  }

  #perform(action: Action): void {
    if ("device" in action) return this.#do(action.device, action.doing);
    if (action.kind === "clock") return this.#world.shiftClock(action.by);
    if (action.kind === "trouble") return this.#world.disturb(action.trouble);
    this.#journal.tell("all connections are cut");
    for (const { line } of this.#devices.values()) this.#cut(line);
  }

  #do(name: string, doing: Doing): void {
    const { client, line } = this.#devices.get(name) as Device;
    this.#journal.tell(`${name} ${JSON.stringify(doing)}`);
    switch (doing.kind) {
      case "send":
        return this.#send(client, doing.key, doing.size);
      case "move":
        return client.move(doing.room, doing.how);
      case "govern":
        return client.govern(doing.govern);
      case "read":
        return this.#read(client, doing.share);
      case "recall":
        return this.#recall(client, doing.share);
      case "edit":
        return this.#edit(client, doing.share);
      case "react":
        return this.#react(client, doing.share);
      case "cut":
        return this.#cut(line);
      case "pause":
        line.pause();
        return this.#later(doing.ms, () => line.resume());
      case "away":
        client.stop();
        return this.#later(doing.ms, () => client.start());
    }
  }

  #send(client: DeliveryClient, key: string, size: number): void {
    const { userId } = client;
    if (isPrivate(key) && !isParty(key, userId)) return;
    const requestId = `${userId}-${++this.#sends}`;
    // Not one byte a character, so that bytes and characters are not the same.
    const content = `${requestId} ${"é".repeat(size)}`;
    client.send({ key, userId, requestId, content });
  }

  #read(client: DeliveryClient, share: number): void {
    const view = choose([...client.views.values()].filter(isReadable), share);
    if (view === undefined) return;
    client.read(view, Math.ceil(view.through * share));
  }

  #recall(client: DeliveryClient, share: number): void {
    const chosen = this.#chooseOwn(client, share);
    if (chosen !== undefined) client.recall(...chosen);
  }

  /** The content says which message it is of, and is used once. */
  #edit(client: DeliveryClient, share: number): void {
    const chosen = this.#chooseOwn(client, share);
    if (chosen === undefined) return;
    const [view, message] = chosen;
    const content = `${originOf(message.content)}${EDIT}${++this.#sends}`;
    client.edit(view, message, content);
  }

  #react(client: DeliveryClient, share: number): void {
    const found = [...client.views.values()].flatMap((view) =>
      [...view.messages.values()].slice(-RECENT)
        .filter(({ status }) => status !== RECALLED)
        .map((message) => ({ view, message }))
    );
    const chosen = choose(found, share * 7 % 1);
    const reaction = choose(REACTIONS, share * 31 % 1);
    if (chosen === undefined || reaction === undefined) return;
    const on = share * 101 % 1 < 0.7;
    client.react(chosen.view, chosen.message, { reaction, on });
  }

  #chooseOwn(
    client: DeliveryClient,
    share: number,
  ): [ConversationView, Message] | undefined {
    const found: [ConversationView, Message][] = [];
    for (const view of client.views.values()) {
      for (const message of [...view.messages.values()].slice(-RECENT)) {
        const { status, sender } = message;
        const own = sender.id === client.userId;
        // Somebody else's is refused, but for who created the room.
        if (status !== RECALLED && (own || share < 0.2)) {
          found.push([view, message]);
        }
      }
    }
    return choose(found, share * 4 % 1);
  }

  #cut(line: Line): void {
    this.#journal.counts.kills++;
    line.cut();
  }

  /** Ends every disturbance, those too that would have lasted longer. */
  async #heal(): Promise<void> {
    for (const timer of this.#timers) this.#world.clock.cancel(timer);
    for (const { client, line } of this.#devices.values()) {
      line.resume();
      client.start();
    }
    await this.#world.healed();
    this.#oracle.healed();
  }

  /** Everybody joins all rooms, but those who are still banned. */
  #comeBack(): void {
    for (const { devices: [first = ""] } of this.#plan.users) {
      const { client } = this.#devices.get(first) as Device;
      for (const room of this.#plan.rooms) client.move(room, "join");
    }
  }

  /** Half of them on the connection they have, half on a new one. */
  #refresh(): void {
    let cut = false;
    for (const { client, line } of this.#devices.values()) {
      if (cut) this.#cut(line);
      else client.refresh();
      cut = !cut;
    }
  }

  /** Every user sets one more mark in every conversation. */
  #readAll(): void {
    const random = randomFor(this.#plan.seed, "last reads");
    for (const { devices } of this.#plan.users) {
      const { client } = this.#devices.get(random.pick(devices)) as Device;
      for (const view of client.views.values()) {
        if (!isReadable(view)) continue;
        client.read(view, random.whole(0, view.through));
      }
    }
  }

  /** One new device for each user: it has to find everything by itself. */
  #admitAuditors(): void {
    for (const { id } of this.#plan.users) {
      this.#add(id, `${id}.audit`).start();
    }
  }

  /** Settles when nothing has happened for longer than a push waits. */
  async #rest(when: string, more = 0): Promise<void> {
    const { mode, terms } = this.#plan;
    const quiet = 2 * terms.pushDuration + 500 + more;
    const most = REST[terms.mayFail ? "redis" : mode];
    let stillFor = 0;
    let seen = -1;
    for (let waited = 0; stillFor < quiet || !this.#idle; waited += LOOK) {
      if (waited > most) {
        const busy = this.clients.filter(({ idle }) => !idle);
        const states = busy.map((client) => client.state);
        throw new Error(`no rest ${when}: ${states.join("; ")}`);
      }
      await this.#pause(LOOK);
      stillFor = await this.#isStill(seen) ? stillFor + LOOK : 0;
      seen = this.#journal.traffic;
    }
  }

  /**
   * Has nothing happened, though it could have? A process that stands still, as
   * others have the machine, has pushes left that nobody sees yet: so it has to
   * give each client a sign of life at each look.
   */
  async #isStill(seen: number): Promise<boolean> {
    const isStill = () => this.#journal.traffic === seen;
    if (this.#plan.mode === "sim" || !isStill()) return isStill();
    if (!this.#idle) return false;
    const heard = await Promise.all(
      this.clients.map((client) => client.isHeard()),
    );
    return heard.every((each) => each) && isStill();
  }

  #later(delay: number, run: () => void): void {
    this.#timers.push(this.#world.clock.after(delay, run));
  }

  get #idle(): boolean {
    return this.clients.every((client) => client.idle);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#world.clock.after(ms, resolve));
  }
}

function isReadable(view: ConversationView): boolean {
  return view.member && view.through > 0;
}

function choose<T>(values: readonly T[], share: number): T | undefined {
  return values[Math.floor(values.length * share)];
}
