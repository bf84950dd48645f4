import { CliError, type Io } from "./io.ts";
import { findPolicyFile, loadPolicyFile, toLoadedVersion } from "./policy-file/load.ts";
import { findProblems, toProblemText } from "./policy-file/problems.ts";
import { count } from "./text.ts";

/** Validates a declaration: 0 where it can be published, 1 where it cannot. */
export async function checkPolicy(
  { policy, json }: { policy: string | undefined; json: boolean },
  io: Io,
): Promise<number> {
  const loaded = await loadPolicyFile(policy ?? (await findPolicyFile(io.cwd)), io.cwd);
  const problems = findProblems(loaded);
  const errors = problems.filter(({ level }) => level === "error").length;
  const warnings = problems.length - errors;
  if (json) {
    io.out(
      JSON.stringify({ format: "abide.problems/1", holds: errors === 0, file: loaded.name, problems }, undefined, 2),
    );
    return errors === 0 ? 0 : 1;
  }
  if (problems.length > 0) io.out(toProblemText(problems, loaded, io));
  if (errors > 0) {
    io.out(
      `✗ ${loaded.name} cannot be published: ${count(errors, "error")}${warnings > 0 ? `, ${count(warnings, "warning")}` : ""}.`,
    );
    return 1;
  }
  const { policy: compiled, hash } = await toLoadedVersion(loaded);
  const parts = [
    count(Object.keys(compiled.purposes).length, "purpose"),
    count(Object.keys(compiled.activities).length, "activity").replace(/activitys$/, "activities"),
    count(Object.keys(compiled.trackers).length, "tracker"),
    count(Object.keys(compiled.recipients).length, "recipient"),
  ];
  io.out(
    `✓ ${loaded.name} can be published: ${parts.join(", ")}${warnings > 0 ? `; ${count(warnings, "warning")}` : ""}. Version ${hash.slice(0, 12)}.`,
  );
  return 0;
}

/** A declaration that has passed; a CliError that counts what is wrong where it has not. */
export async function loadGoodPolicy(
  file: string | undefined,
  io: Io,
): Promise<Awaited<ReturnType<typeof toLoadedVersion>>> {
  const loaded = await loadPolicyFile(file ?? (await findPolicyFile(io.cwd)), io.cwd);
  const errors = findProblems(loaded).filter(({ level }) => level === "error").length;
  if (errors > 0)
    throw new CliError(
      `${loaded.name} has ${count(errors, "error")}. See them with: abide check --policy ${loaded.name}`,
    );
  return toLoadedVersion(loaded);
}
