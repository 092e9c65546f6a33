import type { ConnectionRef } from "../push/connection_ref.ts";

/** Who makes a request; their identity has been checked. */
export interface Caller {
  readonly userId: string;
  /**
   * The connection that the request came over. It gets the reply, and therefore
   * no push.
   */
  readonly ref: ConnectionRef | undefined;
  /** The service, or its server API in a user's name: nothing binds it. */
  readonly privileged?: true;
}
