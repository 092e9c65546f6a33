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
  join: 301,
  leave: 303,
  members: 305,
  user: 401,
} as const;

/** Push op codes. */
export const PUSH = { messages: 501, event: 503 } as const;

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
}

export interface Session {
  readonly id: string;
  readonly type: number;
  readonly title: string;
  readonly last: Message | null;
  readonly unread: number;
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
  301: {
    readonly chatroom: {
      readonly id: string;
      readonly name: string;
      readonly creator: string;
      readonly created_at: number;
      readonly member_count: number;
    };
  };
  303: unknown;
  305: CursorPage<Member> & { readonly total: number };
  401: {
    readonly id: string;
    readonly name: string;
    readonly online: boolean;
    readonly last_seen: number;
  };
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
  readonly session_id: string;
  readonly user?: { readonly id: string; readonly name: string };
  readonly user_id?: string;
  readonly sequence?: number;
  readonly message_id?: string;
  readonly change?: number;
}

/** The bytes a user, room or request of one test cannot share with another. */
export function unique(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
}
