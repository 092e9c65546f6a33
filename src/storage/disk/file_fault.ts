/**
 * The content of the file makes no sense, or a call has failed by a mistake of
 * ours.
 */
export class FileFault extends Error {
  override readonly name = "FileFault";
}
