import type { Change } from "../domain/change.ts";
import type { ChangePolicy } from "../domain/change_policy.ts";
import type { ConversationRef } from "../domain/ids.ts";
import type { Message } from "../domain/model.ts";
import type { Reactor } from "../domain/reactions.ts";
import type { ListPosition } from "./list_position.ts";

/** Which message to change, and for whom. */
interface MessageOf {
  readonly conversation: ConversationRef;
  readonly userId: string;
  readonly messageId: string;
}

/** A recall: the message becomes empty. */
export interface Recall extends MessageOf {
  readonly kind: "recalled";
  readonly policy: ChangePolicy;
}

/** An edit. */
export interface Edit extends MessageOf {
  readonly kind: "edited";
  readonly policy: ChangePolicy;
  readonly content: string;
  /** Undefined: the message keeps its own. */
  readonly data: string | undefined;
}

/** A reaction of the user, given or taken back. */
export interface Reaction extends MessageOf {
  readonly kind: "reacted";
  readonly reaction: string;
  readonly on: boolean;
}

/** How to change which message. */
export type ChangeRequest = Recall | Edit | Reaction;

/** Which users have reacted to a message like this. */
export interface ReactorsQuery extends MessageOf {
  readonly reaction: string;
  readonly after: ListPosition | undefined;
  readonly count: number;
}

/** Users who reacted, in the order in which they did, then by id. */
export interface ReactorsPage {
  readonly items: readonly (Reactor & { readonly name: string })[];
  readonly hasMore: boolean;
}

/** A message after somebody asked to change it. */
export interface Changed {
  /** As that user sees it. */
  readonly message: Message;
  /** The change; undefined if the message was already like this. */
  readonly change: Change | undefined;
}
