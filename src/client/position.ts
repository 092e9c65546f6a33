/** How far an application has got in one conversation. */
export interface Position {
  /** The last message that it was given. */
  readonly sequence: number;
  /** The last recall that it was told of. */
  readonly change: number;
  /**
   * The id of that message, where it is known: it shows whether the service
   * still has the same conversation, or has forgotten it and begun anew.
   */
  readonly id?: string;
}
