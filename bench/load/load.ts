import type { IdleOptions } from "./idle_load.ts";
import type { Round } from "./measures.ts";
import type { PairsOptions } from "./pairs_load.ts";
import type { Driver } from "./person.ts";
import type { RoomOptions } from "./room_load.ts";
import type { StormOptions } from "./storm_load.ts";

/** What a generator is to do. */
export type Plan =
  | { readonly load: "pairs"; readonly options: PairsOptions }
  | { readonly load: "room"; readonly options: RoomOptions }
  | { readonly load: "idle"; readonly options: IdleOptions }
  | { readonly load: "storm"; readonly options: StormOptions };

/** A server, as a generator needs to know it. */
export interface Target {
  readonly port: number;
  readonly pid: number;
  /** Of the Redis that it stores in, where it does. */
  readonly redisPid?: number | undefined;
  readonly driver: Driver;
}

/** How long a round lasts, and whether it only warms the server up. */
export interface Extent {
  readonly seconds: number;
  readonly isWarmUp: boolean;
}

/** A load whose connections are there. */
export interface Load {
  /** One round; one entry for each line of the sheet that the load has. */
  round(extent: Extent): Promise<Round[]>;
}
