import type { Page } from "./page.ts";

/** What `deno task web` has made of `web/`. */
export declare const BUILT_PAGES: readonly Page[];
