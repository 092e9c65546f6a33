import type { FloodOptions } from "./flood_load.ts";
import type { FragmentsOptions } from "./fragments_load.ts";
import type { IdleOptions } from "./idle_load.ts";
import type { Round } from "./measures.ts";
import type { PairsOptions } from "./pairs_load.ts";
import type { Driver } from "./person.ts";
import type { RoomOptions } from "./room_load.ts";
import type { StormOptions } from "./storm_load.ts";
import type { StuckOptions } from "./stuck_load.ts";

/** The task of a generator. */
export type Plan =
  | { readonly load: "pairs"; readonly options: PairsOptions }
  | { readonly load: "room"; readonly options: RoomOptions }
  | { readonly load: "idle"; readonly options: IdleOptions }
  | { readonly load: "storm"; readonly options: StormOptions }
  | { readonly load: "flood"; readonly options: FloodOptions }
  | { readonly load: "http flood"; readonly options: FloodOptions }
  | { readonly load: "stuck"; readonly options: StuckOptions }
  | { readonly load: "fragments"; readonly options: FragmentsOptions };

/** A server as a generator sees it. */
export interface Target {
  readonly port: number;
  readonly pid: number;
  /** The process of its Redis, if it has one. */
  readonly redisPid?: number | undefined;
  readonly driver: Driver;
}

/** How long a round lasts, and whether it only warms the server up. */
export interface Extent {
  readonly seconds: number;
  readonly isWarmUp: boolean;
}

/** A load with all its connections open. */
export interface Load {
  /**
   * Runs one round; returns an entry for each line that the load has in the
   * sheet.
   */
  round(extent: Extent): Promise<Round[]>;
}
