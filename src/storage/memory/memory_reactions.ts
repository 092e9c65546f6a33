import type { Extras } from "../../domain/extras.ts";
import type { Message } from "../../domain/model.ts";
import { type Reactor, withMine } from "../../domain/reactions.ts";
import { textBytes } from "./text_bytes.ts";
import type { ListPosition } from "../list_position.ts";

/** Bytes of each user's reaction, and of each different reaction. */
const REACTOR_OVERHEAD = 100;
const REACTION_OVERHEAD = 250;

/** When each user reacted, by reaction. */
type Reactors = Map<string, Map<string, number>>;

/** Who has reacted how to the kept messages of a conversation. */
export class MemoryReactions {
  #messages = new Map<number, Reactors>();

  /** How many messages have reactions. */
  get size(): number {
    return this.#messages.size;
  }

  /** Has a user reacted to a message like this? */
  has(sequence: number, reaction: string, userId: string): boolean {
    return this.#of(sequence, reaction)?.has(userId) ?? false;
  }

  /** Adds a reaction that is not there. */
  add(sequence: number, reaction: string, { id, at }: Reactor): void {
    let reactors = this.#messages.get(sequence);
    if (reactors === undefined) {
      this.#messages.set(sequence, reactors = new Map());
    }
    const users = reactors.get(reaction);
    if (users === undefined) reactors.set(reaction, new Map([[id, at]]));
    else users.set(id, at);
  }

  /** Removes a reaction. */
  remove(sequence: number, reaction: string, userId: string): void {
    const reactors = this.#messages.get(sequence);
    const users = reactors?.get(reaction);
    users?.delete(userId);
    if (users?.size === 0) reactors?.delete(reaction);
    if (reactors?.size === 0) this.#messages.delete(sequence);
  }

  /** Forgets the reactions to a message. */
  forget(sequence: number): void {
    this.#messages.delete(sequence);
  }

  /** Who reacted like this, in order, after a position. */
  page(
    sequence: number,
    reaction: string,
    { after, count }: { after: ListPosition | undefined; count: number },
  ): Reactor[] {
    const users = this.#of(sequence, reaction) ?? new Map<string, number>();
    const rest: Reactor[] = [];
    for (const [id, at] of users) {
      const isAfter = after === undefined || at > after.time ||
        at === after.time && id > after.id;
      if (isAfter) rest.push({ id, at });
    }
    return rest.sort(earliestFirst).slice(0, count);
  }

  /** A message as a user sees it, with their own reactions marked. */
  shownTo(userId: string, message: Message): Message {
    const { extras, sequence } = message;
    if (extras?.reactions === undefined) return message;
    const reactions = withMine(
      extras.reactions,
      (reaction) => this.has(sequence, reaction, userId),
    );
    return { ...message, extras: { ...extras, reactions } };
  }

  #of(sequence: number, reaction: string): Map<string, number> | undefined {
    return this.#messages.get(sequence)?.get(reaction);
  }
}

/** Estimated bytes of the reactions to a message, and of those who reacted. */
export function costOfReactions({ reactions = [] }: Extras): number {
  let cost = 0;
  for (const { reaction, count } of reactions) {
    cost += REACTION_OVERHEAD + textBytes(reaction) + count * REACTOR_OVERHEAD;
  }
  return cost;
}

function earliestFirst(a: Reactor, b: Reactor): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
