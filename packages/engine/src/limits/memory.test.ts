import { createMemoryLimits } from "./memory.ts";
import { testLimits } from "./test-limits.ts";

testLimits(
  "in the memory of one process",
  async (clock) => {
    const shared = createMemoryLimits({ clock });
    return { open: () => shared, close: shared.close };
  },
  { flood: 10_000 },
);
