import { GimClient, type State } from "../../src/client/mod.ts";
import { GimStore } from "../../src/client/store/mod.ts";
import type { Identity } from "./identity.ts";
import { saveIdentity } from "./saved_identity.ts";

const CHATROOM = "1:";
/** Milliseconds for a login that a person waits for. */
const PATIENCE = 10_000;

/** The page may lie in a folder of a proxy: the service is beside it. */
function serviceAddress(): string {
  const url = new URL("ws", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** Somebody who is logged in: their client, and what is shown of it. */
export class ChatSession {
  readonly client = new GimClient(serviceAddress());
  readonly store = new GimStore(this.client);
  #state: State = { state: this.client.state };
  #listeners = new Set<() => void>();
  #identity: Identity | undefined;

  /** Where the client is on its way to being online. */
  get state(): State {
    return this.#state;
  }

  /** Are messages numbered? Then they can be taken back, and read marks are kept. */
  get isNumbered(): boolean {
    return this.client.loggedIn?.sequence === true;
  }

  /** The id of who is logged in. */
  get userId(): string {
    return this.client.loggedIn?.user.id ?? "";
  }

  /** How who is logged in is called. */
  get name(): string {
    return this.client.loggedIn?.user.name ?? this.userId;
  }

  /** Logs in; rejects where that fails. */
  async start(identity: Identity): Promise<void> {
    this.#identity = identity;
    this.client.on("state", (state) => {
      this.#state = state;
      for (const listener of this.#listeners) listener();
      if (state.state === "online") void this.#rejoin();
    });
    await this.client.login(identity, { timeout: PATIENCE });
  }

  /** Changes the name, also for later logins; returns what it is then. */
  async rename(wanted: string): Promise<string> {
    const { name } = await this.client.profile({ name: wanted });
    const identity = { id: this.userId, ...this.#identity, name };
    this.#identity = identity;
    saveIdentity(identity);
    // Else the next login would bring the old name back. It has been changed
    // even where an old token cannot log in any more.
    await this.client.login(identity, { timeout: PATIENCE }).catch(() => {});
    return name;
  }

  /** Calls `listener` whenever the state has changed; returns the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Logs out and ends everything. */
  async end(): Promise<void> {
    this.store.close();
    await this.client.logout().catch(() => {});
    await this.client.close();
  }

  /**
   * A service that keeps all in memory has forgotten it when it was restarted.
   * Where it knows no conversation any more, the chatrooms are joined again.
   */
  async #rejoin(): Promise<void> {
    const rooms = this.store.conversations.map(({ id }) => id)
      .filter((id) => id.startsWith(CHATROOM));
    if (rooms.length === 0) return;
    const { items } = await this.client.sessions({ count: 1 })
      .catch(() => ({ items: rooms }));
    if (items.length > 0) return;
    for (const id of rooms) {
      this.store.join({ id: id.slice(CHATROOM.length) }).catch(() => {});
    }
  }
}
