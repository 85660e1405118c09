/** The events that one run of a scheduled query reads and finds, by the time of the run. */
import type { Schedule } from "../../outcome.ts";
import { call, column, compare } from "../../../targets/esql/build.ts";
import type { Expr } from "../../../targets/esql/query.ts";

/** (T − late − every, T − late], further back by what the candidates depend on. */
export function timesOf(time: string, schedule: Schedule | undefined, lookBackMs: number): readonly Expr[] {
  if (!schedule) return [];
  const { everyMs, lateMs } = schedule;
  return [compare(">", column(time), ago(lateMs + everyMs + lookBackMs)), compare("<=", column(time), ago(lateMs))];
}

function ago(milliseconds: number): Expr {
  const now = call("NOW");
  return milliseconds === 0 ? now : { kind: "arithmetic", operator: "-", left: now, right: { kind: "span", milliseconds } };
}
