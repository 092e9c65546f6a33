import { openDisk } from "../../helpers/disk_storage.ts";
import { abuseContract } from "../contract_abuse.ts";

/*
 * The bounds are low, so that a few thousand calls reach them: what one user may
 * have is the same part of them as in the service, or more.
 */
abuseContract("DiskStorage", {
  times: 3000,
  create() {
    const disk = openDisk({
      maxChatrooms: 120,
      maxMemberships: 1200,
      maxPrivates: 120,
      maxRequestIds: 400,
      quotas: { maxUnanswered: 100, maxRequestIds: 100, maxJoined: 1000 },
    });
    const { storage, clock } = disk;
    return {
      storage,
      advance: (ms) => clock.advance(ms),
      close: () => disk[Symbol.dispose](),
    };
  },
});
