/** Apache Lucene behind a pipe: requests and answers are lines of JSON (`Run.java` says which). */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Json } from "../export/carried.ts";

const installLine = "apt-get install -y --no-install-recommends liblucene8-java libgoogle-gson-java openjdk-17-jdk-headless";
const jarFolder = "/usr/share/java";
const jarNames = [/^lucene-(core|analyzers-common|queryparser|queries|misc)-8\.\d+\.\d+\.jar$/, /^gson-[\d.]+\.jar$/];

export type Answer = { readonly ids: readonly string[] } | { readonly error: string };
export type BuiltPattern = { readonly states: number } | { readonly error: string };
export type Request = {
  readonly columns: Readonly<Record<string, string>>;
  readonly documents: readonly { readonly id: string; readonly values: Readonly<Record<string, readonly Json[]>> }[];
  readonly lookups?: Readonly<Record<string, readonly string[]>>;
  readonly nowMs?: number;
  readonly queries: readonly ({ readonly dsl: Json } | { readonly text: string })[];
};

export type Engine = {
  ask(request: Request): Promise<readonly Answer[]>;
  build(patterns: readonly string[], statesMax: number): Promise<readonly BuiltPattern[]>;
  stop(): void;
};

/** Throws, with what to install, where there is no JDK or no Lucene. */
export function startEngine(): Engine {
  const java = spawnSync("java", ["-version"]);
  if (java.error || java.status !== 0) throw new Error(`java was not found: ${installLine}`);
  const jars = jarsInstalled();
  const file = fileURLToPath(new URL("Run.java", import.meta.url));
  const child = spawn("java", ["-Xmx512m", "-cp", jars.join(":"), file], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: ((line: string) => void)[] = [];
  const failing: ((problem: Error) => void)[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    failing.shift();
    waiting.shift()?.(line);
  });
  child.on("exit", (code) => {
    for (const fail of failing) fail(new Error(`java ended with ${code}`));
  });
  const send = (request: object): Promise<string> =>
    new Promise((resolve, reject) => {
      waiting.push(resolve);
      failing.push(reject);
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  return {
    // The answers are made by Run.java, which says their form.
    ask: async (request) => (JSON.parse(await send(request)) as { answers: readonly Answer[] }).answers,
    build: async (patterns, statesMax) => (JSON.parse(await send({ patterns, statesMax })) as { answers: readonly BuiltPattern[] }).answers,
    stop: () => void child.stdin.end(),
  };
}

function jarsInstalled(): readonly string[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(jarFolder);
  } catch {
    // No folder, no jars: said below.
  }
  const jars = names.filter((name) => jarNames.some((form) => form.test(name)));
  if (!jars.some((name) => name.startsWith("lucene-core")) || !jars.some((name) => name.startsWith("gson")))
    throw new Error(`Lucene 8 and Gson were not found in ${jarFolder}: ${installLine}`);
  return jars.map((name) => `${jarFolder}/${name}`);
}
