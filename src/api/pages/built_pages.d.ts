import type { Page } from "./page.ts";

/** The pages that `deno task web` has built from `web/`. */
export declare const BUILT_PAGES: readonly Page[];
