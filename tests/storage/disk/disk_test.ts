import { openDisk } from "../../helpers/disk_storage.ts";
import { storageContract } from "../contract.ts";

storageContract("DiskStorage", (options) => {
  const disk = openDisk(options);
  const { storage, clock } = disk;
  return Promise.resolve({
    storage,
    administration: storage.administration,
    advance: (ms) =>
      ms < 0 ? clock.jumpTo(clock.now() + ms) : clock.advance(ms),
    close: () => disk[Symbol.dispose](),
  });
});
