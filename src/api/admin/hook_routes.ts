import Type from "typebox";
import { ReplyError } from "../../base/errors.ts";
import type { Hooks } from "../../hooks/hooks.ts";
import * as field from "../../protocol/fields.ts";
import type { Route } from "../route.ts";
import { Nothing } from "./admin_fields.ts";
import { adminRoute } from "./admin_route.ts";

/** Events of a page where the request does not say how many. */
const COUNT = 20;

const number = Type.Integer({ minimum: 0 });

const eventId = Type.String({
  pattern: "^[A-Za-z0-9_]{1,100}$",
  description: "the id of an event",
});

const WaitingEvents = Type.Object({
  items: Type.Array(Type.Object({
    id: Type.String(),
    type: Type.String(),
    created_at: number,
    attempts: number,
    next_at: number,
    last_error: Type.Optional(Type.String()),
  }, { title: "WaitingEvent" })),
  waiting: number,
  oldest: Type.Optional(number),
  dropped: number,
}, { title: "WaitingEvents" });

/** What {@linkcode adminHookRoutes} needs. */
export interface HookRoutesOptions {
  /** Undefined: the back end is told nothing. */
  readonly hooks: Pick<Hooks, "waiting" | "retry" | "sizes"> | undefined;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** What the back end is still to be told, and telling it at once. */
export function adminHookRoutes({ hooks, now }: HookRoutesOptions): Route[] {
  return [
    adminRoute("GET /admin/hooks", {
      id: "listWaitingEvents",
      summary: "The oldest events that the back end is still to be told",
      input: "query",
      request: Type.Object({ count: Type.Optional(field.count) }),
      response: WaitingEvents,
      call: ({ count = COUNT }) => pageOf({ hooks, now }, count),
    }),
    adminRoute("POST /admin/hooks/:id/retry", {
      id: "retryEvent",
      summary: "Tell the back end an event at once",
      input: "none",
      request: Type.Object({ id: eventId }),
      response: Nothing,
      call: async ({ id }) => {
        if (await hooks?.retry(id)) return {};
        throw new ReplyError(404, "no such event: it was told, or dropped");
      },
    }),
  ];
}

async function pageOf({ hooks, now }: HookRoutesOptions, count: number) {
  const events = await hooks?.waiting(count) ?? [];
  const { waiting, oldest, dropped } = hooks?.sizes ??
    { waiting: 0, oldest: 0, dropped: 0 };
  const time = now();
  const items = events.map(({ id, type, at, tries, dueIn, answer }) => ({
    id,
    type,
    created_at: at,
    attempts: tries,
    next_at: Math.round(time + dueIn),
    ...(answer === undefined ? undefined : { last_error: answer }),
  }));
  const page = { items, waiting, dropped };
  return waiting === 0 ? page : { ...page, oldest: Math.round(time - oldest) };
}
