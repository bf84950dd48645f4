import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Four suites, one per kind of evidence; `npm test` runs all of them. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "node",
          include: ["packages/*/src/**/*.test.{ts,tsx}", "site/**/*.test.ts", "cases/**/*.test.ts"],
          exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
          // Seconds on a machine of its own; many times that where others work as well, and what hangs never ends.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Most of these wait for a database or a process. What is left out here is one less than there are processors.
          maxWorkers: Math.max(2, availableParallelism() - 1),
        },
      },
      {
        test: {
          name: "browser",
          include: ["packages/*/src/**/*.browser.test.ts", "site/**/*.browser.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // One browser at a time, and a second look where the machine was too busy: what is wrong is wrong twice.
          maxWorkers: 1,
          retry: 1,
        },
      },
      { test: { name: "size", include: ["tools/size.test.ts"], testTimeout: 60_000 } },
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
          testTimeout: 60_000,
        },
      },
    ],
  },
});
