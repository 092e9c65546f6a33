import { Buffer } from "node:buffer";
import { getHeapSnapshot } from "node:v8";

/**
 * The heap of the calling isolate, in the format that DevTools loads
 * (`.heapsnapshot`). The thread stands still while V8 writes it, about a second
 * for 50 MB, and the process needs several times its size meanwhile.
 */
export async function takeHeapSnapshot(): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of getHeapSnapshot()) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
