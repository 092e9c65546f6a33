import type { Nodes } from "../nodes/nodes.ts";
import { requireFit } from "./content_size.ts";
import { dataText } from "./extras.ts";

/** What {@linkcode Announcements} needs. */
export interface AnnouncementsOptions {
  readonly nodes: Pick<Nodes, "announce">;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Most bytes of UTF-8 that a content may have. */
  readonly maxContentSize: number;
}

/** What is told to everybody. */
export interface Announcement {
  readonly content: string;
  readonly category?: string | undefined;
  readonly data?: Record<string, unknown> | undefined;
}

const DEFAULT_CATEGORY = "text";

/** Telling everybody who is online something that is not stored. */
export class Announcements {
  #options: AnnouncementsOptions;

  constructor(options: AnnouncementsOptions) {
    this.#options = options;
  }

  /**
   * Tells everybody on every node; returns how many connections there are at
   * this one. Content and data are checked as those of messages are.
   *
   * @throws {ReplyError} 400, 413
   */
  tell(
    { content, category = DEFAULT_CATEGORY, data }: Announcement,
  ): { receivers: number } {
    const { nodes, now, maxContentSize } = this.#options;
    requireFit(content, maxContentSize);
    if (data !== undefined) dataText(data);
    const receivers = nodes.announce({
      event: "announcement",
      content,
      category,
      ...data === undefined ? undefined : { data },
      created_at: now(),
    });
    return { receivers };
  }
}
