/*
 * The shapes of the wire as a client knows them, written down apart from the
 * service's own types: a change of those must not change what is expected.
 */

/** Request op codes. */
export const OP = {
  login: 101,
  logout: 103,
  heartbeat: 105,
  send: 201,
  history: 203,
  sessions: 205,
  sync: 207,
  read: 209,
  recall: 211,
  edit: 213,
  react: 215,
  reactions: 217,
  signal: 219,
  join: 301,
  leave: 303,
  members: 305,
  chatroom: 307,
  configure: 309,
  role: 311,
  remove: 313,
  ban: 315,
  mute: 317,
  add: 319,
  sanctions: 321,
  user: 401,
  block: 403,
  blocks: 405,
  watch: 407,
  profile: 409,
} as const;

/** Push op codes. */
export const PUSH = { messages: 501, event: 503, signal: 505 } as const;

/** Values of `type`. */
export const CHATROOM = 1;
export const PRIVATE = 2;

export interface Message {
  readonly id: string;
  readonly session_id: string;
  readonly sender: { readonly id: string; readonly name: string };
  readonly category: string;
  readonly content: string;
  readonly sequence: number;
  readonly status: number;
  readonly created_at: number;
  readonly request_id?: string;
  readonly data?: object;
  readonly reply_to?: string;
  readonly mentions?: readonly string[];
  readonly priority?: string;
  readonly edited_at?: number;
  readonly reactions?: readonly Reaction[];
}

export interface Reaction {
  readonly reaction: string;
  readonly count: number;
  readonly mine?: boolean;
}

export interface Session {
  readonly id: string;
  readonly type: number;
  readonly title: string;
  readonly last: Message | null;
  readonly unread: number;
  readonly mentioned: number;
  readonly last_sequence: number;
  readonly read_sequence: number;
  readonly updated_at: number;
}

export interface Sent {
  readonly id: string;
  readonly session_id: string;
  readonly sequence: number;
  readonly created_at: number;
}

export interface LoggedIn {
  readonly user: { readonly id: string; readonly name: string };
  readonly token: string;
  readonly expires_at: number;
  readonly server_time: number;
  readonly heartbeat_interval: number;
  readonly sequence: boolean;
  readonly push_count: number;
  readonly push_duration: number;
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
  readonly role: string;
  readonly joined_at: number;
  readonly muted?: boolean;
  readonly muted_until?: number;
}

export interface Chatroom {
  readonly id: string;
  readonly name: string;
  readonly creator: string;
  readonly created_at: number;
  readonly member_count: number;
  readonly join: string;
  readonly send: string;
  readonly history: string;
  readonly max_members: number;
  readonly slow_mode: number;
  readonly data: Readonly<Record<string, string>>;
  readonly version: number;
}

export interface Sanction {
  readonly user_id: string;
  readonly kind: string;
  readonly until?: number;
  readonly reason?: string;
  readonly by: string;
  readonly at: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly has_more: boolean;
}

export interface CursorPage<Item> {
  readonly items: readonly Item[];
  readonly next_cursor?: string;
}

/** The `data` of a successful reply, by the request's op. */
export interface DataOf {
  101: LoggedIn;
  103: unknown;
  105: { readonly server_time: number };
  201: Sent;
  203: Page<Message>;
  205: CursorPage<Session>;
  207: Page<Message> & {
    readonly last_sequence: number;
    readonly first_sequence: number;
    readonly complete: boolean;
  };
  209: { readonly unread: number };
  211: Message;
  213: Message;
  215: { readonly reactions: readonly Reaction[] };
  217: CursorPage<
    { readonly id: string; readonly name: string; readonly at: number }
  >;
  219: unknown;
  301: { readonly chatroom: Chatroom };
  303: unknown;
  305: CursorPage<Member> & { readonly total: number };
  307: Chatroom;
  309: Chatroom;
  311: Member;
  313: { readonly removed: readonly string[] };
  315: { readonly until?: number };
  317: { readonly until?: number };
  319: {
    readonly added: readonly string[];
    readonly refused: readonly {
      readonly id: string;
      readonly reason: string;
    }[];
  };
  321: CursorPage<Sanction>;
  401: {
    readonly id: string;
    readonly name: string;
    readonly online: boolean;
    readonly last_seen: number;
    readonly data: Readonly<Record<string, string>>;
  };
  403: unknown;
  405: CursorPage<{ readonly id: string; readonly name: string }>;
  407: {
    readonly items: readonly {
      readonly id: string;
      readonly online: boolean;
      readonly last_seen: number;
    }[];
  };
  409: DataOf[401];
}

/** The body of a reply, and of every HTTP response. */
export interface Envelope<Data = unknown> {
  readonly code: number;
  readonly msg: string;
  readonly data: Data;
}

/** The body of a push 501. */
export interface Push {
  readonly session: {
    readonly id: string;
    readonly type: number;
    readonly title: string;
  };
  readonly items: readonly Message[];
  readonly missed: number;
}

/** The body of a push 503. */
export interface Event {
  readonly event: string;
  /** Not of `online` and `offline`. */
  readonly session_id: string;
  readonly last_seen?: number;
  readonly user?: { readonly id: string; readonly name: string };
  readonly user_id?: string;
  readonly sequence?: number;
  readonly message_id?: string;
  readonly change?: number;
  readonly chatroom?: Chatroom;
  readonly role?: string;
  readonly message?: Message;
  readonly reaction?: string;
  readonly count?: number;
  readonly counts?: Readonly<Record<string, number>>;
  readonly user_ids?: readonly string[];
  readonly by?: string;
  readonly reason?: string;
  readonly until?: number;
}

/** The body of a push 505. */
export interface Signal {
  readonly session_id: string;
  readonly sender: { readonly id: string; readonly name: string };
  readonly name: string;
  readonly data?: unknown;
}

/** What a failure says beside its code. */
export interface Failure {
  readonly reason?: string;
  readonly until?: number;
  readonly retry_after?: number;
}

/** The bytes a user, room or request of one test cannot share with another. */
export function unique(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
}
