/** ON and FROM: which event types are meant, written or inferred. */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { EventTypes } from "../syntax/ast.ts";
import { report } from "./diagnostics.ts";
import { viewOfAny, viewOfTypes } from "./event-view.ts";
import type { EventView, Project } from "./scope.ts";

/** The view of a written ON or FROM; unknown types are reported, and undefined is given when none is left. */
export function viewOfEvents(written: EventTypes, project: Project): EventView | undefined {
  if (written.any) return viewOfAny(project.model);
  const types: string[] = [];
  for (const name of written.names) {
    if (project.model.types.has(name.name)) {
      if (!types.includes(name.name)) types.push(name.name);
    } else {
      project.report(
        report.unknownEventType(name.span, { name: name.name }, { help: didYouMean(name.name, [...project.model.types.keys(), "any"]) }),
      );
    }
  }
  return types.length > 0 ? viewOfTypes(project.model, types) : undefined;
}
