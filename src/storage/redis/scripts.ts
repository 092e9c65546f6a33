/**
 * The scripts that run in Redis, each an atomic step; `docs/scaling.md` lists
 * the keys.
 *
 * @module
 */

import { createHash } from "node:crypto";
import activity from "./activity.lua" with { type: "text" };
import add from "./add.lua" with { type: "text" };
import append from "./append.lua" with { type: "text" };
import beat from "./beat.lua" with { type: "text" };
import beside from "./beside.lua" with { type: "text" };
import block from "./block.lua" with { type: "text" };
import cap from "./cap.lua" with { type: "text" };
import change from "./change.lua" with { type: "text" };
import clock from "./clock.lua" with { type: "text" };
import configure from "./configure.lua" with { type: "text" };
import dismiss from "./dismiss.lua" with { type: "text" };
import elsewhere from "./elsewhere.lua" with { type: "text" };
import enlist from "./enlist.lua" with { type: "text" };
import enroll from "./enroll.lua" with { type: "text" };
import enter from "./enter.lua" with { type: "text" };
import events from "./events.lua" with { type: "text" };
import eventsAdd from "./events_add.lua" with { type: "text" };
import eventsChange from "./events_change.lua" with { type: "text" };
import eventsList from "./events_list.lua" with { type: "text" };
import eventsSettle from "./events_settle.lua" with { type: "text" };
import eventsTake from "./events_take.lua" with { type: "text" };
import expel from "./expel.lua" with { type: "text" };
import findRoom from "./find_room.lua" with { type: "text" };
import forgetUnanswered from "./forget_unanswered.lua" with { type: "text" };
import imposed from "./imposed.lua" with { type: "text" };
import join from "./join.lua" with { type: "text" };
import keep from "./keep.lua" with { type: "text" };
import leave from "./leave.lua" with { type: "text" };
import list from "./list.lua" with { type: "text" };
import listSanctions from "./list_sanctions.lua" with { type: "text" };
import look from "./look.lua" with { type: "text" };
import markBlock from "./mark_block.lua" with { type: "text" };
import member from "./member.lua" with { type: "text" };
import members from "./members.lua" with { type: "text" };
import membership from "./membership.lua" with { type: "text" };
import mentions from "./mentions.lua" with { type: "text" };
import mine from "./mine.lua" with { type: "text" };
import noteRequest from "./note_request.lua" with { type: "text" };
import open from "./open.lua" with { type: "text" };
import ordinals from "./ordinals.lua" with { type: "text" };
import page from "./page.lua" with { type: "text" };
import present from "./present.lua" with { type: "text" };
import presentCame from "./present_came.lua" with { type: "text" };
import presentMissed from "./present_missed.lua" with { type: "text" };
import presentSweep from "./present_sweep.lua" with { type: "text" };
import presentWent from "./present_went.lua" with { type: "text" };
import profile from "./profile.lua" with { type: "text" };
import publish from "./publish.lua" with { type: "text" };
import rank from "./rank.lua" with { type: "text" };
import read from "./read.lua" with { type: "text" };
import reactions from "./reactions.lua" with { type: "text" };
import reactors from "./reactors.lua" with { type: "text" };
import refusedChange from "./refused_change.lua" with { type: "text" };
import refusedSend from "./refused_send.lua" with { type: "text" };
import register from "./register.lua" with { type: "text" };
import remove from "./remove.lua" with { type: "text" };
import requests from "./requests.lua" with { type: "text" };
import restrict from "./restrict.lua" with { type: "text" };
import countSanctions from "./count_sanctions.lua" with { type: "text" };
import create from "./create.lua" with { type: "text" };
import disband from "./disband.lua" with { type: "text" };
import scrub from "./scrub.lua" with { type: "text" };
import reserve from "./reserve.lua" with { type: "text" };
import room from "./room.lua" with { type: "text" };
import sanction from "./sanction.lua" with { type: "text" };
import sanctions from "./sanctions.lua" with { type: "text" };
import setRank from "./set_rank.lua" with { type: "text" };
import storeChange from "./store_change.lua" with { type: "text" };
import succeed from "./succeed.lua" with { type: "text" };
import summary from "./summary.lua" with { type: "text" };
import talk from "./talk.lua" with { type: "text" };
import tell from "./tell.lua" with { type: "text" };
import touch from "./touch.lua" with { type: "text" };
import unlist from "./unlist.lua" with { type: "text" };

/** A Lua script, and the digest under which Redis keeps it. */
export interface Script {
  readonly text: string;
  readonly sha: string;
}

/**
 * The first word of an answer that tells of keys of another kind than GIM writes;
 * these and the answer itself come after it.
 */
export const UNREADABLE = "!unreadable";
const ANSWER = `local answer = run()
if #unreadable == 0 then return answer end
return {'${UNREADABLE}', unreadable, answer}
`;

/**
 * Runs a script, and tells with its answer of what it found that was of another
 * kind: see `beside.lua`.
 */
function script(body: string): Script {
  const text = `${beside}local function run()\n${body}\nend\n${ANSWER}`;
  return { text, sha: createHash("sha1").update(text).digest("hex") };
}

/** A script that needs the time. */
function timed(text: string): Script {
  return script(clock + text);
}

/** Who somebody is in a chatroom, and what is imposed on them. */
const standing = rank + sanctions;
/** What begins and ends memberships. */
const membershipChanges = ordinals + publish + enroll + dismiss + succeed;
const acting = standing + membershipChanges + room + cap;

/** All scripts; their heads describe arguments and results. */
export const SCRIPTS = {
  activity: script(activity),
  add: timed(acting + add),
  append: timed(
    mentions + reactions + publish + elsewhere + standing + refusedSend +
      requests + append,
  ),
  beat: timed(beat),
  block: timed(ordinals + block),
  change: timed(
    standing + refusedSend + refusedChange + mentions + reactions + publish +
      storeChange + change,
  ),
  countSanctions: timed(countSanctions),
  configure: timed(standing + room + configure),
  enlist: timed(enlist),
  enter: timed(enter),
  eventsAdd: timed(events + eventsAdd),
  eventsChange: timed(events + eventsChange),
  eventsList: timed(events + eventsList),
  eventsSettle: timed(events + eventsSettle),
  eventsTake: timed(events + eventsTake),
  expel: script(expel),
  findRoom: timed(standing + room + findRoom),
  forgetUnanswered: script(forgetUnanswered),
  imposed: timed(sanctions + imposed),
  join: timed(acting + join),
  keep: timed(keep),
  leave: timed(acting + leave),
  list: timed(list),
  listSanctions: timed(standing + listSanctions),
  look: script(look),
  markBlock: script(markBlock),
  member: timed(standing + member),
  members: timed(standing + members),
  membership: script(ordinals + membership),
  mine: script(reactions + mine),
  noteRequest: timed(requests + noteRequest),
  open: timed(open),
  page: timed(sanctions + page),
  presentCame: timed(events + present + presentCame),
  presentMissed: timed(events + present + presentMissed),
  presentSweep: timed(events + present + presentSweep),
  presentWent: timed(events + present + presentWent),
  profile: timed(profile),
  read: timed(sanctions + read),
  reactors: timed(standing + reactions + reactors),
  register: timed(register),
  remove: timed(acting + remove),
  reserve: timed(reserve),
  sanction: timed(acting + sanction),
  setRank: timed(standing + setRank),
  create: timed(acting + create),
  disband: script(ordinals + disband),
  restrict: script(restrict),
  scrub: script(mentions + reactions + publish + storeChange + scrub),
  summary: script(summary),
  talk: timed(standing + refusedSend + talk),
  tell: script(publish + elsewhere + tell),
  touch: timed(touch),
  unlist: script(unlist),
} as const;
