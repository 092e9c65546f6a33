import type { KeyData } from "../../domain/key_data.ts";
import { requireText } from "./stored_message.ts";

/**
 * Reads what is kept by keys beside a chatroom or a user.
 *
 * @throws {SyntaxError | TypeError}
 */
export function readData(text: string): KeyData {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) {
    throw new TypeError("expected an object");
  }
  for (const each of Object.values(value)) requireText(each);
  return value as KeyData;
}
