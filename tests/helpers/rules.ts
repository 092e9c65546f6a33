import type { Caller } from "../../src/chat/caller.ts";
import type { Auth } from "../../src/auth/auth.ts";
import { createTestAuth } from "./auth.ts";
import type { Administration } from "../../src/storage/administration.ts";
import { Access } from "../../src/chat/access.ts";
import { Blocks } from "../../src/chat/blocks.ts";
import { Chatrooms } from "../../src/chat/chatrooms.ts";
import { Conversations } from "../../src/chat/conversations.ts";
import { Departures } from "../../src/chat/departures.ts";
import { Edits } from "../../src/chat/edits.ts";
import { Messages } from "../../src/chat/messages.ts";
import { Passwords } from "../../src/chat/passwords.ts";
import { ReadMarks } from "../../src/chat/read_marks.ts";
import { Reactions } from "../../src/chat/reactions.ts";
import { Recalls } from "../../src/chat/recalls.ts";
import { RateLimits } from "../../src/chat/rate_limits.ts";
import { RoomAdmin } from "../../src/chat/room_admin.ts";
import { RoomMembers } from "../../src/chat/room_members.ts";
import { RoomSettings } from "../../src/chat/room_settings.ts";
import { Sanctions } from "../../src/chat/sanctions.ts";
import { Sync } from "../../src/chat/sync.ts";
import { Signals } from "../../src/chat/signals.ts";
import { Users } from "../../src/chat/users.ts";
import { Watches } from "../../src/chat/watches.ts";
import type { Rate } from "../../src/base/token_buckets.ts";
import type { Message } from "../../src/domain/model.ts";
import type { EventPush, Hint } from "../../src/protocol/responses.ts";
import { Views } from "../../src/protocol/views.ts";
import { type Nodes, OneNode } from "../../src/nodes/nodes.ts";
import { Presence } from "../../src/push/presence.ts";
import type { ConnectionRef } from "../../src/push/connection_ref.ts";
import { LocalPush } from "../../src/push/local_push.ts";
import { RoomChanges } from "../../src/push/room_changes.ts";
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
  /** Most members of a chatroom. */
  readonly maxMembers?: number;
  /** Does a join create a chatroom? */
  readonly joinsCreate?: boolean;
  readonly sends?: Rate;
  readonly requests?: Rate;
  readonly rooms?: Rate;
  readonly sockets?: Rate;
  /** Milliseconds between looks at who is online elsewhere. */
  readonly watchPause?: number;
  /** Users who are online at other nodes. */
  readonly elsewhere?: ReadonlySet<string>;
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
  readonly unanswered = new Set<keyof Storage | keyof Administration>();
  /** The settling of these, to be called later. */
  readonly settles: (() => Promise<void>)[] = [];
  readonly storage: Storage;
  readonly nodes: Nodes;
  readonly auth: Auth;
  readonly users: Users;
  readonly chatrooms: Chatrooms;
  readonly roomSettings: RoomSettings;
  readonly roomMembers: RoomMembers;
  readonly sanctions: Sanctions;
  readonly blocks: Blocks;
  readonly messages: Messages;
  readonly conversations: Conversations;
  readonly sync: Sync;
  readonly readMarks: ReadMarks;
  readonly recalls: Recalls;
  readonly edits: Edits;
  readonly reactions: Reactions;
  readonly signals: Signals;
  readonly watches: Watches;
  readonly limits: RateLimits;
  readonly access: Access;
  readonly roomAdmin: RoomAdmin;
  administration!: Administration;

  constructor(changes: RulesChanges = {}) {
    this.commands = new CommandsBench(this.clock, this.presence);
    this.storage = this.#createStorage(changes.storage ?? {});
    const { storage, presence } = this;
    const { secret, sequence = true } = changes;
    const now = this.clock.now;
    const nodes = this.nodes = this.#createNodes(changes.elsewhere);
    const secrets = secret === undefined ? [] : [secret];
    this.auth = createTestAuth({ secrets, now, clock: this.clock });
    const { administration } = this;
    const access = this.access = new Access({ administration, nodes, now });
    this.users = new Users({
      storage,
      presence,
      nodes,
      auth: this.auth,
      access,
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
    const { maxMembers = 100, joinsCreate = true } = changes;
    const many = { ...shared, presence, nodes, now };
    const passwords = new Passwords();
    const departures = new Departures(many);
    this.chatrooms = new Chatrooms({ ...many, passwords, joinsCreate });
    this.roomSettings = new RoomSettings({ ...many, passwords, maxMembers });
    this.roomMembers = new RoomMembers({ ...many, departures });
    this.sanctions = new Sanctions({ ...many, departures });
    const { roomSettings, roomMembers } = this;
    const governed = { ...many, departures, roomSettings, roomMembers };
    this.roomAdmin = new RoomAdmin({ ...governed, administration });
    this.blocks = new Blocks({ storage });
    this.conversations = new Conversations({ storage, views });
    this.sync = new Sync(shared);
    this.readMarks = new ReadMarks(shared);
    const recallWindow = 120_000;
    this.signals = new Signals(shared);
    this.watches = new Watches({
      ...shared,
      presence,
      nodes,
      clock: this.clock,
      now,
      delay: 10_000,
      pause: changes.watchPause,
    });
    this.recalls = new Recalls({ ...shared, recallWindow });
    const [maxContentSize, editWindow] = [10, 900_000];
    this.edits = new Edits({ ...shared, maxContentSize, editWindow });
    this.reactions = new Reactions(shared);
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

  #createNodes(elsewhere: ReadonlySet<string> = new Set()): Nodes {
    const settling: Nodes["settling"] = async (change, settle) => {
      try {
        return await change;
      } catch (fault) {
        if (fault instanceof Unsettled) this.settles.push(settle);
        throw fault;
      }
    };
    const online = (userIds: readonly string[]) => {
      const found = userIds
        .filter((id) => elsewhere.has(id) || this.presence.isOnline(id));
      return Promise.resolve(new Set(found));
    };
    return Object.assign(new OneNode(this.presence), { settling, online });
  }

  #createStorage(changes: Partial<Storage>): Storage {
    const { clock, presence, unanswered } = this;
    const isOnline = (userId: string) => presence.isOnline(userId);
    const memory = createMemory({ clock, isOnline });
    this.administration = this.#doubtful(memory.administration);
    // A call with a pending answer rejects instead of throwing.
    const waits = () =>
      changes.append !== undefined || unanswered.has("append");
    return new Proxy<Storage>(memory, {
      get(target, key) {
        if (key === "appendNow" && waits()) return undefined;
        const stand_in = changes[key as keyof Storage];
        return stand_in ?? called(target, key, unanswered);
      },
    });
  }

  #doubtful(administration: Administration): Administration {
    const { unanswered } = this;
    return new Proxy(administration, {
      get: (target, key) => called(target, key, unanswered),
    });
  }

  /** Pushes to the users of this node; what they get is kept. */
  #createPush(): LocalPush {
    const events = this.#createEvents();
    const { presence, clock } = this;
    const duration = 1000;
    return new LocalPush({
      events,
      roomChanges: new RoomChanges({ presence, events, clock, duration }),
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
      hint: Hint,
      origin: ConnectionRef | undefined,
    ) => {
      const event = hint as EventPush;
      this.told.push({ to: `${kind} ${id}`, event, origin });
    };
    return {
      notifyUser: tell("user"),
      notifyChatroom: tell("chatroom"),
      notifyMembership: tell("members of"),
    };
  }
}

/** A method of a storage, which is not answered if it is one of those. */
function called(
  target: object,
  key: string | symbol,
  unanswered: ReadonlySet<unknown>,
): unknown {
  const method = Reflect.get(target, key) as () => unknown;
  if (!unanswered.has(key)) return method.bind(target);
  return async (...args: []) => {
    await method.apply(target, args);
    throw new Unsettled();
  };
}
