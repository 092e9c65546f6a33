import { NORMAL } from "../../domain/model.ts";
import { contentOf, digestOf } from "../shared/draft.ts";
import type { MessageRecord } from "./records.ts";

/** A request id that a message was sent with, as storages remember it. */
export interface SentRequest {
  readonly id: string;
  readonly digest: string;
}

/**
 * What a message's request id is remembered by; undefined where it has none,
 * where it was sent before `since`, or where its content is gone.
 */
export function toRequest(
  record: MessageRecord,
  since: number,
): SentRequest | undefined {
  const { request_id, status, created_at } = record;
  const isKnown = request_id !== undefined && created_at >= since;
  const isWhole = status === NORMAL && record.extras?.editedAt === undefined;
  if (!isKnown || !isWhole) return undefined;
  return { id: request_id, digest: digestOf(contentOf(record)) };
}
