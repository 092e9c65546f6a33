import { Buffer } from "node:buffer";
import { RECALLED } from "../../../domain/model.ts";
import type { MessageRecord } from "../../archive/records.ts";

/** As `append.lua` writes it. */
export function encode(record: MessageRecord): string {
  const head = JSON.stringify({
    s: record.sender_id,
    n: record.sender_name,
    k: record.category,
    q: record.request_id,
  });
  const content = record.status === RECALLED ? "" : record.content;
  const first = `${record.status} ${record.id} ${record.created_at} ${head}`;
  const lines = `${first}\n${JSON.stringify(content)}`;
  const { extras } = record;
  return extras === undefined ? lines : `${lines}\n${JSON.stringify(extras)}`;
}

/** As `mentions.lua` writes them. */
export function mentionsIn({ sequence, extras }: MessageRecord) {
  const place = String(sequence).padStart(16, "0");
  return (extras?.mentions ?? [])
    .map((userId) => ({ score: 0, value: `${userId} ${place}` }));
}

/** As `reactions.lua` writes them. */
export function reactionsIn({ sequence, reactors = [] }: MessageRecord) {
  const place = String(sequence).padStart(16, "0");
  return reactors.map(({ reaction, user_id, at }) => {
    const written = `${Buffer.byteLength(reaction)}:${reaction}`;
    const time = String(at).padStart(16, "0");
    return {
      reactor: { score: 0, value: `${place} ${written} ${time} ${user_id}` },
      reacted: { score: 0, value: `${place} ${user_id} ${written} ${time}` },
    };
  });
}
