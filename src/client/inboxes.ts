import { Inbox, type InboxOptions } from "./inbox.ts";
import type { Settings } from "./settings.ts";
import { StartPositions } from "./start_positions.ts";
import type { LoggedIn } from "./online_period.ts";
import type { WireFrame } from "./wire_codec.ts";

/** What {@linkcode Inboxes} need. */
export interface InboxesOptions
  extends
    Omit<InboxOptions, "startPositions">,
    Pick<Settings, "from" | "positions"> {}

/** The inbox of the logged-in user, of one user after the other. */
export class Inboxes {
  #options: InboxesOptions;
  #current: Inbox | undefined;
  #userId: string | undefined;
  /** Saved positions are for the first user who logs in. */
  #isFirst = true;

  constructor(options: InboxesOptions) {
    this.#options = options;
  }

  /** The inbox of the user who logged in last; undefined after a logout. */
  get current(): Inbox | undefined {
    return this.#current;
  }

  /** Called after a login. */
  online({ user, sequence }: LoggedIn): void {
    const { from, positions, ...options } = this.#options;
    if (this.#userId !== user.id) this.forget();
    const saved = this.#isFirst ? positions : undefined;
    const startPositions = new StartPositions(from, saved);
    this.#current ??= new Inbox({ ...options, startPositions });
    this.#userId = user.id;
    this.#isFirst = false;
    this.#current.online(user.id, sequence);
  }

  /** Takes a push. */
  receive(frame: WireFrame): void {
    if (frame.kind === "messages") this.#current?.push(frame.body);
    else if (frame.kind === "event") this.#current?.event(frame.body);
    else if (frame.kind === "signal" && this.#current !== undefined) {
      this.#options.events.emit("signal", frame.body);
    }
  }

  /** The user has logged out: later pushes are ignored. */
  forget(): void {
    this.#current?.stop();
    this.#current = undefined;
  }
}
