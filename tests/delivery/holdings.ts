import type { Message } from "../helpers/contract.ts";
import type { DeliveryClient } from "./delivery_client.ts";
import type { Memberships } from "./memberships.ts";
import type { StreamLedger } from "./stream_ledger.ts";
import { short, type Truth } from "./truth.ts";
import { isParty, isPrivate, originOf, RECALLED } from "./wire.ts";

/** What {@linkcode Holdings} needs. */
export interface HoldingsOptions {
  readonly truth: Truth;
  readonly memberships: Memberships;
  readonly streams: StreamLedger;
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
        this.#checkReach(client, key);
        this.#checkRest(client, key);
      }
    }
  }

  /** Everything is there, once, as it was sent or recalled. */
  checkFinal(client: DeliveryClient): void {
    for (const key of this.#options.truth.keys) {
      const view = client.views.get(key);
      const entitled = this.#isEntitled(client.userId, key);
      if (entitled) this.#checkReach(client, key);
      if (entitled) this.#checkRest(client, key);
      if (view === undefined) continue;
      for (const [sequence, message] of view.messages) {
        const at = `${client.device} ${key} ${sequence}`;
        this.#checkMessage(at, message, { key, entitled });
      }
    }
  }

  /**
   * Every device shows of what is kept what those show that came at the end, and
   * have read it all from the service.
   */
  checkStates(clients: readonly DeliveryClient[]): void {
    const { truth, historyLimit, onFault } = this.#options;
    for (const key of truth.keys) {
      const first = truth.last(key) - historyLimit + 1;
      const states = new Map<number, string>();
      // The last ones have come at the end.
      for (const { userId, device, views } of clients.toReversed()) {
        if (!this.#isEntitled(userId, key)) continue;
        for (const [sequence, message] of views.get(key)?.messages ?? []) {
          if (sequence < first) continue;
          const state = stateOf(message);
          const known = states.getOrInsert(sequence, state);
          if (known === state) continue;
          onFault(`${device} ${key} ${sequence}: ${state}, not ${known}`);
        }
      }
    }
  }

  #isEntitled(userId: string, key: string): boolean {
    return isPrivate(key)
      ? isParty(key, userId)
      : this.#options.memberships.isMember(userId, key.slice(2));
  }

  #checkReach(client: DeliveryClient, key: string): void {
    const last = this.#options.truth.last(key);
    const reach = client.reach(key);
    const member = client.views.get(key)?.member ?? false;
    if (reach === last && member) return;
    if (!isPrivate(key) && member && this.#mayLag(client, key, reach)) return;
    const what = reach === undefined ? "nothing" : `up to ${reach}`;
    this.#options.onFault(
      `lost: ${client.device} has ${what} of ${last} in ${key}`,
    );
  }

  /**
   * A device hears of a room that its user has joined elsewhere when something
   * happens there: until then nothing is due, which is judged by itself.
   */
  #mayLag({ userId }: DeliveryClient, key: string, reach: number | undefined) {
    const { memberships } = this.#options;
    return reach === undefined ||
      memberships.leftSince(userId, key.slice(2), 0);
  }

  /** What the client says its application has, it has been given. */
  #checkRest({ device, userId }: DeliveryClient, key: string): void {
    const { truth, streams } = this.#options;
    streams.checkRest({ device, userId }, key, truth.last(key));
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
      : originOf(content) === fact.content &&
        !(recalled && entitled && kept);
    if (right) return;
    onFault(`${at}: status ${status} ${short(content)}, recalled ${recalled}`);
  }
}

/** What may change of a message, apart from its recall. */
function stateOf({ content, edited_at, reactions = [] }: Message): string {
  const counts = reactions.map(({ reaction, count }) => `${reaction} ${count}`);
  return JSON.stringify([content.slice(-20), edited_at, counts.sort()]);
}
