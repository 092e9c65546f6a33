/**
 * The scripts that run in Redis, each an atomic step; `docs/scaling.md` lists
 * the keys.
 *
 * @module
 */

import { createHash } from "node:crypto";
import activity from "./activity.lua" with { type: "text" };
import append from "./append.lua" with { type: "text" };
import beat from "./beat.lua" with { type: "text" };
import clock from "./clock.lua" with { type: "text" };
import elsewhere from "./elsewhere.lua" with { type: "text" };
import enlist from "./enlist.lua" with { type: "text" };
import enter from "./enter.lua" with { type: "text" };
import expel from "./expel.lua" with { type: "text" };
import forgetUnanswered from "./forget_unanswered.lua" with { type: "text" };
import join from "./join.lua" with { type: "text" };
import keep from "./keep.lua" with { type: "text" };
import leave from "./leave.lua" with { type: "text" };
import list from "./list.lua" with { type: "text" };
import look from "./look.lua" with { type: "text" };
import members from "./members.lua" with { type: "text" };
import membership from "./membership.lua" with { type: "text" };
import open from "./open.lua" with { type: "text" };
import ordinals from "./ordinals.lua" with { type: "text" };
import page from "./page.lua" with { type: "text" };
import publish from "./publish.lua" with { type: "text" };
import rank from "./rank.lua" with { type: "text" };
import read from "./read.lua" with { type: "text" };
import recall from "./recall.lua" with { type: "text" };
import refusedChange from "./refused_change.lua" with { type: "text" };
import register from "./register.lua" with { type: "text" };
import reserve from "./reserve.lua" with { type: "text" };
import storeChange from "./store_change.lua" with { type: "text" };
import summary from "./summary.lua" with { type: "text" };
import tell from "./tell.lua" with { type: "text" };
import touch from "./touch.lua" with { type: "text" };
import unlist from "./unlist.lua" with { type: "text" };

/** A Lua script, and the digest under which Redis keeps it. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

function script(text: string): Script {
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

/** A script that needs the time. */
function timed(text: string): Script {
  return script(clock + text);
}

/** All scripts; their heads describe arguments and results. */
export const SCRIPTS = {
  activity: script(activity),
  append: timed(publish + elsewhere + append),
  beat: timed(beat),
  enlist: timed(enlist),
  enter: timed(enter),
  expel: script(expel),
  forgetUnanswered: script(forgetUnanswered),
  join: timed(ordinals + publish + join),
  keep: timed(keep),
  leave: script(ordinals + publish + leave),
  list: timed(list),
  look: script(look),
  members: script(members),
  membership: script(ordinals + membership),
  open: timed(open),
  page: script(page),
  read: script(read),
  recall: timed(rank + refusedChange + publish + storeChange + recall),
  register: timed(register),
  reserve: timed(reserve),
  summary: script(summary),
  tell: script(publish + elsewhere + tell),
  touch: timed(touch),
  unlist: script(unlist),
} as const;
