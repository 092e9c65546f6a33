/** How far an application has got in one conversation. */
export interface Position {
  /** The last message that the application got. */
  readonly sequence: number;
  /** The last change that the application got. */
  readonly change: number;
  /**
   * The id of that message, if known. It shows whether the service still has
   * the same conversation, or has lost it and begun anew.
   */
  readonly id?: string;
}
