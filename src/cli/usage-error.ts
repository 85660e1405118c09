/** A mistake in how a command was called, found below commander: caught once in `main`, shown calmly, exit code 3. */
export class UsageError extends Error {
  readonly help: readonly string[];
  constructor(message: string, help: readonly string[] = []) {
    super(message);
    this.help = help;
  }
}
