import type { Sanction } from "../../domain/sanction.ts";
import type { PlacedSanction } from "../administration.ts";

/** A sanction with the chatroom where it holds. */
export function placed(chatroomId: string, sanction: Sanction): PlacedSanction {
  return { id: `${chatroomId}:${sanction.kind}`, chatroomId, sanction };
}
