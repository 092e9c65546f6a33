import type { ConnectionRef } from "../push/connection_ref.ts";

/** Who makes a request, once they are known to be who they say. */
export interface Caller {
  readonly userId: string;
  /** The connection it came over, which gets the reply and so no push of it. */
  readonly ref: ConnectionRef | undefined;
}
