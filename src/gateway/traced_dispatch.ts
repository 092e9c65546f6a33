import type { Frame, Reply } from "../protocol/codec.ts";
import { conversationTypeOf } from "../protocol/conversation_type.ts";
import type { Tracing } from "../observe/tracing.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Peer } from "./peer.ts";

/** What {@linkcode TracedDispatch} needs. */
export interface TracedDispatchOptions {
  readonly dispatch: Pick<Dispatch, "handle">;
  readonly tracing: Tracing;
  /** The name of an op; the same name for all unknown ops. */
  readonly nameOf: (op: number) => string;
}

/**
 * Answers each request within a span, a child of the upgrade's span. Used only
 * when spans are collected.
 */
export class TracedDispatch {
  #options: TracedDispatchOptions;

  constructor(options: TracedDispatchOptions) {
    this.#options = options;
  }

  /** See {@linkcode Dispatch.handle}. */
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

/**
 * Decodes the body a second time, which is simpler than passing the
 * conversation through the rules.
 */
function conversationOf({ body }: Frame, { connection }: Peer) {
  try {
    return conversationTypeOf(connection.codec.decodeBody(body));
  } catch {
    // The dispatch refuses it with the reason.
    return undefined;
  }
}
