import type {
  EventPush,
  Message,
  MessagesPush,
  Session,
} from "../protocol/responses.ts";
import type { ResponseOf } from "../protocol/operations.ts";
import { isChange } from "./changes.ts";
import type { ClientEvents } from "./client_events.ts";
import { endsMembership } from "./departure.ts";
import { type Emitter, toError } from "./emitter.ts";
import { GimClosedError } from "./errors.ts";
import { received } from "./received_message.ts";
import type { Requests } from "./requests.ts";
import { readSessions } from "./session_list.ts";
import { retryPause } from "./retry_pause.ts";
import { StartPositions } from "./start_positions.ts";
import type { Environment } from "./environment.ts";
import { SyncFiller } from "./sync_filler.ts";
import type { Position } from "./position.ts";
import type { Timeline } from "./timeline.ts";
import { MAX_CONVERSATIONS, Timelines } from "./timelines.ts";

type Joined = ResponseOf<"join">;

/** What an {@linkcode Inbox} needs. */
export interface InboxOptions {
  readonly requests: Pick<Requests, "call">;
  readonly environment: Pick<Environment, "clock" | "random">;
  readonly startPositions: StartPositions;
  readonly events: Pick<Emitter<ClientEvents>, "emit">;
}

/**
 * What one user receives. With sequence on: every message of every conversation
 * once and in order, whatever happens to the connection. With sequence off:
 * what is pushed. It has a {@linkcode Timeline} for each conversation.
 */
export class Inbox {
  #options: InboxOptions;
  #filler: SyncFiller;
  #timelines: Timelines;
  /**
   * Chatrooms whose join is under way, so that it is not known yet where they
   * begin.
   */
  #joining: string[] = [];
  #stop = new AbortController();
  #userId = "";
  #sequence = false;
  /** Counts logins, so that answers for an earlier one are ignored. */
  #login = 0;
  #listed = false;

  constructor(options: InboxOptions) {
    const { events, startPositions } = options;
    this.#options = options;
    this.#filler = new SyncFiller({
      ...options,
      has: (timeline) => this.#timelines.get(timeline.id) === timeline,
      onGone: ({ id }) => this.left(id),
      signal: this.#stop.signal,
    });
    this.#timelines = new Timelines(events);
    for (const [id, position] of startPositions.saved) {
      this.#timelines.open(id)?.start(position, true);
    }
  }

  /** How far the application has got in each conversation. */
  get positions(): Record<string, Position> {
    return this.#timelines.positions;
  }

  /** After a login: finds out what came in the meantime. */
  online(userId: string, sequence: boolean): void {
    this.#userId = userId;
    this.#sequence = sequence;
    this.#listed = false;
    if (!sequence) return;
    for (const timeline of this.#timelines) timeline.resume();
    this.#catchUp(++this.#login);
  }

  /** Ends everything for good. */
  stop(): void {
    this.#stop.abort();
  }

  /** Takes a push of messages. */
  push(push: MessagesPush): void {
    if (this.#sequence) this.#offer(push);
    else this.#pass(push);
  }

  /** Takes a pushed event, or an own action that is not pushed. */
  event(event: EventPush): void {
    if (isChange(event)) {
      const timeline = this.#timelines.get(event.session_id);
      if (timeline !== undefined) {
        timeline.change(event);
        return this.#filler.want(timeline);
      }
    }
    const { session_id: id } = event;
    if (id !== undefined && endsMembership(event, this.#userId)) this.left(id);
    this.#options.events.emit("event", event);
  }

  /**
   * Takes a message that this client has sent, as the service does not push it.
   * One that was sent again may have been stored before the login and recalled
   * since, so the service is asked.
   */
  sent(message: Message): void {
    if (!this.#sequence) return;
    const { session_id: id, sequence } = message;
    const timeline = this.#timelines.open(id);
    if (timeline === undefined) return;
    const isNew = this.#listed && sequence > timeline.listed;
    if (isNew) timeline.offer([message]);
    else timeline.meet(message);
    this.#goOn(timeline);
  }

  /**
   * A join is under way: the chatroom's pushes wait until the reply says where
   * it begins. Never rejects.
   */
  async join(id: string, joined: Promise<Joined>): Promise<void> {
    if (!this.#sequence) return;
    this.#timelines.open(id);
    this.#joining.push(id);
    const stand = await joined.catch(() => undefined);
    this.#joining.splice(this.#joining.indexOf(id), 1);
    if (stand === undefined) this.#notJoined(id);
    else this.#joined(id, stand);
  }

  /** The user left a chatroom. */
  left(id: string): void {
    this.#timelines.leave(id);
  }

  /** Emits what is pushed, as it arrives. */
  #pass({ session: { id, title }, items, missed }: MessagesPush): void {
    const { events } = this.#options;
    const skipped = { session_id: id, reason: "skipped" } as const;
    if (missed > 0) events.emit("missed", { ...skipped, count: missed });
    for (const each of items) events.emit("message", received(each, title));
  }

  /**
   * It may have taken effect all the same: what has been pushed shows where it
   * begins, or else the next push, or the next list.
   */
  #notJoined(id: string): void {
    const timeline = this.#timelines.get(id);
    if (timeline === undefined || timeline.started) return;
    if (timeline.lowest < Infinity) return this.#goOn(timeline);
    if (!this.#joining.includes(id)) this.#timelines.leave(id);
  }

  #joined(
    id: string,
    stand: Joined,
  ): void {
    const { chatroom, last_sequence, last_change: change = 0 } = stand;
    // It may have been left and removed while the join was under way.
    const timeline = this.#timelines.open(id);
    if (timeline === undefined) return;
    timeline.title ??= chatroom.name;
    if (timeline.started) return;
    const { startPositions } = this.#options;
    const sequence = startPositions.joined(timeline, stand, this.#userId);
    this.#timelines.start(timeline, { sequence, change });
    // This also asks for messages between the join and the first push.
    timeline.learnOfJoin(last_sequence);
    this.#filler.want(timeline);
  }

  #offer(push: MessagesPush): void {
    const { session: { id, title }, items, missed } = push;
    const timeline = this.#timelines.open(id);
    if (timeline === undefined) return this.#pass(push);
    timeline.title = title;
    timeline.offer(items, missed);
    this.#goOn(timeline);
  }

  #goOn(timeline: Timeline): void {
    this.#startUnlisted(timeline);
    this.#filler.want(timeline);
  }

  /** A conversation that the list did not contain has begun since. */
  #startUnlisted(timeline: Timeline): void {
    const { id, started, lowest } = timeline;
    if (started || !this.#listed || this.#joining.includes(id)) return;
    if (lowest === Infinity) return;
    const sequence = this.#options.startPositions.unlisted(timeline);
    this.#timelines.start(timeline, { sequence, change: 0 });
  }

  async #catchUp(login: number): Promise<void> {
    const { environment, events } = this.#options;
    const { signal } = this.#stop;
    const isOver = () => signal.aborted || login !== this.#login;
    for (let failures = 0; !isOver(); failures++) {
      try {
        const seen = new Set<string>();
        await this.#list(isOver, seen);
        return isOver() ? undefined : this.#endList(seen);
      } catch (error) {
        if (error instanceof GimClosedError) return;
        events.emit("error", toError(error));
        await retryPause(failures, environment, signal);
      }
    }
  }

  #endList(seen: ReadonlySet<string>): void {
    this.#listed = true;
    for (const timeline of this.#timelines) {
      this.#startUnlisted(timeline);
      // Left on another device, removed, or moved between two pages.
      if (!seen.has(timeline.id)) timeline.suspect();
      this.#filler.want(timeline);
    }
    // Any other conversation from now on is new.
    this.#options.startPositions.isFirst = false;
  }

  /** Reads the list to its end, or until it is of no use any more. */
  #list(isOver: () => boolean, seen: Set<string>): Promise<void> {
    const { requests } = this.#options;
    return readSessions({
      read: (body) => requests.call("sessions", body),
      take: (session) => {
        if (this.#stop.signal.aborted) return;
        seen.add(session.id);
        this.#learn(session);
      },
      isOver,
      max: MAX_CONVERSATIONS,
    });
  }

  #learn(session: Session): void {
    const { id, title, last, last_sequence } = session;
    const { last_change: change = 0 } = session;
    const newest = last?.sequence === last_sequence ? { id: last.id } : {};
    const timeline = this.#timelines.open(id);
    if (timeline === undefined) return;
    timeline.title = title;
    if (!timeline.started) {
      const joining = this.#joining.includes(id);
      const { lowest } = timeline;
      const sequence = this.#options.startPositions.listed(
        session,
        lowest,
        joining,
      );
      const known = sequence === last_sequence ? newest : {};
      const place = { sequence, change, ...known };
      this.#timelines.start(
        timeline,
        place,
        this.#options.startPositions.isFirst,
      );
    }
    timeline.learn({ sequence: last_sequence, change, ...newest });
    this.#filler.want(timeline);
  }
}
