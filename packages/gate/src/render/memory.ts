import type { Version } from "@abide/policy";

/** Most that is remembered of a version: without an end, crafted requests could fill memory. */
const most = 1_000;

/**
 * What is made once for many visits: of a version, by a key that says all that it depends on beside. A second page is then as fast as its
 * bytes. Nothing of one visit alone may be in it.
 */
export function createMemory<Value>(): (version: Version, key: string, make: () => Value) => Value {
  const remembered = new WeakMap<Version, Map<string, Value>>();
  return (version, key, make) => {
    let values = remembered.get(version);
    if (!values) remembered.set(version, (values = new Map<string, Value>()));
    let value = values.get(key);
    if (value === undefined) {
      if (values.size >= most) values.clear();
      values.set(key, (value = make()));
    }
    return value;
  };
}
