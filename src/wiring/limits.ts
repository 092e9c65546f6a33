import type { Samples } from "../observe/metrics/samples.ts";
import type { MetricName } from "../observe/metrics/table.ts";
import type { Options } from "../options/options.ts";
import { DISK_BOUNDS } from "../storage/disk/disk_bounds.ts";
import { dataLimitOf, MEMORY_BOUNDS } from "../storage/memory/memory_bounds.ts";
import type { MemoryOfRedis } from "../storage/redis/redis_memory.ts";

/** What bounds something that another metric tells. */
export interface Limit {
  /** Tells how much of it is used. */
  readonly metric: MetricName;
  /** The flag that sets it, without dashes; `none`: it is fixed. */
  readonly option: string;
  readonly most: number;
}

/** The limits of this node; where only Redis knows what is stored, few. */
export function limitsOf(options: Options): Limit[] {
  const { maxConnections, maxOutboundBytes, webhookUrl } = options;
  const limits: Limit[] = [
    {
      metric: "gim_sockets",
      option: "max-connections",
      most: maxConnections,
    },
    {
      metric: "gim_outbound_fullest_bytes",
      option: "max-outbound-bytes",
      most: maxOutboundBytes,
    },
    ...storedLimits(options),
  ];
  if (webhookUrl === undefined) return limits;
  const most = options.webhookBacklog;
  const metric = "gim_hooks_waiting";
  return [...limits, { metric, option: "webhook-backlog", most }];
}

function storedLimits({ storage, storageLimit }: Options): Limit[] {
  if (storage === "redis") return [];
  const bounds = storage === "disk" ? DISK_BOUNDS : MEMORY_BOUNDS;
  const fixed: Partial<Record<MetricName, number>> = {
    gim_stored_users: bounds.maxUsers,
    gim_stored_chatrooms: bounds.maxChatrooms,
    gim_stored_memberships: bounds.maxMemberships,
    gim_stored_private_conversations: bounds.maxPrivates,
    gim_stored_request_ids: bounds.maxRequestIds,
    gim_stored_sanctions: bounds.maxSanctions,
    gim_stored_blocks: bounds.maxBlocks,
    ...storage === "memory" &&
      { gim_stored_data_bytes: dataLimitOf(storageLimit) },
  };
  return [
    {
      metric: "gim_stored_message_bytes",
      option: "storage-limit",
      most: storageLimit,
    },
    ...Object.entries(fixed).map(([metric, most]) => ({
      metric: metric as MetricName,
      option: "none",
      most,
    })),
  ];
}

/** Adds the limits to a scrape. */
export function addLimits(samples: Samples, limits: readonly Limit[]): void {
  for (const { metric, option, most } of limits) {
    samples.add("gim_limit", most, { metric, option });
  }
}

/** Adds how much memory Redis uses to a scrape, where it says so. */
export function addRedisMemory(
  samples: Samples,
  memory: MemoryOfRedis | undefined,
): void {
  if (memory === undefined) return;
  const { used, most } = memory;
  const metric = "gim_redis_memory_bytes";
  samples.add(metric, used);
  if (most > 0) addLimits(samples, [{ metric, option: "none", most }]);
}
