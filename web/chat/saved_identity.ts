import type { Identity } from "./identity.ts";

const KEY = "gim-chat";

/**
 * Who is logged in in this tab, so that a reload does not end it: another tab can
 * be another person.
 */
export function savedIdentity(): Identity | undefined {
  const text = sessionStorage.getItem(KEY);
  return text === null ? undefined : JSON.parse(text);
}

/** Keeps who is logged in for as long as the tab is open; or nobody. */
export function saveIdentity(identity: Identity | undefined): void {
  if (identity === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(identity));
}
