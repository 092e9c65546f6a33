import { openDisk } from "../../helpers/disk_storage.ts";
import { storageContract } from "../contract.ts";
import { requestIdQuotaContract } from "../contract_send_quotas.ts";

const test = storageContract("DiskStorage", (options) => {
  const disk = openDisk(options);
  const { storage, clock } = disk;
  return Promise.resolve({
    storage,
    advance: (ms) =>
      ms < 0 ? clock.jumpTo(clock.now() + ms) : clock.advance(ms),
    close: () => disk[Symbol.dispose](),
  });
});

requestIdQuotaContract(test);
