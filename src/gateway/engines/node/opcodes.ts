/** The kinds of frames that a server sends, RFC 6455 section 5.2. */
export const OPCODE = {
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

/** The kind of a frame. */
export type Opcode = typeof OPCODE[keyof typeof OPCODE];
