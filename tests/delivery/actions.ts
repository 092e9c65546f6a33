import type { Mode, PlannedUser } from "./plan.ts";
import type { Random } from "./random.ts";
import type { Trouble } from "./troubles.ts";
import { keyOf } from "./wire.ts";
import type { Govern, Move } from "./recorder.ts";

/** What is done to what there is by then. */
type Marking = "read" | "recall" | "edit" | "react";

/** What one device does. */
export type Doing =
  /** Characters of the content. */
  | { readonly kind: "send"; readonly key: string; readonly size: number }
  | { readonly kind: "move"; readonly room: string; readonly how: Move }
  /** Which conversation and message: a share of what there is by then. */
  | { readonly kind: Marking; readonly share: number }
  /** Does something to another member, if it may. */
  | { readonly kind: "govern"; readonly govern: Govern }
  | { readonly kind: "cut" }
  /** Reads nothing for some milliseconds. */
  | { readonly kind: "pause"; readonly ms: number }
  /** Is not there for some milliseconds. */
  | { readonly kind: "away"; readonly ms: number };

/** One thing that happens. */
export type Action =
  | { readonly at: number; readonly device: string; readonly doing: Doing }
  | { readonly at: number; readonly kind: "cut all" }
  | { readonly at: number; readonly kind: "trouble"; readonly trouble: Trouble }
  /** The service's clock is set. */
  | { readonly at: number; readonly kind: "clock"; readonly by: number };

/** On what the actions are played. */
export interface Stage {
  readonly users: readonly PlannedUser[];
  readonly rooms: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
  readonly mode: Mode;
}

/** Bytes that fill the kernel's buffers, which the process cannot see. */
const KERNEL_BURST = { count: 150, size: 30_000 };

/** Draws all that happens, in the order of its time. */
export function planActions(random: Random, stage: Stage): Action[] {
  const planner = new ActionPlanner(random, stage);
  planner.gather();
  const count = Math.round(stage.duration / 1000) * random.whole(8, 18);
  for (let index = 0; index < count; index++) planner.add();
  return planner.actions.sort((a, b) => a.at - b.at);
}

class ActionPlanner {
  readonly actions: Action[] = [];
  #random: Random;
  #stage: Stage;
  /** The users and conversations that most of it happens in. */
  #keys: readonly string[];

  constructor(random: Random, stage: Stage) {
    this.#random = random;
    this.#stage = stage;
    this.#keys = [...stage.rooms.map((id) => `1:${id}`), ...this.#pairs()];
  }

  /** Most users join most rooms at the beginning; some devices come late. */
  gather(): void {
    const random = this.#random;
    const { users, rooms, duration } = this.#stage;
    for (const { devices } of users) {
      for (const room of rooms) {
        if (random.chance(0.25)) continue;
        const at = random.chance(0.75) ? 0 : random.whole(0, duration);
        this.#push(at, first(devices), { kind: "move", room, how: "join" });
      }
      if (!random.chance(0.15)) continue;
      const ms = random.whole(1000, duration);
      this.#push(0, random.pick(devices), { kind: "away", ms });
    }
  }

  /** Something happens at some time. */
  add(): void {
    const random = this.#random;
    const at = random.whole(0, this.#stage.duration);
    const draw = random.next();
    if (draw < 0.52) return this.#send(at, random.whole(1, 300));
    if (draw < 0.58) return this.#burst(at);
    if (draw < 0.63) return this.#mark(at, "read");
    if (draw < 0.69) return this.#mark(at, "recall");
    if (draw < 0.75) return this.#mark(at, "edit");
    if (draw < 0.81) return this.#mark(at, "react");
    if (draw < 0.83) return this.#move(at);
    if (draw < 0.86) return this.#govern(at);
    if (draw < 0.91) return this.#push(at, this.#device(), { kind: "cut" });
    if (draw < 0.95) return this.#pause(at);
    if (draw < 0.975) return this.#leaveFor(at);
    if (draw < 0.98) return this.#add({ at, kind: "cut all" });
    this.#add({ at, kind: "clock", by: -random.whole(1, 100_000) });
  }

  #pairs(): string[] {
    const { users } = this.#stage;
    const count = Math.min(users.length * 2, 12);
    return Array.from({ length: count }, () => {
      const one = this.#random.whole(0, users.length - 1);
      const other = this.#random.whole(1, users.length - 1);
      const peer = users[(one + other) % users.length]?.id;
      return keyOf(`2:${peer}`, users[one]?.id ?? "");
    });
  }

  #send(at: number, size: number): void {
    const key = this.#random.pick(this.#keys);
    this.#push(at, this.#deviceIn(key), { kind: "send", key, size });
  }

  /** Many messages in one conversation at once, by one device or by several. */
  #burst(at: number): void {
    const random = this.#random;
    const key = random.pick(this.#keys);
    const count = random.whole(5, 30);
    const alone = random.chance(0.5) ? this.#deviceIn(key) : undefined;
    for (let index = 0; index < count; index++) {
      const device = alone ?? this.#deviceIn(key);
      const size = random.whole(1, 300);
      this.#push(at + random.whole(0, 50), device, { kind: "send", key, size });
    }
  }

  #mark(at: number, kind: Marking): void {
    this.#push(at, this.#device(), { kind, share: this.#random.next() });
  }

  /** Only a user's first device moves, so that it is known who is where. */
  #move(at: number): void {
    const random = this.#random;
    const { devices } = random.pick(this.#stage.users);
    const room = random.pick(this.#stage.rooms);
    const how = random.pick(["join", "leave"] as const);
    this.#push(at, first(devices), { kind: "move", room, how });
    if (how === "join") return;
    const back = at + random.whole(0, 2000);
    this.#push(back, first(devices), { kind: "move", room, how: "join" });
  }

  /**
   * Somebody removes, bans or mutes another, who comes back. The first user is
   * the creator of most rooms, anybody else only tries.
   */
  #govern(at: number): void {
    const random = this.#random;
    const { users, rooms } = this.#stage;
    const actor = random.chance(0.7) ? users[0]! : random.pick(users);
    const target = random.pick(users.filter((each) => each !== actor));
    const act = random.pick(["remove", "ban", "mute", "mute"] as const);
    const seconds = random.whole(1, 2);
    const room = random.pick(rooms);
    const govern = { act, room, userId: target.id, seconds };
    this.#push(at, first(actor.devices), { kind: "govern", govern });
    if (act === "mute") return;
    const out = act === "ban" ? seconds * 1000 : 0;
    const back = at + out + random.whole(0, 2000);
    this.#push(back, first(target.devices), {
      kind: "move",
      room,
      how: "join",
    });
  }

  /** A device reads nothing while there is much to read. */
  #pause(at: number): void {
    const random = this.#random;
    const { users, mode } = this.#stage;
    const user = random.pick(users);
    const others = users.filter(({ id }) => id !== user.id);
    const peer = random.pick(others);
    const much = mode === "real" && random.chance(0.5);
    const ms = much ? 3000 : random.whole(200, 5000);
    this.#push(at, random.pick(user.devices), { kind: "pause", ms });
    const key = much || random.chance(0.5)
      ? keyOf(`2:${peer.id}`, user.id)
      : `1:${random.pick(this.#stage.rooms)}`;
    const { count, size } = much
      ? KERNEL_BURST
      : { count: random.whole(5, 40), size: random.whole(1, 500) };
    for (let index = 0; index < count; index++) {
      const later = at + random.whole(0, 300);
      this.#push(later, first(peer.devices), { kind: "send", key, size });
    }
  }

  #leaveFor(at: number): void {
    const ms = this.#random.whole(100, 8000);
    this.#push(at, this.#device(), { kind: "away", ms });
  }

  #device(): string {
    return this.#random.pick(this.#random.pick(this.#stage.users).devices);
  }

  /** Anybody for a room, also who is not in it; one of two for a pair. */
  #deviceIn(key: string): string {
    if (key.startsWith("1:")) return this.#device();
    const parties = key.split(":");
    const users = this.#stage.users.filter(({ id }) => parties.includes(id));
    return this.#random.pick(this.#random.pick(users).devices);
  }

  #push(at: number, device: string, doing: Doing): void {
    this.#add({ at, device, doing });
  }

  #add(action: Action): void {
    this.actions.push(action);
  }
}

function first(devices: readonly string[]): string {
  return devices[0] as string;
}
