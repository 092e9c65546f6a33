import type { RequestOf, ResponseOf } from "../protocol/operations.ts";
import type { EventPush } from "../protocol/responses.ts";

/** Most users whom one request may name. */
const AT_ONCE = 100;

/** What {@linkcode Watching} needs. */
export interface WatchingOptions {
  readonly ask: (body: RequestOf<"watch">) => Promise<ResponseOf<"watch">>;
  readonly emit: (event: EventPush) => void;
}

/**
 * Whom the user watches. The service forgets it with each connection, so it is
 * asked again after each login; what changed meanwhile is told as events.
 */
export class Watching {
  #options: WatchingOptions;
  /** Whether they are online, as the application knows it. */
  #known = new Map<string, boolean>();

  constructor(options: WatchingOptions) {
    this.#options = options;
  }

  /** The application watches users, or no longer. */
  note(
    { on = true }: RequestOf<"watch">,
    { items }: ResponseOf<"watch">,
  ): void {
    for (const { id, online } of items) {
      if (on) this.#known.set(id, online);
      else this.#known.delete(id);
    }
  }

  /** Takes an event of the service. */
  take(event: EventPush): void {
    if (event.event !== "online" && event.event !== "offline") return;
    const { user_id } = event;
    if (!this.#known.has(user_id)) return;
    this.#known.set(user_id, event.event === "online");
  }

  /** Watches all of them again. Never rejects. */
  async again(): Promise<void> {
    const ids = [...this.#known.keys()];
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const user_ids = ids.slice(at, at + AT_ONCE);
      const { items } = await this.#options.ask({ user_ids })
        .catch(() => ({ items: [] }));
      for (const { id: user_id, online, last_seen } of items) {
        const known = this.#known.get(user_id);
        // It may have been told that nobody watches them any more.
        if (known === undefined || known === online) continue;
        const event = online ? "online" : "offline";
        this.#options.emit({ event, user_id, last_seen });
      }
    }
  }

  /** The user has logged out. */
  forget(): void {
    this.#known.clear();
  }
}
