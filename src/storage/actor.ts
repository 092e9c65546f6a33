/** The service as a reader or as one who acts: it may do anything. */
export const SERVICE = Symbol("the service");
/**
 * A user, who has to be a member of the chatroom that they read, or the
 * service.
 */
export type Reader = string | typeof SERVICE;
/**
 * A user, whose rank in the chatroom decides what they may do, or the service,
 * which stands above everybody.
 */
export type Actor = string | typeof SERVICE;
