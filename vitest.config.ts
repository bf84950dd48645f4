import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * How long a test may take before it counts as hanging. Each takes seconds on a machine of its own; where others work as well, one that
 * starts processes, databases or browsers takes many times that, and what really hangs never ends. So no test has a limit of its own
 * below this one, and what is waited for may take half as long.
 */
const patience = 300_000;

/** Suites, one per kind of evidence; `npm test` runs all of them but the examples, which need the registry, and the other browsers. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["packages/*/src/**/*.test.{ts,tsx}", "site/**/*.test.ts", "cases/**/*.test.ts"],
          exclude: ["**/*.browser.test.ts", "**/*.other-browsers.test.ts", "**/node_modules/**"],
          testTimeout: patience,
          hookTimeout: patience,
          expect: { poll: { timeout: patience / 2 } },
          // Most of these wait for a database or a process. What is left out here is one less than there are processors.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      {
        test: {
          name: "browser",
          include: ["packages/*/src/**/*.browser.test.ts", "site/**/*.browser.test.ts"],
          testTimeout: patience,
          hookTimeout: patience,
          expect: { poll: { timeout: patience / 2 } },
          // One browser at a time, and a second look where the machine was too busy: what is wrong is wrong twice.
          maxWorkers: 1,
          retry: 1,
        },
      },
      // The ways to leak in Firefox and WebKit, as root: a part of `npm run soak`.
      {
        test: {
          name: "other-browsers",
          include: ["packages/*/src/**/*.other-browsers.test.ts"],
          testTimeout: patience,
          hookTimeout: patience,
          maxWorkers: 1,
        },
      },
      { test: { name: "size", include: ["tools/size.test.ts"], testTimeout: patience } },
      {
        test: {
          name: "imports",
          include: [
            "tools/documents.test.ts",
            "tools/doors.test.ts",
            "tools/house.test.ts",
            "tools/imports.test.ts",
            "tools/install.test.ts",
            "tools/pack.test.ts",
            "tools/test-sample.test.ts",
          ],
          testTimeout: patience,
          hookTimeout: patience,
          expect: { poll: { timeout: patience / 2 } },
        },
      },
      // Real sites, each installed from the registry: `npm run examples`.
      {
        test: {
          name: "examples",
          include: ["examples/*.test.ts"],
          testTimeout: patience,
          hookTimeout: patience,
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
