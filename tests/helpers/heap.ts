import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Bytes of the JavaScript heap that are in use after a collection. */
export function heapInUse(): number {
  collect();
  collect();
  return Deno.memoryUsage().heapUsed;
}
