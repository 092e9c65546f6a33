import type { Caller } from "../../src/chat/caller.ts";
import type { Auth } from "../../src/auth/auth.ts";
import { createTestAuth } from "./auth.ts";
import { Chatrooms } from "../../src/chat/chatrooms.ts";
import { Conversations } from "../../src/chat/conversations.ts";
import { Messages } from "../../src/chat/messages.ts";
import { ReadMarks } from "../../src/chat/read_marks.ts";
import { Recalls } from "../../src/chat/recalls.ts";
import { RateLimits } from "../../src/chat/rate_limits.ts";
import { Sync } from "../../src/chat/sync.ts";
import { Users } from "../../src/chat/users.ts";
import type { Rate } from "../../src/base/token_buckets.ts";
import type { Message } from "../../src/domain/model.ts";
import type { EventPush } from "../../src/protocol/responses.ts";
import { Views } from "../../src/protocol/views.ts";
import { type Nodes, OneNode } from "../../src/nodes/nodes.ts";
import { Presence } from "../../src/push/presence.ts";
import type { ConnectionRef } from "../../src/push/connection_ref.ts";
import { LocalPush } from "../../src/push/local_push.ts";
import type { StoredNews } from "../../src/push/news.ts";
import { Unsettled } from "../../src/storage/shared/out_of_reach.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { FakeClock } from "./fake_clock.ts";
import { CommandsBench } from "./gateway_commands.ts";
import { createMemory } from "./memory_storage.ts";

const NO_LIMIT: Rate = { perSecond: 0, burst: 0 };

/** An event that was told, and to whom. */
export interface Told {
  /** `user ann`, `chatroom room` or `members of room`. */
  readonly to: string;
  readonly event: EventPush;
  readonly origin: ConnectionRef | undefined;
}

/** A message that was handed to a chatroom's push. */
export interface RoomDelivery {
  readonly chatroomId: string;
  readonly message: Message;
  readonly title: string;
}

/** A private message that was handed to the push of those. */
export interface PrivateSend {
  readonly message: Message;
  readonly receiver: { readonly id: string; readonly name: string };
  readonly origin: ConnectionRef | undefined;
}

/** A test's changes to its rules; the rest is the default. */
export interface RulesChanges {
  readonly secret?: string;
  readonly sequence?: boolean;
  readonly maxConnectionsPerUser?: number;
  readonly sends?: Rate;
  readonly requests?: Rate;
  readonly rooms?: Rate;
  readonly sockets?: Rate;
  /** Stands in for methods of the storage. */
  readonly storage?: Partial<Storage>;
}

/** All rules over a storage in memory; their pushes are kept. */
export class RulesBench {
  readonly clock = new FakeClock();
  readonly presence = new Presence();
  /** A gateway without sockets. */
  readonly commands: CommandsBench;
  readonly told: Told[] = [];
  readonly privately: PrivateSend[] = [];
  readonly inRooms: RoomDelivery[] = [];
  readonly replaced: Message[] = [];
  /** Calls of the storage that take effect and are not answered in time. */
  readonly unanswered = new Set<keyof Storage>();
  /** The settling of these, to be called later. */
  readonly settles: (() => Promise<void>)[] = [];
  readonly storage: Storage;
  readonly auth: Auth;
  readonly users: Users;
  readonly chatrooms: Chatrooms;
  readonly messages: Messages;
  readonly conversations: Conversations;
  readonly sync: Sync;
  readonly readMarks: ReadMarks;
  readonly recalls: Recalls;
  readonly limits: RateLimits;

  constructor(changes: RulesChanges = {}) {
    this.commands = new CommandsBench(this.clock, this.presence);
    this.storage = this.#createStorage(changes.storage ?? {});
    const { storage, presence } = this;
    const { secret, sequence = true } = changes;
    const now = this.clock.now;
    const nodes = this.#createNodes();
    const secrets = secret === undefined ? [] : [secret];
    this.auth = createTestAuth({ secrets, now, clock: this.clock });
    this.users = new Users({
      storage,
      presence,
      nodes,
      auth: this.auth,
      now,
      maxConnectionsPerUser: changes.maxConnectionsPerUser ?? 16,
      terms: {
        heartbeatInterval: 600_000,
        sequence,
        pushCount: 10,
        pushDuration: 1000,
      },
    });
    const views = new Views({ sequence });
    const news = this.#createPush();
    const shared = { storage, views, news };
    this.chatrooms = new Chatrooms({ ...shared, presence, nodes });
    this.conversations = new Conversations({ storage, views });
    this.sync = new Sync(shared);
    this.readMarks = new ReadMarks(shared);
    const recallWindow = 120_000;
    this.recalls = new Recalls({ ...shared, recallWindow });
    this.limits = new RateLimits({
      rates: {
        send: changes.sends ?? NO_LIMIT,
        request: changes.requests ?? NO_LIMIT,
        room: changes.rooms ?? NO_LIMIT,
        connect: changes.sockets ?? NO_LIMIT,
      },
      clock: this.clock,
    });
    this.messages = new Messages({
      ...shared,
      nodes,
      now,
      maxContentSize: 10,
      limits: this.limits,
    });
  }

  /** A user over HTTP. */
  http(userId: string): Caller {
    return { userId, ref: undefined };
  }

  /** A user who is logged in with a new connection. */
  async connect(userId: string, name?: string) {
    const { connection, ref } = this.ref();
    const body = name === undefined ? { id: userId } : { id: userId, name };
    await this.users.login(body, ref);
    return { userId, connection, ref };
  }

  /** A connection that is not logged in. */
  ref() {
    const connection = this.commands.connection();
    return { connection, ref: this.commands.refOf(connection) };
  }

  /** The last event that was told, which is then forgotten. */
  takeTold(): Told[] {
    return this.told.splice(0);
  }

  /** The storage answers again: unsettled writes are settled. */
  async settle(): Promise<void> {
    this.unanswered.clear();
    for (const settle of this.settles.splice(0)) await settle();
  }

  #createNodes(): Nodes {
    const settling: Nodes["settling"] = async (change, settle) => {
      try {
        return await change;
      } catch (fault) {
        if (fault instanceof Unsettled) this.settles.push(settle);
        throw fault;
      }
    };
    return Object.assign(new OneNode(this.presence), { settling });
  }

  #createStorage(changes: Partial<Storage>): Storage {
    const { clock, presence, unanswered } = this;
    const isOnline = (userId: string) => presence.isOnline(userId);
    const memory = createMemory({ clock, isOnline });
    // A call with a pending answer rejects instead of throwing.
    const waits = () =>
      changes.append !== undefined || unanswered.has("append");
    return new Proxy<Storage>(memory, {
      get(target, key) {
        if (key === "appendNow" && waits()) return undefined;
        const stand_in = changes[key as keyof Storage];
        if (stand_in !== undefined) return stand_in;
        const method = target[key as keyof Storage] as () => unknown;
        if (!unanswered.has(key as keyof Storage)) {
          return method.bind(target);
        }
        return async (...args: []) => {
          await method.apply(target, args);
          throw new Unsettled();
        };
      },
    });
  }

  /** Pushes to the users of this node; what they get is kept. */
  #createPush(): LocalPush {
    return new LocalPush({
      events: this.#createEvents(),
      privatePush: {
        deliver: ({ message, conversation, title, origin }: StoredNews) => {
          const receiver = { id: conversation.target, name: title };
          this.privately.push({ message, receiver, origin });
        },
      },
      chatroomPush: {
        deliver: (chatroomId, message, title) => {
          this.inRooms.push({ chatroomId, message, title });
        },
        replace: (_id, message) => void this.replaced.push(message),
      },
    });
  }

  #createEvents() {
    const tell = (kind: string) =>
    (
      id: string,
      event: EventPush,
      origin: ConnectionRef | undefined,
    ) => {
      this.told.push({ to: `${kind} ${id}`, event, origin });
    };
    return {
      notifyUser: tell("user"),
      notifyChatroom: tell("chatroom"),
      notifyMembership: tell("members of"),
    };
  }
}
