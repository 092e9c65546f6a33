import type { Frame, Reply } from "../protocol/codec.ts";
import { conversationTypeOf } from "../protocol/conversation_type.ts";
import type { Tracing } from "../observe/tracing.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Peer } from "./peer.ts";

/** What {@linkcode TracedDispatch} needs. */
export interface TracedDispatchOptions {
  readonly dispatch: Pick<Dispatch, "handle">;
  readonly tracing: Tracing;
  /** The name of an op; of one that is none, always the same. */
  readonly nameOf: (op: number) => string;
}

/**
 * Answers requests within a span each, which belongs to that of the upgrade.
 * Stands before a dispatch only where somebody collects spans.
 */
export class TracedDispatch {
  #options: TracedDispatchOptions;

  constructor(options: TracedDispatchOptions) {
    this.#options = options;
  }

  /** As {@linkcode Dispatch.handle}. */
  handle(frame: Frame, peer: Peer): Promise<Reply> {
    const { dispatch, tracing, nameOf } = this.#options;
    const op = nameOf(frame.op);
    return tracing.within(
      {
        name: `gim.${op}`,
        parent: peer.span,
        fields: {
          "gim.op": op,
          "gim.conversation_type": conversationOf(frame, peer),
          "gim.connection": peer.id,
          "gim.trace": peer.trace,
        },
      },
      async () => await dispatch.handle(frame, peer),
      ({ code }) => ({ "gim.code": code }),
    );
  }
}

/** Decodes a second time, which is cheaper than a way for it through the rules. */
function conversationOf({ body }: Frame, { connection }: Peer) {
  try {
    return conversationTypeOf(connection.codec.decodeBody(body));
  } catch {
    // The dispatch will say what is wrong with it.
    return undefined;
  }
}
