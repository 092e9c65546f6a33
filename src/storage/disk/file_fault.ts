/** What the file holds makes no sense, or a call has failed by our mistake. */
export class FileFault extends Error {
  override readonly name = "FileFault";
}
