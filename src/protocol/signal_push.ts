/** Body of push 505: somebody does something, such as typing. */
export interface SignalPush {
  /** Where: the chatroom, or the sender as the receiver addresses them. */
  readonly session_id: string;
  /** Who it is. */
  readonly sender: { readonly id: string; readonly name: string };
  /** What it is. */
  readonly name: string;
  /** The sender's own data. */
  readonly data?: Readonly<Record<string, unknown>>;
}
