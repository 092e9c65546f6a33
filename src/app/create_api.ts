import { AdminAccess } from "../api/admin/admin_access.ts";
import { createAdminRoutes } from "../api/admin/admin_routes.ts";
import { adminHookRoutes } from "../api/admin/hook_routes.ts";
import { ApiKeys } from "../api/admin/api_keys.ts";
import { Api } from "../api/api.ts";
import type { Route } from "../api/route.ts";
import type { ReadinessCheck } from "../api/readiness.ts";
import { createRoutes } from "../api/routes.ts";
import type { HubParts } from "../wiring/create_gateway.ts";
import type { CoreParts } from "../wiring/create_core.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Log } from "../observe/log.ts";
import type { Metrics } from "../observe/metrics/metrics.ts";
import type { PlainMetric } from "../observe/metrics/samples.ts";
import { createOperatorRoutes, type OperatorSources } from "./operator.ts";
import type { Options } from "../options/options.ts";
import type { ProfiledThread, Profiler } from "../observe/profiles/profiler.ts";
import { limitsOf } from "../wiring/limits.ts";
import type { ThreadStats } from "../wiring/stats.ts";

const UNKNOWN_COMMIT = "unknown";

/** What the API asks of the gateways' threads. */
export interface OtherThreads {
  /** Their metrics, ended threads included. */
  metrics(): Promise<readonly (readonly PlainMetric[])[]>;
  /** Their sizes. */
  stats(): Promise<readonly ThreadStats[]>;
  /** How many should accept connections and do not. */
  missing(): number;
  /** How many were abandoned, have not ended, and still get connections. */
  hanging(): number;
  /** The threads to profile. */
  profiled(): readonly ProfiledThread[];
}

/** For a service with all in one thread. */
export const NO_THREADS: OtherThreads = {
  metrics: () => Promise.resolve([]),
  stats: () => Promise.resolve([]),
  missing: () => 0,
  hanging: () => 0,
  profiled: () => [],
};

/** What the API answers from. */
export interface ApiParts extends CoreParts {
  readonly gateway: Gateway;
  readonly scheduler: HubParts["scheduler"];
  readonly profiler: Profiler;
  readonly threads: OtherThreads;
  readonly state: { readonly stopping: boolean };
  readonly httpRunning: () => number;
}

/** What {@linkcode createApi} needs beside the options. */
export interface ApiEnvironment {
  readonly log: Log;
  readonly version: string;
  /** The commit it was built from, if known. */
  readonly commit?: string | undefined;
  /** Undefined: nothing is counted and there is no `/metrics`. */
  readonly metrics?: Metrics | undefined;
  /**
   * How many addresses should accept connections and do not; none if not given.
   */
  readonly unbound?: (() => number) | undefined;
}

/** Builds the HTTP API: the routes of users and of operators. */
export function createApi(
  options: Options,
  { version, commit = UNKNOWN_COMMIT, metrics, unbound, log }: ApiEnvironment,
  parts: ApiParts,
): Api {
  const { rules, storage, nodes, profiler, threads } = parts;
  const build = { version, commit, deno: Deno.version.deno };
  const readiness = createReadiness(options, parts, unbound);
  const sources: OperatorSources = {
    stats: {
      ...parts,
      ...parts.push,
      bus: nodes.many?.bus,
      limits: rules.limits,
      otherThreads: () => threads.stats(),
      storageSizes: () => storage.sizes(),
    },
    profiler: options.profilingEnabled ? profiler : undefined,
    build,
    limits: limitsOf(options),
    redisMemory: storage.redisMemory,
    metrics,
    otherThreads: () => threads.metrics(),
    pages: options.pages,
  };
  const keys = new ApiKeys({ all: options.apiKey, read: options.apiKeyRead });
  const described = keys.size > 0 ? adminRoutesOf(parts) : [];
  return new Api({
    routes: createRoutes({ ...rules, ...build, readiness, described }),
    operatorRoutes: [...createOperatorRoutes(sources), ...described],
    admin: new AdminAccess({ keys, log }),
    tokensProve: rules.users.tokensProve,
    authenticate: (token) => rules.users.authenticate(token),
    limits: rules.limits,
    written: parts.hooks && (() => parts.hooks?.written),
    sequence: options.enableMessageSequence,
    bodyLimit: options.maxFrameSize,
  });
}

function adminRoutesOf({ adminRules, rules, hooks, nodes }: ApiParts): Route[] {
  return [
    ...createAdminRoutes(adminRules, rules),
    ...adminHookRoutes({ hooks, now: nodes.now }),
  ];
}

/** What has to work before requests can be taken. */
function createReadiness(
  { storage: name }: Options,
  { state, storage, nodes: { many }, threads }: ApiParts,
  unbound = () => 0,
): ReadinessCheck[] {
  const ofAddresses = () => unbound() > 0 ? "one is not bound" : undefined;
  const ofThreads = () => {
    const [missing, hanging] = [threads.missing(), threads.hanging()];
    // Only a new process gets back the connections that go to it and are never
    // served.
    if (hanging > 0) return `${hanging} hang: restart the process`;
    return missing > 0 ? `${missing} do not run` : undefined;
  };
  return [
    {
      name: "server",
      problem: () => state.stopping ? "going away" : undefined,
    },
    { name: "addresses", problem: ofAddresses },
    { name, problem: () => storage.notReady() },
    { name: "bus", problem: () => many?.bus.problem },
    { name: "threads", problem: ofThreads },
  ];
}
