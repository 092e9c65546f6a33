import type { Message } from "../helpers/contract.ts";
import type { ConversationView } from "./conversation_view.ts";
import type { DeliveryClient } from "./delivery_client.ts";
import type { Memberships } from "./memberships.ts";
import { short, type Truth } from "./truth.ts";
import { isParty, isPrivate, RECALLED } from "./wire.ts";

/** What {@linkcode Holdings} needs. */
export interface HoldingsOptions {
  readonly truth: Truth;
  readonly memberships: Memberships;
  readonly historyLimit: number;
  readonly onFault: (text: string) => void;
}

/** Whether each client holds what it is entitled to. */
export class Holdings {
  #options: HoldingsOptions;

  constructor(options: HoldingsOptions) {
    this.#options = options;
  }

  /**
   * Everybody is connected and nothing is sent any more: pushes alone have
   * shown each client all its gaps, so there are none.
   */
  checkLive(client: DeliveryClient): void {
    for (const key of this.#options.truth.keys) {
      const view = client.views.get(key);
      // A device learns of a room it was joined to from events, and those are
      // hints; of a private conversation from the messages themselves.
      if (!isPrivate(key) && view?.member !== true) continue;
      if (this.#isEntitled(client.userId, key)) {
        this.#checkReach(client.device, key, view);
      }
    }
  }

  /** Everything is there, once, as it was sent or recalled. */
  checkFinal(client: DeliveryClient): void {
    for (const key of this.#options.truth.keys) {
      const view = client.views.get(key);
      const entitled = this.#isEntitled(client.userId, key);
      if (entitled) this.#checkReach(client.device, key, view);
      if (view === undefined) continue;
      this.#checkGaps(client.device, view);
      for (const [sequence, message] of view.messages) {
        const at = `${client.device} ${key} ${sequence}`;
        this.#checkMessage(at, message, { key, entitled });
      }
    }
  }

  #isEntitled(userId: string, key: string): boolean {
    return isPrivate(key)
      ? isParty(key, userId)
      : this.#options.memberships.isMember(userId, key.slice(2));
  }

  #checkReach(
    device: string,
    key: string,
    view: ConversationView | undefined,
  ): void {
    const last = this.#options.truth.last(key);
    if (view?.through === last && view.member) return;
    const reach = view === undefined ? "nothing" : `up to ${view.through}`;
    this.#options.onFault(`lost: ${device} has ${reach} of ${last} in ${key}`);
  }

  /** What is missing was evicted before the client came for it, and it knows. */
  #checkGaps(device: string, view: ConversationView): void {
    const { key, through, evictedBefore, messages } = view;
    for (let sequence = evictedBefore; sequence <= through; sequence++) {
      if (messages.has(sequence)) continue;
      this.#options.onFault(`lost: ${device} lacks ${key} ${sequence}`);
    }
  }

  #checkMessage(
    at: string,
    message: Message,
    { key, entitled }: { key: string; entitled: boolean },
  ): void {
    const { truth, historyLimit, onFault } = this.#options;
    const fact = truth.fact(key, message.sequence);
    const kept = message.sequence > truth.last(key) - historyLimit;
    if (fact?.id !== message.id) onFault(`${at}: is ${message.id}`);
    if (fact === undefined) return;
    const recalled = truth.isRecalled(key, message.sequence);
    const { status, content } = message;
    // A recall of what is no longer kept reaches nobody who was not there.
    const right = status === RECALLED
      ? recalled && content === ""
      : content === fact.content && !(recalled && entitled && kept);
    if (right) return;
    onFault(`${at}: status ${status} ${short(content)}, recalled ${recalled}`);
  }
}
