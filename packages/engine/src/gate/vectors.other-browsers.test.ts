import { observeInFirefox } from "../../../gate/src/vectors/test-firefox.ts";
import { further } from "../../../gate/src/vectors/test-further.ts";
import { hints } from "../../../gate/src/vectors/test-hints.ts";
import { inlineWays } from "../../../gate/src/vectors/test-inline.ts";
import {
  knownInFirefox,
  knownInWebKit,
  lackingInFirefox,
  lackingInWebKit,
} from "../../../gate/src/vectors/test-known.ts";
import type { Tab } from "../../../gate/src/vectors/test-observe.ts";
import { vectors } from "../../../gate/src/vectors/test-vectors.ts";
import { cells, testWays, type WaysOptions } from "../../../gate/src/vectors/test-ways.ts";
import { observeInWebKit } from "../../../gate/src/vectors/test-webkit.ts";
import { createShop } from "./test-shop.ts";

// Firefox and WebKit do not know the allowlist, so whether it is sent makes no difference.

const browsers = [
  { name: "Firefox", observe: observeInFirefox, known: knownInFirefox, lacks: lackingInFirefox },
  { name: "WebKit", observe: observeInWebKit, known: knownInWebKit, lacks: lackingInWebKit },
];
const looks = cells.filter(({ outbound }) => outbound === "any");

for (const { name, ...browser } of browsers) {
  const options = {
    ...browser,
    looks,
    protect: (variant, all) => createShop({ ...variant, all }),
    bothControls: true,
  } satisfies Partial<WaysOptions<Tab>>;
  testWays(`a way to leak, under the whole engine, in ${name}`, { ...options, all: vectors });
  testWays(`a way round the guard, or out of the page, under the whole engine, in ${name}`, {
    ...options,
    all: [...further, ...inlineWays, ...hints],
  });
}
