import Type from "typebox";
import { createValidator } from "../protocol/validate.ts";
import type { ProfileKind } from "../observe/profiles/v8_profile.ts";
import type { Profiler } from "../observe/profiles/profiler.ts";
import { plainRoute } from "./plain_route.ts";
import type { Route } from "./route.ts";

/** The default length of a profile in seconds. */
const DEFAULT_SECONDS = { cpu: 30, heap: 10 } as const;

const Period = Type.Object({
  seconds: Type.Optional(Type.Integer({
    minimum: 1,
    maximum: 300,
    description: "a whole number from 1 to 300",
  })),
});
const validate = createValidator<{ seconds?: number }>(Period);
const Which = Type.Object({ thread: Type.Optional(Type.String()) });
const validateWhich = createValidator<{ thread?: string }>(Which);

const INDEX = `Profiles of this service:

/debug/pprof/profile?seconds=30  where the time goes (pprof)
/debug/pprof/heap?seconds=10     where memory is allocated (pprof)
/debug/pprof/heapsnapshot        what is in memory (DevTools); the thread
                                 stands still meanwhile; ?thread=gateway-0
                                 for another one than the main thread

go tool pprof -top http://HOST/debug/pprof/profile?seconds=10
`;

/** The routes that `--profiling-enabled` adds. */
export function createProfileRoutes(
  profiler: Pick<Profiler, "profile" | "heapSnapshot">,
): Route[] {
  return [
    plainRoute("/debug/pprof/", {
      access: "local or token",
      run: ({ url }) =>
        new Response(INDEX.replace("HOST", url.host), {
          headers: { "content-type": "text/plain; charset=utf-8" },
        }),
    }),
    pprofRoute("/debug/pprof/profile", "cpu", profiler),
    pprofRoute("/debug/pprof/heap", "heap", profiler),
    // A heap contains every content, every token and the secret that signs
    // them, so no user's token may open it.
    plainRoute("/debug/pprof/heapsnapshot", {
      access: "local",
      input: "query",
      requestSchema: Which,
      async run({ fields }) {
        const { thread } = validateWhich(fields);
        const snapshot = await profiler.heapSnapshot(thread);
        return download(snapshot, `gim-${thread ?? "main"}.heapsnapshot`);
      },
    }),
  ];
}

function pprofRoute(
  path: string,
  kind: ProfileKind,
  profiler: Pick<Profiler, "profile">,
): Route {
  return plainRoute(path, {
    access: "local or token",
    input: "query",
    requestSchema: Period,
    async run({ fields, signal }) {
      const { seconds = DEFAULT_SECONDS[kind] } = validate(fields);
      const request = { kind, duration: seconds * 1000 };
      const profile = await profiler.profile(request, signal);
      return download(profile, `gim-${kind}.pb.gz`);
    },
  });
}

function download(bytes: Uint8Array<ArrayBuffer>, name: string): Response {
  return new Response(bytes, {
    headers: {
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
