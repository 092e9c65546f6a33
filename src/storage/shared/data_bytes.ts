import type { KeyData } from "../../domain/key_data.ts";
import { textBytes } from "../memory/text_bytes.ts";

/** Heap bytes of an entry besides its texts. */
const ENTRY_OVERHEAD = 40;

/** Heap bytes of what an application keeps by keys, estimated. */
export function dataBytes(data: KeyData = {}): number {
  let bytes = 0;
  for (const [key, value] of Object.entries(data)) {
    bytes += ENTRY_OVERHEAD + textBytes(key) + textBytes(value);
  }
  return bytes;
}
