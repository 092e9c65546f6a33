/** How a command ended, and all it wrote. */
export interface Outcome {
  readonly success: boolean;
  readonly text: string;
}

/**
 * Runs a command to its end, or to that of `stop`; one that cannot be started
 * counts as failed.
 */
export async function run(
  command: string,
  args: readonly string[],
  stop: AbortSignal,
): Promise<Outcome> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      env: { NO_COLOR: "1" },
      signal: stop,
    }).output();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (error) {
    return { success: false, text: String(error) };
  }
}
