/** What the server API shows, as far as the console uses it. */

export interface User {
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
  readonly last_seen: number;
}

export interface Connection {
  readonly id: string;
  readonly device?: string;
  readonly encoding: string;
  readonly since: number;
  readonly node: string;
}

export interface Ban {
  readonly until?: number;
  readonly reason?: string;
}

export interface FoundUser extends User {
  readonly data?: Readonly<Record<string, string>>;
  readonly connections: readonly Connection[];
  readonly chatrooms: readonly string[];
  readonly banned?: Ban;
}

/** A chatroom of a user, and what they are in it. */
export interface UserChatroom {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly joined_at: number;
  readonly muted?: boolean;
  readonly muted_until?: number;
}

/** A ban from a chatroom, or a mute there. */
export interface Imposed {
  readonly kind: "ban" | "mute";
  readonly until?: number;
  readonly reason?: string;
  readonly by: string;
  readonly at: number;
}

/** A sanction on a user. */
export interface UserSanction extends Imposed {
  readonly chatroom_id: string;
}

export interface Chatroom {
  readonly id: string;
  readonly name: string;
  readonly creator: string;
  readonly created_at: number;
  readonly member_count: number;
  readonly online: number;
  readonly join: string;
  readonly send: string;
  readonly history: string;
  readonly max_members: number;
  readonly slow_mode: number;
  readonly data?: Readonly<Record<string, string>>;
  readonly version: number;
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

export interface Sanction extends Imposed {
  readonly user_id: string;
}

export interface Message {
  readonly id: string;
  readonly sender: { readonly id: string; readonly name: string };
  readonly category: string;
  readonly content: string;
  readonly sequence: number;
  readonly status: number;
  readonly created_at: number;
}
