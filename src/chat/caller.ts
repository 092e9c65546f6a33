import type { Connection } from "../push/hub.ts";

/** Who makes a request, once they are known to be who they say. */
export interface Caller {
  readonly userId: string;
  /** The socket it came over, which gets the reply and so no push of it. */
  readonly connection: Connection | undefined;
}
