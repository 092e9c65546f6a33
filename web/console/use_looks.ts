import { useCallback, useState } from "preact/hooks";
import { type AdminApi, Refused } from "./admin_api.ts";
import { type Looks, withLook } from "./history.ts";
import { Metrics } from "./metrics.ts";
import { useReading } from "./use_reading.ts";

/** Milliseconds between two looks. */
const REFRESH = 2000;

/** What is seen of the service as time goes by. */
export interface Seen {
  readonly looks: Looks;
  /** `ready`, why it is not, or that there is no answer. */
  readonly health: string;
  readonly problem: string | undefined;
}

/** Looks at the metrics, and asks whether the service is ready. */
export function useLooks(api: AdminApi): Seen {
  const [looks, setLooks] = useState<Looks>([]);
  const look = useCallback(async () => {
    const text = await api.text("/metrics");
    const health = await readinessOf(api);
    const seen = new Metrics(text, performance.now());
    setLooks((known) => withLook(known, seen));
    return health;
  }, [api]);
  const { value = "…", problem } = useReading(look, [look], REFRESH);
  return {
    looks,
    health: problem === undefined ? value : "no answer",
    problem,
  };
}

async function readinessOf(api: AdminApi): Promise<string> {
  try {
    const { status } = await api.get<{ status: string }>("/readyz");
    return status;
  } catch (error) {
    // It says why it is not ready; without an answer the metrics have failed.
    if (error instanceof Refused && error.code > 0) return error.message;
    throw error;
  }
}
