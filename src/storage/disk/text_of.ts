import type { Draft } from "../storage.ts";
import type { Call } from "./batch.ts";

/**
 * How many characters of text a call carries, whatever it is: a message, an
 * edit, settings, a reason, an event for the back end. Of a send, of which there
 * are the most, the ids are left out, as they are short.
 */
export function textOf([name, args]: Call): number {
  return name === "append" ? textOfDraft(args[0] as Draft) : textIn(args);
}

function textOfDraft({ content, extras, asked }: Draft): number {
  let text = content.length;
  if (extras !== undefined) text += textIn(extras);
  if (asked !== undefined) text += textIn(asked);
  return text;
}

/** It is plain data, no deeper than what the service lets in. */
function textIn(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((sum, each) => sum + textIn(each), 0);
}
